"""The papers of a case, as files in its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk import report
from abusedesk.model import to_json

if TYPE_CHECKING:
    from pathlib import Path

    from abusedesk.model import CaseDocument
    from abusedesk.store import Store


@dataclass(frozen=True, slots=True)
class Files:
    """Where a case's papers lie."""

    document: Path
    report: Path
    letter: Path


def files_of(store: Store, case_id: str) -> Files:
    """
    Where the papers of a case lie, or will when they are written.

    Raises:
        BadInput: there is no such case.
    """
    folder = store.folder(case_id)
    return Files(folder / "case.json", folder / "report.html", folder / "reply.txt")


def publish(store: Store, document: CaseDocument, language: str) -> Files:
    """Write the document, the report in language ("en" or "ja") and the letter into the case's folder."""
    files, evidence = files_of(store, document.case.id), store.evidence(document.case.id)
    files.document.write_text(json.dumps(to_json(document), ensure_ascii=False), encoding="utf-8")
    files.report.write_text(report.html(document, language, evidence), encoding="utf-8")
    files.letter.write_text(document.reply.text if document.reply else "", encoding="utf-8")
    return files
