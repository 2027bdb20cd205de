"""Letters to people: to the customer, to AWS's account manager, to whoever takes the next shift."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput
from abusedesk.registry import load
from abusedesk.translate import say

from . import _show as show
from ._names import named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from jinja2 import Environment

    from abusedesk.model import CaseDocument, Text

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """
    What a letter needs beside the case document; now is aware UTC.

    title, means, first_step, asks, questions and untold are the messages of the notice's kind. quoted is
    the notice as it came; told is whom the escalation has told, a sentence each; checks
    says how to look a doubtful notice up in the console, and is empty where the mail is AWS's own.
    """

    now: datetime
    title: str
    means: str
    first_step: str
    asks: str
    questions: tuple[str, ...] = ()
    untold: str = ""
    expects_reply: bool = True
    by_person: bool = False
    quoted: str = ""
    customer: str = ""
    sender: str = ""
    told: tuple[Text, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterUnit:
    """
    One kind of letter: letters/<id>.txt.jinja filled with what data makes of a case.

    title and purpose (whom it is for, and when) are messages of the catalogue. data is handed the case,
    the facts and the language, "en" or "ja".
    """

    id: str
    title: str
    purpose: str
    data: Callable[[CaseDocument, LetterFacts, str], Mapping[str, Any]]


def letters() -> Mapping[str, LetterUnit]:
    """Every kind of letter, by id."""
    return load("abusedesk.report.letters", LetterUnit)


def write_letter(letter_id: str, document: CaseDocument, facts: LetterFacts, language: str) -> str:
    """
    The letter as plain text in language, "en" or "ja"; what is not known is left out or said so.

    Nothing in it is sent: a person does that. Whatever comes from outside has its control characters
    made visible.

    Raises:
        BadInput: there is no such letter.
    """
    unit = letters().get(letter_id)
    if unit is None:
        raise BadInput(f"no letter {letter_id!r}; there are: {', '.join(letters())}")
    template = _environment(language).get_template(f"letters/{letter_id}.txt.jinja")
    written = template.render(document=document, facts=facts, **unit.data(document, facts, language))
    return _tidy(written)


def _tidy(written: str) -> str:
    """At most one empty line in a row, none at the ends."""
    lines = [line.rstrip() for line in written.strip().split("\n")]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept) + "\n"


@cache
def _environment(language: str) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 not every command writes

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=False,  # noqa: S701 - plain text, which no browser reads
        undefined=StrictUndefined,
        finalize=show.clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=partial(_say, language), language=language)
    environment.filters.update(
        utc=show.utc,
        jst=show.jst,
        money=show.money,
        clocks=_clocks,
        said=lambda value: show.said(value, language),
        named=lambda value: named(str(value), language),
        msg=lambda value: say(value, language),
        quoted=_quoted,
    )
    return environment


def _say(language: str, message: str, **values: object) -> str:
    # Values are put in after translation, so that none of them is ever a template.
    return say(message, language, **{name: show.clean(value) for name, value in values.items()})


def _clocks(moment: datetime) -> str:
    """Both clocks: "2026-03-05 11:10 JST (2026-03-05 02:10 UTC)"."""
    return f"{show.jst_day(moment)} ({show.utc(moment)})"


def _quoted(value: str) -> str:
    """Value as a quotation whose links nobody can click; runs of empty lines are left out."""
    return "\n".join(f"> {line}".rstrip() for line in _tidy(show.defanged(value)).rstrip("\n").split("\n"))
