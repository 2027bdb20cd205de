"""What the intruder holds: his keys, the sessions that he took, the keys that he made since."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from abusedesk.drill.opponent.wire import Credential, Place, Wire
from abusedesk.drill.policy.actions import action_of
from abusedesk.drill.policy.evaluate import Question, judged, parsed
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.context import context_of
from abusedesk.drill.state.principals import Principal, made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from abusedesk.drill.opponent.whatever import Look
    from abusedesk.drill.state.world import World

_SESSION = "aws-session"
_NOWHERE = Place("198.51.100.66", "aws-cli/2.15.30 Python/3.11.8 Linux/6.6.9-amd64 botocore/2.4.5")
# A look that tells him whether he still may; the first that he is allowed when it begins.
_LOOKS = (
    ("ec2", "DescribeInstances"),
    ("iam", "ListUsers"),
    ("s3", "ListBuckets"),
    ("lambda", "ListFunctions"),
    ("ses", "ListIdentities"),
)
_SMALL = {("ec2", "DescribeInstances"): {"MaxResults": 5}}
# What makes a credential worth having.
_WANTED = (
    "ec2:RunInstances",
    "iam:CreateAccessKey",
    "iam:CreateUser",
    "iam:PutUserPolicy",
    "iam:PutRolePolicy",
    "iam:DeleteUserPolicy",
    "iam:AttachUserPolicy",
    "iam:UpdateAssumeRolePolicy",
    "lambda:CreateFunction",
    "s3:ListAllMyBuckets",
    "s3:GetObject",
    "s3:PutObject",
    "ses:SendEmail",
)


class Hands:
    """His credentials in one world, and what he does with them."""

    def __init__(self, world: World, application: Callable[..., Iterable[bytes]]) -> None:
        self._world = world
        named = dict.fromkeys(move.by for move in world.incident.moves)
        self._roles = [one for one in named if one.startswith("arn:")]
        self._own = {one: self._given(one) for one in world.incident.stolen}
        self._made: list[Credential] = []
        self._sessions: dict[str, Credential] = {}
        self._homes: dict[str, Credential] = {}
        self._looks: dict[str, tuple[str, str]] = {}
        self._wire = Wire(application, self._place(world.incident.stolen))

    def open(self) -> None:
        """Take a session of each role that he uses; find a look that he is allowed with each credential."""
        for role in self._roles:
            self._take(role)
        for holder in (*self._own.values(), *self._sessions.values()):
            for look in _LOOKS:
                if self._may(holder, look):
                    self._looks[holder.key] = look
                    break

    def refused_now(self) -> bool:
        """Whether a look that he was allowed is refused."""
        holders = (*self._own.values(), *self._sessions.values())
        return any(not self._may(one, self._looks[one.key]) for one in holders if one.key in self._looks)

    def for_move(self, by: str) -> Iterator[Credential]:
        """The credentials for a move as by, best first: his own or the role's; then what he made since."""
        if by in self._own:
            yield self._own[by]
        else:
            if by in self._sessions:
                yield self._sessions[by]
            if self._take(by):
                yield self._sessions[by]
        yield from reversed(self._made)

    def looking(self, by: Credential, region: str) -> Look:
        """The way to look what is there, with by."""
        return lambda service, operation, given: self.call(by, (service, operation), region, given)

    def call(
        self, by: Credential, what: tuple[str, str], region: str, given: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """
        Make a call, and keep the credentials that the answer holds.

        Raises:
            AwsError: AWS refused it.
        """
        answer = self._wire.call(by, what, region, given)
        key = answer.get("AccessKey") or answer.get("Credentials") or {}
        if what[0] in {"iam", "sts"} and key.get("SecretAccessKey"):
            owner = str(given.get("RoleArn", ""))
            made = Credential(
                str(key["AccessKeyId"]), str(key["SecretAccessKey"]), str(key.get("SessionToken", "")), owner
            )
            self._made.append(made)
        return answer

    def working(self) -> list[str]:
        """Ids of those of his credentials with which he may do something that he wants, or take a role."""
        held = [*self._own.values(), *self._sessions.values(), *self._made]
        found = [one.key for one in held if self._works(one)]
        return list(dict.fromkeys(found + [one.key for one in self._homes.values() if self._opens(one)]))

    def _works(self, credential: Credential) -> bool:
        principal = self._world.who(credential.key)
        return principal is not None and self._may_harm(principal)

    def _opens(self, home: Credential) -> bool:
        """Whether a role with which he may do something lets in somebody of another account."""
        account = self._world.strangers[home.key].account
        return any(self._lets_in(role, account) and self._may_harm(_holder(role)) for role in self._roles)

    def _lets_in(self, role: str, account: str) -> bool:
        people, now = self._world.accounts[role.split(":")[4]].people, self._world.clock.now()
        return account in people.trust_of(role.rpartition("/")[2], now)

    def _may_harm(self, principal: Principal) -> bool:
        world, now = self._world, self._world.clock.now()
        if principal.account not in world.accounts:
            return False
        policies = world.accounts[principal.account].people.policies_of(principal, now)
        moves = [action_of(move.service, move.operation) for move in world.incident.moves]
        context = context_of(world, principal, ("us-east-1", self._wire.place.address))
        return any(
            judged(policies, Question(action=action, context=context)) == "allowed"
            for action in dict.fromkeys((*_WANTED, *moves))
        )

    def _take(self, role: str) -> bool:
        """Take a session of role with any credential that lets him; False without one."""
        given = {"RoleArn": role, "RoleSessionName": _SESSION}
        others = [one for one in (*self._made, *self._sessions.values()) if one.owner != role]
        for account in self._strangers():
            if account not in self._homes:
                self._homes[account] = self._home(account)
        for by in (*self._own.values(), *reversed(others), *self._homes.values()):
            try:
                answer = self._wire.call(by, ("sts", "AssumeRole"), "us-east-1", given)
            except AwsError:
                continue
            key = answer["Credentials"]
            self._sessions[role] = Credential(
                key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"], role
            )
            return True
        return False

    def _may(self, by: Credential, look: tuple[str, str]) -> bool:
        try:
            self._wire.call(by, look, "us-east-1", _SMALL.get(look, {}))
        except AwsError:
            return False
        return True

    def _given(self, key: str) -> Credential:
        """A key of the folder with its secret, or a session's, whose secret no folder tells."""
        for account in self._world.accounts.values():
            held = account.people.backend.access_keys.get(key)
            if held is not None:
                return Credential(key, str(held.secret_access_key))
        token = made_up("", key, "token", length=50) if key.startswith("ASIA") else ""
        return Credential(key, made_up("", key, "secret", length=40), token)

    def _strangers(self) -> list[str]:
        """Accounts that are none of ours and that a role of his lets in."""
        found: dict[str, None] = {}
        for role in self._roles:
            people = self._world.accounts[role.split(":")[4]].people
            for statement in _statements(people.trust_of(role.rpartition("/")[2], self._world.clock.now())):
                principal = statement.get("Principal")
                named = principal.get("AWS", ()) if isinstance(principal, dict) else ()
                for name in named if isinstance(named, list) else [named]:
                    account = str(name).split(":")[4] if str(name).startswith("arn:") else str(name)
                    if account.isdigit() and account not in self._world.accounts:
                        found[account] = None
        return list(found)

    def _home(self, account: str) -> Credential:
        """A key of his own in an account that is not ours."""
        key, secret = made_up("AKIA", account, "home"), made_up("", account, "home", length=40)
        user = made_up("AIDA", account, "home", length=21)
        arn = f"arn:{next(iter(self._world.accounts.values())).partition}:iam::{account}:user/ops"
        self._world.strangers[key] = Principal(
            kind="user", account=account, arn=arn, user_id=user, key=key, name="ops"
        )
        return Credential(key, secret)

    def _place(self, named: Collection[str]) -> Place:
        """
        Where the youngest of his keys was last used from, as the account's records tell.

        An older one may be a stolen key, which its owner uses as well.
        """
        used: dict[str, tuple[Any, Any]] = {}
        for account in self._world.accounts.values() if named else ():
            for region in account.history.regions():
                for record in account.history.told(region):
                    if record.key in named:
                        first, last = used.get(record.key, (record, record))
                        used[record.key] = (min(first, record, key=_time), max(last, record, key=_time))
        if not used:
            return _NOWHERE
        _, best = max(used.values(), key=lambda each: each[0].time)
        data = parsed(best.raw.decode("utf-8", "replace"))
        place = replace(_NOWHERE, address=str(data.get("sourceIPAddress") or _NOWHERE.address))
        return replace(place, agent=str(data.get("userAgent") or _NOWHERE.agent))


def _holder(role: str) -> Principal:
    """Whoever takes a role, by its ARN."""
    name, account = role.rpartition("/")[2], role.split(":")[4]
    return Principal(kind="role", account=account, arn=role, user_id="", key="", name=name)


def _time(record: Any) -> Any:
    return record.time


def _statements(document: str) -> list[Mapping[str, Any]]:
    said = parsed(document).get("Statement", [])
    return [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, dict)]
