"""How far each user's keys and password are on their way to new ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from abusedesk.model import stamp
from abusedesk.translate import text

from ._hand_over import Recipient, folder_of
from ._recovery_seen import Held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.lake import Lake
    from abusedesk.model import Dossier, Step, Text, Trace
    from abusedesk.store import Store

    from ._recovery_seen import Done, Seen

KeyState = Literal["open", "second_key_made", "second_key_in_use", "old_key_off", "deleted"]
PasswordState = Literal["open", "reset_forced", "changed_by_user", "gone"]

_MOST = 20
# The AWS CLI names each command in its user agent; it is one program all the same.
_USES = r"""
select split_part(coalesce(action, source), ':', 1) as service, coalesce(region, ''), coalesce(src_ip, ''),
       regexp_replace(coalesce(user_agent, ''), '\s+md/command#\S*', '', 'g') as program,
       count(*) as times, max("time") as last
from events where credential = $key
group by all order by times desc, last desc nulls last, service, program
"""
_OFF = ("deactivate_access_key", "retire_access_key")
# A key that was used so lately is in use still.
_QUIET = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What signs with a key, from where: service, region, address, program; last is aware UTC."""

    service: str
    region: str
    ip: str
    user_agent: str
    times: int
    last: datetime | None
    intruder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """
    One key of a user that has to go.

    programs are the most frequent of those that the case's events show, used_by counts all of them.
    last_used with its service and region is IAM's word. successor is the key in its place, hand_over the
    name of the file that its secret lies in, "" where there is none here. still_used is when the key was
    last used although there was another. beside is another key that was there before, which keeps IAM from
    making a second one. steps are the plan's, left is what is still to do.
    """

    key: str
    state: KeyState
    programs: tuple[Program, ...] = ()
    used_by: int = 0
    last_used: datetime | None = None
    service: str = ""
    region: str = ""
    successor: str = ""
    hand_over: str = ""
    still_used: datetime | None = None
    beside: str = ""
    steps: tuple[int, ...] = ()
    left: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRow:
    """A user's console password; hand_over as of a key, left is what is still to do."""

    state: PasswordState
    hand_over: str = ""
    steps: tuple[int, ...] = ()
    left: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """One user that the intruder did not make; password is None where there is none to sign in with."""

    user: str
    keys: tuple[KeyRow, ...]
    password: PasswordRow | None


@dataclass(frozen=True)
class Look:
    """What the rows are made of: before is the account as it was when it was investigated."""

    store: Store
    case_id: str
    dossier: Dossier
    story: Trace
    before: Seen
    seen: Seen

    @cached_property
    def since(self) -> datetime:
        """When AWS told: what was renewed after that is renewed."""
        return since_of(self.store, self.case_id, self.dossier)

    @cached_property
    def plan(self) -> tuple[Step, ...]:
        """The case's plan."""
        return self.store.plan(self.case_id)

    def steps(self, target: str, *actions: str) -> tuple[int, ...]:
        """The numbers of the steps on target that are one of actions."""
        return tuple(one.step for one in self.plan if one.target == target and one.action in actions)


def since_of(store: Store, case_id: str, dossier: Dossier) -> datetime:
    """When AWS told: what was renewed after that is renewed."""
    return dossier.notice.received or store.case(case_id).opened


def users(at: Look) -> list[str]:
    """Everybody but those whom the intruder made and the plan does not renew."""
    renewed = {one.target for one in at.plan if one.phase == "recover"}
    made = {one.id for one in at.story.affected if one.how == "created"} - renewed
    return sorted({*at.before.users, *at.seen.users} - made)


def user(at: Look, known: Done, arn: str, lake: Lake) -> UserRow:
    """One user's keys, the oldest first, and password; lake holds the case's events."""
    name = arn.rpartition("/")[2]
    # A key that we deleted may be in no list that was kept.
    keys = {key: Held(id=key, user=arn, status="") for key, whose in known.users.items() if whose == name}
    keys |= {key.id: key for one in (at.before, at.seen) for key in one.keys.values() if key.user == arn}
    old = [key for key in keys.values() if not _is_new(at, key)]
    new = sorted((key for key in keys.values() if _is_new(at, key)), key=lambda key: _when(key.created))
    new = [key for key in new if key.id in at.seen.keys and key.status == "Active"]
    old.sort(key=lambda key: (_when(key.created), key.id))
    rows = tuple(_key(at, known, key, new, lake) for key in old)
    there = [row.key for row in rows if row.state != "deleted"]
    rows = tuple(_ended(at, row, there) for row in rows)
    return UserRow(user=arn, keys=rows, password=_password(at, known, arn))


def _is_new(at: Look, key: Held) -> bool:
    """Whether a key is the owner's replacement: made after the notice, by us or them, and in no plan."""
    his = {*at.story.attackers.credentials, *(one.target for one in at.plan)}
    return key.id not in his and key.created is not None and key.created > at.since


def _key(at: Look, known: Done, old: Held, new: Sequence[Held], lake: Lake) -> KeyRow:
    second = next((key for key in new if _when(key.created) >= _when(old.created)), None)
    successor, file = _handed(at, old.user, second)
    used = second is not None and second.last_used is not None
    still = second is not None and _when(old.last_used) > _when(second.created)
    state = _state_of_key(at, known, old, successor, used=used)
    programs = _programs(lake, old.id, at.story)
    return KeyRow(
        key=old.id,
        state=state,
        programs=programs[:_MOST],
        used_by=len(programs),
        last_used=old.last_used,
        service=old.service,
        region=old.region,
        successor=successor,
        hand_over=file,
        still_used=old.last_used if still else None,
        steps=at.steps(
            old.id, "rotate_access_key", "deactivate_access_key", "retire_access_key", "delete_access_key"
        ),
    )


