"""The letter that says that the report is wrong, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._cause import allocation_records, root_cause
from ._done import done, nothing_done, planned, prevention, scheduled
from ._hosts import targets_are_ours
from ._letter import Sentence, admit, frame
from ._material import DISPUTED
from ._rechecked import rechecked
from ._reported import reported
from ._say import looked_at, unread
from ._seen import NETWORK_KINDS, seen

if TYPE_CHECKING:
    from ._material import Material

# What a person's reason means for the rest of the letter: whose it was, or that it was allowed.
_MEANT = {
    "re_used_address": "not_ours",
    "spoofed_source": "spoofed",
    "third_party_content": "third_party",
    "allowed_test": "authorised",
}


def dispute(material: Material, labels: list[Sentence], reason: str | None) -> list[list[Sentence]]:
    """Why the report is wrong, our records for it, and what we ask of AWS."""
    cause = material.cause
    by_records = cause.kind if cause and cause.kind in DISPUTED and material.cause_is_known else "open"
    meant = _MEANT[reason] if reason else by_records.removesuffix("_activity")
    was_done = done(material)
    # What was not ours leaves nothing to mend: general improvements would only weaken the point.
    mends = [
        *scheduled("list_planned", planned(material)),
        *scheduled("list_prevention", prevention(material)),
    ]
    blameless = meant in {"not_ours", "spoofed"}
    no_change = admit("gap.nothing_planned") if blameless else nothing_done(material)
    shown = [*allocation_records(material), *rechecked(material)]
    known = {one.text.en for one in shown}
    looked = looked_at(material)
    lost = [] if looked or not material.unread else [admit("gap.unread", unread=unread(material.unread))]
    return [
        [frame(f"opening_dispute_{meant}")],
        labels,
        [frame("heading_cause")],
        [admit(f"gap.dispute_{reason}")] if reason else [],
        *(root_cause(material) if cause and (not reason or by_records != "open") else []),
        *_titled("list_evidence", shown),
        _test(material) if meant == "authorised" and reason is None else [],
        [admit("gap.tested_targets")] if meant == "authorised" and _targets_open(material) else [],
        *_titled("list_seen", [one for one in seen(material) if one.text.en not in known]),
        *_titled("list_reported", reported(material)),
        [frame("heading_done")],
        [*looked, *lost],
        [frame("list_done"), *was_done] if was_done else [no_change],
        *([] if blameless else mends),
        [frame("heading_request")],
        [frame("request_open_report" if meant == "open" else f"request_{meant}")],
    ]


def _test(material: Material) -> list[Sentence]:
    return [admit("gap.dispute_allowed_test")] if material.notice.kind in NETWORK_KINDS else []


def _targets_open(material: Material) -> bool:
    """Whether the records do not show that what was tested is ours, so that the test may not be allowed."""
    return material.notice.kind in NETWORK_KINDS and not targets_are_ours(material)


def _titled(key: str, items: list[Sentence]) -> list[list[Sentence]]:
    return [[frame(key), *items]] if items else []
