"""What stands behind an id that a letter, a finding or a report cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from abusedesk.errors import BadInput
from abusedesk.lake import Lake
from abusedesk.model import Measure, Receipt, to_json

from ._understanding import EVENTS

if TYPE_CHECKING:
    from pathlib import Path

    from abusedesk.store import Store


@dataclass(frozen=True, slots=True)
class Reference:
    """
    One cited thing; data is JSON's own types.

    sha256 is of the answer that it stood in, intact whether its bytes are still kept unchanged, file
    where they are then; all three are None for what is no evidence.
    """

    id: str
    what: Literal["evidence", "event", "finding", "measure", "message", "receipt"]
    data: Any
    sha256: str | None = None
    file: Path | None = None
    intact: bool | None = None


def open_reference(store: Store, case_id: str, reference: str) -> Reference:
    """
    The evidence, event, finding, measure, message or receipt ("receipt-" and its step) of that id.

    Raises:
        BadInput: there is no such case, or nothing in it has that id.
    """
    store.case(case_id)
    found = (
        _evidence(store, case_id, reference)
        or _finding(store, case_id, reference)
        or _measure(store, case_id, reference)
        or _receipt(store, case_id, reference)
        or _message(store, case_id, reference)
        or _event(store, case_id, reference)
    )
    if found is None:
        raise BadInput(f"nothing in case {case_id} has the id {reference!r}")
    return found


def _evidence(store: Store, case_id: str, reference: str) -> Reference | None:
    for one in store.evidence(case_id):
        if one.id == reference:
            intact, place = _kept(store, one.sha256)
            return Reference(reference, "evidence", to_json(one), one.sha256, place, intact)
    return None


def _message(store: Store, case_id: str, reference: str) -> Reference | None:
    for _, mail in store.notices(case_id):
        if reference in {mail.message_id, mail.sha256}:
            intact, place = _kept(store, mail.sha256)
            return Reference(reference, "message", to_json(mail), mail.sha256, place, intact)
    return None


def _receipt(store: Store, case_id: str, reference: str) -> Reference | None:
    for one in store.get_all(case_id, "receipts", Receipt):
        if reference == f"receipt-{one.step}":
            return Reference(reference, "receipt", to_json(one))
    return None


def _kept(store: Store, sha256: str) -> tuple[bool, Path | None]:
    intact = store.blobs.intact(sha256)
    return intact, store.blobs.path(sha256) if intact else None


def _finding(store: Store, case_id: str, reference: str) -> Reference | None:
    for one in store.findings(case_id):
        if one.id == reference:
            return Reference(reference, "finding", to_json(one))
    return None


def _measure(store: Store, case_id: str, reference: str) -> Reference | None:
    for one in store.get_all(case_id, "measures", Measure):
        if reference in one.evidence or reference == f"measure-{one.id}":
            return Reference(reference, "measure", to_json(one))
    return None


def _event(store: Store, case_id: str, reference: str) -> Reference | None:
    place = store.folder(case_id) / EVENTS
    if not place.exists():
        return None
    lake = Lake.open_parquet(place)
    try:
        for event in lake.events("id = $id", id=reference):
            return Reference(reference, "event", to_json(event))
    finally:
        lake.close()
    return None
