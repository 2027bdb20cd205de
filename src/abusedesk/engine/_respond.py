"""The order of the stages: from the notice to the reply draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput, DeskError
from abusedesk.model import Coverage, Dossier, Investigation, Scope

from ._collecting import GLOBAL, Gathered, gather
from ._connecting import connect
from ._cost_file import cost_rows
from ._deciding import decide
from ._document import document
from ._letters import READ, SUPERSEDED
from ._matching import is_no_notice, names_aws_things
from ._notice import at_once, opened
from ._progress import silent
from ._reading import logs_at, logs_of
from ._receive import file_away, take_in
from ._understanding import understand

if TYPE_CHECKING:
    from abusedesk.aws.session import Caller, Session
    from abusedesk.intake import Resolver
    from abusedesk.model import CaseDocument
    from abusedesk.store import Store

    from ._notice import Opened
    from ._options import Connection, Options
    from ._progress import Tell

# CloudTrail's event history goes back this far.
_LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The case document; refused is why AWS did not let us in at all, None when it did."""

    document: CaseDocument
    refused: DeskError | None


@dataclass(frozen=True, slots=True)
class _Reach:
    """The account as far as it can be reached."""

    session: Session | None
    caller: Caller | None
    refused: DeskError | None
    now: datetime


def respond(  # noqa: PLR0913 - the message, what to look at and whom to ask and tell
    store: Store,
    data: bytes,
    name: str,
    options: Options,
    tell: Tell = silent,
    *,
    resolver: Resolver | None = None,
) -> Outcome:
    """
    The main job: open the case, investigate, understand, plan, draft. Changes nothing in the account.

    data is the message, name what to call it in errors. Where AWS cannot be reached the document is
    made of the notice and of the logs given, and the outcome says why. resolver looks DKIM keys up.
    What is no notice and names nothing is kept and filed away, and nothing is investigated for it, unless
    logs or costs are given to look at.

    Raises:
        BadInput: the message, a log or the cost file cannot be read.
    """
    local = _local(options)
    now = options.now or datetime.now(UTC)
    found = take_in(store, data, name, now, options.authserv_ids, resolver=resolver)
    if is_no_notice(found.notice) and not (names_aws_things(found.mail) or options.logs or options.cost):
        file_away(store, found.case.id)
        tell(at_once(opened(store, found.case.id), now, None))
        return Outcome(document(store, found.case.id), None)
    return _investigate(store, found, local, options, tell)


def respond_to_case(store: Store, case_id: str, options: Options, tell: Tell = silent) -> Outcome:
    """
    The main job on a case that is there, with all that its messages name; every stage is run again.

    What was read before stays as evidence, but the story, the plan and the letter are made of what is read
    now. Neither a case that was answered nor one that is over changes its state by this.

    Raises:
        BadInput: there is no such case, or a log or the cost file cannot be read.
    """
    return _investigate(store, opened(store, case_id), _local(options), options, tell)


def _investigate(
    store: Store, found: Opened, local: tuple[Path, ...], options: Options, tell: Tell
) -> Outcome:
    reach = _reach(store, options.connection, found.case.id)
    tell(at_once(found, reach.now, reach.caller.access_key if reach.caller else None))
    scope = _scope(found, options, reach)
    gathered = _gather(found, reach, scope, options, tell)
    gathered.evidence += cost_rows(options.cost, scope, store.blobs.put) if options.cost else []
    dossier = Dossier(
        notice=found.notice,
        scope=scope,
        now=reach.now,
        account=scope.account,
        responder=reach.caller.arn if reach.caller else "",
        evidence=tuple(gathered.evidence),
        coverage=tuple(gathered.coverage),
    )
    _keep(store, found, dossier)
    files = [*logs_of(store, dossier.evidence), *logs_at(local)]
    understood, story = understand(store, found.case.id, dossier, files, tell)
    decide(store, found, understood, story, tell)
    return Outcome(document(store, found.case.id), reach.refused)


def _local(options: Options) -> tuple[Path, ...]:
    return tuple(_existing(place) for place in options.logs if not place.startswith("s3://"))


def _existing(place: str) -> Path:
    path = Path(place)
    if not path.exists():
        raise BadInput(f"{place}: there is no such file or folder to read logs from")
    return path


def _reach(store: Store, connection: Connection | None, case_id: str) -> _Reach:
    if connection is None:
        return _Reach(None, None, None, datetime.now(UTC))
    try:
        session = connect(store, connection, case_id)
        caller = session.caller()
        return _Reach(session, caller, None, session.now())
    except DeskError as why:
        return _Reach(None, None, why, datetime.now(UTC))


def _scope(opened: Opened, options: Options, reach: _Reach) -> Scope:
    until = options.until or reach.now
    account = reach.caller.account if reach.caller else opened.notice.account or ""
    return Scope(account, GLOBAL, options.since or until - _LOOK_BACK, until)


def _gather(opened: Opened, reach: _Reach, scope: Scope, options: Options, tell: Tell) -> Gathered:
    if reach.session is not None:
        gathered = gather(reach.session, scope, options, tell)
        gathered.coverage += _other_account(opened.notice.account, scope.account)
        return gathered
    why = str(reach.refused) if reach.refused else "no AWS account was asked"
    return Gathered(coverage=[Coverage("caller", GLOBAL, "failed", why)])


def _other_account(named: str | None, looked_at: str) -> list[Coverage]:
    """A gap where the credentials are another account's than the notice names: that one was not read."""
    if named in {None, looked_at}:
        return []
    why = f"the notice names account {named}, but the credentials are of account {looked_at}"
    return [Coverage("notice_account", GLOBAL, "failed", why)]


def _keep(store: Store, opened: Opened, dossier: Dossier) -> None:
    case_id = opened.case.id
    if dossier.account:
        store.set_account(case_id, dossier.account)
    store.add_evidence(case_id, dossier.evidence)
    _supersede(store, case_id, [one.id for one in dossier.evidence])
    store.put(case_id, "coverage", dossier.coverage)
    looked = Investigation(responder=dossier.responder, now=dossier.now, scope=dossier.scope)
    store.put(case_id, "investigation", looked)
    store.journal(case_id).append(
        "collected",
        {
            "by": dossier.responder,
            "since": dossier.scope.since,
            "until": dossier.scope.until,
            "evidence": len(dossier.evidence),
            "gaps": sum(row.status not in {"read", "empty"} for row in dossier.coverage),
        },
    )


def _supersede(store: Store, case_id: str, now_read: list[str]) -> None:
    """Remember which evidence was read for an earlier look, and is not what the account looks like now."""
    earlier = store.get_all(case_id, SUPERSEDED, str) + store.get_all(case_id, READ, str)
    store.put(case_id, SUPERSEDED, sorted(set(earlier) - set(now_read)))
    store.put(case_id, READ, now_read)
