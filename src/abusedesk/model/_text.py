"""A sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for a person, in English and Japanese."""

    en: str = ""
    ja: str = ""
