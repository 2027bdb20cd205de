"""Whether the engine takes a stranger's rules: tried on a lake without events, before there are any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput
from abusedesk.lake import Lake
from abusedesk.model import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ._rule import Rule


def proven(
    rules: Iterable[tuple[str, Rule]], problems: Sequence[Rejected]
) -> tuple[list[Rule], list[Rejected]]:
    """The rules (each with its file's name) that can be asked, each id once; the rest joins problems."""
    kept: dict[str, Rule] = {}
    refused = list(problems)
    with Lake() as lake:
        for file, rule in rules:
            try:
                lake.ask(f"select count(*) from ({rule.sql})")
            except BadInput as why:
                refused.append(Rejected(file, 0, str(why)))
                continue
            if rule.id in kept and kept[rule.id].title == rule.title:
                refused.append(Rejected(file, 0, f"another rule with the id {rule.id} was read before"))
                continue
            named = _free(rule.id, kept)
            kept[named] = replace(rule, id=named)
    return list(kept.values()), sorted(refused, key=lambda one: (one.file, one.line, one.why))


def _free(name: str, taken: Iterable[str]) -> str:
    numbers = [name, *(f"{name}-{number}" for number in range(2, 10_000))]
    return next(one for one in numbers if one not in taken)
