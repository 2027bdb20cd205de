"""The case as one readable HTML file or PDF, in Japanese or English."""

from . import letters as _units  # noqa: F401 - first: a folder that is loaded later would hide letters()
from ._html import html
from ._letter import LetterFacts, LetterUnit, letters, write_letter
from ._pdf import pdf
from ._section import Section, every

__all__ = ["LetterFacts", "LetterUnit", "Section", "every", "html", "letters", "pdf", "write_letter"]
