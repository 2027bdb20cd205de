"""What a message does to a case and its clock, and when people are at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from abusedesk import intake
from abusedesk.model import CaseState, Text, stamp
from abusedesk.translate import text

from ._matching import FINISHED, UNPLACED

if TYPE_CHECKING:
    from abusedesk.model import Calendar, Case, DeadlineBasis, Notice

# AWS asks for an answer within a day: https://repost.aws/knowledge-center/aws-abuse-report
POLICY = timedelta(hours=24)
# What is moved into working hours comes this long before they end, so that there is time to act.
_BEFORE_CLOSING = timedelta(hours=2)
_ANSWERED = frozenset({CaseState.REPLIED, CaseState.DISPUTED, CaseState.DENIED})


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a case stands after a message: its state, its deadline (aware UTC) and what to say of it."""

    state: CaseState
    deadline: datetime | None
    basis: DeadlineBasis
    why: Text


def sent_at(notice: Notice, arrived: datetime) -> datetime:
    """When a message was sent, aware UTC: its own date, but never after it arrived."""
    return min(notice.received or arrived, arrived)


def moved_by(case: Case, notice: Notice, at: datetime, newest: datetime | None) -> Moved:
    """
    Where case stands after notice, which was sent at that time; newest is the time of its last message.

    Only legal moves. What is probably not AWS's moves nothing, nor does what an older date shows to be
    overtaken. The clock is that of the newest message which states or implies one.
    """
    held = _held(case, notice, at, newest)
    if held is not None:
        return Moved(case.state, case.deadline, case.deadline_basis, held)
    if notice.stage == "resolved":
        state = CaseState.CLOSED if case.state is CaseState.CLOSED else CaseState.RESOLVED
        return Moved(state, None, "none", text("AWS says that it is resolved."))
    if notice.stage == "denied":
        return Moved(CaseState.DENIED, None, "none", text("AWS refuses."))
    state, why = _state(case, notice)
    deadline, basis = _deadline(case, notice, at, state)
    return Moved(state, deadline, basis, why)


def _held(case: Case, notice: Notice, at: datetime, newest: datetime | None) -> Text | None:
    """Why a message moves nothing, None where it does."""
    if notice.authentic.verdict == "fail":
        sooner = notice.deadline and (case.deadline is None or notice.deadline < case.deadline)
        if sooner and notice.deadline:
            return text(
                "It is probably not from AWS: it moves nothing, nor does the time that it sets ({time}) "
                "change the deadline.",
                time=stamp(notice.deadline),
            )
        return text("It is probably not from AWS: it moves nothing and closes nothing.")
    if notice.kind == "none" and notice.stage == "none":
        return text("It is no notice: it is kept and moves nothing.")
    if newest is not None and at < newest:
        return text("It is older than what the case already knows: it moves nothing.")
    return None


def _state(case: Case, notice: Notice) -> tuple[CaseState, Text]:
    if case.state in FINISHED:
        return CaseState.QUESTION, text("AWS writes again: the case is open again.")
    if notice.stage == "question":
        return CaseState.QUESTION, text("AWS asks about our answer.")
    if case.state in _ANSWERED:
        return CaseState.QUESTION, text("AWS did not take our answer as enough, or has more to say.")
    if case.state is CaseState.TO_CLASSIFY and notice.kind not in UNPLACED:
        return CaseState.INVESTIGATING, text("This message says what it is.")
    return case.state, text("The work goes on.")


def _deadline(
    case: Case, notice: Notice, at: datetime, state: CaseState
) -> tuple[datetime | None, DeadlineBasis]:
    if notice.deadline is not None:
        return notice.deadline, notice.deadline_basis
    kind = intake.every().get(notice.kind)
    asked = state is CaseState.QUESTION and state is not case.state
    # Whoever asks waits for an answer, also where that kind of notice sets no time by itself.
    if asked or notice.stage == "question" or (kind and kind.clock == "policy" and notice.stage != "none"):
        return at + POLICY, "policy"
    return case.deadline, case.deadline_basis


def at_work(moment: datetime, calendar: Calendar) -> bool:
    """Whether people are at work at moment, by calendar."""
    there = moment.astimezone(ZoneInfo(calendar.timezone))
    return _is_working_day(there, calendar) and calendar.opens <= there.time() < calendar.closes


def in_working_hours(moment: datetime, calendar: Calendar) -> datetime:
    """
    Moment, or the last time before it at which people are at work with some hours left; aware UTC.

    Source of public holidays: the library holidays, by ISO 3166 country code; a country that it does not
    know has none.
    """
    if at_work(moment, calendar):
        return moment.astimezone(UTC)
    zone = ZoneInfo(calendar.timezone)
    there = moment.astimezone(zone)
    day = there.date() if there.time() >= calendar.closes else there.date() - timedelta(days=1)
    while not _is_working_day(datetime.combine(day, calendar.opens, zone), calendar):
        day -= timedelta(days=1)
    opens = datetime.combine(day, calendar.opens, zone).astimezone(UTC)
    closes = datetime.combine(day, calendar.closes, zone).astimezone(UTC)
    return max(opens, closes - _BEFORE_CLOSING)


def _is_working_day(there: datetime, calendar: Calendar) -> bool:
    import holidays  # noqa: PLC0415 - hundreds of countries, needed where reminders are

    if there.weekday() >= 5:  # noqa: PLR2004 - Saturday and Sunday
        return False
    try:
        return there.date() not in holidays.country_holidays(calendar.country, years=there.year)
    except NotImplementedError:
        return True
