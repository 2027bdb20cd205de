"""A file, whatever it is packed in, to events."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from abusedesk import registry
from abusedesk.errors import BadInput
from abusedesk.model import Rejected

from . import _cloudwatch
from ._head import SIZE
from ._inflate import Budget
from ._lines import Lines, beginning
from ._unit import Format
from ._unpack import members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from abusedesk.model import Event

    from ._member import Member


@cache
def every() -> Mapping[str, Format]:
    """Every log format, by id."""
    return registry.load(f"{__package__}.formats", Format)


def read(
    path: Path,
    *,
    name: str,
    format: str | None = None,  # noqa: A002 - the word of the command line and of evidence
    timezone: tzinfo = UTC,
    year_hint: datetime | None = None,
) -> Iterator[Event | Rejected]:
    """
    Every event in the file path, and every line that could not be read; nothing is left out in silence.

    gzip, bzip2, xz, Zstandard, LZ4, tar and zip are seen by their content and unpacked, one in the
    other too, and so is what CloudWatch Logs writes around lines; so is the format unless it is given.
    name is what events have as their file, with "/MEMBER" after it for a file in an archive; in a
    Rejected, line 0 is the file as a whole. A time without a zone is in timezone. Lines without a year
    are dated no later than year_hint (aware; None: the day the file was last written). It never
    raises for what the file holds.

    Raises:
        BadInput: there is no format of that id.
    """
    if format is not None and format not in every():
        raise BadInput(f"no log format {format!r}; there are {', '.join(every())}")
    return _read(path, name, _Choice(format, timezone, year_hint))


class _Choice:
    """What the caller said of the lines."""

    def __init__(self, format_id: str | None, timezone: tzinfo, year_hint: datetime | None) -> None:
        self.format = None if format_id is None else every()[format_id]
        self.timezone = timezone
        self.year_hint = year_hint


def _read(path: Path, name: str, choice: _Choice) -> Iterator[Event | Rejected]:
    for member in members(path, name, Budget()):
        if isinstance(member, Rejected):
            yield member
            continue
        try:
            yield from _member(member, choice, choice.year_hint or _written(path))
        except OSError as why:
            yield Rejected(member.name, 0, f"cannot be read: {why.strerror or why}")


def _member(member: Member, choice: _Choice, latest: datetime) -> Iterator[Event | Rejected]:
    problems: list[str] = []
    unit, member, head = _recognised(member, choice.format, problems)
    if unit is None:
        if problems or head.strip():
            yield Rejected(member.name, 0, problems[0] if problems else _unknown())
        return
    lines = Lines(member, head, choice.timezone, latest)
    yield from unit.read(lines)
    yield from lines.rejected


def _recognised(
    member: Member, wanted: Format | None, problems: list[str]
) -> tuple[Format | None, Member, bytes]:
    """The format of member, what is left of it without what CloudWatch wrote around it, and its head."""
    head = _head(member, problems)
    # Before the line as it stands: its time would make a line of syslog of nearly anything.
    if (found := _inside(_cloudwatch.unstamped(member, head), wanted)) is not None:
        # syslog reads that time too, for it has the year that its own lines may lack.
        return (found[0], member, head) if found[0].sniff(head) else found
    if (unit := _sniffed(head)) is None and (
        found := _inside(_cloudwatch.messages(member, head), wanted)
    ) is not None:
        return found
    return wanted or unit, member, head


def _inside(member: Member | None, wanted: Format | None) -> tuple[Format, Member, bytes] | None:
    head = _head(member, []) if member else b""
    unit = _sniffed(head)
    return (unit, member, head) if member and unit and wanted in {None, unit} else None


def _head(member: Member, problems: list[str]) -> bytes:
    with member.open(problems) as stream:
        return stream.read(SIZE)


def _sniffed(head: bytes) -> Format | None:
    head = beginning(head)
    return next((unit for unit in every().values() if head and unit.sniff(head)), None)


def _unknown() -> str:
    return f"no log format that is known; expected one of {', '.join(every())}"


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def files(path: Path) -> Iterator[tuple[str, Path]]:
    """
    Every regular file in the folder path and below, or path itself, with the name to show, in order of it.

    Links to folders are not followed.

    Raises:
        BadInput: path does not exist.
    """
    if path.is_file():
        yield _shown(path), path
    elif path.is_dir():
        below = (Path(folder) / name for folder, _, names in os.walk(path) for name in names)
        yield from sorted((_shown(file), file) for file in below if file.is_file())
    else:
        raise BadInput(f"{_shown(path)}: expected a file or a folder")


def _shown(path: Path) -> str:
    # A file's name may be any bytes; what is shown and stored must be text.
    return os.fsencode(path).decode("utf-8", "replace")
