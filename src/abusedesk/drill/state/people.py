"""An account's identities in moto's IAM: put there from the folder, and asked for their policies."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from abusedesk.drill.policy.evaluate import Policies, parsed
from abusedesk.drill.state.principals import Principal, made_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.incident import Account


class People:
    """Users, groups, roles and policies of one account; backend is moto's, which answers most of IAM."""

    def __init__(self, account: Account, partition: str) -> None:
        from moto.iam.models import iam_backends  # noqa: PLC0415 # moto is loaded when a server opens

        self.account = account
        self.partition = partition
        # Moto keeps one IAM an account for the whole process; this one is ours, and lent to it for each call.
        self.lent: Any = iam_backends[account.id]
        self.backend: Any = self.lent[partition]
        iam_backends.pop(account.id)
        self.root: Mapping[str, Any] = account.iam.get("Root", {})
        # What moto's own users and keys have no room for.
        self.login_dates: dict[str, datetime] = {}
        self.responder: Principal | None = None
        self.sessions: dict[str, Principal] = {}

    def who(self, key: str, now: datetime) -> Principal | None:
        """Whose active key this is; None for one that is unknown, inactive or expired."""
        if self.responder is not None and key == self.responder.key:
            return self.responder
        session = self.sessions.get(key)
        if session is not None:
            return session if session.expires is None or now < session.expires else None
        for root_key in self.root.get("AccessKeys", ()):
            if root_key.get("AccessKeyId") == key:
                arn = f"arn:{self.partition}:iam::{self.account.id}:root"
                active = root_key.get("Status", "Active") == "Active"
                return (
                    Principal(kind="root", account=self.account.id, arn=arn, user_id=self.account.id, key=key)
                    if active
                    else None
                )
        held = self.backend.access_keys.get(key)
        if held is None or held.status != "Active" or held.user_name not in self.backend.users:
            return None
        user = self.backend.users[held.user_name]
        return Principal(
            kind="user", account=self.account.id, arn=user.arn, user_id=user.id, key=key, name=user.name
        )

    def used(self, principal: Principal, service: str, region: str, now: datetime) -> None:
        """Note that principal's key, and the role behind it, were used now."""
        from moto.iam.models import AccessKeyLastUsed  # noqa: PLC0415 # moto is loaded when a server opens

        moment = now.astimezone(UTC).replace(tzinfo=None)
        held = self.backend.access_keys.get(principal.key)
        if held is not None:
            held.last_used = AccessKeyLastUsed(moment, service, region)
        elif principal.kind == "role" and (role := self.role(principal.name)) is not None:
            role.last_used, role.last_used_region = moment, region

    def role(self, name: str) -> Any:
        """Moto's role of that name, None without."""
        return next((role for role in self.backend.roles.values() if role.name == name), None)

    def arn_of(self, kind: str, name: str) -> str | None:
        """The ARN of the user, role, group or instance profile of that name; None when there is none."""
        if kind == "role":
            found = self.role(name)
        else:
            things = {
                "user": self.backend.users,
                "group": self.backend.groups,
                "instance-profile": self.backend.instance_profiles,
            }[kind]
            found = things.get(name)
        return None if found is None else str(found.arn)

    def policies_of(self, principal: Principal) -> Policies:
        """What IAM policies say of principal."""
        limits = principal.session_policies
        if principal.policies is not None:
            return Policies(identity=principal.policies, limits=limits)
        if principal.kind == "root":
            return Policies(identity=({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},))
        if principal.kind == "role":
            holder = self.role(principal.name)
        else:
            holder = self.backend.users.get(principal.name)
        if holder is None:
            return Policies()
        documents = [*self._documents(holder)]
        if principal.kind != "role":
            for group in self.backend.groups.values():
                if holder in group.users:
                    documents.extend(self._documents(group))
        boundary = getattr(holder, "permissions_boundary_arn", None)
        if boundary:
            limits = (*limits, self._managed(boundary))
        return Policies(identity=tuple(documents), limits=limits)

    def _documents(self, holder: Any) -> Iterator[Mapping[str, Any]]:
        for document in holder.policies.values():
            yield parsed(document if isinstance(document, str) else json.dumps(document))
        for arn in holder.managed_policies:
            yield self._managed(arn)

    def _managed(self, arn: str) -> Mapping[str, Any]:
        policy = self.backend.managed_policies.get(arn)
        if policy is None:
            return {}
        version = next((one for one in policy.versions if one.version_id == policy.default_version_id), None)
        return parsed(version.document) if version is not None else {}


def naive(moment: datetime | None) -> datetime | None:
    """Moment as moto keeps it: UTC without a zone."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def zoned(moment: datetime | None) -> datetime | None:
    """A moment of moto's, aware UTC."""
    return None if moment is None else moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def id_of(data: Mapping[str, Any], member: str, prefix: str) -> str:
    """The folder's own id in data's member, or one made up for its ARN."""
    return str(data.get(member) or made_up(prefix, data["Arn"], length=21))
