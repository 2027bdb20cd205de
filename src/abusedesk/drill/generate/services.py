"""AWS at work for itself: roles handed to machines, Config, Trusted Advisor, backups, scaling, deliveries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import actors, chores, clock, ids, launch, reads
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.machines import Launch
from abusedesk.drill.generate.trail import Actor, Call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.drill.generate.company import Company


def machines(company: Company, *, every_hours: float) -> None:
    """EC2 hands each host its role's session every six hours; its agents call with it from its address."""
    for host in company.hosts:
        role = company.iam.roles[host["IamInstanceProfile"]["Arn"].rsplit("/", 1)[1]]
        since = max(company.start, datetime.fromisoformat(host["LaunchTime"]))
        when = since if since > company.start else clock.later(company.rng, since, 0, 21600)
        while when < company.now:
            call, credential = actors.assumed(company.rng, role, host["InstanceId"], when)
            shared = Call(
                service=call.service,
                name=call.name,
                request=call.request,
                response=call.response,
                more={**call.more, "sharedEventID": ids.uuid(company.rng)},
            )
            company.trail.add(when, company.home, actors.service("ec2"), shared)
            identity = actors.in_role(role, host["InstanceId"], credential, when)
            identity["sessionContext"]["ec2RoleDelivery"] = "2.0"
            _agents(company, host, identity, when, every_hours)
            when += timedelta(hours=6)


def _agents(
    company: Company, host: dict[str, Any], identity: dict[str, Any], since: datetime, every: float
) -> None:
    rng = company.rng
    address = company.public(host, since) or company.nat
    actor = Actor(identity=identity, address=address, agent=_SSM_AGENT)
    when = clock.later(rng, since, 5, every * 3600)
    while when < since + timedelta(hours=6):
        asked = {
            "instanceId": host["InstanceId"],
            "agentVersion": "3.3.2299.0",
            "agentStatus": "Active",
            "platformType": "Linux",
            "platformName": "Amazon Linux",
            "platformVersion": "2023",
            "iPAddress": host["PrivateIpAddress"],
            "computerName": host["PrivateDnsName"],
            "agentName": "amazon-ssm-agent",
        }
        company.trail.add(
            when, company.home, actor, Call(service="ssm", name="UpdateInstanceInformation", request=asked)
        )
        if chance(rng, 0.1):  # an agent asks for what its role was never given
            company.trail.add(
                when, company.home, actor, _denied(actor, "ssm", "GetParametersByPath", {"path": "/shared/"})
            )
        when += timedelta(hours=every * rng.uniform(0.8, 1.2))


_SSM_AGENT = "aws-sdk-go/1.55.5 (go1.24.4; linux; amd64) amazon-ssm-agent/3.3.2299.0"


def _denied(actor: Actor, service: str, name: str, request: dict[str, Any]) -> Call:
    why = (
        f"User: {actor.identity['arn']} is not authorized to perform: {service}:{name} on resource: * "
        f"because no identity-based policy allows the {service}:{name} action"
    )
    return Call(service=service, name=name, request=request, error=("AccessDenied", why))


def discovery(company: Company, *, times: int, regions: Sequence[str]) -> None:
    """AWS Config and Trusted Advisor describe every region, as their roles."""
    rng, iam = company.rng, company.iam
    for name, session in (
        ("AWSServiceRoleForConfig", "AWSConfig-Describe"),
        ("AWSServiceRoleForTrustedAdvisor", "TrustedAdvisor"),
    ):
        for region in regions:
            pause = (company.now - company.start) / times
            when = company.start + pause * rng.random()
            while when < company.now:
                actor = actors.linked(rng, iam.roles[name], session, when)
                for call in rng.sample(reads.DISCOVERY, 9):
                    company.trail.add(when, region, actor, call)
                _noise(company, actor, when, region)
                when += pause * rng.uniform(0.8, 1.2)


