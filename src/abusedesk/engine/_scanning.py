"""Log files alone: findings, events and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from abusedesk import detect
from abusedesk.errors import BadInput
from abusedesk.lake import Lake

from ._progress import silent
from ._reading import Log, Rejections, logs_at, read_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo
    from pathlib import Path

    from abusedesk.model import Event, Finding

    from ._progress import Tell

_TOP = 1000


@dataclass(frozen=True, slots=True)
class Counted:
    """How many events each one has, the most first (no more than a thousand of them)."""

    principals: dict[str, int]
    addresses: dict[str, int]
    regions: dict[str, int]
    actions: dict[str, int]
    errors: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    What was read, what could not be, and the sums; times are aware UTC.

    notes say what was assumed of times that the logs do not tell whole.
    """

    files: int
    events: int
    first: datetime | None
    last: datetime | None
    rejections: Rejections
    counted: Counted
    notes: tuple[str, ...] = ()
    unusable_rules: tuple[str, ...] = field(default=())


class Scan:
    """One look at log files; close() when done."""

    def __init__(
        self,
        paths: list[Path],
        *,
        format: str | None = None,  # noqa: A002 - the command's own word
        timezone: tzinfo = UTC,
        tell: Tell = silent,
    ) -> None:
        for path in paths:
            if not path.exists():
                raise BadInput(f"{path}: there is no such file or folder")
        self._lake = Lake()
        self._timezone = timezone
        self._files = [Log(log.name, log.path, format) for log in logs_at(paths)]
        self._rejections = read_into(self._lake, self._files, tell, timezone=timezone)

    def close(self) -> None:
        """Let go of the events."""
        self._lake.close()

    def findings(self, rules: Path | None = None) -> tuple[list[Finding], tuple[str, ...]]:
        """
        Worst first, and the rules that cannot run, each with its reason.

        rules is a folder of Sigma rules to run instead of our own.
        """
        if rules is None:
            return detect.run(self._lake, detect.every().values()), ()
        loaded, problems = detect.load_folder(rules)
        unusable = tuple(f"{one.file}:{one.line}: {one.why}" for one in problems)
        return detect.run(self._lake, loaded), unusable

    def events(self) -> Iterator[Event]:
        """Every event as it was read, in order of time."""
        return self._lake.events()

    def files_of(self, finding: Finding) -> list[str]:
        """The files that hold the finding's events, by name."""
        rows = self._lake.ask(
            "SELECT DISTINCT file FROM events WHERE list_contains($ids, id) ORDER BY file",
            ids=list(finding.events),
        )
        return [file for (file,) in rows]

    def summary(self, unusable_rules: tuple[str, ...] = ()) -> Summary:
        """The sums over all events."""
        [(count, first, last)] = self._lake.ask('SELECT count(*), min("time"), max("time") FROM events')
        return Summary(
            files=len(self._files),
            events=count,
            first=first,
            last=last,
            rejections=self._rejections,
            counted=Counted(
                principals=self._count("coalesce(principal, actor)"),
                addresses=self._count("src_ip"),
                regions=self._count("region"),
                actions=self._count("action"),
                errors=self._count("error"),
            ),
            notes=self._assumed(),
            unusable_rules=unusable_rules,
        )

    def _assumed(self) -> tuple[str, ...]:
        # A syslog line without a year (RFC 3164) has no zone either; the format notes where the year is from.
        rows = self._lake.ask(
            "SELECT json_extract_string(record, '$.year_from') AS origin, count(*) FROM events "
            "WHERE source = 'syslog' AND origin IS NOT NULL GROUP BY origin ORDER BY origin"
        )
        return tuple(
            f"lines without year and zone: {lines}; the year is from {origin}, the zone {self._timezone}"
            for origin, lines in rows
        )

    def _count(self, column: str) -> dict[str, int]:
        rows = self._lake.ask(
            f"SELECT {column} AS name, count(*) AS events FROM events WHERE {column} IS NOT NULL "
            f"GROUP BY name ORDER BY events DESC, name LIMIT {_TOP}"
        )
        return dict(rows)
