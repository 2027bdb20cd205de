"""Whether a reported address or instance was ours when the reported thing happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from ._facts import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ._holders import Holding
    from ._story import Story

Verdict = Literal["ours", "not_ours", "never_seen", "unclear"]

# Clocks of those who report are seldom right to the minute.
_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Held:
    """One reported thing and whose it was; since is when it came to us, until when it went; ids prove it."""

    thing: str
    verdict: Verdict
    since: datetime | None
    until: datetime | None
    proof: tuple[str, ...]


def held(story: Story) -> tuple[Held, ...]:
    """The reported addresses, and the reported instances, each judged by itself."""
    return (*_addresses(story), *_instances(story))


def _addresses(story: Story) -> Iterator[Held]:
    for ip, spans in story.holdings.items():
        if not spans:
            yield Held(ip, "never_seen", None, None, ())
        elif story.when is None:
            yield Held(ip, "unclear", spans[-1].since, spans[-1].until, spans[-1].proof)
        else:
            yield _at(ip, spans, story.when)


def _at(ip: str, spans: tuple[Holding, ...], when: tuple[datetime, datetime]) -> Held:
    start, end = when
    proof = tuple(one for span in spans for one in span.proof)
    over = [span for span in spans if _overlaps(span, start, end)]
    if not over:
        after = next((span for span in spans if span.since and span.since > end), None)
        before = next((span for span in reversed(spans) if span.until and span.until < start), None)
        return Held(ip, "not_ours", after.since if after else None, before.until if before else None, proof)
    sure = [span for span in over if span.certain]
    return Held(ip, "ours" if sure else "unclear", over[0].since, over[0].until, proof)


def _overlaps(span: Holding, start: datetime, end: datetime) -> bool:
    began = span.since is None or span.since <= end + _SLACK
    ended = span.until is not None and span.until < start - _SLACK
    return began and not ended


def _instances(story: Story) -> Iterator[Held]:
    for instance in story.instances:
        shown = story.one("ec2.instance", instance)
        launched = story.launched.get(instance)
        since = launched.time if launched else moment(shown.data.get("LaunchTime")) if shown else None
        proof = tuple(
            one for one in (launched.event.id if launched else "", shown.id if shown else "") if one
        )
        if launched is None and shown is None:
            yield Held(instance, "never_seen", None, None, ())
        elif story.when is None or since is None:
            yield Held(instance, "unclear", since, None, proof)
        elif launched is not None and since > story.when[1] + _SLACK:
            yield Held(instance, "not_ours", since, None, proof)
        else:
            yield Held(instance, "ours" if since <= story.when[1] else "unclear", since, None, proof)


def could_look(story: Story) -> bool:
    """Whether addresses and instances were read in every region, so that not seeing one means something."""
    return all(
        row.status in {"read", "empty", "not_opted_in"}
        for row in story.dossier.coverage
        if "instance" in row.collector or "address" in row.collector or "interface" in row.collector
    )
