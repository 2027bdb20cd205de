"""Reads a page as a browser would, for what the tests ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "br", "path", "rect", "line", "circle"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        return [one for one in self.parts if isinstance(one, Element)]

    @property
    def text(self) -> str:
        """Its own text, without that of the elements in it."""
        return "".join(one for one in self.parts if isinstance(one, str))

    def all(self, tag: str) -> list[Element]:
        """Every element of that name below this one, in order."""
        found = []
        for child in self.children:
            found += [child] if child.tag == tag else []
            found += child.all(tag)
        return found

    def everything(self) -> list[Element]:
        return [one for child in self.children for one in (child, *child.everything())]

    def words(self) -> str:
        """All text in it, blanks made one."""
        return " ".join(" ".join(one if isinstance(one, str) else one.words() for one in self.parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        made = Element(tag, dict(attrs))
        self.open[-1].parts.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].parts.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in _VOID:
            assert self.open[-1].tag == tag, (tag, self.open[-1].tag)
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].parts.append(data)


def read(page: str) -> Element:
    """The page as a tree; fails where elements are not closed in order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1
    return reader.root
