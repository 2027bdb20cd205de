"""Which of the intruder's addresses he came from, and from which he only fetched something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abusedesk.model import TimelineEntry

    from ._material import Material

_ADDRESS = re.compile(r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.])")
_FROM = re.compile(rf"(?i)\bfrom (?:{_ADDRESS.pattern})(?:, {_ADDRESS.pattern})*")


def loaded_from(material: Material) -> set[str]:
    """The intruder's addresses that the story names only as places from which something was fetched."""
    attackers, cause = set(material.trace.attackers.ips), material.cause
    came = {one.actor for one in material.trace.timeline}
    for said in [cause.statement.en if cause else "", *(one.what.en for one in material.trace.timeline)]:
        came |= {one for found in _FROM.finditer(said) for one in _ADDRESS.findall(found[0])}
    came |= {
        one
        for finding in material.dossier.findings
        if finding.source != "vpc_flow" and not finding.sample
        for one in finding.ips
    }
    named = {one for entry in material.trace.timeline for one in told_in(entry)}
    return (attackers & named) - came


def told_in(entry: TimelineEntry) -> set[str]:
    """The addresses that a line of the story names."""
    return set(_ADDRESS.findall(entry.what.en))
