"""The letter of a case, drafted again from what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk import reply
from abusedesk.model import Coverage, Dossier, Investigation, Measure, Receipt, Recheck, Scope, Trace

from ._collecting import GLOBAL
from ._notice import opened

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import Evidence, Reply, ReplyKind
    from abusedesk.store import Store

# Names under which the ids of evidence are kept: of the newest look, and of those before it.
READ = "evidence_read"
SUPERSEDED = "evidence_superseded"


def letter(
    store: Store,
    case_id: str,
    kind: ReplyKind | None,
    *,
    until: datetime | None = None,
    reason: str | None = None,
) -> Reply:
    """
    The letter of that kind, an answer to AWS's newest message; None is the kind that the case asks for.

    until (aware UTC) and reason are for a letter that asks for more time or disputes the notice.

    Raises:
        BadInput: there is no such case or reason, or until is too early.
    """
    dossier = dossier_of(store, case_id)
    story = store.get(case_id, "trace", Trace) or Trace()
    mail = opened(store, case_id).mail
    return reply.draft(
        dossier,
        story,
        store.plan(case_id),
        mail,
        kind=kind,
        receipts=store.get_all(case_id, "receipts", Receipt),
        measures=store.get_all(case_id, "measures", Measure),
        notices=[one for one, _ in store.notices(case_id)],
        rechecks=store.get_all(case_id, "rechecks", Recheck),
        until=until,
        reason=reason,
    )


def dossier_of(store: Store, case_id: str) -> Dossier:
    """
    What was read for a case at the newest look, with the notice as all its messages say it together.

    Raises:
        BadInput: there is no such case.
    """
    case = store.case(case_id)
    account = store.account(case_id)
    looked = store.get(case_id, "investigation", Investigation) or Investigation(
        responder="", now=case.opened, scope=Scope(account, GLOBAL, case.opened, case.opened)
    )
    return Dossier(
        notice=opened(store, case_id).notice,
        scope=looked.scope,
        now=looked.now,
        account=account,
        responder=looked.responder,
        evidence=_evidence(store, case_id),
        coverage=store.get_all(case_id, "coverage", Coverage),
        findings=store.findings(case_id),
    )


def _evidence(store: Store, case_id: str) -> tuple[Evidence, ...]:
    """What was read at the newest look, in the order of that look, then what people attached."""
    overtaken = set(store.get_all(case_id, SUPERSEDED, str))
    place = {one: number for number, one in enumerate(store.get_all(case_id, READ, str))}
    kept = [one for one in store.evidence(case_id) if one.id not in overtaken]
    return tuple(sorted(kept, key=lambda one: place.get(one.id, len(place))))
