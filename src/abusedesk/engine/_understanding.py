"""From logs to findings to the explanation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk import detect, trace
from abusedesk.lake import Lake

from ._progress import Judged
from ._reading import coverage_of, read_into

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.model import Dossier, Trace
    from abusedesk.store import Store

    from ._progress import Tell
    from ._reading import Log

EVENTS = "events.parquet"


def understand(
    store: Store, case_id: str, dossier: Dossier, files: Sequence[Log], tell: Tell
) -> tuple[Dossier, Trace]:
    """The dossier with its findings, and the story; events stay in the case's folder."""
    lake = Lake()
    try:
        rejections = read_into(lake, files, tell, year_hint=dossier.scope.until)
        found = replace(
            dossier,
            findings=tuple(detect.run(lake, detect.every().values())),
            coverage=(*dossier.coverage, *coverage_of(files, rejections)),
        )
        story = trace.run(found, lake)
        lake.save(store.folder(case_id) / EVENTS)
    finally:
        lake.close()
    store.save_findings(case_id, found.findings)
    store.put(case_id, "coverage", found.coverage)
    store.put(case_id, "trace", story)
    store.put(case_id, "rejected", {"count": rejections.count, "lines": rejections.named})
    store.journal(case_id).append(
        "understood",
        {
            "findings": len(found.findings),
            "rejected_lines": rejections.count,
            "root_cause": story.root_causes[0].kind if story.root_causes else "unknown",
        },
    )
    tell(Judged(found.findings, story))
    return found, story
