"""Events in DuckDB, in memory or in a file, and as Parquet in a case's folder."""

from __future__ import annotations

import os
import shutil
import weakref
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Self

import duckdb

from abusedesk.errors import BadInput

from ._macros import MACROS
from ._table import COLUMNS, PREFERENCE, QUOTED, SHAPE, TYPES, csv, event, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from abusedesk.model import Event

_BATCH = 10_000  # events written to the CSV file at once: about 15 MB of CloudTrail

_MEMORY = "320MB"  # DuckDB's own buffers; what is more goes to the lake's temporary folder

_MAX_LINE = 64 * 2**20  # bytes of one event in CSV; a log's line is far below, see logs

_CSV_COLUMNS = "{" + ", ".join(f"'{name}': '{TYPES[name]}'" for name in COLUMNS) + "}"

# Only narrow values are sorted: whole records, however many were delivered twice, never are.
_DROP_REPEATED = f"""
delete from events where rowid in (
    select kept from (
        select e.rowid as kept, row_number() over (
            partition by e."source", e."id" order by {PREFERENCE}, e.rowid
        ) as place
        from events e
        semi join (
            select "source", "id" from events group by "source", "id" having count(*) > 1
        ) repeated on e."source" = repeated."source" and e."id" = repeated."id"
    )
    where place > 1
)
"""

# The order is found first and the rows are fetched by number: sorting whole rows takes their memory.
_ORDER = '"time" nulls last, "id", "source"'
_PAGE = (
    f"select {QUOTED} from events semi join (select unnest($1) as place) on rowid = place order by {_ORDER}"
)
_PAGE_ROWS = 5_000


