"""Doors that the intruder left open or guards that he sent away: shut or put back at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.translate import text

from ._situation import GLOBAL, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Affected, Step

    from ._situation import Situation

_SHARED = frozenset({"AWS::EC2::Snapshot", "AWS::EC2::Image", "AWS::RDS::DBSnapshot"})
_SHARING = frozenset({"snapshot_or_image_shared", "snapshot_or_image_made_public"})
_CHANGED = frozenset({"modified", "deleted"})
_GRANTS = frozenset({"lambda:AddPermission", "lambda:CreateFunctionUrlConfig"})


def doors(now: Situation) -> Iterator[Step]:
    """One step for each open door among the things that he touched."""
    for thing in now.affected:
        yield from _door(thing, now)


def _door(thing: Affected, now: Situation) -> Iterator[Step]:
    place = (thing.id, GLOBAL if thing.type.startswith("AWS::IAM::") else thing.region)
    match thing.type:
        case "AWS::IAM::Role" if (
            thing.how == "modified" and now.exists(thing.id) and _trusts_others(thing, now)
        ):
            reason = text("Others can take {role} since the intruder changed whom it trusts.", role=thing.id)
            yield now.step("contain", "restore_trust_policy", place, reason, parts=_let_in(thing, now))
        case kind if kind in _SHARED and (thing.how == "modified" or _SHARING & now.rules(thing)):
            reason = text(
                "The intruder let others use {thing}; they can copy it until that ends.", thing=thing.id
            )
            shares = parts(thing, "share")
            yield now.step("contain", "unshare_snapshot", place, reason, parts=shares)
        case "AWS::CloudTrail::Trail" if thing.how in _CHANGED and not _logs(thing, now):
            reason = text(
                "The intruder stopped {trail}; without it nobody sees what he does.", trail=thing.id
            )
            yield now.step("contain", "enable_trail", place, reason)
        case "AWS::GuardDuty::Detector" if thing.how in _CHANGED:
            reason = text("The intruder changed or deleted {detector}.", detector=thing.id)
            yield now.step("contain", "enable_guardduty", place, reason)
        case "AWS::CloudWatch::Alarm" if thing.how in _CHANGED:
            reason = text("The intruder silenced or deleted the alarm {alarm}.", alarm=thing.id)
            known = parts(thing, "alarm") if thing.how == "deleted" else None
            yield now.step("contain", "restore_alarm", place, reason, parts=known)
        case "AWS::EC2::SecurityGroup" if thing.how == "modified":
            reason = text("The intruder changed whom {group} lets in.", group=thing.id)
            rules = parts(thing, "rule")
            yield now.step("contain", "restore_security_group", place, reason, parts=rules)
        case "AWS::Lambda::Function" if _opened(thing, now):
            reason = text("The intruder let others call {function}.", function=thing.id)
            granted = parts(thing, "statement") + tuple("url" for _ in parts(thing, "url")[:1])
            yield now.step("contain", "remove_function_access", place, reason, parts=granted)


def _opened(thing: Affected, now: Situation) -> bool:
    granted = any(call.startswith(tuple(_GRANTS)) for call in now.calls(thing))
    return granted or any("lambda_opened" in rule or "function_url" in rule for rule in now.rules(thing))


def _logs(thing: Affected, now: Situation) -> bool:
    """Whether AWS shows the trail recording again."""
    shown = [
        one.data.get("IsLogging") for one in now.dossier.things("cloudtrail.trail") if one.key == thing.id
    ]
    return thing.how != "deleted" and any(shown)


def _trusts_others(thing: Affected, now: Situation) -> bool:
    role = now.roles.get(thing.id)
    if role is None:  # IAM could not be read
        told = any("trust" in rule for rule in now.rules(thing))
        return told or "iam:UpdateAssumeRolePolicy" in now.calls(thing)
    document = role.data.get("AssumeRolePolicyDocument")
    statements = document.get("Statement") if isinstance(document, dict) else ()
    rows = [statements] if isinstance(statements, dict) else statements or ()
    return any(_lets_in(row, now.dossier.account) for row in rows if row.get("Effect") == "Allow")


def _let_in(thing: Affected, now: Situation) -> tuple[str, ...]:
    """Those whom the intruder let take a role: strangers to the account, and his own identities."""
    his = {*now.made, *now.trace.attackers.principals}
    owner = now.dossier.account
    named = parts(thing, "trust")
    return tuple(
        one for one in named if one in his or (owner not in one and not one.endswith(".amazonaws.com"))
    )


def _lets_in(statement: Mapping[str, Any], account: str) -> bool:
    """Whether everybody, another account or its identities may take the role."""
    who = statement.get("Principal")
    accounts = who.get("AWS") if isinstance(who, dict) else who
    names = [accounts] if isinstance(accounts, str) else accounts or ()
    return any(account not in str(name) for name in names if not str(name).startswith(("AROA", "AIDA")))
