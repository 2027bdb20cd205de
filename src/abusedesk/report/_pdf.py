"""The same page on paper: set in a font of its own, with nothing fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.errors import BadInput
from abusedesk.translate import msg, say

from ._html import Form, page, style_sheet
from ._names import named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.model import CaseDocument, Evidence


def pdf(document: CaseDocument, language: str, evidence: Sequence[Evidence] = ()) -> bytes:
    """
    The report as PDF, A4, in language, "en" or "ja"; evidence is what its list shows.

    Its date is the case's latest and not today, so that the same case gives the same bytes. Nothing is
    fetched while it is made, and the fonts are in it.

    Raises:
        BadInput: the extra abusedesk[pdf] is not installed.
    """
    try:
        from ._typeset import typeset  # noqa: PLC0415 the typesetter is an optional extra
    except ImportError as why:
        raise BadInput("a PDF needs an extra of abusedesk: pip install 'abusedesk[pdf]'") from why
    case = say(msg("Case {id}"), language, id=document.case.id)
    style = style_sheet("pdf.css") + _margins(case)
    title = f"{case} · {named(document.notice.kind, language)} · {document.notice.account or ''}".rstrip(" ·")
    return typeset(
        page(document, language, evidence, Form(style, printed=True)),
        title=title,
        language=language,
        date=_date(document),
    )


def _date(document: CaseDocument) -> datetime:
    """The last time at which something is known to have happened to the case."""
    moments = [document.case.opened, *(one.time for one in document.messages)]
    moments += [one.applied for one in document.receipts if one.applied]
    moments += [one.at for one in document.measures if one.at]
    return max(moments)


def _margins(case: str) -> str:
    """The page's number and the case in the margin of each page."""
    return (
        '@page { @bottom-left { content: "' + _css(case) + '"; }'
        ' @bottom-right { content: counter(page) " / " counter(pages); } }'
    )


def _css(text: str) -> str:
    """Text inside a CSS string: whatever is no plain letter as its number (CSS Syntax 3, 4.3.7)."""
    return "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in text)
