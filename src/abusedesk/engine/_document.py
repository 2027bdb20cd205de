"""The case document, put together from what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.model import CaseDocument, Coverage, Measure, Notice, Receipt, Recheck, Reply, Trace

if TYPE_CHECKING:
    from abusedesk.store import Store


def document(store: Store, case_id: str) -> CaseDocument:
    """
    The case as it stands, whole.

    Raises:
        BadInput: there is no such case.
    """
    case = store.case(case_id)
    received = store.notices(case_id)
    story = store.get(case_id, "trace", Trace) or Trace()
    return CaseDocument(
        case=case,
        notice=received[0][0] if received else Notice(kind="unknown"),
        coverage=store.get_all(case_id, "coverage", Coverage),
        findings=store.findings(case_id),
        root_causes=story.root_causes,
        attackers=story.attackers,
        affected=story.affected,
        cost=story.cost,
        timeline=story.timeline,
        plan=store.plan(case_id),
        inventory=story.inventory,
        measures=store.get_all(case_id, "measures", Measure),
        receipts=store.get_all(case_id, "receipts", Receipt),
        messages=tuple(store.messages(case_id)),
        rechecks=store.get_all(case_id, "rechecks", Recheck),
        reply=store.get(case_id, "reply", Reply),
    )
