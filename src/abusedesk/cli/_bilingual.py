"""Help in the reader's language: the same catalogue says it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from abusedesk.translate import LANGUAGES, say

from ._desk import Desk, language_of_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator


class Command(TyperCommand):
    """A command whose help is in both languages."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        with _translated(self, ctx):
            return super().get_help(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line in the list of commands."""
        return _line(self.help, limit)


class Group(TyperGroup):
    """A group of commands whose help is in both languages."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        with _translated(self, ctx):
            return super().get_help(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line in the list of commands."""
        return _line(self.help, limit)


def _line(text: str | None, limit: int) -> str:
    said = say(" ".join((text or "").split()), _language(None))
    return said if len(said) <= max(limit, 60) else said[: max(limit, 60) - 1] + "…"


@contextmanager
def _translated(command: Any, context: Any) -> Iterator[None]:
    """The command's texts in the reader's language, and as they were afterwards."""
    language = _language(context)
    holders = [command, *command.params]
    before = [getattr(one, "help", None) for one in holders]
    for one, text in zip(holders, before, strict=True):
        if text:
            one.help = say(" ".join(text.split()), language)
    try:
        yield
    finally:
        for one, text in zip(holders, before, strict=True):
            if text:
                one.help = text


def _language(context: Any) -> str:
    if context is not None and isinstance(context.obj, Desk):
        return context.obj.language
    named = os.environ.get("ABUSEDESK_LANG", "")
    return named if named in LANGUAGES else language_of_terminal()