def _noise(company: Company, actor: Actor, when: datetime, region: str) -> None:
    if region != company.home:
        return
    one = company.rng.choice(company.at_home.things["s3:buckets"])
    asked = {"bucketName": one["Name"], "Host": f"{one['Name']}.s3.{region}.amazonaws.com"}
    for name, error in (
        ("GetBucketPolicy", ("NoSuchBucketPolicy", "The bucket policy does not exist")),
        (
            "GetBucketLifecycle",
            ("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
        ),
        ("GetBucketPublicAccessBlock", ("AccessDenied", "Access Denied")),
    ):
        company.trail.add(when, region, actor, Call(service="s3", name=name, request=asked, error=error))


def deliveries(company: Company) -> None:
    """CloudTrail looks at its bucket's ACL before it writes, a few times a day for each region."""
    if not company.trail_bucket:
        return
    asked = {
        "bucketName": company.trail_bucket,
        "Host": f"{company.trail_bucket}.s3.{company.home}.amazonaws.com",
        "acl": "",
    }
    call = Call(service="s3", name="GetBucketAcl", request=asked)
    when = clock.later(company.rng, company.start, 60, 3600)
    while when < company.now:
        company.trail.add(when, company.home, actors.service("cloudtrail"), call)
        when = clock.later(company.rng, when, 1800, 5400)


def backups(company: Company) -> None:
    """The nightly snapshots of every host, kept for a week."""
    role = company.iam.roles["AWSDataLifecycleManagerDefaultRole"]
    kept: list[tuple[datetime, str]] = []
    for day in clock.days(company.start, company.now):
        when = day + timedelta(hours=(18.25 - company.ahead) % 24)
        actor = actors.linked(company.rng, role, f"AWSDataLifecycleManager-{ids.hexa(company.rng, 12)}", when)
        for host in company.hosts:
            when = clock.later(company.rng, when, 2, 40)
            volumes = company.at_home.things["ec2:volumes"]
            volume = next(
                one for one in volumes if one["VolumeId"] == host["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
            )
            if made := chores.snapshot(company, actor, when, volume, "Created for policy: nightly"):
                kept.append((when, made))
        _expire(company, actor, when, kept)


def _expire(company: Company, actor: Actor, when: datetime, kept: list[tuple[datetime, str]]) -> None:
    while kept and kept[0][0] < when - timedelta(days=7):
        snapshot = kept[0][1]
        call = Call(
            service="ec2",
            name="DeleteSnapshot",
            request={"snapshotId": snapshot},
            response={"requestId": ids.uuid(company.rng), "_return": True},
        )
        if not company.trail.add(when, company.home, actor, call):
            return
        kept.pop(0)
        company.at_home.remove("ec2:snapshots", "SnapshotId", snapshot)


def scaling(company: Company) -> None:
    """Auto Scaling adds two web servers each working morning and takes them away in the evening."""
    rng, home, fleet = company.rng, company.at_home, f"{company.product}-web-asg"
    web = next(host for host in company.hosts if "-web" in host["IamInstanceProfile"]["Arn"])
    subnet = next(one for one in home.things["ec2:subnets"] if one["SubnetId"] == web["SubnetId"])
    name = web["SecurityGroups"][0]["GroupId"]
    group = next(one for one in home.things["ec2:security_groups"] if one["GroupId"] == name)
    asked = Launch(
        type="t3.medium", count=2, image=web["ImageId"], key=web["KeyName"], groups=[group], subnet=subnet,
        tags={"aws:autoscaling:groupName": fleet, "Name": fleet},
        profile=(web["IamInstanceProfile"]["Arn"], web["IamInstanceProfile"]["Id"]), disk=20,
    )  # fmt: skip
    for day in clock.days(company.start, company.now):
        if not clock.working(day, company.ahead):
            continue
        when = clock.later(rng, day + timedelta(hours=8 - company.ahead), 0, 60)
        actor = actors.linked(rng, company.iam.roles["AWSServiceRoleForAutoScaling"], "AutoScaling", when)
        made = launch.run(company.trail, home, actor, asked, when)
        evening = clock.later(rng, day + timedelta(hours=20 - company.ahead), 0, 60)
        if made and company.trail.covers(evening):
            launch.change(company.trail, home, actor, made, ("TerminateInstances", evening))
