"""Practice incidents made on the spot: a generator and a seed give a folder, the same one every time."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput
from abusedesk.registry import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """
    One incident that ships as a program; id is its file's name (people see it with hyphens).

    title and summary are marked with msg(). build writes the whole incident folder, drawing every
    name, id, address, time and region from the Random it is handed and from nothing else.
    """

    id: str
    title: str
    summary: str
    build: Callable[[Random, Path], None]


def every() -> Mapping[str, Generator]:
    """All generators by id, in order of id."""
    return load("abusedesk.drill.incidents", Generator)


def build(id: str, folder: Path, *, seed: int) -> Path:  # noqa: A002 # the unit's own word
    """
    Write incident id (underscores or hyphens) into folder, which is made, and give folder back.

    The same id and seed give the same bytes on every machine.

    Raises:
        BadInput: there is no such incident.
    """
    units = every()
    unit = units.get(id.replace("-", "_"))
    if unit is None:
        known = ", ".join(name.replace("_", "-") for name in units)
        raise BadInput(f"no incident is called {id!r}; there are {known}")
    folder.mkdir(parents=True, exist_ok=True)
    unit.build(Random(f"{unit.id}/{seed}"), folder)  # noqa: S311 # a repeatable draw, no secret
    return folder
