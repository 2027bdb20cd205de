"""
Findings from events: Sigma rules in rules/, and analytics/ for what Sigma cannot put.

To add a rule: rules/<id>.yml, and fires.jsonl, quiet.jsonl and failed.jsonl in tests/detect/data/<id>/.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from abusedesk import registry
from abusedesk.errors import BadInput
from abusedesk.model import Rejected, RuleNote
from abusedesk.translate import text

from ._logsource import LOGSOURCES, Lines, LogSource
from ._read import Reader
from ._rule import Analytic, Rule
from ._run import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "LOGSOURCES",
    "Analytic",
    "Lines",
    "LogSource",
    "Rule",
    "every",
    "load_folder",
    "note",
    "read_rule",
    "run",
]


@cache
def every() -> Mapping[str, Rule | Analytic]:
    """Every rule and analytic of ours, by id."""
    units: dict[str, Rule | Analytic] = {}
    units.update(registry.load_files(f"{__name__}.rules", ".yml", read_rule))
    units.update(registry.load(f"{__name__}.analytics", Analytic))
    return dict(sorted(units.items()))


def read_rule(path: Path) -> Rule:
    """
    The one rule in the Sigma file at path; its id is the file's name.

    Raises:
        BadInput: it cannot be read, or holds more or less than one rule; says file and line.
    """
    reader = Reader()
    reader.add(path, path.name)
    rules = [rule for _, rule in reader.rules()]
    if reader.problems:
        raise BadInput("; ".join(map(_said, reader.problems)))
    if len(rules) != 1:
        raise BadInput(f"{path.name}: {len(rules)} rules: expected one that no other builds upon")
    return replace(rules[0], id=path.stem)


def load_folder(
    path: Path, logsources: Mapping[LogSource, Lines] = LOGSOURCES
) -> tuple[list[Rule], list[Rejected]]:
    """
    The rules in all .yml and .yaml files below path, and what cannot be used with the reason why.

    A rule's id is its own UUID, else its file's name. Rules may name each other across files.

    Raises:
        BadInput: there is no such folder.
    """
    from ._proof import proven  # noqa: PLC0415  # opens a lake of its own

    if not path.is_dir():
        raise BadInput(f"{path}: expected a folder of Sigma rules")
    reader = Reader(known=logsources)
    for file in sorted(path.rglob("*")):
        if file.suffix in {".yml", ".yaml"} and file.is_file():
            reader.add(file, file.relative_to(path).as_posix())
    return proven(list(reader.rules()), reader.problems)


def note(unit: str | Rule | Analytic) -> RuleNote:
    """
    What a person should know of a rule, given itself or, if it is ours, its id.

    Raises:
        BadInput: no rule of ours has that id.
    """
    if isinstance(unit, str):
        if unit not in every():
            raise BadInput(f"no rule is called {unit!r}")
        unit = every()[unit]
    return RuleNote(means=text(unit.means), harmless=text(unit.harmless), source=unit.source)


def _said(problem: Rejected) -> str:
    where = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"{where}: {problem.why}"
