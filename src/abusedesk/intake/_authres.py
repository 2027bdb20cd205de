"""Authentication-Results, taken apart as RFC 8601 writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[();"]|[^();"\\]+|\\', re.DOTALL)
_WORD = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")+', re.DOTALL)
_VERSION = re.compile(r"\s*/\s*\d+\s*$")
_EQUALS = re.compile(r"\s*=\s*")


@dataclass(frozen=True, slots=True)
class Result:
    """One check: method ("dkim"), what came of it ("pass"), and what it was of ({"header.d": ...})."""

    method: str
    result: str
    properties: dict[str, str]


@dataclass(frozen=True, slots=True)
class Results:
    """What one server found; server is its authserv-id. All names are in lower case."""

    server: str
    results: tuple[Result, ...]


def results(value: str) -> Results:
    """
    The Authentication-Results (or, without its i= tag, ARC-Authentication-Results) in value.

    Comments, nested ones too, and quoted words are never taken for results: a sender can choose their
    content. What makes no sense is left out; never raises.

    Format: https://www.rfc-editor.org/rfc/rfc8601#section-2.2
    """
    server, *checks = _clauses(value)
    words = _WORD.findall(server)
    return Results(
        server=_bare(words[0]) if words else "",
        results=tuple(one for one in map(_result, checks) if one),
    )


def _clauses(value: str) -> list[str]:
    """Value without comments, cut at the semicolons that stand in no quoted word."""
    found, depth = [""], 0
    for piece in _PIECE.findall(value):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif depth:
            continue
        elif piece == '"':
            break  # a quotation without end: nobody knows what of the rest is quoted
        elif piece == ";":
            found.append("")
        else:
            found[-1] += piece
        if depth == 1 and piece == "(":
            found[-1] += " "
    return found


def _result(clause: str) -> Result | None:
    first, *rest = _WORD.findall(_joined(clause)) or [""]
    method, equals, result = first.partition("=")
    if not equals:
        return None
    pairs = [one.partition("=") for one in rest]
    return Result(
        method=_VERSION.sub("", method).lower(),
        result=_bare(result),
        properties={name.lower(): _bare(value) for name, found, value in pairs if found},
    )


def _joined(clause: str) -> str:
    """Clause with the blanks around its equals signs and versions gone; quoted words keep theirs."""
    pieces = re.split(r'("(?:[^"\\]|\\.)*")', clause)
    return "".join(
        piece if at % 2 else re.sub(r"\s*/\s*(?=\d)", "/", _EQUALS.sub("=", piece))
        for at, piece in enumerate(pieces)
    )


def _bare(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] == '"':
        word = re.sub(r"\\(.)", r"\1", word[1:-1])
    return word.strip().lower()
