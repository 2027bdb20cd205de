"""What the intruder did by calls, line by line: how he came in, what he took, looked at and changed."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from abusedesk.model import TimelineEntry
from abusedesk.translate import text

from ._deed import text_at
from ._dig import things
from ._entry import RECOVERY
from ._grave import is_read
from ._say import calls, listed, regions, times
from ._spoor import is_service_role
from ._things import takes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.model import Text

    from ._deed import Deed
    from ._story import Story

_CITED = 50
_ROLE = re.compile(r"(?<=resource: )arn:[\w-]+:iam::\d+:role/[\w+=,.@/-]+")
_ROLES = frozenset({"sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"})


def line(what: Text, deeds: Sequence[Deed]) -> TimelineEntry:
    """One line for deeds that belong together, at the time of the first."""
    return TimelineEntry(
        time=deeds[0].time,
        what=what,
        actor=deeds[0].who,
        region=deeds[0].event.region or "",
        evidence=tuple(deed.event.id for deed in deeds[:_CITED]),
    )


def ways_in(story: Story) -> Iterator[TimelineEntry]:
    """Every sign-in, and the first deed of each identity at each address; AWS's own roles have none."""
    seen: set[tuple[str, str]] = set()
    failed: dict[tuple[str, str], list[Deed]] = defaultdict(list)
    for deed in story.deeds:
        ip = deed.event.src_ip or ""
        named = ((deed.event.credential if deed.party.key else deed.who) or "", ip)
        sign_in = deed.action == "signin:ConsoleLogin"
        if deed.action.startswith(RECOVERY) or is_service_role(deed.who):
            continue
        if sign_in and not deed.ok:
            failed[deed.who, ip].append(deed)
        elif sign_in or named not in seen:
            seen.add(named)
            yield line(_way_in(deed), [deed])
    for (who, ip), deeds in failed.items():
        what = text(
            "The intruder fails to sign in to the console as {who} from {ip}, {times}.",
            who=who,
            ip=ip,
            times=times(len(deeds)),
        )
        yield line(what, deeds)
    yield from _recovery(story)


def _way_in(deed: Deed) -> Text:
    values = {"who": deed.who, "ip": deed.event.src_ip or ""}
    if deed.action == "signin:ConsoleLogin":
        return text("The intruder signs in to the console as {who} from {ip}.", **values)
    if deed.party.key:
        return text(
            "First call of the intruder with key {key} of {who} from {ip}: {call}.",
            key=deed.party.key,
            call=deed.action,
            **values,
        )
    return text("First call of the intruder as {who} from {ip}: {call}.", call=deed.action, **values)


def _recovery(story: Story) -> Iterator[TimelineEntry]:
    """A new password for the root user, which goes by the mailbox."""
    for deed in story.deeds:
        ip = deed.event.src_ip or ""
        if deed.ok and deed.action == f"{RECOVERY}Requested":
            yield line(text("A new password for {who} is asked for from {ip}.", who=deed.who, ip=ip), [deed])
        elif deed.ok and deed.action == f"{RECOVERY}Completed":
            what = text(
                "A new password for {who} is set from {ip}, with the link in AWS's mail: "
                "the intruder reads the mailbox.",
                who=deed.who,
                ip=ip,
            )
            yield line(what, [deed])


def calls_told(story: Story) -> Iterator[TimelineEntry]:
    """What he took first, then whom he became, where he looked, and what he changed."""
    yield from _taken(story)
    yield from _roles(story)
    yield from _looking(story)
    yield from _changes(story)


def _taken(story: Story) -> Iterator[TimelineEntry]:
    """Data that he read: secrets, parameters, objects."""
    groups: dict[tuple[str, str, str], list[Deed]] = defaultdict(list)
    for deed in story.deeds:
        if deed.ok and takes(deed.action):
            groups[deed.action, deed.event.region or "", deed.who].append(deed)
    for (call, region, who), deeds in groups.items():
        what = text(
            "{who} reads data in {region} with {call}, {times}: {names}.",
            who=who,
            region=region,
            call=call,
            times=times(len(deeds)),
            names=listed(_names(deeds)) or "?",
        )
        yield line(what, deeds)


def _names(deeds: Sequence[Deed]) -> list[str]:
    names = [_last(name) for deed in deeds for name, _, _ in things(deed)]
    return list(dict.fromkeys(names))


def _last(name: str) -> str:
    secret = name.partition(":secret:")[2]
    return secret or name.rpartition("/")[2].rpartition(":::")[2]


def _roles(story: Story) -> Iterator[TimelineEntry]:
    groups: dict[tuple[str, str, bool], list[Deed]] = defaultdict(list)
    for deed in story.deeds:
        if deed.action in _ROLES and not is_service_role(deed.who):
            groups[deed.who, _role(deed), deed.ok].append(deed)
    for (who, role, ok), deeds in groups.items():
        values = {"who": who, "role": role, "times": times(len(deeds))}
        if ok:
            what = text("{who} takes on the role {role}, {times}.", **values)
        else:
            what = text("{who} tries to take on the role {role} and is refused, {times}.", **values)
        yield line(what, deeds)


def _role(deed: Deed) -> str:
    """The role that was asked for; a refused call has it in AWS's words only."""
    said = _ROLE.search(text_at(deed.record, "errorMessage"))
    return text_at(deed.request, "roleArn") or (said[0] if said else "?")


def _looking(story: Story) -> Iterator[TimelineEntry]:
    parties: dict[tuple[str, str], list[Deed]] = defaultdict(list)
    for deed in story.deeds:
        if is_read(deed.action) and not (deed.ok and takes(deed.action)):
            parties[deed.who, deed.event.src_ip or ""].append(deed)
    for (who, ip), deeds in parties.items():
        refused = sum(not deed.ok for deed in deeds)
        values = {
            "who": who,
            "ip": ip,
            "calls": calls(len(deeds)),
            "regions": regions(len({deed.event.region for deed in deeds})),
        }
        if refused:
            what = text(
                "The intruder looks around as {who} from {ip}: {calls} in {regions}, {refused} refused.",
                refused=refused,
                **values,
            )
        else:
            what = text("The intruder looks around as {who} from {ip}: {calls} in {regions}.", **values)
        yield line(what, deeds)


def _changes(story: Story) -> Iterator[TimelineEntry]:
    """What he changed, the same call by the same identity in a region in one line."""
    groups: dict[tuple[str, str, str, bool], list[Deed]] = defaultdict(list)
    for deed in story.deeds:
        told = is_read(deed.action) or deed.action in _ROLES or deed.action == "signin:ConsoleLogin"
        if not told and not deed.action.startswith(RECOVERY):
            groups[deed.action, deed.event.region or "", deed.who, deed.ok].append(deed)
    for (call, region, who, ok), deeds in groups.items():
        names = _names(deeds)
        values = {"call": call, "region": region, "who": who, "times": times(len(deeds))}
        if not ok:
            what = text("{who}: {call} in {region} is refused {times}.", **values)
        elif len(names) > 1:
            what = text(
                "{who}: {call} in {region}, {total} things: {names}.",
                total=len(names),
                names=listed(names),
                **values,
            )
        elif names:
            what = text("{who}: {call} in {region}: {names}.", names=names[0], **values)
        else:
            what = text("{who}: {call} in {region}, {times}.", **values)
        yield line(what, deeds)
