"""Who is told when: reminders and escalation, each once, and what was sent to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from abusedesk.errors import DeskError
from abusedesk.model import CaseState, Contact, Text

from ._alert import Due, alert_text, time_left
from ._clock import in_working_hours, sent_at
from ._matching import FINISHED
from ._notice import opened
from ._promise import promise_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from abusedesk.model import Calendar, Case, Customer, Escalation, EscalationStep, Settings
    from abusedesk.store import Incoming, Store

    from ._alert import Reason
    from ._notice import Opened

STEPS: tuple[EscalationStep, ...] = ("owner", "team", "on_call", "account_manager")
_REMINDED: tuple[EscalationStep, ...] = ("owner", "team")
# Nobody has to do anything while AWS reads our answer.
_QUIET = FINISHED | {CaseState.REPLIED, CaseState.DISPUTED}
_LIMITED = frozenset({"mitigated", "final"})
# What was over this long before it came is an old mailbox read for the first time, no emergency.
_OLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alert:
    """One word to one person about one case; language is the customer's, title and body have both."""

    case_id: str
    step: EscalationStep
    contact: Contact
    title: Text
    body: Text
    language: Literal["en", "ja"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """
    What went to whom: at is when it was sent (aware UTC), None where only the intent is known.

    why is the fault of the last attempt, "" where there was none.
    """

    step: EscalationStep
    contact: str
    reason: Reason
    title: Text
    intended: datetime
    at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A step that is still to come, and the names of those whom it goes to; empty where nobody is set."""

    due: Due
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    A case's clock at now: its deadline is the case's, times are aware UTC.

    promised is by when a letter of ours has promised AWS the next answer; None where none did, or AWS has
    written since. left is the time to AWS's own deadline.

    next_reminder is when somebody is told next, None where nobody will be. quiet: nobody is told anything
    while the case stands where it does, because AWS has the next word or nothing is left to do.
    """

    case: Case
    account: str
    left: Text
    promised: datetime | None
    next_reminder: datetime | None
    planned: tuple[Planned, ...]
    sent: tuple[Sent, ...]
    quiet: bool


@dataclass(frozen=True, slots=True)
class _Letter:
    due: Due
    contact: Contact
    key: str


def tick(store: Store, settings: Settings, now: datetime, tell: Callable[[Alert], None]) -> list[Alert]:
    """
    Send what is due by now (aware UTC) with tell, which raises a DeskError where it cannot; gives what went.

    Each intent is journalled before and each receipt after: what has a receipt is never sent again, and an
    intent without one (tell failed, or we were killed in between) is sent again by the next tick. So an
    alert goes out at least once; it comes twice only where we were killed between tell and the receipt.
    While one process is at this another does nothing.
    """
    sent: list[Alert] = []
    with store.alone("escalation") as ours:
        for one in store.cases() if ours else ():
            if one.case.state not in _QUIET:
                sent += _tick_case(store, one.case.id, settings, now, tell)
    return sent


def _tick_case(
    store: Store, case_id: str, settings: Settings, now: datetime, tell: Callable[[Alert], None]
) -> Iterator[Alert]:
    customer = settings.customer(store.account(case_id))
    if customer is None or not customer.contacts:
        return
    found, promise = opened(store, case_id), promise_of(store, case_id)
    until = promise.until if promise else found.case.deadline
    done, begun = _journalled(store, case_id)
    for letter in _letters(due_steps(store, found, settings), customer):
        if letter.due.at > now or letter.key in done:
            continue
        if letter.due.overtaken(until, now) and letter.key not in begun:
            continue
        title, body = alert_text(found, letter.due, now, promise)
        if letter.key not in begun:
            _intend(store, case_id, letter, title, now)
        alert = Alert(case_id, letter.due.step, letter.contact, title, body, customer.language)
        if _told(store, alert, letter.key, begun.get(letter.key, ""), tell):
            yield alert


def _told(store: Store, alert: Alert, key: str, last_fault: str, tell: Callable[[Alert], None]) -> bool:
    journal = store.journal(alert.case_id)
    try:
        tell(alert)
    except DeskError as why:
        # A service that stays away is said once, not with every tick.
        if str(why) != last_fault:
            journal.append("alert_failed", {"key": key, "why": str(why)})
        return False
    journal.append("alert_sent", {"key": key})
    return True


def _intend(store: Store, case_id: str, letter: _Letter, title: Text, now: datetime) -> None:
    due = letter.due
    body = {"key": letter.key, "step": due.step, "contact": letter.contact.name, "reason": due.reason}
    store.journal(case_id).append("alert_intended", {**body, "due": due.at, "now": now, "title": title})


def _letters(due: Sequence[Due], customer: Customer) -> Iterator[_Letter]:
    for one in due:
        for contact in customer.contacts:
            if contact.step == one.step:
                yield _Letter(one, contact, f"{one.key} {one.step} {contact.name}")


def _journalled(store: Store, case_id: str) -> tuple[set[str], dict[str, str]]:
    """The keys of what was sent, and of what was begun with the fault of its last attempt."""
    done: set[str] = set()
    begun: dict[str, str] = {}
    for entry in store.journal(case_id).entries("alert_intended", "alert_sent", "alert_failed"):
        key = str(entry.body["key"])
        if entry.kind == "alert_sent":
            done.add(key)
        else:
            begun[key] = str(entry.body.get("why", ""))
    return done, begun


def due_steps(store: Store, found: Opened, settings: Settings) -> list[Due]:
    """
    Every step of a case's escalation, past and to come, in order of time.

    Steps that hang on the deadline stand at its real time whatever the day; only reminders are moved
    earlier, into working hours. Where a letter has promised AWS an answer by another time, they count
    towards that time instead. What is probably not from AWS goes to owner and team alone.
    """
    received = store.incoming(found.case.id)
    came = [one for one in received if one.arrival]
    steps = [due for one in came for due in _of_message(one)]
    promise = promise_of(store, found.case.id)
    until = promise.until if promise else found.case.deadline
    if until is not None:
        last = max((one.arrival.arrived for one in came if one.arrival), default=found.case.opened)
        last = max(last, promise.sent) if promise else last
        if until > last - _OLD:
            steps += _of_deadline(until, last, settings.escalation, settings.calendar)
    if all(one.notice.authentic.verdict == "fail" for one in received):
        # An imitation must wake nobody at night, nor reach AWS: those who look after the case check it.
        steps = [one for one in steps if one.step in _REMINDED]
    return sorted(steps, key=lambda one: (one.at, STEPS.index(one.step)))


def _of_message(one: Incoming) -> Iterator[Due]:
    """The owner hears of every message of AWS's; all hear of one that says something was limited."""
    if one.arrival is None or (one.notice.kind == "none" and one.notice.stage == "none"):
        return
    at, key = one.arrival.arrived, f"message {one.number}"
    yield Due(step="owner", at=at, reason="arrived", key=key)
    recent = sent_at(one.notice, at) > at - _OLD
    if one.notice.stage in _LIMITED and one.notice.authentic.verdict != "fail" and recent:
        for step in STEPS[1:]:
            yield Due(step=step, at=at, reason="limited", key=key)


def _of_deadline(deadline: datetime, told: datetime, before: Escalation, calendar: Calendar) -> Iterator[Due]:
    """Steps before and after deadline; told is when the newest message came, before which none can be."""
    day = deadline.astimezone(UTC).isoformat()
    spans = {"team": before.team, "on_call": before.on_call, "account_manager": before.account_manager}
    nominal = deadline - before.team
    reminder = in_working_hours(nominal, calendar)
    # Where working hours ended before the message came, the word of its arrival has reminded already.
    if reminder > told:
        for step in _REMINDED:
            # In working hours the team's own step comes at the same time.
            if step != "team" or reminder < nominal:
                yield Due(step=step, at=reminder, reason="reminder", key=f"reminder {day}")
    for step in STEPS[1:]:
        yield Due(step=step, at=max(told, deadline - spans[step]), reason="step", key=f"deadline {day}")
    for step in STEPS:
        yield Due(step=step, at=max(told, deadline), reason="overdue", key=f"overdue {day}")


def escalations(store: Store, case_id: str) -> tuple[Sent, ...]:
    """
    What was sent to whom about a case, and what was begun and has no receipt yet, oldest first.

    Raises:
        BadInput: there is no such case.
    """
    store.case(case_id)
    found: dict[str, Sent] = {}
    for entry in store.journal(case_id).entries("alert_intended", "alert_sent", "alert_failed"):
        key, body = str(entry.body["key"]), entry.body
        if entry.kind == "alert_intended":
            found[key] = Sent(
                step=body["step"],
                contact=str(body["contact"]),
                reason=body["reason"],
                title=Text(**body["title"]),
                intended=datetime.fromisoformat(entry.at),
            )
        else:
            at = datetime.fromisoformat(entry.at) if entry.kind == "alert_sent" else None
            found[key] = replace(found[key], at=at, why=str(body.get("why", "")))
    return tuple(found.values())


def standing(store: Store, case_id: str, settings: Settings, now: datetime) -> Standing:
    """
    The clock of a case, who is still to be told and who was.

    Raises:
        BadInput: there is no such case.
    """
    found = opened(store, case_id)
    account = store.account(case_id)
    customer = settings.customer(account)
    quiet = found.case.state in _QUIET
    promise = promise_of(store, case_id)
    to_come = () if quiet else [one for one in due_steps(store, found, settings) if one.at > now]
    planned = tuple(
        Planned(
            due=one,
            contacts=tuple(
                contact.name
                for contact in (customer.contacts if customer else ())
                if contact.step == one.step
            ),
        )
        for one in to_come
    )
    return Standing(
        case=found.case,
        account=account,
        left=time_left(found.case.deadline, now),
        promised=promise.until if promise else None,
        next_reminder=min((one.due.at for one in planned if one.contacts), default=None),
        planned=planned,
        sent=escalations(store, case_id),
        quiet=quiet,
    )
