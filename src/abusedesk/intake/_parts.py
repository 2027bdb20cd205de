"""One message's text in three: AWS's own words, the correspondence below them, the forwarded report."""

from __future__ import annotations

import re
from typing import NamedTuple

from abusedesk.intake._quoting import blocks, depth_of, is_marker

_REPORT = re.compile(
    r"(?im)^[ \t>]*[-=*_#]{2,}[ \t]*(?:(?:begin(?:ning)?|start) of (?:the )?(?:forwarded|"
    r"original|abuse|external|"
    r"third[- ]party|reporter'?s?|customer)?[ \t]*(?:abuse )?(?:report|complaint)"
    r"|(?:forwarded|original|abuse|reporter'?s?) (?:abuse )?(?:report|"
    r"complaint)(?:s|\(s\))?[ \t]*[-=*_#:]*[ \t]*$).*$"
    r"|^[ \t>]*(?:beginning of forwarded report\(?s?\)?)[ \t]*[:-]*[ \t]*$"
    r"|(?<!-)-{2,}[ \t]*beginning of forwarded report(?:\(s\)|s)?[ \t]*-*"
)


class Parts(NamedTuple):
    """AWS's own words; older messages quoted below them; what a stranger reported."""

    own: str
    thread: str
    report: str


def report_starts(text: str) -> int:
    """Where the marker of a forwarded report stands in text, its length where there is none."""
    found = _REPORT.search(text)
    return found.start() if found else len(text)


def parts(text: str) -> Parts:
    """Text of one message of AWS's, divided. Nothing after the report's marker is ever AWS's."""
    found = _REPORT.search(text)
    before, report = (text[: found.start()], text[found.end() :]) if found else (text, "")
    own, thread = _without_thread(before.split("\n"))
    return Parts(own.strip("\n"), thread.strip("\n"), report.strip("\n"))


def _without_thread(lines: list[str]) -> tuple[str, str]:
    heads = [block.first for block in blocks(lines)] + [n for n, line in enumerate(lines) if is_marker(line)]
    cut = min((first for first in heads if any(line.strip() for line in lines[:first])), default=len(lines))
    own, quoted = lines[:cut], lines[cut:]
    kept = [line for line in own if not depth_of(line)]
    if not any(line.strip() for line in kept):
        return "\n".join(own), "\n".join(quoted)
    return "\n".join(kept), "\n".join([*(line for line in own if depth_of(line)), *quoted])