def _ended(at: Look, row: KeyRow, there: Sequence[str]) -> KeyRow:
    """The row with what is left; there are the keys of the user that are not deleted."""
    beside = next((one for one in there if one != row.key), "") if not row.successor else ""
    row = replace(row, beside=beside)
    return replace(row, left=_left_of_key(at, row))


def _handed(at: Look, user: str, second: Held | None) -> tuple[str, str]:
    """The second key, and the file with its secret; the account not read, the file names the key."""
    place = folder_of(at.store, at.case_id, Recipient())
    name = user.rpartition("/")[2]
    if second is not None:
        file = place.file(f"{name}-{second.id}")
        return second.id, file.name if file.exists() else ""
    begin = place.file(f"{name}-").name.removesuffix(".age")
    files = [] if at.seen.live or not place.place.exists() else sorted(place.place.iterdir())
    for file in files:
        key = file.name.removeprefix(begin).removesuffix(".age")
        if file.name == f"{begin}{key}.age" and key.isalnum() and key.startswith("AKIA"):
            return key, file.name
    return "", ""


def _state_of_key(at: Look, known: Done, old: Held, successor: str, *, used: bool) -> KeyState:
    now = at.seen.keys.get(old.id)
    missing = now is None and at.seen.whole
    if missing or (not at.seen.live and known.when("delete_access_key", old.id)):
        return "deleted"
    off = not at.seen.live and any(known.when(one, old.id) for one in _OFF)
    if off or (now or old).status == "Inactive":
        return "old_key_off"
    if successor:
        return "second_key_in_use" if used else "second_key_made"
    made = not at.seen.live and known.when("rotate_access_key", old.id)
    return "second_key_made" if made else "open"


def _left_of_key(at: Look, row: KeyRow) -> Text | None:
    wanted = bool(at.steps(row.key, "rotate_access_key"))
    match row.state:
        case "deleted":
            return None
        case "old_key_off" if wanted and not row.successor:
            return text(
                "Programs that signed with {key} need another: make it, then delete {key}.", key=row.key
            )
        case "old_key_off":
            return text("Delete {key} once nothing misses it.", key=row.key)
        case "open":
            return _left_of_open(row, wanted=wanted)
        case _:
            return _left_of_second(at, row)


def _left_of_open(row: KeyRow, *, wanted: bool) -> Text:
    if not wanted:
        return text("See whether {key} is needed; deactivate and delete it.", key=row.key)
    if row.beside:
        return text(
            "IAM allows a user two keys: delete {other} first, then make the second key beside {key}.",
            other=row.beside,
            key=row.key,
        )
    return text("Make the second key, hand it over, then deactivate and delete {key}.", key=row.key)


def _left_of_second(at: Look, row: KeyRow) -> Text:
    names = {"key": row.key, "successor": row.successor, "file": row.hand_over}
    if row.state == "second_key_in_use":
        if row.still_used is not None and at.seen.at - row.still_used < _QUIET:
            when = stamp(row.still_used)
            return text(
                "Programs still sign with {key}, last at {when}: give them {successor}.", when=when, **names
            )
        return text("{successor} is in use: deactivate {key}.", **names)
    if row.hand_over:
        return text(
            "Hand {file} over, have the programs of {key} sign with {successor}, and delete the file.",
            **names,
        )
    if not row.successor:
        return text("The second key was made; see whether the programs of {key} have it.", **names)
    return text(
        "No file here holds the secret of the second key {successor}: unless its programs have it, "
        "delete it and make another.",
        **names,
    )


def _programs(lake: Lake, key: str, story: Trace) -> tuple[Program, ...]:
    return tuple(
        Program(
            service=service,
            region=region,
            ip=ip,
            user_agent=agent,
            times=int(times),
            last=last,
            intruder=ip in story.attackers.ips,
        )
        for service, region, ip, agent, times, last in lake.ask(_USES, key=key)
    )


def _password(at: Look, known: Done, arn: str) -> PasswordRow | None:
    profile = at.seen.profiles.get(arn)
    there_before = arn in at.before.profiles
    steps = at.steps(arn, "reset_password", "delete_login_profile")
    if profile is None and not there_before and known.when("reset_password", arn) is None:
        return None
    place = folder_of(at.store, at.case_id, Recipient())
    file = place.file(f"{arn.rpartition('/')[2]}-console-password")
    name = file.name if file.exists() else ""
    state = _state_of_password(at, known, arn)
    left = None
    if state == "open":
        left = text("Set a new password, which the user must change at once.")
    elif state == "reset_forced":
        left = text("The user has to sign in with the password that was handed over and choose another.")
    return PasswordRow(state=state, hand_over=name, steps=steps, left=left)


def _state_of_password(at: Look, known: Done, arn: str) -> PasswordState:
    profile = at.seen.profiles.get(arn)
    reset = known.when("reset_password", arn)
    if not at.seen.live:
        if known.when("delete_login_profile", arn):
            return "gone"
        return "reset_forced" if reset or (profile and profile.must_change) else "open"
    if profile is None:
        return "gone" if at.seen.whole else "reset_forced" if reset else "open"
    if profile.must_change:
        return "reset_forced"
    changed = profile.changed is not None and profile.changed > at.since
    return "changed_by_user" if reset or changed else "open"


def _when(moment: datetime | None) -> datetime:
    """Moment; what has no time comes first."""
    return moment or datetime.min.replace(tzinfo=UTC)
