"""Users, keys and passwords as they are: read from the account now, or as they were at the last look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from abusedesk import collect
from abusedesk.aws.read import Reader
from abusedesk.model import Scope

from ._collecting import GLOBAL
from ._contain_journal import ledger, receipts
from ._letters import SUPERSEDED
from ._recovery_ask import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from abusedesk.aws.session import Session
    from abusedesk.model import Change, Dossier, Evidence, Receipt, Step, Trace, User
    from abusedesk.store import Store

# What tells of users, keys, passwords and root; the later ones need what the first has read.
COLLECTORS = ("iam_authorization_details", "iam_access_keys", "iam_credential_report")
_READ = frozenset({"read", "empty"})
_USERS = ("iam.user", "iam.user_listed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One access key of a user; times are aware UTC, last_used with its service and region is IAM's."""

    id: str
    user: str
    status: str
    created: datetime | None = None
    last_used: datetime | None = None
    service: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A console password: when it was made and last changed, and whether its user must change it."""

    must_change: bool
    created: datetime | None = None
    changed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    Users by ARN, keys by id, passwords by user's ARN, and the evidence that says so.

    live says that the account was read for it. whole is False where not all of it could be read, so that
    what is missing may be there all the same; unread says what.
    """

    at: datetime
    live: bool
    whole: bool
    users: tuple[str, ...]
    keys: Mapping[str, Held]
    profiles: Mapping[str, Profile]
    evidence: tuple[Evidence, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What was carried out: receipts, and whose the keys are that were changed: names of users by key."""

    receipts: tuple[Receipt, ...]
    users: Mapping[str, str]

    def when(self, action: str, target: str) -> datetime | None:
        """When a step that still stands was applied, None where none does."""
        return next(
            (
                one.applied
                for one in self.receipts
                if (one.action, one.target) == (action, target) and one.stands
            ),
            None,
        )


def done(store: Store, case_id: str, plan: Sequence[Step]) -> Done:
    """What the journal says was carried out and stands."""
    found = ledger(store, case_id)
    changes = [one.change for made in found.courses.values() for course in made for one in course.intents]
    keys = {one.target.id: _user_of(one) for one in changes if one.target.id.startswith("AKIA")}
    return Done(receipts(found, plan), keys)


def _user_of(change: Change) -> str:
    """The user whose key a change is about, as its action noted it."""
    before = change.before
    # An action that deletes notes the whole key.
    noted = (before.get("access_keys") or {}).get(change.target.id) or before
    return str(noted.get("UserName", ""))


def kept(dossier: Dossier, story: Trace) -> Seen:
    """As the newest look at the account had it."""
    unread = [
        f"{one.collector}: {one.why}"
        for one in dossier.coverage
        if one.collector in COLLECTORS and one.status not in _READ
    ]
    found = facts_of(dossier.evidence, dossier.now, live=False, whole=_is_whole(unread))
    if found.users:
        return replace(found, unread=tuple(unread))
    users = story.inventory.users
    keys = {one.id: one for user in users for one in _listed(user)}
    profiles = {user.arn: Profile(must_change=False) for user in users if user.console_last_sign_in}
    return Seen(
        at=dossier.now,
        live=False,
        whole=bool(users) and _is_whole(unread),
        users=tuple(user.arn for user in users),
        keys=keys,
        profiles=profiles,
        evidence=dossier.evidence,
        unread=tuple(unread),
    )


def _listed(user: User) -> Iterator[Held]:
    for key in user.access_keys:
        yield Held(id=key.id, user=user.arn, status=key.status, created=key.created, last_used=key.last_used)


def look(store: Store, case_id: str, session: Session, account: str) -> Seen:
    """As the account is now; every answer is sealed as evidence of the case."""
    now = session.now()
    scope = Scope(account, GLOBAL, now, now)
    found: list[Evidence] = []
    unread: list[str] = []
    for name in COLLECTORS:
        unit = collect.every()[name]
        evidence, row = collect.run(unit, Reader(session, GLOBAL, unit.reads), scope, found)
        found += evidence
        if row.status not in _READ:
            unread.append(f"{name}: {row.why}")
    keep(store, case_id, found)
    return replace(
        facts_of(found, now, live=True, whole=_is_whole(unread)),
        unread=tuple(unread),
    )


def _is_whole(unread: Sequence[str]) -> bool:
    """Whether what is not listed is not there: the report only adds dates."""
    return all(one.startswith("iam_credential_report") for one in unread)


def keep(store: Store, case_id: str, evidence: Sequence[Evidence]) -> None:
    """Add evidence to a case that is no part of its newest look."""
    before = {one.id for one in store.evidence(case_id)}
    store.add_evidence(case_id, evidence)
    fresh = {one.id for one in evidence} - before
    store.put(case_id, SUPERSEDED, sorted({*store.get_all(case_id, SUPERSEDED, str), *fresh}))


def facts_of(evidence: Sequence[Evidence], at: datetime, *, live: bool, whole: bool) -> Seen:
    """What evidence of IAM says."""
    users = {_name_of(one): one.key for kind in _USERS for one in evidence if one.kind == kind}
    last = {one.key: one.data for one in evidence if one.kind == "iam.access_key_last_used"}
    report = {one.key: one.data for one in evidence if one.kind == "iam.credential_report"}
    keys = {
        one.key: _held(one, users, last.get(one.key, {})) for one in evidence if one.kind == "iam.access_key"
    }
    profiles = {
        one.key: Profile(
            must_change=bool(one.data.get("PasswordResetRequired")),
            created=moment(one.data.get("CreateDate")),
            changed=moment(report.get(one.key, {}).get("password_last_changed")),
        )
        for one in evidence
        if one.kind == "iam.login_profile"
    }
    return Seen(
        at=at,
        live=live,
        whole=whole,
        users=tuple(dict.fromkeys(users.values())),
        keys=keys,
        profiles=profiles,
        evidence=tuple(evidence),
    )


def _name_of(one: Evidence) -> str:
    return str(one.data.get("UserName") or one.key.rpartition("/")[2])


def _held(one: Evidence, users: Mapping[str, str], last: Mapping[str, Any]) -> Held:
    name, used = str(one.data.get("UserName")), last.get("AccessKeyLastUsed") or {}
    return Held(
        id=one.key,
        user=users.get(name, name),
        status=str(one.data.get("Status", "")),
        created=moment(one.data.get("CreateDate")),
        last_used=moment(used.get("LastUsedDate")),
        service=_told(used.get("ServiceName")),
        region=_told(used.get("Region")),
    )


def _told(value: object) -> str:
    return "" if value in {None, "N/A"} else str(value)
