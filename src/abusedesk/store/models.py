"""The tables. Bodies are nouns as JSON (abusedesk.model.to_json); all times are aware UTC."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class _Row(models.Model):
    """What all rows share."""

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class CaseRow(_Row):
    """One case."""

    id = models.TextField(primary_key=True)
    state = models.TextField()
    account = models.TextField(default="")
    opened = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    deadline_basis = models.TextField(default="none")


class ArrivalRow(_Row):
    """One message as it arrived; digest is the same however often and by whatever way it is delivered."""

    digest = models.TextField(unique=True)
    name = models.TextField()
    arrived = models.DateTimeField()
    sha256 = models.TextField()


class NoticeRow(_Row):
    """
    One notice that reached the case; raw bytes are the blob named by sha256.

    arrival is empty where a person handed a message in that had arrived before, or in old rows.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    arrival = models.ForeignKey(ArrivalRow, on_delete=models.PROTECT, null=True)
    sha256 = models.TextField()
    notice = models.JSONField()
    mail = models.JSONField()


class OutgoingRow(_Row):
    """One message of ours; raw bytes are the blob named by sha256."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    time = models.DateTimeField()
    sha256 = models.TextField()
    body = models.JSONField()


class ReferenceRow(_Row):
    """What other messages call the case by: kind is "message_id" or "aws_case"."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    kind = models.TextField()
    value = models.TextField()

    class Meta:
        """A case has each of them once; two cases may share one."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind", "value"], name="reference_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="reference_value")]


class EvidenceRow(_Row):
    """One thing that was read, and the blob that it stood in."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    evidence_id = models.TextField()
    kind = models.TextField()
    key = models.TextField()
    sha256 = models.TextField()
    body = models.JSONField()

    class Meta:
        """The same thing in the same answer is one row."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "evidence_id"], name="evidence_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "kind"], name="evidence_kind")]


class FindingRow(_Row):
    """One finding."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    finding_id = models.TextField()
    rule = models.TextField()
    severity = models.TextField()
    body = models.JSONField()


class PlanRow(_Row):
    """One plan, whole; the newest counts."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    made = models.DateTimeField()
    steps = models.JSONField()


class StageRow(_Row):
    """What a stage gave last, by the name of what it is ("coverage", "trace", "reply")."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    name = models.TextField()
    body = models.JSONField()

    class Meta:
        """A stage that is run again replaces what it gave."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "name"], name="stage_once"),
        ]


class JournalRow(_Row):
    """
    One line of a case's journal; the database refuses to change or delete it.

    at and body are text, so that what was hashed is what is stored, byte for byte.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    at = models.TextField()
    kind = models.TextField()
    body = models.TextField()
    previous = models.TextField()
    sha256 = models.TextField()

    class Meta:
        """Numbers count from 1 in each case, without a gap."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="journal_number_once"),
        ]
