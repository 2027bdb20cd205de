"""A case's messages, in and out, and the names by which others find it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from abusedesk.model import Mail, Message, Notice, from_json, to_json

from .models import ArrivalRow, NoticeRow, OutgoingRow, ReferenceRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

ReferenceKind = Literal["message_id", "aws_case"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that arrived; arrived is aware UTC, sha256 names the blob of its bytes."""

    number: int
    arrived: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One notice of a case; arrival is None where it did not arrive by itself. number grows with time."""

    number: int
    case_id: str
    notice: Notice
    mail: Mail
    sha256: str
    arrival: Arrival | None


def arrive(alias: str, digest: str, name: str, arrived: datetime, sha256: str) -> Arrival | None:
    """A new arrival, None where a message of that digest is there already."""
    row, made = ArrivalRow.objects.using(alias).get_or_create(
        digest=digest, defaults={"name": name, "arrived": arrived, "sha256": sha256}
    )
    return Arrival(row.pk, row.arrived, row.sha256) if made else None


def incoming(alias: str, **asked: str) -> list[Incoming]:
    """The notices that match asked, oldest first."""
    rows = NoticeRow.objects.using(alias).filter(**asked).select_related("arrival").order_by("id")
    return [
        Incoming(
            number=row.pk,
            case_id=row.case_id,
            notice=from_json(Notice, row.notice),
            mail=from_json(Mail, row.mail),
            sha256=row.sha256,
            arrival=Arrival(row.arrival.pk, row.arrival.arrived, row.arrival.sha256) if row.arrival else None,
        )
        for row in rows
    ]


def messages(alias: str, case_id: str, opened: datetime) -> list[Message]:
    """Every message of a case by its own time; of one time, AWS's before ours."""
    ours = OutgoingRow.objects.using(alias).filter(case_id=case_id).order_by("id")
    found = [_received(one, opened) for one in incoming(alias, case_id=case_id)]
    found += [from_json(Message, row.body) for row in ours]
    return sorted(found, key=lambda one: (one.time, one.direction))


def _received(one: Incoming, opened: datetime) -> Message:
    return Message(
        direction="in",
        kind=one.notice.kind,
        stage=one.notice.stage,
        time=one.notice.received or (one.arrival.arrived if one.arrival else opened),
        subject=one.notice.subject,
        message_id=one.mail.message_id,
        to=one.mail.to or None,
        sha256=one.sha256,
    )


def add_outgoing(alias: str, case_id: str, message: Message, sha256: str) -> tuple[Message, bool]:
    """Keep message and whether it is new: one that has a Message-ID is kept once in a case."""
    kept = replace(message, sha256=sha256)
    with transaction.atomic(using=alias):
        rows = OutgoingRow.objects.using(alias).filter(case_id=case_id)
        known = message.message_id and rows.filter(body__message_id=message.message_id).first()
        if known:
            return from_json(Message, known.body), False
        rows.create(case_id=case_id, time=message.time, sha256=sha256, body=to_json(kept))
        refer(alias, case_id, "message_id", [message.message_id])
    return kept, True


def refer(alias: str, case_id: str, kind: ReferenceKind, values: Iterable[str]) -> None:
    """Let other messages find the case by values; empty ones are passed over."""
    ReferenceRow.objects.using(alias).bulk_create(
        [ReferenceRow(case_id=case_id, kind=kind, value=one) for one in values if one],
        ignore_conflicts=True,
    )


def referred(alias: str, kind: ReferenceKind, values: Iterable[str]) -> list[str]:
    """The cases that one of values stands for, the newest first."""
    rows = ReferenceRow.objects.using(alias).filter(kind=kind, value__in=list(values))
    # A case may be found by several values; the dict keeps its first place.
    ids = rows.order_by("-case__opened", "-case_id").values_list("case_id", flat=True)
    return list(dict.fromkeys(ids))
