"""One self-contained page: no scripts, nothing loaded, everything from outside escaped."""

from __future__ import annotations

import base64
import hashlib
import string
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from abusedesk.translate import msg, say

from . import _names as names
from . import _show as show
from ._evidence import collected
from ._section import every

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2 import Environment

    from abusedesk.model import CaseDocument, Evidence

    from ._section import Section

_HERE = Path(__file__).parent
_WHOLE = {"read", "empty", "not_opted_in", "not_enabled"}


@dataclass(frozen=True, slots=True)
class Form:
    """How the page is made: printed has no navigation and folds nothing up; style is its style sheet."""

    style: str
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it stands on the page: its title in the language of the page, and its markup."""

    section: Section
    title: str
    markup: str


def html(document: CaseDocument, language: str, evidence: Sequence[Evidence] = ()) -> str:
    """
    The case as one HTML file in language, "en" or "ja", UTF-8; evidence is what its list shows.

    It loads nothing and runs nothing; its own policy (a meta element) forbids both. Made for an empty
    case as for a full one.
    """
    return page(document, language, evidence, Form(style_sheet("style.css")))


def page(document: CaseDocument, language: str, evidence: Sequence[Evidence], form: Form) -> str:
    """The page in one of its forms."""
    environment = _environment(language, printed=form.printed)
    # That nothing was found means nothing where nothing, or not all, was read.
    common = {
        "investigated": bool(document.coverage),
        "complete": all(row.status in _WHOLE for row in document.coverage),
        "collected": collected(document, evidence, printed=form.printed),
    }
    parts = [
        Part(one, title, _rendered(environment, one.id, {**common, **one.data(document, language)}))
        for one, title in _ordered(language, printed=form.printed)
    ]
    digest = base64.b64encode(hashlib.sha256(form.style.encode()).digest()).decode()
    return environment.get_template("page.html.jinja").render(
        document=document,
        parts=parts,
        style=form.style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )


def _ordered(language: str, *, printed: bool) -> Iterator[tuple[Section, str]]:
    """The sections with their titles; on paper the annexes come last, and each has its letter."""
    letters = iter(string.ascii_uppercase)
    wanted = [one for one in every().values() if printed or not one.only_printed]
    for one in sorted(wanted, key=lambda one: printed and one.annex):
        title = say(one.title, language)
        if printed and one.annex:
            title = say(msg("Annex {letter}: {title}"), language, letter=next(letters), title=title)
        yield one, title


def style_sheet(name: str) -> str:
    """One of our style sheets, by its file's name."""
    return (_HERE / name).read_text(encoding="utf-8")


def _rendered(environment: Environment, section: str, data: object) -> str:
    return environment.get_template(f"sections/{section}.html.jinja").render(data)


@cache
def _environment(language: str, *, printed: bool) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 not every command reports

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        # On paper nobody scrolls: what a stranger wrote at length must not fill a hundred pages.
        finalize=show.clipped if printed else show.clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=partial(_say, language), language=language, printed=printed)
    environment.filters.update(
        utc=show.utc,
        jst=show.jst,
        stamp=show.stamp,
        words=show.words,
        short=show.short,
        money=show.money,
        whole=show.whole,
        said=partial(_said, language),
        named=partial(_named, language),
    )
    return environment


def _say(language: str, message: str, **values: object) -> str:
    return say(message, language, **values)


def _said(language: str, text: object) -> str:
    return show.said(text, language)  # type: ignore[arg-type]  # a template hands over a Text


def _named(language: str, value: object) -> str:
    return names.named(str(value), language)
