"""Tables of connections under a header: columns set apart by blanks, tabs, bars, commas or semicolons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from abusedesk.intake._addresses import addresses

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOURCE = re.compile(
    r"(?i)^(?:source|src|from|attacker|attacking|offend\w+|abus\w+|scanner|client|local|reported|your|infected)"
    r"(?:[ _-]*(?:ipv?[46]?|ip[ _-]?addr(?:ess)?|addr(?:ess)?|host|system))?s?$"
)
_OTHER = re.compile(
    r"(?i)^(?:(?:remote|destination|dest|dst|target\w*|victim|to|server|peer|our)"
    r"(?:[ _-]*(?:ipv?[46]?|ip[ _-]?addr(?:ess)?|addr(?:ess)?|host|system))?s?|"
    r"(?:destination|dst) network)$"
)
_IP = re.compile(r"(?i)^(?:ipv?[46]?|ip[ _-]?addr(?:ess)?|addr(?:ess)?|host)s?$")
_MORE = re.compile(
    r"(?i)^(?:(?:source|src|remote|destination|dest|dst|target|local|spt|dpt)?[ _-]*ports?|"
    r"sport|dport|proto(?:col)?|"
    r"(?:start|end|begin|first|last)(?:[ _-]*(?:time|seen|date))?|time(?:stamp)?(?:[ _-]*\(?utc\)?)?|date|"
    r"(?:total[ _-]*)?(?:packets?|bytes|flows|count|hits|attempts)(?:[ _-]*(?:sent|received|out|in))?|flags?|"
    r"action|duration|service|asn|reason|type|tag|status)$"
)
_GAP = re.compile(r"\t+|[ ]{2,}|\s*[|;]\s*")
# Column names of a header whose columns one blank sets apart.
_WORDS = re.compile(
    r"(?i)(?:source|src|remote|destination|dest|dst|target|local|start|end)[ _-]"
    r"(?:ip(?: addr(?:ess)?)?|ports?|addr(?:ess)?|host|time)\b|\S+"
)
_FEW = 2  # columns that make a header
_REACH = 200  # lines of a table that are looked at
_LINES, _LONGEST = 2_000, 1_000  # lines that are looked at for rows, and characters of each


# Rows that need no header. DShield's: date time zone, user, count, source, port, target, port, protocol
# (https://www.dshield.org/howto.html); CERT-Bund's: number of the network, source, time.
_HOST = r"[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*[0-9A-Fa-f]"
_PORT = r"(?:\d{1,5}|\?{1,3})"
_ROWS = (
    re.compile(
        r"^[ \t>]*\d{4}-\d\d?-\d\d?[ \t]+\d\d?:\d\d:\d\d[ \t]*(?:[+-]\d\d:?\d\d|Z|[A-Z]{2,4})?[ \t]+"
        rf"[\w@.-]+[ \t]+\d+[ \t]+(?P<source>{_HOST})[ \t]+{_PORT}[ \t]+{_HOST}[ \t]+{_PORT}[ \t]+(?:\w|\?)"
    ),
    re.compile(rf"^[ \t>\"]*(?:AS)?\d{{2,10}}[\" \t]*\|[\" \t]*(?P<source>{_HOST})[\" \t]*\|"),
)
_END = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
_FLOW = re.compile(
    rf"(?<![\w.:])(?P<source>{_END})(?:[:.]\d{{1,5}}|[ \t]+\d{{1,5}})?[ \t]*"
    rf"(?P<arrow>-+>|=>|<-+)[ \t]*(?P<target>{_END})"
)
_TIMED = re.compile(r"\d:\d\d:\d\d")


class Table(NamedTuple):
    """
    A table's source, and its first row.

    The source is the address of the column that the header calls so, the commonest one; or the one before
    the arrow.
    """

    source: str | None
    first: str


def rows(text: str) -> Table | None:
    """The rows of DShield's or CERT-Bund's form in text; None where there are none."""
    lines = [line[:_LONGEST] for line in text.split("\n")[:_LINES]]
    found = [(row, line) for line in lines for one in _ROWS if (row := one.search(line))]
    return _commonest([(_left(row), line) for row, line in found])


def flows(text: str) -> Table | None:
    """The rows in text that show by an arrow who sent to whom; one alone must have its time."""
    lines = [line[:_LONGEST] for line in text.split("\n")[:_LINES]]
    found = [(row, line) for line in lines if (row := _FLOW.search(line))]
    if len(found) == 1 and not _TIMED.search(found[0][1]):
        return None
    return _commonest([(_left(row), line) for row, line in found])


def _commonest(found: Sequence[tuple[str | None, str]]) -> Table | None:
    named = [(value, line) for value, line in found if value]
    if not named:
        return None
    sources = [value for value, _ in named]
    return Table(max(dict.fromkeys(sources), key=sources.count), named[0][1])


def _left(row: re.Match[str]) -> str | None:
    """The address that a row comes from; where its arrow points to the left, the one at the right."""
    back = "arrow" in row.groupdict() and row["arrow"].startswith("<")
    found = addresses(row["target"] if back else row["source"])
    return found[0][2] if found else None


def table(text: str) -> Table | None:
    """The first table in text whose header names an address and another column; None where there is none."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        header = _header(line)
        below = lines[at + 1 : at + 1 + _REACH]
        found = _rows(below) if header else []
        if found:
            return Table(_source(header, found), next(one for one in below if addresses(one)))
    return None


def _header(line: str) -> list[str]:
    """The column names of line, [] where it is no header."""
    line = line.strip(" \t>*|#")
    if not line or addresses(line):
        return []
    for cells, least in (
        (_GAP.split(line), 0.6),
        (re.split(r"[,/]", line), 0.6),
        (_WORDS.findall(line), 1.0),
    ):
        names = [name for cell in cells if (name := cell.strip(" \t\"'*_#:"))]
        if _is_header(names, least):
            return names
    return []


def _is_header(names: Sequence[str], least: float) -> bool:
    """Whether names are columns: one of them an address's, and least (a share) of them known."""
    named = sum(1 for name in names if _is_address(name))
    known = named + sum(1 for name in names if _MORE.match(name))
    return bool(named) and known >= max(_FEW, least * len(names))


def _is_address(name: str) -> bool:
    return bool(_SOURCE.match(name) or _OTHER.match(name) or _IP.match(name))


def _rows(lines: Sequence[str]) -> list[list[str]]:
    """The addresses of each row, up to the end of the table; rules between rows are passed over."""
    found = []
    for line in lines:
        here = [value for _, _, value in addresses(line)]
        if here:
            found.append(here)
        elif re.search(r"[A-Za-z]{3}", line) or (found and not line.strip(" \t>")):
            break
    return found


def _source(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str | None:
    """Of the columns with addresses, the one called the source, else the one not called another's."""
    columns = [name for name in header if _is_address(name)]
    place = next((at for at, name in enumerate(columns) if _SOURCE.match(name)), None)
    if place is None:
        place = next((at for at, name in enumerate(columns) if _IP.match(name)), None)
    if place is None:
        return None
    values = [row[place] for row in rows if len(row) > place]
    return max(dict.fromkeys(values), key=values.count) if values else None
