"""A company and its account as they stood before anything happened: people, programs, machines, buckets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import actors, clock, ids, launch, machines, names, regions
from abusedesk.drill.generate.addresses import Addresses
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.iam import AWS, Iam, allow, trust
from abusedesk.drill.generate.machines import Launch, Region
from abusedesk.drill.generate.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from random import Random

    from abusedesk.drill.generate.iam import Key, User


@dataclass(slots=True, kw_only=True)
class Person:
    """
    Somebody who works there; places are the addresses he works from, the likeliest first.

    rotated is a newer key and since when he uses it.
    """

    user: User
    key: Key | None
    places: list[str]
    browser: str
    agent: str
    admin: bool = False
    rotated: tuple[datetime, Key] | None = None

    def signs_with(self, when: datetime) -> Key | None:
        """The key he uses at when."""
        return self.rotated[1] if self.rotated and self.rotated[0] <= when else self.key


@dataclass(slots=True, kw_only=True)
class Program:
    """A program with a user and key of its own at its own addresses (new: since when each later one)."""

    user: User
    key: Key
    places: list[str]
    agent: str
    new: list[tuple[str, datetime]] = field(default_factory=list)

    def place(self, rng: Random, when: datetime) -> str:
        """Where it runs at when."""
        late = [address for address, since in self.new if since <= when]
        return rng.choice(late) if late and chance(rng, 0.15) else rng.choice(self.places)  # seldom


@dataclass(slots=True, kw_only=True)
class Company:
    """
    The whole of it; incidents change it and folder.write writes it.

    tenures says of hosts (by id) that have a public address for a time only: which, from when, until
    when. What has none goes out through nat.
    """

    rng: Random
    id: str
    name: str
    home: str
    ahead: int
    product: str
    now: datetime
    trail: Trail
    iam: Iam
    addresses: Addresses
    regions: dict[str, Region]
    people: list[Person] = field(default_factory=list)
    deployer: Program
    office: list[str]
    trail_bucket: str = ""
    nat: str
    tenures: dict[str, tuple[str, datetime, datetime]] = field(default_factory=dict)
    hosts: list[dict[str, Any]] = field(default_factory=list)
    detectors: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    logs: dict[str, bytes] = field(default_factory=dict)
    innocent: list[str] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        """When the history begins."""
        return self.trail.start

    @property
    def at_home(self) -> Region:
        """The region that the company works in."""
        return self.regions[self.home]

    @property
    def admins(self) -> list[Person]:
        """The people who may do everything."""
        return [person for person in self.people if person.admin]

    def public(self, host: dict[str, Any], when: datetime) -> str:
        """The public address that host had at when, "" where it had none."""
        if host["InstanceId"] not in self.tenures:
            return str(host.get("PublicIpAddress", ""))
        address, first, last = self.tenures[host["InstanceId"]]
        return address if first <= when <= last else ""

    def unused(self, count: int) -> list[str]:
        """Count regions in which nothing of the company's runs, by chance."""
        idle = [
            name
            for name, region in self.regions.items()
            if name not in {self.home, "us-east-1"} and not region.things.get("ec2:key_pairs")
        ]
        return self.rng.sample(idle, count)

    def role_arn(self, name: str) -> str:
        """The ARN of the company's role of that name."""
        return self.iam.roles[name].arn


def found(rng: Random, *, days: int, trail: bool) -> Company:
    """A company with days of history before now, with or without a trail to S3."""
    now = clock.moment(rng)
    account = ids.account(rng)
    name, addresses = names.company(rng), Addresses(rng)
    home, ahead = rng.choice(regions.HOMES)
    records = Trail(account, rng, now - timedelta(days=days), now)
    iam = Iam(account, rng, records)
    company = Company(
        rng=rng,
        id=account,
        name=name,
        home=home,
        ahead=ahead,
        product=rng.choice(names.PRODUCTS),
        now=now,
        trail=records,
        iam=iam,
        addresses=addresses,
        regions={region: Region(account, region, rng, addresses) for region in regions.DEFAULT},
        deployer=_deployer(rng, iam, addresses),
        nat=addresses.ours(),
        office=[addresses.office() for _ in range(rng.randint(2, 3))],
        trail_bucket=f"{name}-{rng.choice(('org-trail', 'cloudtrail', 'audit-logs'))}-{ids.hexa(rng, 6)}"
        if trail
        else "",
    )
    _people(company)
    _roles(company)
    _machines(company)
    _storage(company)
    return company


