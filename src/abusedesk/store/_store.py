"""The one door to what is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import transaction

from abusedesk.errors import BadInput
from abusedesk.model import (
    Case,
    CaseState,
    Evidence,
    Finding,
    Mail,
    Notice,
    Step,
    from_json,
    to_json,
)

from ._blobs import Blobs
from ._database import connect, disconnect
from ._journal import Journal
from .models import CaseRow, EvidenceRow, FindingRow, NoticeRow, PlanRow, StageRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case as a queue shows it."""

    case: Case
    account: str
    kind: str
    subject: str


class Store:
    """
    Everything under home: the database (SQLite there, or PostgreSQL by URL), evidence, case folders.

    Raises:
        BadInput: the home cannot be written, or the database URL cannot be read.
    """

    def __init__(self, home: Path, database_url: str | None = None) -> None:
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as why:
            raise BadInput(f"the home {home} cannot be made: {why.strerror}") from why
        self._home = home
        self._alias = connect(home, database_url)
        self.blobs = Blobs(home / "evidence")

    def close(self) -> None:
        """Let go of the database."""
        disconnect(self._alias)

    def open_case(self, notice: Notice, mail: Mail, raw: bytes, now: datetime) -> Case:
        """
        A new case for notice; raw is the message as it came, kept as a blob.

        A notice whose kind is not known opens a case that waits to be classified by hand.
        """
        by_hand = notice.kind in {"unknown", "none"}
        case = Case(
            id=f"ad-{now:%Y%m%d}-{secrets.token_hex(4)}",
            state=CaseState.TO_CLASSIFY if by_hand else CaseState.INVESTIGATING,
            opened=now,
            deadline=notice.deadline,
            deadline_basis=notice.deadline_basis,
        )
        with transaction.atomic(using=self._alias):
            CaseRow.objects.using(self._alias).create(
                id=case.id,
                state=case.state.value,
                account=notice.account or "",
                opened=case.opened,
                deadline=case.deadline,
                deadline_basis=case.deadline_basis,
            )
            self.journal(case.id).append("case_opened", {"case": case})
            self.add_notice(case.id, notice, mail, raw)
        return case

    def add_notice(self, case_id: str, notice: Notice, mail: Mail, raw: bytes) -> None:
        """Add one more message to a case."""
        sha256 = self.blobs.put([raw])
        NoticeRow.objects.using(self._alias).create(
            case_id=case_id, sha256=sha256, notice=to_json(notice), mail=to_json(mail)
        )
        self.journal(case_id).append(
            "notice_received", {"sha256": sha256, "kind": notice.kind, "subject": notice.subject}
        )

    def notices(self, case_id: str) -> list[tuple[Notice, Mail]]:
        """Every message of a case in the order they came in, the first one first."""
        rows = NoticeRow.objects.using(self._alias).filter(case_id=case_id).order_by("id")
        return [(from_json(Notice, row.notice), from_json(Mail, row.mail)) for row in rows]

    def case(self, case_id: str) -> Case:
        """
        The case of that id.

        Raises:
            BadInput: there is none.
        """
        return _case(self._row(case_id))

    def cases(self) -> list[CaseSummary]:
        """All cases: the nearest deadline first, those without one after them, oldest first."""
        rows = CaseRow.objects.using(self._alias).prefetch_related("noticerow_set")
        summaries = [
            CaseSummary(_case(row), row.account, notice.get("kind", ""), notice.get("subject", ""))
            for row in rows
            for notice in [_first_notice(row)]
        ]
        return sorted(
            summaries,
            key=lambda one: (
                one.case.deadline is None,
                one.case.deadline or one.case.opened,
                one.case.id,
            ),
        )

    def set_state(self, case_id: str, state: CaseState, why: str) -> None:
        """Move a case to state; the journal says why."""
        row = self._row(case_id)
        if row.state != state.value:
            self.journal(case_id).append("state_changed", {"from": row.state, "to": state.value, "why": why})
            row.state = state.value
            row.save(using=self._alias)

    def set_account(self, case_id: str, account: str) -> None:
        """Say which account the case is about, once it is known."""
        row = self._row(case_id)
        row.account = account
        row.save(using=self._alias)

    def account(self, case_id: str) -> str:
        """The account that the case is about; "" when nobody knows."""
        return self._row(case_id).account

    def add_evidence(self, case_id: str, evidence: Iterable[Evidence]) -> None:
        """Index evidence; what is there already stays as it is."""
        EvidenceRow.objects.using(self._alias).bulk_create(
            (
                EvidenceRow(
                    case_id=case_id,
                    evidence_id=one.id,
                    kind=one.kind,
                    key=one.key,
                    sha256=one.sha256,
                    body=to_json(one),
                )
                for one in evidence
            ),
            batch_size=500,
            ignore_conflicts=True,
        )

    def evidence(self, case_id: str) -> tuple[Evidence, ...]:
        """All evidence of a case in the order it was read."""
        rows = EvidenceRow.objects.using(self._alias).filter(case_id=case_id).order_by("id")
        return tuple(from_json(Evidence, row.body) for row in rows.iterator(chunk_size=1000))

    def save_findings(self, case_id: str, findings: Iterable[Finding]) -> None:
        """Replace the findings of a case."""
        rows = FindingRow.objects.using(self._alias)
        with transaction.atomic(using=self._alias):
            rows.filter(case_id=case_id).delete()
            rows.bulk_create(
                FindingRow(
                    case_id=case_id,
                    finding_id=one.id,
                    rule=one.rule,
                    severity=one.severity.value,
                    body=to_json(one),
                )
                for one in findings
            )

    def findings(self, case_id: str) -> tuple[Finding, ...]:
        """All findings of a case, worst first as they were saved."""
        rows = FindingRow.objects.using(self._alias).filter(case_id=case_id).order_by("id")
        return tuple(from_json(Finding, row.body) for row in rows)

    def save_plan(self, case_id: str, steps: Sequence[Step], now: datetime) -> None:
        """Keep a new plan; older ones stay."""
        PlanRow.objects.using(self._alias).create(case_id=case_id, made=now, steps=to_json(list(steps)))
        self.journal(case_id).append("plan_made", {"steps": len(steps)})

    def plan(self, case_id: str) -> tuple[Step, ...]:
        """The newest plan of a case, empty where none was made."""
        row = PlanRow.objects.using(self._alias).filter(case_id=case_id).order_by("-id").first()
        return tuple(from_json(Step, step) for step in row.steps) if row else ()

    def put(self, case_id: str, name: str, value: Any) -> None:
        """Keep what a stage gave, a noun or a list of nouns, under name."""
        StageRow.objects.using(self._alias).update_or_create(
            case_id=case_id, name=name, defaults={"body": to_json(value)}
        )

    def get(self, case_id: str, name: str, kind: type[T]) -> T | None:
        """The noun that a stage gave under name, None where it has not run."""
        body = self._stage(case_id, name)
        return None if body is None else from_json(kind, body)

    def get_all(self, case_id: str, name: str, kind: type[T]) -> tuple[T, ...]:
        """The nouns that a stage gave under name, none where it has not run."""
        return tuple(from_json(kind, one) for one in self._stage(case_id, name) or ())

    def journal(self, case_id: str) -> Journal:
        """The journal of a case."""
        return Journal(self._alias, case_id)

    def folder(self, case_id: str) -> Path:
        """Where a case's files lie: its events, report and letter."""
        self._row(case_id)
        place = self._home / "cases" / case_id
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place

    def _row(self, case_id: str) -> CaseRow:
        row = CaseRow.objects.using(self._alias).filter(id=case_id).first()
        if row is None:
            raise BadInput(f"no case {case_id!r}; `abusedesk case list` shows those there are")
        return row

    def _stage(self, case_id: str, name: str) -> Any:
        row = StageRow.objects.using(self._alias).filter(case_id=case_id, name=name).first()
        return row.body if row else None


def _case(row: CaseRow) -> Case:
    return Case(
        id=row.id,
        state=CaseState(row.state),
        opened=row.opened,
        deadline=row.deadline,
        deadline_basis=cast("Any", row.deadline_basis),
    )


def _first_notice(row: CaseRow) -> dict[str, Any]:
    notices = sorted(row.noticerow_set.all(), key=lambda one: one.pk)
    return notices[0].notice if notices else {}
