"""The letter that asks for more time."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput

from ._cause import root_cause
from ._done import done, nothing_done, planned, prevention, scheduled
from ._letter import Sentence, admit, frame
from ._rechecked import rechecked
from ._say import counted, looked_at, unread
from ._when import date

if TYPE_CHECKING:
    from datetime import datetime

    from ._material import Material

_USUAL = timedelta(hours=72)


def extension(
    material: Material, labels: list[Sentence], until: datetime | None, reason: str | None
) -> list[list[Sentence]]:
    """
    How much more time, until when and why, and how the case stands.

    Raises:
        BadInput: until is no later than the deadline.
    """
    begins = max(material.dossier.now, material.notice.deadline or material.dossier.now)
    ends = until or begins + _USUAL
    hours = ceil((ends - begins) / timedelta(hours=1))
    if hours <= 0:
        raise BadInput(f"until: expected a moment after the deadline, {begins:%Y-%m-%d %H:%M} UTC")
    was_done = done(material)
    status = root_cause(material)[0] if material.cause_is_known else [admit("cause.unknown")]
    # Where it is the very reason, it is said there.
    lost = [admit("gap.unread", unread=unread(material.unread))] if material.unread and reason else []
    return [
        [frame("opening_extension")],
        labels,
        [frame("heading_more_time")],
        [
            admit(counted("plan.extension", hours), hours=f"{hours:,}", date=date(ends)),
            _reason(material, reason),
        ],
        [frame("heading_status")],
        [*status, *looked_at(material), *lost],
        [frame("list_done"), *was_done] if was_done else [nothing_done(material)],
        *_titled("list_rechecked", rechecked(material)),
        *scheduled("list_planned", planned(material)),
        *scheduled("list_prevention", prevention(material)),
        [frame("request_extension")],
    ]


def _reason(material: Material, reason: str | None) -> Sentence:
    if reason:
        return admit(f"gap.extension_{reason}")
    if material.unread:
        return admit("gap.reason_unread", unread=unread(material.unread))
    return admit("gap.extension_steps" if material.cause_is_known else "gap.extension_work")


def _titled(key: str, items: list[Sentence]) -> list[list[Sentence]]:
    return [[frame(key), *items]] if items else []