def _deployer(rng: Random, iam: Iam, addresses: Addresses) -> Program:
    created = iam.trail.start - timedelta(days=rng.randint(120, 900))
    user = iam.user(rng.choice(names.DEPLOYERS), created)
    key = iam.key(user, created + timedelta(minutes=3))
    places = [addresses.program() for _ in range(rng.randint(3, 6))]
    agent = (
        actors.command_line(rng, "linux#6.8.0-1021-azure md/arch#x86_64")
        if chance(rng, 0.6)
        else actors.sdk(rng)
    )  # both occur
    return Program(user=user, key=key, places=places, agent=agent)


_ADMINS = 2
"""How many of the people may do everything."""


def _people(company: Company) -> None:
    rng, iam = company.rng, company.iam
    old = company.start - timedelta(days=1500)
    iam.group("administrators", old, f"{AWS}/AdministratorAccess")
    iam.group("developers", old, f"{AWS}/PowerUserAccess", f"{AWS}/IAMReadOnlyAccess")
    everybody = names.people(rng, rng.randint(4, 8))
    for number, name in enumerate(everybody):
        joined = clock.between(rng, old, company.start - timedelta(days=40))
        admin = number < _ADMINS
        user = iam.user(name, joined, "administrators" if admin else "developers")
        user.login = joined + timedelta(minutes=1)
        user.signed_in = company.start - timedelta(days=rng.randint(1, 20))
        user.mfa = joined + timedelta(days=1) if admin or chance(rng, 0.6) else None  # most
        key = (
            iam.key(user, clock.between(rng, joined, company.start)) if admin or chance(rng, 0.7) else None
        )  # most
        places = [*rng.sample(company.office, len(company.office)), company.addresses.outside()]
        person = Person(
            user=user,
            key=key,
            places=places,
            browser=actors.browser(rng),
            agent=actors.command_line(rng),
            admin=admin,
        )
        company.people.append(person)


def _roles(company: Company) -> None:
    iam, rng = company.iam, company.rng
    for name, host, policy in LINKED:
        iam.role(
            name,
            trust("Service", f"{host}.amazonaws.com"),
            policy,
            path=f"/aws-service-role/{host}.amazonaws.com/",
        )
    for name, policies in (
        (f"{company.product}-web", ("AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy")),
        (f"{company.product}-batch", ("AmazonSSMManagedInstanceCore", "AmazonS3ReadOnlyAccess")),
    ):
        iam.role(name, trust("Service", "ec2.amazonaws.com"), *policies).profile = ids.unique(rng, "AIPA", 21)
    iam.role(
        f"{company.product}-lambda",
        trust("Service", "lambda.amazonaws.com"),
        "service-role/AWSLambdaBasicExecutionRole",
    )
    iam.role(
        "AWSDataLifecycleManagerDefaultRole", trust("Service", "dlm.amazonaws.com"), path="/service-role/"
    )
    lifecycle = iam.roles["AWSDataLifecycleManagerDefaultRole"]
    lifecycle.managed.append(f"{AWS}/service-role/AWSDataLifecycleManagerServiceRole")
    iam.role("terraform", trust("AWS", iam.arn("root")), "AdministratorAccess")
    iam.role("ops-admin", trust("AWS", iam.arn("root")), "AdministratorAccess")
    scanner = f"arn:aws:iam::{ids.account(rng)}:root"
    iam.role(
        "posture-scanner",
        trust("AWS", scanner, external=ids.uuid(rng)),
        "SecurityAudit",
        "job-function/ViewOnlyAccess",
    )
    deploy = iam.policy(
        "deploy-assume",
        company.start - timedelta(days=400),
        allow(["sts:AssumeRole"], iam.arn("role/terraform")),
    )
    iam.group("deployers", company.start - timedelta(days=400), deploy, f"{AWS}/PowerUserAccess")
    company.deployer.user.groups.append("deployers")


