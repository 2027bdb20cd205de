"""
What a person reads, in both languages, from the one gettext catalogue.

The English sentence is the key. Values are put in by str.format after translation, so that a
value written by an attacker is never itself a template. Sentences that stand in data (a unit's
title, a rule's description) are marked with msg() and translated with text() where they are shown.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from abusedesk.model import Text

LANGUAGES = ("en", "ja")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        "abusedesk",
        localedir=Path(__file__).parent / "locale",
        languages=[language],
        fallback=True,
    )


def msg(message: str) -> str:
    """Mark message for the catalogue and give it back unchanged."""
    return message


def say(message: str, language: str, /, **values: object) -> str:
    """
    Message in language ("en" or "ja") with its {names} filled from values.

    A message that the catalogue lacks is said in English.
    """
    found = message if language == "en" or not message else _catalogue(language).gettext(message)
    return found.format(**values) if values else found


def text(message: str, /, **values: object) -> Text:
    """Message in both languages with its {names} filled; a Text among values is put in by language."""
    filled = {
        language: {
            name: getattr(value, language) if isinstance(value, Text) else value
            for name, value in values.items()
        }
        for language in LANGUAGES
    }
    return Text(
        en=say(message, "en", **filled["en"]),
        ja=say(message, "ja", **filled["ja"]),
    )
