"""Whether a run was approved: by whom, and exactly what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Refused
from abusedesk.model import CaseState, legal_moves, to_json
from abusedesk.translate import text

from ._contain_journal import APPROVED, ledger
from ._contain_steps import action_of, key_of
from ._containing import BY_HAND, PREVIEWED, digest_of, preview_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from abusedesk.model import Text

    from ._contain_journal import Approved
    from ._contain_run import Run
    from ._containing import DryRun, Preview

_ANSWERED = {CaseState.REPLIED, CaseState.DISPUTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved, and the digest of exactly the changes that they saw."""

    names: tuple[str, ...]
    digest: str


def approved(run: Run, seen: DryRun, approval: Approval, going_on: Approved | None) -> Run:
    """The run with what it may do, and the approval written down unless it is gone on with."""
    same = going_on is not None and (going_on.digest, going_on.choice) == (
        approval.digest,
        to_json(run.choice),
    )
    if (
        going_on is not None
        and same
        and (seen.digest != approval.digest or going_on.approved_by == approval.names)
    ):
        return replace(run, approved=going_on.changes, approved_by=going_on.approved_by)
    if seen.digest == approval.digest:
        _let(seen)
        changes = {key_of(one.step): digest_of(one.change) for one in seen.previews if one.change is not None}
        state = run.store.case(run.case_id).state
        body: dict[str, Any] = {
            "digest": seen.digest,
            "approved_by": approval.names,
            "by": run.by,
            "choice": to_json(run.choice),
            "steps": [
                {"step": one.step.step, "key": key_of(one.step), "digest": changes.get(key_of(one.step), "")}
                for one in seen.previews
            ],
            "at": run.session.now(),
            "state": state,
        }
        run.write(APPROVED, body)
        if CaseState.CONTAINING in legal_moves(state):
            run.store.set_state(run.case_id, CaseState.CONTAINING, "a step was approved")
        return replace(run, approved=changes, approved_by=approval.names)
    raise Refused(_another(run, seen, approval.digest))


def _let(seen: DryRun) -> None:
    """
    Let a run begin that has anything to do.

    Raises:
        Refused: our guards or the order refuse every step that is left, or people do all of them.
    """
    pending = [one for one in seen.previews if one.open]
    if seen.previews and all(one.why == BY_HAND for one in seen.previews):
        raise Refused("a person does this by hand; record it with `abusedesk case did`")
    automatic = [one for one in pending if one.change is not None]
    reasons = [_why_not(one) for one in automatic]
    if automatic and all(reasons):
        raise Refused("; ".join(dict.fromkeys(one for one in reasons if one)))


def _why_not(one: Preview) -> str:
    if one.refused is not None:
        return one.refused.en
    if one.waits:
        return f"step {one.step.step}: {waits_for(one.waits).en}"
    return ""


def waits_for(steps: Iterable[int]) -> Text:
    """What a step says that waits for those of these numbers."""
    return text("It waits until these steps are done: {steps}.", steps=", ".join(map(str, steps)))


def _another(run: Run, seen: DryRun, wanted: str) -> str:
    """Why another digest than the approved one was seen, with the steps whose targets changed."""
    known: dict[tuple[str, ...], str] = {}
    for one in run.store.get_all(run.case_id, PREVIEWED, dict):
        if one["digest"] == wanted:
            known = {tuple(each["key"]): str(each["digest"]) for each in one["steps"]}
    changed = [
        f"step {one.step.step} ({one.step.action} {one.step.target})"
        for one in seen.previews
        if known and known.get(key_of(one.step)) != (digest_of(one.change) if one.change is not None else "")
    ]
    what = ", ".join(changed) if changed else "the plan or what it would change"
    return (
        f"the approval names {wanted}, but what would be changed now is {seen.digest}: {what} is another now"
    )


def state_after(run: Run) -> CaseState:
    """Where the case stands now; its state is changed where it may be."""
    store, case_id = run.store, run.case_id
    now = store.case(case_id).state
    if now is not CaseState.CONTAINING:
        return now
    states = [CaseState(one.body["state"]) for one in store.journal(case_id).entries(APPROVED)]
    # A run that was interrupted was begun in another state than the one that went on.
    before = next((one for one in reversed(states) if one is not CaseState.CONTAINING), now)
    known = ledger(store, case_id)
    open_ = [
        one
        for one in store.plan(case_id)
        if one.phase == "contain"
        and action_of(one) is not None
        and not known.stands(one)
        and preview_of(run.session, run.account, one).open
    ]
    if before in _ANSWERED:
        to, why = before, "the steps approved after the answer came to their end"
    elif open_:
        to, why = CaseState.AWAITING_APPROVAL, f"{len(open_)} steps to contain are left"
    else:
        to, why = CaseState.CONTAINED, "everything that had to be contained is"
    store.set_state(case_id, to, why)
    return to
