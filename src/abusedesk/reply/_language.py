"""The sentences of our letters, loaded from languages/."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput
from abusedesk.model import Text
from abusedesk.registry import load_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its sentences by "table.key", with str.format placeholders."""

    id: str
    sentences: Mapping[str, str]


def read(path: Path) -> Language:
    """
    The language in a TOML file of tables of sentences.

    Raises:
        BadInput: the file is no TOML, or a member is no sentence in a table.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name}: expected TOML in UTF-8: {error}") from error
    sentences: dict[str, str] = {}
    for table, members in tables.items():
        for key, sentence in members.items() if isinstance(members, dict) else [("", members)]:
            if not key or not isinstance(sentence, str):
                raise BadInput(f"{path.name}: {table}.{key}: expected a sentence")
            sentences[f"{table}.{key}"] = sentence
    return Language(path.stem, sentences)


@cache
def every() -> Mapping[str, Language]:
    """Every language of the letters, by its code."""
    return load_files("abusedesk.reply.languages", ".toml", read)


def has(key: str) -> bool:
    """Whether the letters have a sentence of that key."""
    return key in every()["en"].sentences


def phrase(key: str, /, **values: str | Text) -> Text:
    """
    The sentence of key in both languages with its placeholders filled; a Text goes in by language.

    Raises:
        KeyError: no such sentence, or a placeholder without a value.
    """
    english, japanese = every()["en"].sentences[key], every()["ja"].sentences[key]
    return Text(
        en=english.format(**{n: v.en if isinstance(v, Text) else v for n, v in values.items()}),
        ja=japanese.format(**{n: v.ja if isinstance(v, Text) else v for n, v in values.items()}),
    )
