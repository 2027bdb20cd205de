"""The case as one readable HTML file, in Japanese or English."""

from ._html import html
from ._section import Section, every

__all__ = ["Section", "every", "html"]
