"""What a check of a letter is, and all that it may look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from abusedesk import registry

from ._clean import name, on_one_line
from ._sentences import by_hand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from abusedesk.model import Notice, Recheck, Reply

    from ._material import Material

Part = Literal["address", "secrecy", "substance", "form", "kind"]
PARTS: tuple[Part, ...] = ("address", "secrecy", "substance", "form", "kind")
_NAMED, _WORDS, _LONGEST = 10, 8, 120
_QUOTED = re.compile(r'"[^"\n]*"')


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing to mend or to know; blocks says whether it stands in the way of sending.

    said is a sentence of the catalogue; where it names things, they follow after ": ", so that the
    catalogue knows the part before.
    """

    said: str
    blocks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """
    A letter and all that it is held against.

    text is the letter on one line; written are the sentences that a person wrote, not we. now is when it
    would be sent, aware UTC. notices are all of the case, oldest first. names are those of people and
    companies that AWS has no need to know.
    """

    letter: Reply
    material: Material
    text: str
    written: tuple[str, ...]
    now: datetime
    rechecks: tuple[Recheck, ...] = ()
    notices: tuple[Notice, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCheck:
    """
    One check of a letter before it is sent.

    asks is what it asks, a message of the catalogue; part is what it is about, and says the order in which
    problems are shown. letters are the kinds of letter that it is for; none is every one.
    """

    id: str
    asks: str
    part: Part
    find: Callable[[Examined], Iterator[Problem]]
    letters: tuple[str, ...] = ()


def checks() -> Mapping[str, LetterCheck]:
    """Every check of a letter, by id."""
    return registry.load("abusedesk.reply.checks", LetterCheck)


def examined(  # noqa: PLR0913 all by name: what a letter is held against
    letter: Reply,
    material: Material,
    *,
    rechecks: Sequence[Recheck] = (),
    notices: Sequence[Notice] = (),
    now: datetime | None = None,
    names: Sequence[str] = (),
) -> Examined:
    """The letter taken apart; now is the time of the investigation where it is not given."""
    return Examined(
        letter=letter,
        material=material,
        text=" ".join(letter.text.split()),
        written=tuple(by_hand(letter.text, [one.text for one in letter.claims])),
        rechecks=tuple(rechecks),
        notices=tuple(notices) or (material.notice,),
        now=now or material.dossier.now,
        names=tuple(names),
    )


def problem(said: str, names: Sequence[str] = ()) -> Problem:
    """Something that stands in the way of sending, with the first ten names."""
    return Problem(_with(said, names))


def note(said: str, names: Sequence[str] = ()) -> Problem:
    """Something to know before sending, with the first ten names."""
    return Problem(_with(said, names), blocks=False)


def quoted(sentence: str) -> str:
    """The first words of a sentence, or a name of several words, in double quotes and on one line."""
    words = on_one_line(sentence).replace('"', "'").split()
    return '"' + " ".join(words[:_WORDS])[:_LONGEST] + ("..." if len(words) > _WORDS else "") + '"'


def _with(sentence: str, names: Sequence[str]) -> str:
    if not names:
        return sentence
    unique = list(dict.fromkeys(names))
    shown = ", ".join(one if _QUOTED.fullmatch(one) else name(one) for one in unique[:_NAMED])
    return f"{sentence}: {shown}" + (f" (+{len(unique) - _NAMED})" if len(unique) > _NAMED else "")
