"""HTML to text: tables and label lines stay apart, nothing is run and nothing is fetched."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

DEPTH = 60  # cells, rows and quotations within one another; deeper ones are plain text
LIMIT = 2_000_000  # characters; a notice is a hundredth of it
_BLOCKS = frozenset((
    "address", "article", "aside", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "ul",
))  # fmt: skip
_UNSEEN = frozenset(["script", "style", "head", "title", "template", "noscript", "object", "svg"])
_CELLS = frozenset(["td", "th"])
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")


class Link(NamedTuple):
    """A link as it was shown: where it goes, and the words that one clicks on."""

    href: str
    words: str


class _Frame:
    """Text being gathered: of the page, of a row, of a cell or of a quotation."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.parts: list[str] = []
        self.cells: list[str] = []

    def text(self) -> str:
        lines = [re.sub(r"[ \r\f\v]+", " ", line).strip(" ") for line in "".join(self.parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.frames = [_Frame("page")]
        self.links: list[Link] = []
        self.unseen: list[str] = []
        self.href: str | None = None
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self.unseen:
            self.unseen += [tag] if tag == self.unseen[-1] else []
        elif tag in _UNSEEN or (
            tag in {"div", "span", "td", "p"} and _HIDDEN.search(values.get("style", ""))
        ):
            self.unseen.append(tag)
        elif tag == "a" and values.get("href"):
            self.href, self.words = values["href"], []
        else:
            self._open(tag)

    def _open(self, tag: str) -> None:
        if tag == "br":
            self._put("\n")
        elif tag == "hr":
            self._put("\n" + "_" * 32 + "\n")
        elif len(self.frames) > DEPTH:
            self._put("\n")
        elif tag in _CELLS:
            self._close_until("tr", also=_CELLS)
            self.frames.append(_Frame("td"))
        elif tag in {"tr", "blockquote"}:
            if tag == "tr":
                self._close_until("tr", also={"tr", *_CELLS})
            self.frames.append(_Frame(tag))
        elif tag in _BLOCKS:
            self._put("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag == self.unseen[-1]:
                self.unseen.pop()
        elif tag == "a" and self.href is not None:
            self.links.append(Link(self.href, " ".join("".join(self.words).split())))
            self.href = None
        elif tag in _CELLS | {"tr", "blockquote"}:
            wanted = "td" if tag in _CELLS else tag
            if any(frame.tag == wanted for frame in self.frames[1:]):
                while self.frames[-1].tag != wanted:
                    self._close()
                self._close()
        elif tag in _BLOCKS:
            if tag == "table":
                self._close_until("table", also={"tr", *_CELLS})
            self._put("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data)
            self._put(data if data.strip() == "" and "\n" not in data else re.sub(r"[\t\n\r ]+", " ", data))

    def _put(self, text: str) -> None:
        self.frames[-1].parts.append(text)

    def _close_until(self, stop: str, also: frozenset[str] | set[str]) -> None:
        """Close cells and rows that were left open; a nested table's row stops at its own cell."""
        while self.frames[-1].tag in also and self.frames[-1].tag != "page":
            ended = self.frames[-1].tag
            self._close()
            if ended == stop or (stop == "tr" and ended == "td" and "tr" not in also):
                return

    def _close(self) -> None:
        frame = self.frames.pop()
        below = self.frames[-1]
        if frame.tag == "td":
            below.cells.append(frame.text().strip())
        elif frame.tag == "blockquote":
            quoted = "\n".join(f"> {line}".rstrip() for line in frame.text().split("\n"))
            below.parts.append(f"\n{quoted}\n")
        else:
            cells = [cell for cell in [*frame.cells, frame.text().strip()] if cell]
            apart = "\n" if any("\n" in cell for cell in cells) else "\t"
            below.parts.append("\n" + apart.join(cells) + "\n")
        if frame.tag == "td" and below.tag != "tr":
            below.parts.append("\n" + below.cells.pop() + "\n")

    def finish(self) -> str:
        """All the text."""
        self.close()
        while len(self.frames) > 1:
            self._close()
        return self.frames[0].text()


def html_to_text(html: str) -> tuple[str, tuple[Link, ...]]:
    """
    The words of html as a person sees them, and its links.

    One line for each block; a table's row is one line with tabs between its cells; a quotation's lines
    begin with "> ". Never raises; what is longer than LIMIT is cut.
    """
    reader = _Reader()
    try:
        reader.feed(html[:LIMIT])
        return reader.finish(), tuple(reader.links)
    except (AssertionError, RecursionError):
        # html.parser asserts on some malformed declarations ("<![x").
        return unescape(_TAG.sub("\n", html[:LIMIT])), tuple(reader.links)
