"""One self-contained page: no scripts, nothing loaded, everything from outside escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from abusedesk.translate import say

from . import _names as names
from . import _show as show
from ._section import every

if TYPE_CHECKING:
    from jinja2 import Environment

    from abusedesk.model import CaseDocument

_HERE = Path(__file__).parent
_WHOLE = {"read", "empty", "not_opted_in", "not_enabled"}


def html(document: CaseDocument, language: str) -> str:
    """
    The case as one HTML file in language, "en" or "ja", UTF-8.

    It loads nothing and runs nothing; its own policy (a meta element) forbids both. Made for an empty
    case as for a full one.
    """
    environment = _environment(language)
    # That nothing was found means nothing where nothing, or not all, was read.
    read = {
        "investigated": bool(document.coverage),
        "complete": all(row.status in _WHOLE for row in document.coverage),
    }
    parts = [
        (section, _rendered(environment, section.id, {**read, **section.data(document, language)}))
        for section in every().values()
    ]
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("page.html.jinja").render(
        document=document,
        parts=parts,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )


def _rendered(environment: Environment, section: str, data: object) -> str:
    return environment.get_template(f"sections/{section}.html.jinja").render(data)


@cache
def _environment(language: str) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 not every command reports

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=show.clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=partial(_say, language), language=language)
    environment.filters.update(
        utc=show.utc,
        jst=show.jst,
        stamp=show.stamp,
        words=show.words,
        short=show.short,
        money=show.money,
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
