"""A machine that the intruder was on: what its role did from then on that it had never done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._activity import OTHERS
from ._addresses import is_public
from ._deed import opened
from ._follow import follow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ._deed import Deed
    from ._follow import Ground
    from ._spoor import Spoor


def take(ground: Ground, spoor: Spoor, machines: Iterable[tuple[str, datetime]]) -> Spoor:
    """
    Add to spoor what the role sessions of machines did out of habit since a time.

    machines are instance ids and function names. Their own calls go on, so only calls that the role had
    never made count, and whatever comes with them.
    """
    for machine, since in machines:
        for deed in _new_calls(ground, machine, since):
            spoor.deeds.setdefault(deed.event.id, deed)
            ip = deed.event.src_ip
            if is_public(ip) and ip not in ground.ours and deed.party in ground.weighed:
                spoor.parties.add(deed.party)
    return follow(ground, spoor)


def _new_calls(ground: Ground, machine: str, since: datetime) -> list[Deed]:
    where = f"{OTHERS} and actor like $session"
    found = [
        opened(event, ground.names)
        for event in ground.lake.events(where, session=f"%:assumed-role/%/{machine}")
    ]
    deeds = [deed for deed in found if deed is not None]
    roles = {deed.who for deed in deeds}
    usual = {
        cell.action
        for role in roles
        for party in ground.activity.by_who.get(role, ())
        for cell in party.cells
        if cell.first < since
    }
    usual |= {deed.event.action or "" for deed in deeds if deed.time < since}
    return [deed for deed in deeds if deed.time >= since and (deed.event.action or "") not in usual]
