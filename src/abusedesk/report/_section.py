"""A section of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.registry import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.model import CaseDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    One part of the report: sections/<id>.html.jinja filled with what data makes of a case.

    title is a message of the catalogue; sections stand in the order of their numbers. data is handed
    the case and the language, "en" or "ja". Everything it gives is escaped by the template. On paper an
    annex stands after all that is none; what is only_printed has no place on the screen.
    """

    id: str
    title: str
    order: int
    data: Callable[[CaseDocument, str], Mapping[str, Any]]
    annex: bool = False
    only_printed: bool = False


def every() -> Mapping[str, Section]:
    """Every section by its id, in the order of the report."""
    found = load("abusedesk.report.sections", Section)
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