class Lake:
    """
    All events of one case, in one table: `events`, with a column for each field of model.Event.

    "time" is a plain UTC TIMESTAMP, `record` JSON text. SQL may use the macros ipv4_number(text),
    ipv6_hex(text) and is_ours(user_agent, principal) of lake/_macros.py. It reaches no file, no network and
    no variable of Python.
    Events that share (source, id) are one event: which delivery is kept, and any answer, does not
    depend on the order in which they were added. One thread at a time.

    path None keeps the table in memory, and what is over 320 MB of it in a temporary folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._folder = Path(mkdtemp(prefix="abusedesk-lake-"))
        self._db = _opened(path, self._folder)
        self._end = weakref.finalize(self, _end, self._db, self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the table and remove the temporary folder; an in-memory lake is gone."""
        self._end()

    def add(self, events: Iterable[Event]) -> int:
        """
        Add events, and say how many were new; those delivered twice count once.

        All or nothing: when events raises, none of them is added. One call for many files is
        faster than one for each.

        Raises:
            ValueError: an event's time has no zone.
        """
        source = iter(events)
        before = self._count()
        self._db.begin()
        try:
            while batch := list(islice(source, _BATCH)):
                self._load(csv(batch))
            self._db.execute(_DROP_REPEATED)
        except BaseException:
            self._db.rollback()
            raise
        self._db.commit()
        return self._count() - before

    def ask(self, sql: str, /, **values: object) -> list[tuple[Any, ...]]:
        """
        Rows of one question; $name in sql takes its value from values.

        Times among values must be aware; times in the rows are aware UTC.

        Raises:
            BadInput: DuckDB cannot answer; the message is its own.
            ValueError: a time among values has no zone.
        """
        return [tuple(map(_aware, row)) for row in self._execute(sql, values).fetchall()]

    def answer_to(self, responder: str) -> None:
        """Say as whom abusedesk runs, a user or role by ARN: is_ours() in SQL knows our own calls by it."""
        self._execute("set variable responder = $responder", {"responder": responder})

    def events(self, where: str = "true", /, **values: object) -> Iterator[Event]:
        """
        The events for which where is true, in order of time (those without one last), id, source.

        Nothing may be added before the last one was taken.

        where is SQL over the columns; $name in it takes its value from values.

        Raises:
            BadInput, ValueError: as ask().
        """
        found = self._execute(
            f"select rowid from events where ({where}) order by {_ORDER}", values
        ).fetchall()
        for start in range(0, len(found), _PAGE_ROWS):
            places = [place for (place,) in found[start : start + _PAGE_ROWS]]
            for row in self._db.execute(_PAGE, [places]).fetchall():
                yield event(tuple(map(_aware, row)))

    def save(self, path: Path) -> None:
        """Write every event to path as Parquet (zstd), in no order; whole or not at all."""
        written = self._folder / "events.parquet"
        self._db.execute(
            f"copy (select {QUOTED} from events) to {_literal(written)} "
            f"(format parquet, compression zstd, row_group_size {_BATCH})"
        )
        part = path.with_name(path.name + ".part")
        shutil.move(written, part)
        part.replace(path)

    @classmethod
    def open_parquet(cls, path: Path) -> Self:
        """
        A lake in memory with the events that save() wrote to path; path itself is not changed.

        Raises:
            BadInput: path is absent or not such a file.
        """
        lake = cls()
        copy = lake._folder / "events.parquet"
        try:
            _link(path, copy)
            lake._read_parquet(copy)
        except (OSError, duckdb.Error) as why:
            lake.close()
            raise BadInput(f"{path}: expected the events of a case as Parquet: {why}") from why
        copy.unlink()
        return lake

    def _read_parquet(self, path: Path) -> None:
        found = self._db.execute(f"describe select * from read_parquet({_literal(path)})").fetchall()
        # An older version may have written fewer columns, a newer one more.
        shared = ", ".join(f'"{row[0]}"' for row in found if row[0] in COLUMNS)
        self._db.execute(f"insert into events by name select {shared} from read_parquet({_literal(path)})")

    def _load(self, text: str) -> None:
        path = self._folder / "batch.csv"
        # A lone surrogate (from JSON's "\ud800") has no UTF-8; it becomes "?".
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
        self._db.execute(
            f"insert into events select * from read_csv({_literal(path)}, columns={_CSV_COLUMNS}, "
            "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', new_line='\\n', "
            f"nullstr='', allow_quoted_nulls=false, max_line_size={_MAX_LINE}, strict_mode=true)"
        )
        path.unlink()

    def _count(self) -> int:
        return int(self._db.execute("select count(*) from events").fetchall()[0][0])

    def _execute(self, sql: str, values: dict[str, object]) -> duckdb.DuckDBPyConnection:
        bound = {name: _bound(value) for name, value in values.items()}
        try:
            return self._db.execute(sql, bound)
        except duckdb.Error as why:
            raise BadInput(f"the question cannot be answered: {why}") from why


def _opened(path: Path | None, folder: Path) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(
        ":memory:" if path is None else str(path),
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": _MEMORY,
            "preserve_insertion_order": False,
            "python_enable_replacements": False,
            "temp_directory": str(folder),
            "threads": 2,
        },
    )
    db.execute("set global timezone = 'UTC'")
    db.execute(f"create table if not exists events ({SHAPE})")
    for macro in MACROS:
        db.execute(macro)
    # From here on SQL, which may come from a user's own rules, sees its temporary folder only.
    db.execute(f"set allowed_directories = [{_literal(folder)}]")
    db.execute("set enable_external_access = false")
    db.execute("set lock_configuration = true")
    return db


def _end(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    db.close()
    shutil.rmtree(folder, ignore_errors=True)


def _link(path: Path, copy: Path) -> None:
    try:
        os.link(path, copy)
    except OSError:  # another file system, or one without links
        shutil.copyfile(path, copy)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _bound(value: object) -> object:
    if isinstance(value, datetime):
        return plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_bound(member) for member in value]
    return value


def _aware(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, (list, tuple)):
        members: Sequence[Any] = value
        return type(value)([_aware(member) for member in members])
    return value
