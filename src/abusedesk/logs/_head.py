"""What formats of lines ask of the beginning of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 64 * 1024  # bytes of a file that a format is recognised by
_LINES = 50


def first_lines(head: bytes) -> list[str]:
    """The first fifty lines of head that are not blank, without the one that its end cuts."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[:_LINES] if line.strip()]
    if len(lines) > 1 and len(head) >= SIZE:
        lines.pop()
    return lines


def mostly(lines: list[str], is_known: Callable[[str], object]) -> bool:
    """Whether at least half of lines are known, and there is one."""
    known = sum(1 for line in lines if is_known(line))
    return bool(known) and 2 * known >= len(lines)


def any_line(head: bytes, is_known: Callable[[str], object], most: int = 10) -> bool:
    """Whether one of the first lines of head is known, without what is around it."""
    lines = head.decode("utf-8", "replace").split("\n", most)[:most]
    return any(is_known(line.strip()) for line in lines)
