"""Who could administer an account, and by which way they could sign in: pure, over what IAM shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Whoever may do one of these everywhere can give himself the rest.
_ADMIN = frozenset({"*", "*:*", "iam:*"})
_ADMIN_POLICIES = ("/AdministratorAccess", "/IAMFullAccess")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    IAM as GetAccountAuthorizationDetails shows it.

    doors are each user's ways to sign in: ids of active keys, and "password". known_keys are known to
    others, so that nobody should sign in with them; made is what the intruder made.
    """

    account: str
    users: tuple[Mapping[str, Any], ...] = ()
    groups: tuple[Mapping[str, Any], ...] = ()
    roles: tuple[Mapping[str, Any], ...] = ()
    policies: tuple[Mapping[str, Any], ...] = ()
    doors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known_keys: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()

    def named(self, arn: str) -> Mapping[str, Any] | None:
        """The user or role of that ARN; a role's path may be missing in it."""
        kind, _, name = arn.partition(":role/")
        for one in (*self.users, *self.roles):
            if one["Arn"] == arn or (name and kind in str(one["Arn"]) and one.get("RoleName") == name):
                return one
        return None

    def groups_of(self, user: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
        """The groups that a user is in."""
        names = set(user.get("GroupList", ()))
        return tuple(one for one in self.groups if one["GroupName"] in names)


def ways_in(account: Account) -> tuple[frozenset[str], ...]:
    """
    Every way in which somebody of the owner's could sign in and administer: what must be left alone for it.

    An administrator is who may do everything, or everything in IAM, without a condition, and is denied
    nothing. A role counts where a user who can sign in may assume it, or somebody from outside of IAM.
    """
    return tuple(dict.fromkeys(_ways(account)))


def _ways(account: Account) -> Iterator[frozenset[str]]:
    for user in account.users:
        if user["Arn"] in account.made:
            continue
        for source in _sources(user, account):
            yield from (source | way for way in _signing_in(user, account))
    for role in account.roles:
        if role["Arn"] in account.made:
            continue
        for source in _sources(role, account):
            yield from (source | way | {str(role["Arn"])} for way in _assuming(role, account))


def _signing_in(user: Mapping[str, Any], account: Account) -> Iterator[frozenset[str]]:
    for door in sorted(account.doors.get(str(user["UserName"]), ())):
        if door == "password":
            yield frozenset({str(user["Arn"])})
        elif door not in account.known_keys:
            yield frozenset({str(user["Arn"]), door})


def _assuming(role: Mapping[str, Any], account: Account) -> Iterator[frozenset[str]]:
    for statement in _statements(role.get("AssumeRolePolicyDocument")):
        if statement.get("Effect") != "Allow":
            continue
        named = statement.get("Principal")
        of: Mapping[str, Any] = named if isinstance(named, dict) else {"AWS": named}
        yield from (frozenset({str(one)}) for one in _listed(of.get("Federated")))
        for one in map(str, _listed(of.get("AWS"))):
            yield from _trusted(one, account)


def _trusted(one: str, account: Account) -> Iterator[frozenset[str]]:
    own = (account.account, f":iam::{account.account}:root")
    if one == own[0] or one.endswith(own[1]):
        for user in account.users:
            if user["Arn"] not in account.made and _may_assume(user, account):
                yield from _signing_in(user, account)
        return
    if f"::{account.account}:" not in one and one != "*":
        yield frozenset({one})
        return
    for user in account.users:
        if user["Arn"] == one and one not in account.made and not _denied(user, account):
            yield from _signing_in(user, account)


def _may_assume(user: Mapping[str, Any], account: Account) -> bool:
    allowed = any(
        _allows(document, _ADMIN | {"sts:*", "sts:AssumeRole"})
        for holder in (user, *account.groups_of(user))
        for _, document in _documents(holder, account)
    )
    return allowed and not _denied(user, account)


def _sources(holder: Mapping[str, Any], account: Account) -> Iterator[frozenset[str]]:
    """What gives holder the rights of an administrator, each source by itself."""
    if _denied(holder, account):
        return
    own = str(holder["Arn"])
    yield from (
        frozenset({own, *named})
        for named, document in _documents(holder, account)
        if _allows(document, _ADMIN)
    )
    for group in account.groups_of(holder):
        given = [named for named, document in _documents(group, account) if _allows(document, _ADMIN)]
        yield from (frozenset({own, str(group["Arn"]), *named}) for named in given)


def _denied(holder: Mapping[str, Any], account: Account) -> bool:
    """Whether holder is denied everything, or is bounded by what does not let him administer."""
    boundary = (holder.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    if boundary and not any(_allows(one, _ADMIN) for one in _managed(str(boundary), account)):
        return True
    holders = (holder, *account.groups_of(holder))
    return any(_denies(document) for one in holders for _, document in _documents(one, account))


def _documents(holder: Mapping[str, Any], account: Account) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The policies of one holder, each with the names of its own that it depends on."""
    for member in ("UserPolicyList", "GroupPolicyList", "RolePolicyList"):
        yield from (((), one.get("PolicyDocument")) for one in holder.get(member) or ())
    for one in holder.get("AttachedManagedPolicies") or ():
        arn = str(one["PolicyArn"])
        yield from (((arn,), document) for document in _managed(arn, account))


def _managed(arn: str, account: Account) -> Iterator[Any]:
    found = next((one for one in account.policies if one["Arn"] == arn), None)
    if found is None:
        if arn.endswith(_ADMIN_POLICIES) and ":iam::aws:" in arn:
            yield {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
        return
    for version in found.get("PolicyVersionList") or ():
        if version.get("IsDefaultVersion"):
            yield version.get("Document")


def _allows(document: Any, actions: frozenset[str]) -> bool:
    wanted = {one.lower() for one in actions}
    return any(
        one.get("Effect") == "Allow"
        and not one.get("Condition")
        and "*" in map(str, _listed(one.get("Resource")))
        and wanted & {str(action).lower() for action in _listed(one.get("Action"))}
        for one in _statements(document)
    )


def _denies(document: Any) -> bool:
    return any(
        one.get("Effect") == "Deny"
        and not one.get("Condition")
        and "*" in map(str, _listed(one.get("Resource")))
        and {"*", "*:*", "iam:*"} & {str(action).lower() for action in _listed(one.get("Action"))}
        for one in _statements(document)
    )


def _statements(document: Any) -> list[Mapping[str, Any]]:
    if isinstance(document, str):
        try:
            document = json.loads(unquote(document))
        except ValueError:
            return []
    found = document.get("Statement") if isinstance(document, dict) else None
    return [one for one in _listed(found) if isinstance(one, dict)]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
