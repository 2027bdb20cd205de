"""A folder, read whole: every file accounted for, every mistake named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.drill.incident import Account, Incident
from abusedesk.drill.loading import (
    accounts,
    costs,
    findings,
    identities,
    intruder,
    logs,
    records,
    resources,
    settings,
    support,
)
from abusedesk.drill.loading.mistakes import Mistakes
from abusedesk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Files that later versions read; until then the command line says that they are passed over.
LATER = frozenset({"health.json", "geo.csv"})
_KNOWN = frozenset({"incident.toml", "intruder.toml", "truth.json"})
_MAIL = re.compile(r"notice(-\d+)?\.eml")


def load(folder: Path) -> Incident:
    """
    The incident in folder.

    Raises:
        BadInput: with every mistake of the folder, one a line, each "file:line: what is wrong and what was
            expected", files named from the folder; or folder is none.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: expected an incident folder with an incident.toml")
    mistakes = Mistakes(folder)
    said = settings.read(folder, mistakes)
    notices = _notices(folder, said, mistakes)
    ignored = list(_top(folder, said, notices, mistakes))
    found = tuple(_account(folder, one, mistakes, ignored) for one in said.accounts)
    moves, stolen = intruder.read(folder, found, mistakes)
    truth = folder / "truth.json"
    if truth.is_file():
        told, text = mistakes.json(truth)
        if text and not (isinstance(told, dict) and isinstance(told.get("root_cause"), str)):
            mistakes.add(truth, 1, "expected an object with root_cause, attackers, affected, innocent")
    mistakes.refuse()
    return Incident(
        folder=folder,
        title=said.title,
        now=said.now,
        notices=notices,
        accounts=found,
        moves=moves,
        stolen=stolen,
        truth=truth if truth.is_file() else None,
        ignored=tuple(sorted(ignored)),
    )


def _notices(folder: Path, said: settings.Settings, mistakes: Mistakes) -> tuple[Path, ...]:
    first = folder / said.notice
    if not said.notice or not first.is_file():
        line = said.line_of("notice")
        mistakes.add(
            folder / "incident.toml", line, f"notice = {said.notice!r}: expected the name of a mail here"
        )
    numbered = [path for path in folder.glob("notice-*.eml") if path != first and _MAIL.fullmatch(path.name)]
    return (first, *sorted(numbered, key=lambda path: int(path.stem.partition("-")[2])))


def _top(
    folder: Path, said: settings.Settings, notices: tuple[Path, ...], mistakes: Mistakes
) -> Iterator[str]:
    """Names of files at the top that are passed over; a folder that is no account is a mistake."""
    declared = {one["id"] for one in said.accounts}
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            known = ", ".join(sorted(declared))
            if path.name not in declared and not path.name.startswith("."):
                mistakes.add(path, 1, f"is no account of incident.toml, which has {known}")
        elif path not in notices and path.name not in _KNOWN:
            yield path.name


def _account(folder: Path, said: Mapping[str, Any], mistakes: Mistakes, ignored: list[str]) -> Account:
    home = folder / said["id"]
    if not home.is_dir():
        mistakes.add(
            folder / "incident.toml", said["line"], f"account {said['id']}: expected a folder of that name"
        )
        return Account(id=said["id"], opted_in=said["opted_in"])
    ignored.extend(accounts.unknown(home, LATER, mistakes))
    return Account(
        id=said["id"],
        opted_in=said["opted_in"],
        support_plan=said["support_plan"],
        trail=said["trail"],
        deny=said["deny"],
        iam=identities.read(home, mistakes),
        records=records.read(home, mistakes),
        resources=resources.read(home, mistakes),
        costs=costs.read(home, mistakes),
        detectors=findings.detectors(home, mistakes),
        advisor=findings.advisor(home, mistakes),
        cases=support.cases(home, mistakes),
        objects=logs.objects(home),
        log_streams=logs.streams(home, mistakes),
    )