LINKED = (
    ("AWSServiceRoleForConfig", "config", "aws-service-role/AWSConfigServiceRolePolicy"),
    (
        "AWSServiceRoleForTrustedAdvisor",
        "trustedadvisor",
        "aws-service-role/AWSTrustedAdvisorServiceRolePolicy",
    ),
    ("AWSServiceRoleForAutoScaling", "autoscaling", "aws-service-role/AutoScalingServiceRolePolicy"),
    ("AWSServiceRoleForAmazonGuardDuty", "guardduty", "aws-service-role/AmazonGuardDutyServiceRolePolicy"),
    ("AWSServiceRoleForSupport", "support", "aws-service-role/AWSSupportServiceRolePolicy"),
    (
        "AWSServiceRoleForResourceExplorer",
        "resource-explorer-2",
        "aws-service-role/AWSResourceExplorerServiceRolePolicy",
    ),
)
"""Service-linked roles: name, the service that may take it, its policy."""


def _machines(company: Company) -> None:
    rng, home = company.rng, company.at_home
    inner = f"10.{rng.randint(10, 99)}"
    vpc = home.network(f"{inner}.0.0/16", default=False, name=f"{company.product}-prod")
    subnets = [home.subnet(vpc, f"{inner}.{n}.0/24", n, f"{company.product}-{n}") for n in range(2)]
    office = [(22, f"{address}/32") for address in company.office]
    web = home.group(
        vpc, f"{company.product}-web", "web servers", (80, machines.EVERYWHERE), (443, machines.EVERYWHERE)
    )
    inside = home.group(vpc, f"{company.product}-internal", "inside only", *office, (5432, f"{inner}.0.0/16"))
    key = home.key_pair(
        f"{company.name}-{rng.choice(('prod', 'ops', '2024'))}", company.start - timedelta(days=500)
    )
    image = ids.resource(rng, "ami")
    wanted = [("web-1", "t3.medium", web), ("web-2", "t3.medium", web), ("app-1", "m6i.large", inside)]
    wanted += [
        ("batch-1", "c6i.large", inside),
        ("bastion", "t3.micro", inside),
        ("dev-1", "t3.large", inside),
    ]
    for number, (name, kind, group) in enumerate(wanted):
        role = company.iam.roles[f"{company.product}-{'web' if group is web else 'batch'}"]
        profile = (company.iam.arn(f"instance-profile/{role.name}"), role.profile)
        asked = Launch(
            type=kind, image=image, key=key["KeyName"], groups=[group], subnet=subnets[number % 2],
            tags={"Name": f"{company.product}-{name}", "Env": "dev" if name == "dev-1" else "prod"},
            profile=profile, disk=rng.choice((20, 30, 50)), public=False,
        )  # fmt: skip
        since = company.start - timedelta(days=rng.randint(20, 300), seconds=rng.randrange(80000))
        made = launch.place(home, asked, since)[0]
        home.address(company.addresses.ours(), made, f"{company.product}-{name}")
        company.hosts.append(made)


def _storage(company: Company) -> None:
    rng = company.rng
    wanted = [
        f"{company.name}-{what}-{ids.hexa(rng, 4)}"
        for what in ("assets", "backups", "terraform-state", "exports")
    ]
    for name in [*wanted, *([company.trail_bucket] if company.trail_bucket else [])]:
        bucket(company, company.home, name)
    for what in rng.sample(("resize", "notify", "invoice", "sync", "export"), 3):
        name = f"{company.product}-{what}"
        modified = company.start - timedelta(days=rng.randint(1, 90))
        company.at_home.add(
            "lambda:functions",
            {
                "FunctionName": name,
                "FunctionArn": f"arn:aws:lambda:{company.home}:{company.id}:function:{name}",
                "Runtime": rng.choice(("python3.12", "nodejs22.x")),
                "Role": company.role_arn(f"{company.product}-lambda"),
                "Handler": "app.handler",
                "CodeSize": rng.randint(2000, 900000),
                "Description": "",
                "Timeout": 30,
                "MemorySize": 256,
                "LastModified": f"{modified:%Y-%m-%dT%H:%M:%S.000+0000}",
                "CodeSha256": ids.secret(rng) + "abc=",
                "Version": "$LATEST",
                "PackageType": "Zip",
                "Architectures": ["x86_64"],
            },
        )


def bucket(company: Company, region: str, name: str) -> None:
    """Add an S3 bucket that has long been there."""
    created = company.start - timedelta(days=company.rng.randint(100, 1200))
    company.regions[region].add(
        "s3:buckets", {"Name": name, "CreationDate": ids.iso(created), "BucketRegion": region}
    )


def plain(hosts: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """The host whose Name tag ends in name."""
    return next(host for host in hosts if machines.named(host).endswith(name))
