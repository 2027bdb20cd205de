"""Who waits for whom, between processes."""

from __future__ import annotations

import fcntl
import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def wait_for_turn(alias: str) -> None:
    """
    Wait, inside of a transaction, until nobody else is in one that waited for its turn.

    SQLite's transactions are opened for writing, so that they wait for each other by themselves.
    """
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number("turn")])


@contextmanager
def alone(alias: str, home: Path, job: str) -> Iterator[bool]:
    """Whether job is ours alone; the lock goes with the process, however that ends."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        yield from _in_database(alias, _number(job))
        return
    with (home / f"{job}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def only_one(place: Path) -> Iterator[None]:
    """Wait until nobody else on this machine is in a block of that place."""
    with place.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _in_database(alias: str, number: int) -> Iterator[bool]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        [ours] = cursor.fetchone()
    try:
        yield bool(ours)
    finally:
        if ours:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _number(name: str) -> int:
    """A name as PostgreSQL's locks want it: 63 bits."""
    return int.from_bytes(hashlib.sha256(f"abusedesk {name}".encode()).digest()[:8]) >> 1
