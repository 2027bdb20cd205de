"""An account's identities in moto's IAM: put there from the folder, and asked for their policies."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from abusedesk.drill.policy.evaluate import Policies, parsed
from abusedesk.drill.state.lag import Lag
from abusedesk.drill.state.principals import Principal, made_up
from abusedesk.drill.state.standing import fact_of, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.incident import Account


class People:
    """Users, groups, roles and policies of one account; backend is moto's, which answers most of IAM."""

    def __init__(self, account: Account, partition: str) -> None:
        from moto.iam.models import iam_backends  # noqa: PLC0415 # moto is loaded when a server opens

        _read_policies_once()
        self.account = account
        self.partition = partition
        # Moto keeps one IAM an account for the whole process; this one is ours, and lent to it for each call.
        self.lent: Any = iam_backends[account.id]
        self.backend: Any = self.lent[partition]
        iam_backends.pop(account.id)
        # Its own: what calls delete of it is there again when the account is played anew.
        self.root: dict[str, Any] = copy.deepcopy(dict(account.iam.get("Root") or {}))
        # What moto's own users and keys have no room for.
        self.login_dates: dict[str, datetime] = {}
        self.responder: Principal | None = None
        self.sessions: dict[str, Principal] = {}
        # What authorisation knows, where that is later than what is shown.
        self.lag: Lag | None = None

    def late(self, seed: int) -> None:
        """Let each change from now on hold some seconds after it was made, by seed."""
        self.lag = Lag(Random(f"{seed} {self.account.id}"))  # noqa: S311 # a seeded simulation
        self.lag.open(facts_of(self.backend))

    def changed(self, now: datetime) -> None:
        """Note that something of IAM was changed now."""
        if self.lag is not None:
            self.lag.changed(facts_of(self.backend), now)

    def _holds(self, kind: str, name: str, now: datetime | None) -> Any:
        """What authorisation knows now of a key, user, role, group or policy; None: there is none."""
        if self.lag is None or now is None or (kind == "policy" and ":iam::aws:" in name):
            return fact_of(self.backend, kind, name)
        return self.lag.held((kind, name), now)

    def trust_of(self, name: str, now: datetime) -> str:
        """The trust policy of the role of that name that holds now, JSON text; "" when there is none."""
        role = self._holds("role", name, now)
        return "" if role is None else str(role.trust)

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
        held = self._holds("key", key, now)
        user = self._holds("user", held.user, now) if held is not None else None
        if held is None or not held.active or user is None:
            return None
        return Principal(
            kind="user", account=self.account.id, arn=user.arn, user_id=user.id, key=key, name=held.user
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

    def policies_of(self, principal: Principal, now: datetime | None = None) -> Policies:
        """What IAM policies say of principal: those that hold now, or those that are shown without now."""
        limits = principal.session_policies
        if principal.policies is not None:
            return Policies(identity=principal.policies, limits=limits)
        if principal.kind == "root":
            everything = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
            # A session of sts:AssumeRoot has its task's policy, which only denies: all but the task.
            return Policies(identity=(everything, *limits))
        holder = self._holds("role" if principal.kind == "role" else "user", principal.name, now)
        if holder is None:
            return Policies()
        documents = [*self._documents(holder, now)]
        for name in holder.groups:
            group = self._holds("group", name, now)
            documents.extend(self._documents(group, now) if group is not None else ())
        if holder.boundary:
            limits = (*limits, self._managed(holder.boundary, now))
        return Policies(identity=tuple(documents), limits=limits)

    def _documents(self, holder: Any, now: datetime | None) -> Iterator[Mapping[str, Any]]:
        for document in holder.inline:
            yield parsed(document)
        for arn in holder.managed:
            yield self._managed(arn, now)

    def _managed(self, arn: str, now: datetime | None) -> Mapping[str, Any]:
        document = self._holds("policy", arn, now)
        return parsed(document) if document is not None else {}


@cache
def _read_policies_once() -> None:
    """Let moto read AWS's own 1500 policies once a partition, not again for each account served."""
    from moto.iam.models import IAMBackend  # noqa: PLC0415 # moto is loaded when a server opens

    made: Any = IAMBackend
    read = made._init_aws_policies  # noqa: SLF001 # moto offers no other way

    @cache
    def known(partition: str) -> tuple[Any, ...]:
        return tuple(read(SimpleNamespace(account_id="aws", region_name=partition)))

    made._init_aws_policies = lambda backend: [copy.copy(one) for one in known(backend.region_name)]  # noqa: SLF001 # likewise


def naive(moment: datetime | None) -> datetime | None:
    """Moment as moto keeps it: UTC without a zone."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def zoned(moment: datetime | None) -> datetime | None:
    """A moment of moto's, aware UTC."""
    return None if moment is None else moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def id_of(data: Mapping[str, Any], member: str, prefix: str) -> str:
    """The folder's own id in data's member, or one made up for its ARN."""
    return str(data.get(member) or made_up(prefix, data["Arn"], length=21))
