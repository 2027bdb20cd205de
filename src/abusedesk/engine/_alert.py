"""The words of an alert, in both languages; of the mail itself only what was recognised in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from abusedesk import intake
from abusedesk.model import Text
from abusedesk.translate import msg, text

from ._printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from abusedesk.model import EscalationStep

    from ._notice import Opened
    from ._promise import Promise

Reason = Literal["arrived", "limited", "reminder", "step", "overdue"]
_JAPAN = ZoneInfo("Asia/Tokyo")
_SHOWN = 10
_LENGTH = 200
_TITLES: dict[Reason, str] = {
    "arrived": msg("AWS notice: {kind}, account {account}, {left}"),
    "limited": msg("AWS limits or warns for the last time: {kind}, account {account}, {left}"),
    "reminder": msg("Reminder: {kind}, account {account}, {left}"),
    "step": msg("No answer sent yet: {kind}, account {account}, {left}"),
    "overdue": msg("Answer overdue: {kind}, account {account}, {left}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """
    One step of a case's escalation: whom to tell, when (aware UTC) and why.

    reason is "arrived" (a message), "limited" (AWS blocked something, or wrote for the last time),
    "reminder", "step" (so long before the deadline) or "overdue". key tells it from every other.
    """

    step: EscalationStep
    at: datetime
    reason: Reason
    key: str

    def overtaken(self, until: datetime | None, now: datetime) -> bool:
        """Whether the word that until has passed makes this one superfluous."""
        over = until is not None and until <= now
        return over and self.reason in {"reminder", "step"}


def alert_text(found: Opened, due: Due, now: datetime, promise: Promise | None = None) -> tuple[Text, Text]:
    """
    Title (one line) and body (some lines) of one alert about the case, as of now.

    The time that is left is that to the promise, where AWS has one; its own deadline is told all the same.
    """
    notice = found.notice
    kind = intake.every().get(notice.kind) or intake.every()["unknown"]
    account = notice.account or "?"
    left = time_left(promise.until if promise else found.case.deadline, now)
    title = text(_TITLES[due.reason], kind=text(kind.title), account=account, left=left)
    lines = [text(kind.means), text("Account: {account}", account=account)]
    named = [*notice.resources, *notice.access_keys, *notice.iam_users, *notice.ips][:_SHOWN]
    lines += (
        [text("It names: {names}", names=", ".join(printable(one, _LENGTH) for one in named))]
        if named
        else []
    )
    own = time_left(found.case.deadline, now)
    lines += [text("Answer due: {when}, {left}", when=both_clocks(found.case.deadline), left=own)]
    if promise:
        lines += [text("Promised to AWS: {when}, {left}", when=both_clocks(promise.until), left=left)]
    lines += [text("First step: {step}", step=text(kind.first_step))]
    if notice.authentic.verdict == "fail":
        lines.append(
            text(
                "This mail is probably not from AWS. Do not follow its links: look in the AWS Health "
                "Dashboard and the Support Center of the console."
            )
        )
    lines.append(text("Case: {case}", case=found.case.id))
    return title, _joined(lines)


def time_left(deadline: datetime | None, now: datetime) -> Text:
    """How long until deadline, or since it."""
    if deadline is None:
        return text("no deadline")
    hours, minutes = _hours(abs(deadline - now))
    if deadline > now:
        return text("{hours} h {minutes:02d} min left", hours=hours, minutes=minutes)
    return text("{hours} h {minutes:02d} min over the deadline", hours=hours, minutes=minutes)


def both_clocks(moment: datetime | None) -> Text:
    """Moment in UTC and in Japan's time."""
    if moment is None:
        return text("no deadline")
    there = moment.astimezone(_JAPAN)
    return text("{utc} UTC ({jst} JST)", utc=f"{moment:%Y-%m-%d %H:%M}", jst=f"{there:%m-%d %H:%M}")


def _hours(span: timedelta) -> tuple[int, int]:
    return divmod(int(span.total_seconds()) // 60, 60)


def _joined(lines: Iterable[Text]) -> Text:
    said = list(lines)
    return Text(en="\n".join(one.en for one in said), ja="\n".join(one.ja for one in said))
