"""Opens a database for the store and brings its tables up to date."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.db import connections

from abusedesk.errors import BadInput

from ._locks import only_one

if TYPE_CHECKING:
    from pathlib import Path

_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def connect(home: Path, url: str | None) -> str:
    """
    Django's alias of the database at url, or of desk.sqlite3 in home when there is none.

    Raises:
        BadInput: url is not a PostgreSQL URL, or the PostgreSQL driver is not installed.
    """
    described = _postgresql(url) if url else _sqlite(home / "desk.sqlite3")
    alias = "store_" + hashlib.sha256(repr(sorted(described.items())).encode()).hexdigest()[:16]
    if alias not in connections.databases:
        connections.databases[alias] = connections.configure_settings({"default": described})["default"]
        with only_one(home / "migrate.lock"):
            call_command("migrate", database=alias, verbosity=0, interactive=False)
    return alias


def disconnect(alias: str) -> None:
    """Close this thread's connection; the database may be opened again."""
    connections[alias].close()


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.resolve()),
        # IMMEDIATE takes the write lock at BEGIN, so that two writers wait instead of failing midway.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _SQLITE_START, "timeout": 30},
    }


def _postgresql(url: str) -> dict[str, Any]:
    if not url.startswith(("postgresql://", "postgres://")):
        raise BadInput("the database must be a postgresql:// URL, or none for SQLite in the home")
    try:
        from psycopg import ProgrammingError  # noqa: PLC0415 - the driver is an optional extra
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - likewise
    except ImportError as why:
        raise BadInput("PostgreSQL needs the extra abusedesk[postgres]") from why
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as why:
        raise BadInput("the database URL cannot be read as a postgresql:// URL") from why
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
    }
