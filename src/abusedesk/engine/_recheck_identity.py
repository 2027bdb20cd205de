"""Whether the keys are off, and the identities denied or gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk import reply
from abusedesk.errors import Absent, Denied, Unreachable
from abusedesk.model import stamp
from abusedesk.translate import text

from ._looking import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.model import Recheck

    from ._looking import Look

READS = (
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountSummary",
    "iam:GetRolePolicy",
    "iam:GetUserPolicy",
    "iam:ListAccessKeys",
    "iam:ListAttachedRolePolicies",
    "iam:ListAttachedUserPolicies",
    "iam:ListRolePolicies",
    "iam:ListUserPolicies",
    "iam:ListUsers",
)
_CONSOLE = frozenset({"stolen_console_password", "third_party_access"})
_TYPES = frozenset({"AWS::IAM::Role", "AWS::IAM::User"})
_DENY_ALL = ":policy/AWSDenyAll"
_ROOT = "<root_account>"
_MOST_USERS = 500


def keys(look: Look) -> Iterator[Recheck]:
    """Every key that the notice names or the intruder used."""
    cause = look.cause
    named = [*look.notice.access_keys, *([cause.credential] if cause and cause.credential else [])]
    named += [one for one in look.story.attackers.credentials if one.startswith("AKIA")]
    owners = {one.key: str(one.data.get("UserName", "")) for one in look.dossier.things("iam.access_key")}
    for key in dict.fromkeys(named):
        if key.startswith("ASIA"):
            why = text("A temporary key cannot be read; it ends with the sessions of its role.")
            yield look.row("key_off", key, holds=None, why=why)
        elif key.startswith("AKIA"):
            yield _key(look, key, owners.get(key, ""))


def _key(look: Look, key: str, owner: str) -> Recheck:
    aws = look.reader("aws-global", READS)
    try:
        seen: list[str] = []
        for user in [owner] if owner else _owners(aws, key):
            for page in aws.pages("iam:ListAccessKeys", UserName=user):
                listed = page.data["AccessKeyMetadata"]
                seen.append(look.keep(page, user, {"UserName": user, "AccessKeyMetadata": listed}))
                status = next((str(one["Status"]) for one in listed if one["AccessKeyId"] == key), None)
                if status is not None:
                    return _found(look, key, status, tuple(seen))
        if not owner and aws.one("iam:GetAccountSummary").data["SummaryMap"].get("AccountAccessKeysPresent"):
            return look.row(
                "key_off", key, holds=None, why=text("It may be the root user's key, which is there.")
            )
    except Absent:
        seen = []
    except UNREAD as why:
        return look.unread("key_off", key, why)
    return look.row("key_off", key, holds=True, why=text(reply.KEY_IS_GONE), evidence=tuple(seen))


def _owners(aws: Reader, key: str) -> list[str]:
    """Whose key it may be: the user that IAM names, or everybody, for AWS does not speak of lost keys."""
    try:
        named = str(aws.one("iam:GetAccessKeyLastUsed", AccessKeyId=key).data.get("UserName", ""))
    except (Absent, Denied):
        named = ""
    if named and named != _ROOT:
        return [named]
    users = [str(one["UserName"]) for page in aws.pages("iam:ListUsers") for one in page.data["Users"]]
    if len(users) > _MOST_USERS:
        raise Unreachable(f"the account has {len(users)} users, too many to look at each")
    return users


def _found(look: Look, key: str, status: str, seen: tuple[str, ...]) -> Recheck:
    if status == "Active":
        why = text("The key is still active.")
        return look.row("key_off", key, holds=False, why=why, evidence=seen)
    why = text("The key is inactive, and there still.")
    return look.row("key_off", key, holds=True, why=why, evidence=seen)


def principals(look: Look) -> Iterator[Recheck]:
    """The identities that the intruder made, the roles that he used, and whose password he had."""
    made = [one.id for one in look.story.affected if one.how == "created" and one.type in _TYPES]
    used = [one for one in look.story.attackers.principals if ":role/" in one]
    cause = look.cause
    if cause and cause.kind in _CONSOLE and cause.principal:
        used.append(cause.principal)
    for arn in dict.fromkeys([*made, *used]):
        kind = "Role" if ":role/" in arn else "User" if ":user/" in arn else ""
        if kind:
            yield _principal(look, arn, kind)


def _principal(look: Look, arn: str, kind: str) -> Recheck:
    aws, name = look.reader("aws-global", READS), arn.rpartition("/")[2]
    named, ids = {f"{kind}Name": name}, []
    try:
        for page in aws.pages(f"iam:ListAttached{kind}Policies", **named):
            ids.append(look.keep(page, arn, page.data))
            if any(str(one["PolicyArn"]).endswith(_DENY_ALL) for one in page.data["AttachedPolicies"]):
                return _denied(look, arn, ids)
        for page in aws.pages(f"iam:List{kind}Policies", **named):
            ids.append(look.keep(page, arn, page.data))
            if any(
                _denies(look, aws, kind, {**named, "PolicyName": one}) for one in page.data["PolicyNames"]
            ):
                return _denied(look, arn, ids)
    except Absent:
        return look.row("principal_denied", arn, holds=True, why=text("It no longer exists."))
    except UNREAD as why:
        return look.unread("principal_denied", arn, why)
    why_not = text("It is there, and no policy denies it everything.")
    return look.row("principal_denied", arn, holds=False, why=why_not, evidence=tuple(ids))


def _denied(look: Look, arn: str, ids: Iterable[str]) -> Recheck:
    why = text("A policy denies it everything, or its open sessions are revoked.")
    return look.row("principal_denied", arn, holds=True, why=why, evidence=tuple(ids))


def _denies(look: Look, aws: Reader, kind: str, named: Mapping[str, str]) -> bool:
    document = aws.one(f"iam:Get{kind}Policy", **named).data["PolicyDocument"]
    policy = json.loads(document) if isinstance(document, str) else document
    statements = policy.get("Statement", [])
    return any(
        _is_denial(look, one) for one in (statements if isinstance(statements, list) else [statements])
    )


def _is_denial(look: Look, statement: Mapping[str, Any]) -> bool:
    """A deny of everything; one for sessions issued before a time counts from the intruder's first use on."""
    if statement.get("Effect") != "Deny" or not {"*", "*:*"} & _listed(statement.get("Action")):
        return False
    condition = statement.get("Condition")
    if "*" not in _listed(statement.get("Resource")):
        return False
    if not condition:
        return True
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
    before = (condition.get("DateLessThan") or {}).get("aws:TokenIssueTime") if len(condition) == 1 else None
    since = look.cause.since if look.cause else None
    return bool(before) and (since is None or str(before) >= stamp(since)[:19])


def _listed(value: Any) -> set[str]:
    return {str(one) for one in value} if isinstance(value, list) else {str(value)}
