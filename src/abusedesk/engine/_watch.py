"""Watches a contained account: whether what was done stays, and whether the intruder gets anything done."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from abusedesk.model import Trace

from ._contain_journal import ENDED, keep_receipts, ledger
from ._contain_steps import wave_of
from ._containing import entered, preview_of
from ._heard import Asked, Heard, heard
from ._progress import Progress, Watching, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

    from abusedesk.aws.session import Session
    from abusedesk.model import Step
    from abusedesk.store import Store

    from ._contain_journal import Ledger
    from ._options import Connection

_BETWEEN = 60  # seconds from one look to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A step that is no longer as it was left."""

    step: int
    action: str
    target: str
    region: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """
    "held", or "breached" by loose steps or calls that succeeded; times are the account's, aware UTC.

    since is from when on calls count. unread names what could not be read, so that "held" says nothing of it.
    """

    verdict: Literal["held", "breached"]
    since: datetime
    until: datetime
    looks: int
    steps: int
    loose: tuple[Loose, ...] = ()
    calls: tuple[Heard, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    loose: tuple[Loose, ...] = ()
    calls: tuple[Heard, ...] = ()
    unread: dict[str, None] = field(default_factory=dict)


def watch(  # noqa: PLR0913 - the case and how to reach it; the rest has defaults
    store: Store,
    case_id: str,
    connection: Connection,
    minutes: float = 30,
    *,
    wait: Callable[[float], None] = time.sleep,
    tell: Callable[[Progress], None] = silent,
) -> Watched:
    """
    Look again and again for so many minutes, or once with 0; ends at the first breach.

    Reads the standing steps and CloudTrail's event history, whose events may be late by some minutes, so
    that calls since the containment are searched for at every look. Changes nothing.

    Raises:
        BadInput: there is no such case. Refused: the credentials are another account's.
        Denied, Unreachable: AWS does not let us in.
    """
    store.case(case_id)
    session = entered(store, case_id, connection)
    try:
        known = ledger(store, case_id)
        steps = [one for one in store.plan(case_id) if known.stands(one)]
        since = _since(store, case_id, known, session)
        asked = _asked(store, case_id, steps, session)
        seen, passed, looks = _Seen(), 0.0, 0
        while True:
            looks += 1
            _look(store, case_id, session, (steps, asked, since), seen)
            tell(Watching(looks, passed, minutes * 60))
            if seen.loose or seen.calls or passed >= minutes * 60:
                break
            wait(min(_BETWEEN, minutes * 60 - passed))
            passed += min(_BETWEEN, minutes * 60 - passed)
        until = session.now()
    finally:
        session.close()
    found = Watched(
        verdict="breached" if seen.loose or seen.calls else "held",
        since=since,
        until=until,
        looks=looks,
        steps=len(steps),
        loose=seen.loose,
        calls=seen.calls,
        unread=tuple(seen.unread),
    )
    store.journal(case_id).append("watched", {"watched": found})
    keep_receipts(store, case_id)
    return found


def _since(store: Store, case_id: str, known: Ledger, session: Session) -> datetime:
    """The end of the last run, else of the last step, else now."""
    ended = [datetime.fromisoformat(str(one.body["at"])) for one in store.journal(case_id).entries(ENDED)]
    steps = [one.at for made in known.courses.values() for course in made for one in course.intents if one.at]
    # Events are stamped with whole seconds.
    return max([*ended[-1:], *([] if ended else steps)], default=session.now()) + timedelta(seconds=1)


def _asked(store: Store, case_id: str, steps: Sequence[Step], session: Session) -> Asked:
    """Whose calls count: his keys and addresses, and identities that are denied everything."""
    story = store.get(case_id, "trace", Trace) or Trace()
    denied = [one.target for one in steps if wave_of(one) == "deny" and ":iam:" in one.target]
    made = [one.id for one in story.affected if one.how == "created" and ":iam:" in one.id]
    keys = [one.target for one in steps if one.target.startswith("AKIA")]
    return Asked(
        principals=frozenset([*denied, *made]),
        credentials=frozenset([*story.attackers.credentials, *keys]),
        ips=frozenset(story.attackers.ips),
        ours=session.caller().arn,
    )


def _look(
    store: Store,
    case_id: str,
    session: Session,
    what: tuple[Sequence[Step], Asked, datetime],
    into: _Seen,
) -> None:
    steps, asked, since = what
    account = store.account(case_id)
    loose: list[Loose] = []
    for step in steps:
        seen = preview_of(session, account, step)
        if seen.change is None and not seen.absent:
            into.unread[f"{step.action} {step.target}: {seen.why}"] = None
        elif seen.change is not None and seen.change.needed:
            loose.append(_loose(step, seen.change.before))
    into.loose = tuple(loose)
    calls, unread = heard(session, asked, since)
    into.calls = calls
    into.unread.update(dict.fromkeys(unread))


def _loose(step: Step, before: object) -> Loose:
    return Loose(
        step=step.step,
        action=step.action,
        target=step.target,
        region=step.region,
        why=f"it is {before!r}"[:400],
    )
