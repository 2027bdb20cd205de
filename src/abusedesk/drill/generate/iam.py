"""The account's identities, as they will stand in iam.json."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import ids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from random import Random

    from abusedesk.drill.generate.trail import Trail

AWS = "arn:aws:iam::aws:policy"


@dataclass(slots=True, kw_only=True)
class Key:
    """A long-term access key; used is its last use before the trail begins (when, service, region)."""

    id: str
    secret: str
    created: datetime
    status: str = "Active"
    used: tuple[datetime, str, str]


@dataclass(slots=True, kw_only=True)
class User:
    """An IAM user; login and mfa are when its password and device were set, None without."""

    name: str
    arn: str
    id: str
    created: datetime
    groups: list[str] = field(default_factory=list)
    managed: list[str] = field(default_factory=list)
    inline: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)
    login: datetime | None = None
    signed_in: datetime | None = None
    mfa: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Role:
    """An IAM role; used is its last use before the trail begins (when, region), None: never."""

    name: str
    arn: str
    id: str
    created: datetime
    path: str
    trust: dict[str, Any]
    managed: list[str] = field(default_factory=list)
    inline: dict[str, dict[str, Any]] = field(default_factory=dict)
    profile: str = ""
    used: tuple[datetime, str] | None


def allow(actions: Sequence[str], resource: str = "*") -> dict[str, Any]:
    """A policy document that allows actions on resource."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trust(kind: str, who: str, external: str = "") -> dict[str, Any]:
    """A trust policy for who ("Service": a service's name, "AWS": an ARN), with external id where given."""
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": {kind: who}, "Action": "sts:AssumeRole"}
    if external:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external}}
    return {"Version": "2012-10-17", "Statement": [statement]}


