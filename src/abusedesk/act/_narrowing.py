"""
Taking rights out of a policy and giving them back, whatever else changed in it meanwhile.

A narrowing is a function from a statement to what is left of it, None for nothing. Narrowed twice is as
narrowed once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._buckets import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    Narrow: TypeAlias = Callable[[Mapping[str, Any]], dict[str, Any] | None]

_AROUND = ("Version", "Id")


def meant(document: Mapping[str, Any] | None, narrow: Narrow) -> list[dict[str, Any]]:
    """
    The statements that narrow changes: each with its place in the list, and what stood around the list.

    JSON; given() needs no more to put them back.
    """
    around = {name: document[name] for name in _AROUND if document and name in document}
    alone = document is not None and not isinstance(document.get("Statement"), list)
    return [
        {"at": at, "statement": one, "around": around, "alone": alone}
        for at, one in enumerate(statements(document))
        if narrow(one) != one
    ]


def taken(document: Mapping[str, Any] | None, narrow: Narrow) -> dict[str, Any] | None:
    """Document with every statement narrowed; None where nothing is left."""
    left = [kept for one in statements(document) if (kept := narrow(one)) is not None]
    return {**(document or {}), "Statement": left} if left else None


def given(
    document: Mapping[str, Any] | None, saved: Sequence[Mapping[str, Any]], narrow: Narrow
) -> dict[str, Any] | None:
    """Document with the saved statements back in their places, those that are there already left alone."""
    found = statements(document)
    around: dict[str, Any] = dict(document or {})
    placed: list[Any] = []
    for one in sorted(saved, key=lambda one: int(one["at"])):
        around = {**one["around"], **around}
        placed.append(one["statement"])
        if found.count(one["statement"]) < placed.count(one["statement"]):
            _place(found, one, narrow(one["statement"]))
    if not found:
        return None
    alone = len(found) == 1 and any(one["alone"] for one in saved)
    return {**around, "Statement": found[0] if alone else found}


def _place(found: list[dict[str, Any]], saved: Mapping[str, Any], left: dict[str, Any] | None) -> None:
    """Put a saved statement where it was, in place of what was left of it."""
    at, whole = int(saved["at"]), saved["statement"]
    if left is not None and left in found:
        found[at if found[at : at + 1] == [left] else found.index(left)] = whole
    else:
        found.insert(at, whole)
