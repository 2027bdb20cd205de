"""Every other user's keys and password on their way to new ones, and root: what is done and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk import collect
from abusedesk.lake import Lake
from abusedesk.model import Measure, Scope, Trace

from ._collecting import GLOBAL
from ._containing import entered
from ._letters import dossier_of
from ._recovery_ask import PASSWORD_CHANGED, ask, changed_in
from ._recovery_root import RootFacts, RootItem, items, row_of, summary_of
from ._recovery_rows import Look, UserRow, since_of, user, users
from ._recovery_seen import done, keep, kept, look
from ._root_access import DELETE, learn, planned_root
from ._understanding import EVENTS

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.aws.session import Session
    from abusedesk.store import Store

    from ._options import Connection
    from ._recovery_ask import Asked
    from ._recovery_seen import Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """
    How far a case's recovery has come.

    live says whether the account was read for it, at when; else it is as the last look and our own receipts
    have it. unread says what could not be read, and so nobody knows. left counts what is not done.
    """

    case: str
    account: str
    at: datetime
    live: bool
    users: tuple[UserRow, ...]
    root: tuple[RootItem, ...]
    unread: tuple[str, ...]
    left: int
    done: bool


def recovery(store: Store, case_id: str, connection: Connection | None = None) -> Recovery:
    """
    How far every other user's keys and password are, and root; with a connection as the account is now.

    Reads only. What the account showed is kept as evidence, and the journal says how much is left. Where the
    connection has a management account that may act as root, the plan gets a step for it.

    Raises:
        BadInput: there is no such case.
        Refused: the credentials are another account's than the case's.
        Denied, Unreachable: AWS does not let us in.
    """
    store.case(case_id)
    dossier = dossier_of(store, case_id)
    story = store.get(case_id, "trace", Trace) or Trace()
    before = kept(dossier, story)
    if connection is None:
        return _told(Look(store, case_id, dossier, story, before, before), None)
    session = entered(store, case_id, connection)
    try:
        central = learn(store, case_id, session)
        if central:
            planned_root(store, case_id, session)
        seen = look(store, case_id, session, dossier.account)
        asked = ask(session, dossier.account, since_of(store, case_id, dossier), story.attackers.ips)
        asked.central = central
        _keep_asked(store, case_id, session, asked)
        found = _told(Look(store, case_id, dossier, story, before, seen), asked)
        body = {"by": session.caller().arn, "left": found.left, "root": [one.state for one in found.root]}
    finally:
        session.close()
    store.journal(case_id).append("recovery_looked_up", body)
    return found


def _told(at: Look, asked: Asked | None) -> Recovery:
    known = done(at.store, at.case_id, at.plan)
    with _events(at.store, at.case_id) as lake:
        people = tuple(user(at, known, arn, lake) for arn in users(at))
        root = items(_root(at, asked, lake, known))
    rows = [row for one in people for row in (*one.keys, one.password) if row is not None]
    left = sum(row.left is not None for row in rows) + sum(not one.done for one in root)
    return Recovery(
        case=at.case_id,
        account=at.dossier.account,
        at=at.seen.at,
        live=at.seen.live,
        users=people,
        root=root,
        unread=at.seen.unread,
        left=left,
        done=not left and at.seen.whole,
    )


def _events(store: Store, case_id: str) -> Lake:
    place = store.folder(case_id) / EVENTS
    return Lake.open_parquet(place) if place.exists() else Lake()


def _root(at: Look, asked: Asked | None, lake: Lake, known: Done) -> RootFacts:
    fell = any(one.endswith(":root") for one in at.story.attackers.principals)
    causes, since = at.story.root_causes, at.since
    events = lake.events("action = $action", action=f"signin:{PASSWORD_CHANGED}")
    seen = changed_in(events, since, at.story.attackers.ips)
    return RootFacts(
        now=at.seen.at,
        since=since,
        live=at.seen.live,
        measures=at.store.get_all(at.case_id, "measures", Measure),
        broken=causes[0].since if fell and causes else None,
        report=row_of(at.seen.evidence),
        summary=summary_of(at.seen.evidence),
        changed=(asked.changed if asked else None) or seen,
        unseen_change=asked.unseen_change if asked else None,
        device=asked.device if asked else None,
        address=asked.address if asked else None,
        alternate=asked.alternate if asked else None,
        management=asked.management if asked else "",
        central=asked.central if asked else None,
        step=next((one.step for one in at.plan if one.action == DELETE), 0),
        removed=known.when(DELETE, f"arn:aws:iam::{at.dossier.account}:root"),
    )


def _keep_asked(store: Store, case_id: str, session: Session, asked: Asked) -> None:
    now = session.now()
    scope = Scope(session.caller().account, GLOBAL, now, now)
    keep(
        store,
        case_id,
        [
            collect.of(
                page,
                collector="recovery",
                kind="recovery." + page.call.replace(":", "_"),
                key=key,
                scope=scope,
                data=page.data,
            )
            for page, key in asked.pages
        ],
    )
