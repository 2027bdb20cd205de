"""What every command gets: where things are kept, and the reader's language."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk.translate import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from abusedesk.model import Text
    from abusedesk.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The home, the database (None is SQLite in the home) and the language of one run."""

    home: Path
    database_url: str | None
    language: str

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, opened; closed when the block ends."""
        from abusedesk.store import Store  # noqa: PLC0415 - Django is slow to load

        opened = Store(self.home, self.database_url)
        try:
            yield opened
        finally:
            opened.close()

    def say(self, message: str, /, **values: object) -> str:
        """Message in the language of this run."""
        return say(message, self.language, **values)

    def of(self, sentence: Text) -> str:
        """The side of sentence that is in the language of this run."""
        return sentence.ja if self.language == "ja" else sentence.en


def language_of_terminal() -> str:
    """Ja where the terminal's locale is Japanese, else en."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "ja" if next(filter(None, names), "").startswith("ja") else "en"
