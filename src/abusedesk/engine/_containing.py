"""What steps would change: read from the live account, changing nothing, with the guards' word on each."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from abusedesk import act
from abusedesk.act import Limits
from abusedesk.aws.root import MemberRoot
from abusedesk.errors import Absent, DeskError, Refused
from abusedesk.model import Change, Step, Text, to_json
from abusedesk.translate import msg, text

from ._blast import Blast, blasts
from ._connecting import connect
from ._contain_journal import ledger
from ._contain_steps import action_of, key_of, needed_first, target_of
from ._guarding import facts_of, with_steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abusedesk.act import Facts
    from abusedesk.aws.session import Session
    from abusedesk.store import Store

    from ._options import Connection

BY_HAND = msg("a person does this step by hand")
# Under this name the last dry runs are kept, to say later which target has changed.
PREVIEWED = "previewed"
_REMEMBERED = 20
_WORKERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """
    One step and what it would change.

    change is None where a person must do the step by hand, or where the account could not be read: then
    why says so, and absent is True where there is no such target any more. refused is why our guards will
    not let it be done. waits holds the numbers of the steps that must stand before. irreversible says why
    there is no way back, empty where there is one. stops is what used the target, and so what will stop.
    """

    step: Step
    change: Change | None = None
    why: str = ""
    absent: bool = False
    refused: Text | None = None
    waits: tuple[int, ...] = ()
    irreversible: Text | None = None
    stops: Blast = field(default_factory=Blast)

    @property
    def open(self) -> bool:
        """Whether there is something left to do, or it is not known."""
        return not self.absent and (self.change is None or self.change.needed)


@dataclass(frozen=True, slots=True)
class DryRun:
    """
    All previews, and the digest that an approval of exactly these changes names.

    interrupted is the digest of an approved run that has no end: given again, that run goes on.
    """

    previews: tuple[Preview, ...]
    digest: str
    interrupted: str = ""


def dry_run(
    store: Store,
    case_id: str,
    connection: Connection,
    steps: Sequence[Step],
    limits: Limits = Limits(),  # noqa: B008 - a frozen record without state
) -> DryRun:
    """
    The true before and after of each step, in the order given, from the live account.

    Raises:
        Refused: the credentials are another account's than the case's.
        Denied, Unreachable: AWS does not let us in.
    """
    session = entered(store, case_id, connection)
    try:
        facts = facts_of(store, case_id, session, connection, limits)
        seen = look(store, case_id, session, steps, facts)
    finally:
        session.close()
    _remember(store, case_id, seen)
    stops = blasts(store, case_id, [one.step for one in seen.previews if one.change is not None])
    found = [replace(one, stops=stops.get(one.step.step, one.stops)) for one in seen.previews]
    running = ledger(store, case_id).running
    return DryRun(tuple(found), seen.digest, running.digest if running else "")


def _remember(store: Store, case_id: str, seen: DryRun) -> None:
    steps = [
        {"key": key_of(one.step), "digest": digest_of(one.change) if one.change is not None else ""}
        for one in seen.previews
    ]
    earlier = [one for one in store.get_all(case_id, PREVIEWED, dict) if one["digest"] != seen.digest]
    store.put(case_id, PREVIEWED, [*earlier, {"digest": seen.digest, "steps": steps}][-_REMEMBERED:])


def entered(store: Store, case_id: str, connection: Connection) -> Session:
    """
    A session in the case's account; its root is there where the connection has a management account.

    Raises:
        Refused: the credentials are another account's than the case's, or the management account's are
            the case's own.
        Denied, Unreachable: AWS does not let us in.
    """
    session = connect(store, connection, case_id)
    account, ours = store.account(case_id), session.caller().account
    if account != ours:
        session.close()
        raise Refused(f"the case is about account {account}, the credentials are {ours}'s")
    if connection.management is not None:
        try:
            session.root = _root_of(store, connection.management, case_id, account)
        except DeskError:
            session.close()
            raise
    return session


def _root_of(store: Store, connection: Connection, case_id: str, account: str) -> MemberRoot:
    management = connect(store, connection, case_id)
    if management.caller().account == account:
        management.close()
        raise Refused(f"the management account's credentials are of {account}, which the case is about")
    return MemberRoot(management, account)


def look(store: Store, case_id: str, session: Session, steps: Sequence[Step], facts: Facts) -> DryRun:
    """The previews of steps, with what the guards say, and the digest; without what would stop."""
    account = store.account(case_id)
    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        seen = list(pool.map(lambda step: preview_of(session, account, step), steps))
    needed = [one.step for one in seen if one.change is not None and one.change.needed]
    refused = act.refusals(needed, with_steps(facts, needed))
    plan, known = store.plan(case_id), ledger(store, case_id)
    chosen = {one.step.step for one in seen if one.open and one.step.step not in refused}
    made = []
    for one in seen:
        first = [
            before
            for before in (needed_first(one.step, plan) if one.change is not None else ())
            if before.step not in chosen and not known.stands(before)
        ]
        made.append(
            replace(one, refused=refused.get(one.step.step), waits=tuple(before.step for before in first))
        )
    waiting = _still_open(
        session, account, [one for one in plan if any(one.step in each.waits for each in made)]
    )
    made = [replace(one, waits=tuple(number for number in one.waits if number in waiting)) for one in made]
    return DryRun(tuple(made), _digest(made))


def preview_of(session: Session, account: str, step: Step) -> Preview:
    """One step as the account is now."""
    action = action_of(step)
    if action is None:
        return Preview(step=step, why=BY_HAND)
    no_way = text(action.irreversible) if action.irreversible else None
    try:
        change = act.preview(action, session, target_of(step, account))
    except DeskError as why:
        return Preview(step=step, why=str(why), absent=isinstance(why, Absent), irreversible=no_way)
    return Preview(step=step, change=change, irreversible=no_way)


def _still_open(session: Session, account: str, steps: Sequence[Step]) -> Mapping[int, bool]:
    """Which of steps have something left to do, by number."""
    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        seen = list(pool.map(lambda step: preview_of(session, account, step), steps))
    return {one.step.step: True for one in seen if one.open}


def _digest(previews: Sequence[Preview]) -> str:
    # What used a target goes on while we look; it is no part of what would be changed.
    body = [
        {
            "step": to_json(one.step),
            "change": to_json(one.change),
            "why": one.why,
            "refused": one.refused.en if one.refused else "",
        }
        for one in previews
    ]
    return digest_of(body)


def digest_of(value: object) -> str:
    """SHA-256 of value as JSON, such as "sha256:…"."""
    body = json.dumps(to_json(value), sort_keys=True, ensure_ascii=False)
    return "sha256:" + hashlib.sha256(body.encode()).hexdigest()
