"""The letter of a case, drafted again from what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk import reply
from abusedesk.model import Coverage, Dossier, Investigation, Scope, Trace

from ._collecting import GLOBAL

if TYPE_CHECKING:
    from abusedesk.model import Reply, ReplyKind
    from abusedesk.store import Store


def letter(store: Store, case_id: str, kind: ReplyKind | None) -> Reply:
    """
    The letter of that kind; None is the one that the case asks for.

    Raises:
        BadInput: there is no such case.
    """
    dossier = dossier_of(store, case_id)
    story = store.get(case_id, "trace", Trace) or Trace()
    [(_, mail), *_] = store.notices(case_id)
    return reply.draft(dossier, story, store.plan(case_id), mail, kind=kind)


def dossier_of(store: Store, case_id: str) -> Dossier:
    """
    What was read for a case, as it is kept.

    Raises:
        BadInput: there is no such case.
    """
    case = store.case(case_id)
    [(notice, _), *_] = store.notices(case_id)
    account = store.account(case_id)
    looked = store.get(case_id, "investigation", Investigation) or Investigation(
        responder="", now=case.opened, scope=Scope(account, GLOBAL, case.opened, case.opened)
    )
    return Dossier(
        notice=notice,
        scope=looked.scope,
        now=looked.now,
        account=account,
        responder=looked.responder,
        evidence=store.evidence(case_id),
        coverage=store.get_all(case_id, "coverage", Coverage),
        findings=store.findings(case_id),
    )