class Iam:
    """Builds the identities of one account and writes them down with their last uses from the trail."""

    def __init__(self, account: str, rng: Random, trail: Trail) -> None:
        self.account, self.trail = account, trail
        self.users: dict[str, User] = {}
        self.roles: dict[str, Role] = {}
        self.root: dict[str, Any] = {"AccessKeys": [], "MFA": True, "PasswordLastUsed": None}
        self._groups: list[dict[str, Any]] = []
        self._policies: list[dict[str, Any]] = []
        self._rng = rng

    def arn(self, tail: str) -> str:
        """The ARN of user/…, role/…, group/…, policy/… in this account."""
        return f"arn:aws:iam::{self.account}:{tail}"

    def user(self, name: str, created: datetime, *groups: str) -> User:
        """Add a user."""
        user = User(
            name=name,
            arn=self.arn(f"user/{name}"),
            id=ids.unique(self._rng, "AIDA", 21),
            created=created,
            groups=list(groups),
        )
        self.users[name] = user
        return user

    def key(self, user: User, created: datetime) -> Key:
        """Give user a key that is in use since it was made."""
        key = Key(
            id=ids.unique(self._rng, "AKIA"),
            secret=ids.secret(self._rng),
            created=created,
            used=(max(created, self.trail.start), "sts", "us-east-1"),
        )
        user.keys.append(key)
        return key

    def role(self, name: str, trust: dict[str, Any], *managed: str, path: str = "/") -> Role:
        """Add a role that existed long before, with AWS's managed policies by the ends of their ARNs."""
        created = self.trail.start.replace(day=1, hour=3) - _years(self._rng)
        role = Role(
            name=name,
            arn=self.arn(f"role{path}{name}"),
            id=ids.unique(self._rng, "AROA", 21),
            created=created,
            path=path,
            trust=trust,
            managed=[f"{AWS}/{tail}" for tail in managed],
            used=(self.trail.start, "us-east-1"),
        )
        self.roles[name] = role
        return role

    def group(self, name: str, created: datetime, *arns: str) -> None:
        """Add a group with the policies of these ARNs."""
        self._groups.append(
            {
                "Path": "/",
                "GroupName": name,
                "GroupId": ids.unique(self._rng, "AGPA", 21),
                "Arn": self.arn(f"group/{name}"),
                "CreateDate": ids.iso(created),
                "GroupPolicyList": [],
                "AttachedManagedPolicies": [_attached(arn) for arn in arns],
            }
        )

    def attach(self, group: str, arn: str) -> None:
        """Give group the policy of this ARN too."""
        holder = next(one for one in self._groups if one["GroupName"] == group)
        holder["AttachedManagedPolicies"].append(_attached(arn))

    def policy(self, name: str, created: datetime, document: dict[str, Any]) -> str:
        """Add a policy of our own; gives its ARN."""
        arn = self.arn(f"policy/{name}")
        version = {
            "Document": document,
            "VersionId": "v1",
            "IsDefaultVersion": True,
            "CreateDate": ids.iso(created),
        }
        self._policies.append(
            {
                "PolicyName": name,
                "PolicyId": ids.unique(self._rng, "ANPA", 21),
                "Arn": arn,
                "Path": "/",
                "DefaultVersionId": "v1",
                "AttachmentCount": 0,
                "PermissionsBoundaryUsageCount": 0,
                "IsAttachable": True,
                "CreateDate": ids.iso(created),
                "UpdateDate": ids.iso(created),
                "PolicyVersionList": [version],
            }
        )
        return arn

    def document(self) -> dict[str, Any]:
        """Iam.json, as GetAccountAuthorizationDetails answers plus what only the format has."""
        roles = [self._role(role) for role in self.roles.values()]
        users = [self._user(user) for user in self.users.values()]
        for policy in self._policies:
            holders = [*roles, *users, *self._groups]
            policy["AttachmentCount"] = sum(
                attached["PolicyArn"] == policy["Arn"]
                for holder in holders
                for attached in holder["AttachedManagedPolicies"]
            )
        return {
            "UserDetailList": users,
            "GroupDetailList": self._groups,
            "RoleDetailList": roles,
            "Policies": self._policies,
            "Root": self.root,
        }

    def _user(self, user: User) -> dict[str, Any]:
        password = self.trail.passwords.get(user.arn, user.signed_in)
        login = {"UserName": user.name, "PasswordResetRequired": False}
        serial = self.arn(f"mfa/{user.name}")
        return {
            "Path": "/",
            "UserName": user.name,
            "UserId": user.id,
            "Arn": user.arn,
            "CreateDate": ids.iso(user.created),
            "UserPolicyList": _inline(user.inline),
            "GroupList": user.groups,
            "AttachedManagedPolicies": [_attached(arn) for arn in user.managed],
            "Tags": [],
            "PasswordLastUsed": ids.iso(password) if password and user.login else None,
            "LoginProfile": {**login, "CreateDate": ids.iso(user.login)} if user.login else None,
            "MFADevices": [
                {"UserName": user.name, "SerialNumber": serial, "EnableDate": ids.iso(user.mfa)},
            ]
            if user.mfa
            else [],
            "AccessKeys": [self._key(key) for key in user.keys],
        }

    def _key(self, key: Key) -> dict[str, Any]:
        when, service, region = self.trail.keys.get(key.id, key.used)
        return {
            "AccessKeyId": key.id,
            "SecretAccessKey": key.secret,
            "Status": key.status,
            "CreateDate": ids.iso(key.created),
            "LastUsed": {"LastUsedDate": ids.iso(when), "ServiceName": service, "Region": region},
        }

    def _role(self, role: Role) -> dict[str, Any]:
        used = self.trail.roles.get(role.arn, role.used)
        detail = {
            "Path": role.path,
            "RoleName": role.name,
            "RoleId": role.id,
            "Arn": role.arn,
            "CreateDate": ids.iso(role.created),
            "AssumeRolePolicyDocument": role.trust,
            "InstanceProfileList": [],
            "RolePolicyList": _inline(role.inline),
            "AttachedManagedPolicies": [_attached(arn) for arn in role.managed],
            "Tags": [],
            "RoleLastUsed": {"LastUsedDate": ids.iso(used[0]), "Region": used[1]} if used else {},
        }
        if role.profile:
            profile = {
                "Path": "/",
                "InstanceProfileName": role.name,
                "InstanceProfileId": role.profile,
                "Arn": self.arn(f"instance-profile/{role.name}"),
                "CreateDate": ids.iso(role.created),
            }
            bare = {name: detail[name] for name in _BARE_ROLE}
            detail["InstanceProfileList"] = [{**profile, "Roles": [bare]}]
        return detail


_BARE_ROLE = ("Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument")


def _years(rng: Random) -> timedelta:
    return timedelta(days=rng.randint(90, 1400), seconds=rng.randrange(86400))


def _attached(arn: str) -> dict[str, str]:
    return {"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn}


def _inline(policies: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"PolicyName": name, "PolicyDocument": document} for name, document in policies.items()]
