"""A stranger's names, made harmless to show."""

from __future__ import annotations


def printable(name: str, length: int) -> str:
    """What a stranger may have written, as harmless text of one line, cut to length characters."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name[:length])
