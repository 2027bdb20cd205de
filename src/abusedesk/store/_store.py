"""The one door to what is kept."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import transaction

from abusedesk.errors import BadInput, Refused
from abusedesk.model import (
    Case,
    CaseState,
    Evidence,
    Finding,
    Mail,
    Notice,
    Step,
    from_json,
    legal_moves,
    to_json,
)

from . import _correspondence as correspondence
from . import _locks as locks
from ._blobs import Blobs
from ._database import connect, disconnect
from ._journal import Journal
from .models import CaseRow, EvidenceRow, FindingRow, NoticeRow, PlanRow, StageRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from abusedesk.model import DeadlineBasis, Message

    from ._correspondence import Arrival, Incoming

T = TypeVar("T")
_WITHOUT_CLOCK = frozenset({CaseState.RESOLVED, CaseState.DENIED, CaseState.CLOSED})


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

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All that is written inside is kept or nothing of it; nobody else is inside at the same time."""
        with transaction.atomic(using=self._alias):
            locks.wait_for_turn(self._alias)
            yield

    @contextmanager
    def alone(self, job: str) -> Iterator[bool]:
        """Whether nobody else, in whatever process, is at job; others get False until the block ends."""
        with locks.alone(self._alias, self._home, job) as ours:
            yield ours

    def arrive(self, digest: str, name: str, arrived: datetime, raw: bytes) -> Arrival | None:
        """Note that a message arrived, called name; None where one of that digest has arrived before."""
        return correspondence.arrive(self._alias, digest, name, arrived, self.blobs.put([raw]))

    def open_case(
        self, notice: Notice, mail: Mail, raw: bytes, now: datetime, arrival: Arrival | None = None
    ) -> Case:
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
            self.add_notice(case.id, notice, mail, raw, arrival)
        return case

    def add_notice(
        self, case_id: str, notice: Notice, mail: Mail, raw: bytes, arrival: Arrival | None = None
    ) -> None:
        """Add one more message to a case, all of it or nothing."""
        sha256 = self.blobs.put([raw])
        with transaction.atomic(using=self._alias):
            NoticeRow.objects.using(self._alias).create(
                case_id=case_id,
                arrival_id=arrival.number if arrival else None,
                sha256=sha256,
                notice=to_json(notice),
                mail=to_json(mail),
            )
            correspondence.refer(self._alias, case_id, "message_id", [mail.message_id])
            self.journal(case_id).append(
                "notice_received",
                {"sha256": sha256, "kind": notice.kind, "stage": notice.stage, "subject": notice.subject},
            )

    def incoming(self, case_id: str) -> list[Incoming]:
        """Every message that came to a case with its arrival, in the order they came in."""
        return correspondence.incoming(self._alias, case_id=case_id)

    def arrived(self, digest: str) -> list[Incoming]:
        """The notices of the message of that digest, none where it has not arrived."""
        return correspondence.incoming(self._alias, arrival__digest=digest)

    def messages(self, case_id: str) -> list[Message]:
        """The whole correspondence of a case, in and out, by time."""
        return correspondence.messages(self._alias, case_id, self.case(case_id).opened)

    def add_outgoing(self, case_id: str, message: Message, raw: bytes) -> Message:
        """
        Keep a message of ours with its bytes; gives it with their sha256.

        One whose Message-ID the case has already is not kept twice.
        """
        self._row(case_id)
        with transaction.atomic(using=self._alias):
            sha256 = self.blobs.put([raw])
            kept, new = correspondence.add_outgoing(self._alias, case_id, message, sha256)
            if new:
                self.journal(case_id).append("message_sent", {"message": kept})
        return kept

    def add_aws_cases(self, case_id: str, ids: Iterable[str]) -> None:
        """Let later messages find the case by the ids that AWS gave its own case."""
        correspondence.refer(self._alias, case_id, "aws_case", ids)

    def find_by_message_ids(self, ids: Iterable[str]) -> list[str]:
        """The cases to which messages of these Message-IDs, in or out, belong; the newest first."""
        return correspondence.referred(self._alias, "message_id", ids)

    def find_by_aws_cases(self, ids: Iterable[str]) -> list[str]:
        """The cases in whose messages AWS named one of these ids of its own; the newest first."""
        return correspondence.referred(self._alias, "aws_case", ids)

    def find_by_account(self, account: str) -> list[str]:
        """The cases that are about account, the newest first."""
        rows = CaseRow.objects.using(self._alias).filter(account=account)
        return list(rows.order_by("-opened", "-id").values_list("id", flat=True))

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
        """
        Move a case to state; the journal says why. One that is decided or over has no deadline.

        Raises:
            Refused: no case goes from where it stands to state; the journal keeps that it was asked.
        """
        refused = ""
        with transaction.atomic(using=self._alias):
            row = self._locked(case_id)
            before = CaseState(row.state)
            if before is state:
                return
            moved = {"from": before, "to": state, "why": why}
            if state in legal_moves(before):
                self.journal(case_id).append("state_changed", moved)
                row.state = state.value
                row.save(using=self._alias, update_fields=["state"])
                if state in _WITHOUT_CLOCK:
                    self.set_deadline(case_id, None, "none", why)
            else:
                self.journal(case_id).append("state_refused", moved)
                refused = f"case {case_id} cannot go from {before} to {state}"
        # Raised outside of the block, or the journal's line would be taken back too.
        if refused:
            raise Refused(refused)

    def set_deadline(self, case_id: str, deadline: datetime | None, basis: DeadlineBasis, why: str) -> None:
        """Set a case's clock (aware UTC, None for no deadline); the journal says why."""
        with transaction.atomic(using=self._alias):
            row = self._locked(case_id)
            if (row.deadline, row.deadline_basis) == (deadline, basis):
                return
            moved = {"from": row.deadline, "to": deadline, "basis": basis, "why": why}
            self.journal(case_id).append("deadline_changed", moved)
            row.deadline, row.deadline_basis = deadline, basis
            row.save(using=self._alias, update_fields=["deadline", "deadline_basis"])

    def set_account(self, case_id: str, account: str) -> None:
        """Say which account the case is about, once it is known."""
        row = self._row(case_id)
        row.account = account
        row.save(using=self._alias, update_fields=["account"])

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
        return self._one(CaseRow.objects.using(self._alias), case_id)

    def _locked(self, case_id: str) -> CaseRow:
        """The row, which nobody else changes until the transaction ends."""
        return self._one(CaseRow.objects.using(self._alias).select_for_update(), case_id)

    def _one(self, rows: QuerySet[CaseRow], case_id: str) -> CaseRow:
        row = rows.filter(id=case_id).first()
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
