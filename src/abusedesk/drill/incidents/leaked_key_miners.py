"""A build user's key gets out; somebody makes himself a user with it and mines in six unused regions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.drill.generate import (
    Generator,
    actors,
    clock,
    decoys,
    findings,
    ids,
    intruder,
    letters,
    life,
    miners,
    names,
    reads,
    resistance,
)
from abusedesk.drill.generate import company as companies
from abusedesk.drill.generate import folder as folders
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.iam import AWS, allow, trust
from abusedesk.drill.generate.intruder import Intruder
from abusedesk.drill.generate.trail import Actor, Call
from abusedesk.translate import msg

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from random import Random

    from abusedesk.drill.generate.company import Company
    from abusedesk.drill.generate.iam import User

_TITLE = msg("Leaked key, miners in six regions")
_GRAPHICS, _STANDARD = ("L-DB2E81BA", "L-417A185B"), ("L-1216C47A",)
_FEW = (
    "AttachUserPolicy",
    "AttachRolePolicy",
    "CreateAccessKey",
    "CreateLoginProfile",
    "CreateRole",
    "CreateUser",
    "GetRole",
    "GetUser",
    "ListAccessKeys",
    "ListAttachedUserPolicies",
    "ListGroupsForUser",
    "ListRoles",
    "ListUsers",
    "PassRole",
)
_ADMIN = f"{AWS}/AdministratorAccess"


@dataclass(slots=True, kw_only=True)
class _Raid:
    """What the intruder has in hand: the stolen key, how far it goes, and where he will mine."""

    company: Company
    by: Intruder
    stolen: Actor
    rights: str
    regions: list[str]


def build(rng: Random, folder: Path) -> None:
    """Write the incident."""
    company = companies.found(rng, days=rng.randint(14, 21), trail=True)
    rights = _too_many_rights(company)
    since = company.now - timedelta(hours=rng.uniform(22, 50))
    if chance(rng, 0.4):  # a build runner that is new just then, by chance
        company.deployer.new.append(
            (company.addresses.program(), since + timedelta(hours=rng.uniform(-20, 3)))
        )
    findings.watch(company, [company.home, "us-east-1"])
    life.ordinary(company, life.Pace())
    raid = _raid(company, rights, since)
    _recon(raid, since)
    own, settled = _settles(raid, clock.later(rng, since, 3600, 18000))
    crew = miners.Crew(by=raid.by, actors=_hands(raid, own, settled), regions=raid.regions)
    done = miners.mine(crew, clock.later(rng, settled, 60, 300))
    _alert(raid, settled)
    _hides(raid, own, clock.later(rng, done, 300, 6000))
    sent = clock.between(rng, settled + timedelta(minutes=40), company.now - timedelta(minutes=25))
    folders.write(folder, company, _TITLE, _mail(company, sent), raid.by.truth)
    (folder / "intruder.toml").write_text(resistance.moves(rng, _grip(raid, own)), "utf-8")


def _grip(raid: _Raid, own: Actor) -> resistance.Grip:
    """What he holds when he is found."""
    company, truth = raid.company, raid.by.truth
    [user] = [one for one in company.iam.users.values() if any(key.id == own.credential for key in one.keys)]
    return resistance.Grip(
        account=company.id,
        stolen=company.deployer.key.id,
        own=user,
        roles=tuple(dict.fromkeys(name for name in truth.principals if ":role/" in name)),
        regions=tuple(company.unused(3)),
    )


def _too_many_rights(company: Company) -> str:
    """Give the deployers more than they need, in one of three ways; says which."""
    rights = company.rng.choice(("admin", "iam", "few"))
    if rights == "admin":
        company.iam.attach("deployers", _ADMIN)
    elif rights == "iam":
        company.iam.attach("deployers", f"{AWS}/IAMFullAccess")
    else:
        made = company.start - timedelta(days=300)
        document = allow([f"iam:{name}" for name in _FEW])
        company.iam.attach("deployers", company.iam.policy("deploy-iam", made, document))
    return rights


def _raid(company: Company, rights: str, since: datetime) -> _Raid:
    """The first look at the stolen key, from a place of its own."""
    by, deployer = Intruder(company, "leaked_access_key"), company.deployer
    first = actors.by_key(deployer.user, deployer.key, company.addresses.outside(), intruder.tool(company))
    moment = by.does(since, "us-east-1", first, reads.WHO)
    if chance(company.rng, 0.5):  # some look twice
        by.does(moment, company.home, first, reads.WHO)
    place = company.addresses.outside()
    stolen = actors.by_key(deployer.user, deployer.key, place, intruder.tool(company))
    return _Raid(company=company, by=by, stolen=stolen, rights=rights, regions=company.unused(6))


def _recon(raid: _Raid, since: datetime) -> None:
    """Who am I, what may I do, where is room."""
    company, by, stolen = raid.company, raid.by, raid.stolen
    rng, about = company.rng, {"userName": company.deployer.user.name}
    when = by.looks(
        clock.later(rng, since, 600, 3000),
        "us-east-1",
        stolen,
        [
            reads.WHO,
            reads.read("iam", "ListAttachedUserPolicies", about),
            reads.read("iam", "ListGroupsForUser", about),
            reads.read("iam", "ListUsers"),
            reads.read("iam", "ListRoles"),
            *_forbidden(raid),
            reads.read("s3", "ListBuckets", {"Host": "s3.amazonaws.com"}),
            reads.REGIONS,
        ],
    )
    everywhere = list(company.regions)
    asked = everywhere if chance(rng, 0.5) else [*raid.regions, *rng.sample(everywhere, 5)]
    types = reads.read("ec2", "DescribeInstanceTypeOfferings", {"DescribeInstanceTypeOfferingsRequest": {}})
    for region in dict.fromkeys(asked):
        calls = [intruder.quota(company, codes) for codes in (_GRAPHICS, _STANDARD)]
        calls += [reads.INSTANCES, types]
        calls += [reads.read("ses", "GetSendQuota")] if chance(rng, 0.6) else []
        when = by.looks(when, region, stolen, calls)


def _forbidden(raid: _Raid) -> list[Call]:
    """What the stolen key asks for, refused where its rights end."""
    details = "GetAccountAuthorizationDetails"
    calls = [reads.read("iam", details)]
    if raid.rights == "few":
        calls = [intruder.refused(raid.stolen, "iam", name) for name in (details, "ListPolicies")]
    if raid.rights == "admin":
        outside = ("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
        return [*calls, Call(service="organizations", name="ListAccounts", error=outside)]
    return [*calls, intruder.refused(raid.stolen, "organizations", "ListAccounts")]


def _settles(raid: _Raid, when: datetime) -> tuple[Actor, datetime]:
    """He makes himself a user with password, key and all rights, and signs in; gives it and when."""
    company, by, iam = raid.company, raid.by, raid.company.iam
    rng = company.rng
    user = iam.user(rng.choice([name for name in names.PLAUSIBLE if name not in iam.users]), when)
    decoys.make_user(company, raid.stolen, when, user)
    attach = {"userName": user.name, "policyArn": _ADMIN}
    when = by.does(
        clock.later(rng, when, 2, 15),
        "us-east-1",
        raid.stolen,
        Call(service="iam", name="AttachUserPolicy", request=attach),
    )
    user.managed.append(_ADMIN)
    key = iam.key(user, when)
    when = by.does(when, "us-east-1", raid.stolen, decoys.key_made(user, key.id, when))
    decoys.make_login(company, raid.stolen, when, user, reset=False)
    place = rng.choice((raid.stolen.address, company.addresses.outside()))
    own = actors.by_key(user, key, place, raid.stolen.agent)
    when = by.does(clock.later(rng, when, 20, 200), "us-east-1", own, reads.WHO)
    by.truth.affected += [user.arn, key.id]
    return own, _looks_round(raid, user, clock.later(rng, when, 60, 900))


def _looks_round(raid: _Raid, user: User, when: datetime) -> datetime:
    """The console, as the new user; gives when he has seen enough."""
    rng, by = raid.company.rng, raid.by
    place = (raid.company.addresses.outside(), actors.browser(rng))
    session = by.signs_in(when, rng.choice(("us-east-1", *raid.regions)), user, place)
    for seen in ("ec2 home", "costs", "identities", "instances"):
        region = rng.choice(raid.regions)
        when = by.looks(clock.later(rng, when, 10, 90), region, session, reads.PAGES[seen])
    return _second_door(raid, session, when) if chance(rng, 0.5) else when


def _second_door(raid: _Raid, session: Actor, when: datetime) -> datetime:
    """A role with all rights that an account of his can take."""
    rng, by = raid.company.rng, raid.by
    document = trust("AWS", f"arn:aws:iam::{ids.account(rng)}:root")
    name = rng.choice(("support-audit", "cost-explorer-sync", "backup-crossaccount"))
    role = raid.company.iam.role(name, document)
    role.created, role.used = when, None
    made = {
        "path": "/",
        "roleName": role.name,
        "roleId": role.id,
        "arn": role.arn,
        "createDate": ids.spoken(when),
    }
    asked = {"roleName": role.name, "assumeRolePolicyDocument": folders.text(document)}
    created = Call(service="iam", name="CreateRole", request=asked, response={"role": made})
    when = by.does(when, "us-east-1", session, created)
    role.managed.append(_ADMIN)
    attach = {"roleName": role.name, "policyArn": _ADMIN}
    by.truth.principals.append(role.arn)
    by.truth.affected.append(role.arn)
    return by.does(when, "us-east-1", session, Call(service="iam", name="AttachRolePolicy", request=attach))


def _hands(raid: _Raid, own: Actor, when: datetime) -> tuple[Actor, ...]:
    """What he launches with: his own user, in half of the incidents a role that was there already too."""
    if chance(raid.company.rng, 0.5):
        return (own,)
    region = raid.company.rng.choice(raid.regions)
    return (own, raid.by.takes(when, region, own, raid.company.iam.roles["ops-admin"]))


def _alert(raid: _Raid, when: datetime) -> None:
    """GuardDuty, on in us-east-1, has seen the new user being made."""
    name = raid.company.deployer.user.name
    seen = findings.Seen(
        type="Persistence:IAMUser/AnomalousBehavior",
        severity=5.0,
        title="A user invoked APIs commonly used to keep access, in an unusual way.",
        description=f"APIs commonly used for persistence were invoked by {name} under unusual circumstances.",
        resource=findings.access_key(raid.stolen.identity),
        action=findings.api_call("iam", "CreateUser", raid.stolen.address),
        first=raid.by.truth.since or when,
        last=when,
    )
    findings.add(raid.company, "us-east-1", seen)


def _hides(raid: _Raid, own: Actor, when: datetime) -> None:
    """In some incidents he removes what could tell on him."""
    company, by = raid.company, raid.by
    choice = company.rng.choice(("nothing", "detector", "alarm"))
    watched = [region for region in raid.regions if region in company.detectors]
    if choice == "detector" and watched:
        region = watched[0]
        detector = company.detectors.pop(region)
        del company.findings[region]
        gone = Call(service="guardduty", name="DeleteDetector", request={"detectorId": detector})
        by.does(when, region, own, gone)
        by.truth.affected.append(f"arn:aws:guardduty:{region}:{company.id}:detector/{detector}")
    if choice == "alarm":
        name = company.rng.choice(("billing-over-500", "monthly-budget", "billing-alarm"))
        gone = Call(service="monitoring", name="DeleteAlarms", request={"alarmNames": [name]})
        by.does(when, "us-east-1", own, gone)
        by.truth.affected.append(f"arn:aws:cloudwatch:us-east-1:{company.id}:alarm:{name}")


def _mail(company: Company, sent: datetime) -> bytes:
    rng = company.rng
    case = "1" + "".join(rng.choices("0123456789", k=14))
    subject = rng.choice(
        (
            f"RE:[CASE {case}] [Action Required] Your AWS Access Key is exposed",
            f"[Action Required] Your AWS Access Key is exposed [AWS Account {company.id}]",
            f"Amazon Web Services: New Support case: {case}",
        )
    )
    senders = (
        ("no-reply-aws@amazon.com", "Amazon Web Services"),
        ("trustandsafety@support.aws.com", "AWS Trust and Safety"),
    )
    letter = letters.Letter(sender=rng.choice(senders), subject=subject, sent=sent, text=_text(company, sent))
    return letters.sealed(company, letter)


def _text(company: Company, sent: datetime) -> str:
    rng, key, user = company.rng, company.deployer.key.id, company.deployer.user.name
    path = rng.choice(("deploy.sh", ".env", "config/settings.py", "ci/release.yml", "terraform.tfvars"))
    url = f"https://git.example.com/{company.name}/{company.product}/blob/{ids.hexa(rng, 40)}/{path}"
    end = sent + timedelta(days=rng.choice((4, 5, 6)))
    quoted = rng.choice((user, f'"{user}"'))
    return (
        f"Hello,\n\nWe have become aware that the AWS Access Key {key}, belonging to IAM User {quoted}, "
        f"along with its Secret Key is publicly available online at {url} .\n\n"
        f"Whoever finds it can use your AWS account {company.id} at your cost, and you agreed to keep keys "
        "secret. To protect the account, please take these steps:\n\n"
        "Step 1: Put a new key in place of the exposed one, and delete the exposed one.\n\n"
        "Step 2: Look through your CloudTrail events for what you do not recognise, such as new IAM users, "
        "policies, roles or temporary credentials, and remove it.\n\n"
        "Step 3: Look in every region for usage that you do not want, EC2 instances above all, and "
        "remove it.\n\n"
        "Step 4: Answer this support case and confirm that steps 1 to 3 are done.\n\n"
        f"So that your account is not suspended, you must contact AWS by {end:%Y-%m-%d}."
    )


GENERATOR = Generator(
    id="leaked_key_miners",
    title=_TITLE,
    summary=msg(
        "A build user's access key was published. Somebody made himself a user with it and launched "
        "large instances in six regions that were never used, while the builds went on with the same key."
    ),
    build=build,
)
