"""Runs every collector in every region, many at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from abusedesk import act, collect
from abusedesk.aws.read import Reader
from abusedesk.aws.regions import known_regions
from abusedesk.model import Coverage, Evidence, Scope

from . import _recheck_content, _recheck_host, _recheck_identity, _recovery_ask
from ._progress import Collecting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from abusedesk.aws.session import Session
    from abusedesk.collect import Collector

    from ._options import Options
    from ._progress import Tell

GLOBAL = "aws-global"
_FIRST = ("caller", "regions")
# Calls wait for the network nearly all of their time; more threads only fight for the interpreter.
_WORKERS = 24
_USABLE = {"opt-in-not-required", "opted-in"}
_OFF = "the region is not opted in, so nothing can run there"


@dataclass(slots=True)
class Gathered:
    """All that was read, and how each collector fared in each region."""

    evidence: list[Evidence] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Task:
    collector: Collector
    region: str


def gather(session: Session, scope: Scope, options: Options, tell: Tell) -> Gathered:
    """
    Everything that every collector can read of the account in scope.

    A region that is not opted in is a row of its own for each collector, never silence.
    """
    previewed = {call for one in act.every().values() for call in one.reads}
    looked_at_again = {*_recheck_content.READS, *_recheck_host.READS, *_recheck_identity.READS}
    collectors = collect.asking_also(sorted(previewed | looked_at_again | {*_recovery_ask.READS}))
    gathered = Gathered()
    first = [_Task(collectors[name], GLOBAL) for name in _FIRST]
    _run(first, session, scope, gathered, _counted(tell, len(first)))
    on, off = _regions(gathered.evidence, session, options.regions)
    rest = [one for one in collectors.values() if one.id not in _FIRST]
    named = [place for place in options.logs if place.startswith("s3://")]
    last = [[collect.named_logs(named)]] if named else []
    gathered.coverage += [
        Coverage(one.id, region, "not_opted_in", _OFF) for one in rest if one.regional for region in off
    ]
    waves = [
        [_Task(one, region) for one in wave for region in (on if one.regional else [GLOBAL])]
        for wave in [*_waves(rest), *last]
    ]
    told = _counted(tell, sum(map(len, waves)))
    for wave in waves:
        _run(wave, session, scope, gathered, told)
    gathered.coverage.sort(key=lambda row: (row.collector, row.region))
    return gathered


def _run(
    tasks: Sequence[_Task],
    session: Session,
    scope: Scope,
    into: Gathered,
    done_with: Callable[[Coverage], None],
) -> None:
    earlier = tuple(into.evidence)
    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        running = [pool.submit(_one, task, session, scope, earlier) for task in tasks]
        for done in as_completed(running):
            evidence, row = done.result()
            into.evidence += evidence
            into.coverage.append(row)
            done_with(row)


def _one(
    task: _Task, session: Session, scope: Scope, earlier: Sequence[Evidence]
) -> tuple[list[Evidence], Coverage]:
    reader = Reader(session, task.region, task.collector.reads)
    here = replace(scope, region=task.region)
    return collect.run(task.collector, reader, here, earlier)


def _counted(tell: Tell, total: int) -> Callable[[Coverage], None]:
    done = count(1)
    return lambda row: tell(Collecting(row, next(done), total))


def _regions(
    evidence: Iterable[Evidence], session: Session, only: Sequence[str]
) -> tuple[list[str], list[str]]:
    status = {one.key: str(one.data.get("OptInStatus")) for one in evidence if one.kind == "ec2.region"}
    # Where the list itself was denied, every region that the SDK knows is tried.
    known = status or dict.fromkeys(known_regions(session.caller().partition), "opted-in")
    wanted = {name: known.get(name, "opted-in") for name in only} if only else known
    on = sorted(name for name, opted in wanted.items() if opted in _USABLE)
    return on, sorted(set(wanted) - set(on))


def _waves(collectors: Sequence[Collector]) -> Iterator[list[Collector]]:
    """Groups of collectors, each needing only what earlier groups read."""
    left, done = list(collectors), set(_FIRST)
    while left:
        wave = [one for one in left if done.issuperset(one.after)]
        yield wave or left
        done.update(one.id for one in wave or left)
        left = [one for one in left if one.id not in done]
