"""From the explanation to a plan and a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk import act, plan, reply
from abusedesk.model import CaseState, Measure, Receipt, Recheck

from ._contain_journal import keep_receipts
from ._progress import Decided

if TYPE_CHECKING:
    from abusedesk.model import Dossier, Trace
    from abusedesk.store import Store

    from ._notice import Opened
    from ._progress import Tell

_CONTAINING = {"contain", "eradicate"}


def decide(store: Store, opened: Opened, dossier: Dossier, story: Trace, tell: Tell) -> None:
    """Make the plan and draft the letter; where there is something to contain the case waits for approval."""
    case_id = opened.case.id
    catalogue = {name: action.facts() for name, action in act.every().items()}
    steps = plan.make(dossier, story, catalogue)
    letter = reply.draft(
        dossier,
        story,
        steps,
        opened.mail,
        receipts=store.get_all(case_id, "receipts", Receipt),
        measures=store.get_all(case_id, "measures", Measure),
        notices=[one for one, _ in store.notices(case_id)],
        rechecks=store.get_all(case_id, "rechecks", Recheck),
    )
    store.save_plan(case_id, steps, dossier.now)
    keep_receipts(store, case_id)  # they tell their steps by the newest plan's numbers
    store.put(case_id, "reply", letter)
    waits = any(step.phase in _CONTAINING for step in steps)
    if waits and opened.case.state is CaseState.INVESTIGATING:
        store.set_state(case_id, CaseState.AWAITING_APPROVAL, "a plan with steps to contain was made")
    tell(Decided(steps, letter))
