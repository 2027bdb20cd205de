"""A letter as sentences that are still keys and values, so that both languages say the same."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from abusedesk.model import Claim, Text

from ._language import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDTH = 74
_SAYS_SO_ITSELF = ("gap.", "plan.", "cause.unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """
    One sentence by its key in the language files.

    status is None for the frame of the letter, which claims nothing. An item stands on its own,
    indented; it alone may hold free text from outside. word_of names who said it where we read it nowhere.
    """

    key: str
    values: Mapping[str, str | Text] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    status: Literal["confirmed", "not_confirmed"] | None = None
    item: bool = False
    word_of: str | None = None

    @property
    def text(self) -> Text:
        """The sentence in both languages, marked where it is not confirmed, or stands on somebody's word."""
        said = phrase(self.key, **self.values)
        if self.status == "not_confirmed" and not self.key.startswith(_SAYS_SO_ITSELF):
            return phrase("mark.on_word" if self.word_of else "mark.not_confirmed", sentence=said)
        return said


def frame(key: str, /, **values: str | Text) -> Sentence:
    """A heading, label or courtesy: it claims nothing."""
    return Sentence(key=f"frame.{key}", values=values)


def claim(
    key: str, evidence: Iterable[str], /, *, read: bool, item: bool = False, **values: str | Text
) -> Sentence:
    """A sentence that is confirmed if it has evidence and what it leans on was read."""
    ids = tuple(dict.fromkeys(one for one in evidence if one))
    status: Literal["confirmed", "not_confirmed"] = "confirmed" if ids and read else "not_confirmed"
    return Sentence(key=key, values=values, evidence=ids, status=status, item=item)


def admit(key: str, /, *, item: bool = False, evidence: Iterable[str] = (), **values: str | Text) -> Sentence:
    """A sentence that says itself that something is not known or not done."""
    return Sentence(key=key, values=values, evidence=tuple(evidence), status="not_confirmed", item=item)


def claims(letter: Sequence[Sequence[Sentence]]) -> tuple[Claim, ...]:
    """Every sentence of letter that claims something, in English, in order."""
    return tuple(
        Claim(sentence.text.en, sentence.evidence, sentence.status, sentence.word_of)
        for paragraph in letter
        for sentence in paragraph
        if sentence.status is not None
    )


def english(letter: Sequence[Sequence[Sentence]]) -> str:
    """Letter as plain text, wrapped at 74 columns; a name longer than that is not broken."""
    return "\n\n".join(_wrapped(paragraph) for paragraph in letter if paragraph) + "\n"


def japanese(letter: Sequence[Sequence[Sentence]]) -> str:
    """Letter in Japanese, a sentence a line, in the same paragraphs."""
    paragraphs = [
        "\n".join(f"・{one.text.ja}" if one.item else one.text.ja for one in paragraph)
        for paragraph in letter
        if paragraph
    ]
    return "\n\n".join(paragraphs) + "\n"


def _wrapped(paragraph: Sequence[Sentence]) -> str:
    lines: list[str] = []
    run: list[str] = []
    for sentence in paragraph:
        if sentence.item or _stands_alone(sentence):
            lines += _lines(" ".join(run)) if run else []
            run = []
            lines += _lines(sentence.text.en, item=sentence.item)
        else:
            run.append(sentence.text.en)
    lines += _lines(" ".join(run)) if run else []
    return "\n".join(lines)


def _stands_alone(sentence: Sentence) -> bool:
    return sentence.key.startswith(("frame.label_", "frame.list_", "frame.regards", "frame.signature"))


def _lines(said: str, *, item: bool = False) -> list[str]:
    return textwrap.wrap(
        said,
        WIDTH,
        initial_indent="- " if item else "",
        subsequent_indent="  " if item else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
