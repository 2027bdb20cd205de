"""What the guards need to know: who we are, and who could still administer the account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from abusedesk.act import Facts
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.errors import Absent, Denied, Throttled, Unreachable
from abusedesk.model import Trace, principal_of
from abusedesk.translate import text

from ._contain_steps import deletes, wave_of
from ._rights import Account, ways_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from abusedesk.act import Limits
    from abusedesk.aws.session import Session
    from abusedesk.model import Step, Text
    from abusedesk.store import Store

    from ._options import Connection

READS = (
    "ec2:DescribeInstances",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetLoginProfile",
    "iam:ListAccessKeys",
    "sts:GetCallerIdentity",
)
_GLOBAL = "us-east-1"
_WORKERS = 16
# Waves that take nothing from whom they are about.
_ADDING = frozenset({"copy", "protect", "logging", "renew", "harden"})
_UNREAD = (Absent, Denied, Throttled, Unreachable)


def facts_of(store: Store, case_id: str, session: Session, connection: Connection, limits: Limits) -> Facts:
    """What is so now; steps of a plan are told by their numbers, see with_steps()."""
    account = _account(store, case_id, session)
    return Facts(
        account=store.account(case_id) or session.caller().account,
        protected=dict(_protected(session, connection, account)),
        ways_in=None if account is None else ways_in(account),
        made=account.made if account is not None else _made(store, case_id),
        limits=limits,
    )


def with_steps(facts: Facts, steps: Sequence[Step]) -> Facts:
    """Facts for the guards' word on steps, which are told by their numbers."""
    adding = frozenset(one.step for one in steps if _adds(one))
    return replace(facts, deleting=deleting(steps), adding=adding)


def _adds(step: Step) -> bool:
    """Whether a step takes nothing away; of those about a key, only one that makes another."""
    makes = any(call.partition(":")[2].startswith("Create") for call in step.writes)
    return wave_of(step) in _ADDING and (makes or not step.target.startswith("AKIA"))


def deleting(steps: Sequence[Step]) -> frozenset[int]:
    """The numbers of the steps that delete."""
    return frozenset(one.step for one in steps if deletes(one))


def _account(store: Store, case_id: str, session: Session) -> Account | None:
    """Every identity as IAM shows it now, None where it does not let us look."""
    aws = Reader(session, _GLOBAL, READS)
    lists: dict[str, list[Any]] = {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": [],
        "Policies": [],
    }
    try:
        for page in aws.pages("iam:GetAccountAuthorizationDetails"):
            for name in lists:
                lists[name] += page.data.get(name, [])
        names = [str(one["UserName"]) for one in lists["UserDetailList"]]
        with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
            users = dict(zip(names, pool.map(lambda name: _doors(aws, name), names), strict=True))
    except _UNREAD:
        return None
    notices = [key for notice, _ in store.notices(case_id) for key in notice.access_keys]
    story = store.get(case_id, "trace", Trace) or Trace()
    return Account(
        account=session.caller().account,
        users=tuple(lists["UserDetailList"]),
        groups=tuple(lists["GroupDetailList"]),
        roles=tuple(lists["RoleDetailList"]),
        policies=tuple(lists["Policies"]),
        doors=users,
        known_keys=frozenset([*notices, *story.attackers.credentials]),
        made=_made(store, case_id),
    )


def _doors(aws: Reader, user: str) -> frozenset[str]:
    """How a user can sign in: his active keys' ids, and "password"."""
    keys = {
        str(key["AccessKeyId"])
        for page in aws.pages("iam:ListAccessKeys", UserName=user)
        for key in page.data.get("AccessKeyMetadata", [])
        if key.get("Status") == "Active"
    }
    try:
        aws.one("iam:GetLoginProfile", UserName=user)
    except Absent:
        return frozenset(keys)
    return frozenset({*keys, "password"})


def _made(store: Store, case_id: str) -> frozenset[str]:
    story = store.get(case_id, "trace", Trace) or Trace()
    return frozenset(one.id for one in story.affected if one.how == "created")


def _protected(
    session: Session, connection: Connection, account: Account | None
) -> Iterator[tuple[str, Text]]:
    """Names that our own way in needs, each with what it is to us."""
    caller = session.caller()
    yield caller.arn, text("who abusedesk acts as")
    yield from _identity(principal_of(caller.arn), account, caller.access_key)
    if connection.role_arn:
        base = open_session(
            profile=connection.profile, endpoint_url=connection.endpoint_url, case_id="guards"
        )
        try:
            first = base.caller()
            yield first.arn, text("who abusedesk assumes its role with")
            yield from _identity(principal_of(first.arn), account, first.access_key)
            yield from _host(session, first.arn)
        finally:
            base.close()
    yield from _host(session, caller.arn)


def _identity(arn: str, account: Account | None, key: str | None) -> Iterator[tuple[str, Text]]:
    """A user with keys and groups, or a role with profiles, and the policies that give them rights."""
    yield arn, text("the identity that abusedesk acts as")
    if key and key.startswith("AKIA"):
        yield key, text("the key that abusedesk signs with")
    if account is None:
        return
    found = account.named(arn)
    if found is None:
        return
    yield str(found["Arn"]), text("the identity that abusedesk acts as")
    for door in account.doors.get(str(found.get("UserName")), ()):
        if door != "password":
            yield door, text("a key of the identity that abusedesk acts as")
    for profile in found.get("InstanceProfileList", ()):
        yield str(profile["Arn"]), text("the instance profile that abusedesk runs with")
    for holder in (found, *account.groups_of(found)):
        if holder is not found:
            yield str(holder["Arn"]), text("a group of the identity that abusedesk acts as")
        yield from (
            (policy, text("a policy that gives abusedesk its rights")) for policy in _attached(holder)
        )


def _attached(holder: Mapping[str, Any]) -> Iterable[str]:
    boundary = (holder.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    attached = [str(one["PolicyArn"]) for one in holder.get("AttachedManagedPolicies", ())]
    return [*attached, *([str(boundary)] if boundary else [])]


def _host(session: Session, arn: str) -> Iterator[tuple[str, Text]]:
    """The instance that we run on, by its role session's name, with its network."""
    name = arn.rpartition("/")[2]
    if ":assumed-role/" not in arn or not name.startswith("i-"):
        return
    yield name, text("the instance that abusedesk runs on")
    for region in _regions_of(session):
        try:
            pages = list(Reader(session, region, READS).pages("ec2:DescribeInstances", InstanceIds=[name]))
        except _UNREAD:
            continue
        for page in pages:
            for reservation in page.data["Reservations"]:
                for instance in reservation["Instances"]:
                    yield from _network(instance)


def _network(instance: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    what = text("the network of the instance that abusedesk runs on")
    profile = (instance.get("IamInstanceProfile") or {}).get("Arn")
    if profile:
        yield str(profile), text("the instance profile that abusedesk runs with")
    yield from ((str(instance[name]), what) for name in ("SubnetId", "VpcId") if instance.get(name))
    for group in instance.get("SecurityGroups", ()):
        yield str(group["GroupId"]), what
    for card in instance.get("NetworkInterfaces", ()):
        yield str(card["NetworkInterfaceId"]), what
        yield from ((str(group["GroupId"]), what) for group in card.get("Groups", ()))


def _regions_of(session: Session) -> Sequence[str]:
    from abusedesk.aws.regions import known_regions  # noqa: PLC0415 - loads botocore's endpoints

    return tuple(known_regions(session.caller().partition))
