"""Searches the account for what the intruder made while he was being contained."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from abusedesk import act, collect, detect, plan, trace
from abusedesk.aws.read import Reader
from abusedesk.aws.regions import known_regions
from abusedesk.lake import Lake
from abusedesk.model import Scope

from ._collecting import GLOBAL
from ._contain_journal import APPROVED
from ._contain_steps import AT_ONCE, action_of, key_of, wave_of
from ._letters import READ, SUPERSEDED, dossier_of
from ._progress import silent
from ._reading import logs_of, read_into
from ._sweep_sessions import renewed
from ._understanding import EVENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.collect import Collector
    from abusedesk.model import Dossier, Evidence, Step, Trace

    from ._contain_run import Run

# What tells of new identities, keys, rights, machines and code, in groups that need only what earlier ones
# read; the rest waits for the next investigation.
COLLECTORS = (
    ("iam_authorization_details", "ec2_instances", "lambda_functions", "cloudtrail_event_history"),
    ("iam_access_keys",),
)
# An event may be stamped a little before what we saw of it.
_SLACK = timedelta(minutes=15)
_WORKERS = 16
_COVERED = AT_ONCE | {"copy", "protect", "network"}


@dataclass(frozen=True, slots=True)
class News:
    """
    Steps that the plan had not; covered are those that the approval holds for too.

    Covered is what can be taken back and denies an identity, shuts a key, or copies, protects or isolates a
    machine that the intruder made himself, or an identity that is denied already; all else waits for another
    approval.
    """

    added: tuple[Step, ...] = ()
    covered: tuple[Step, ...] = ()


def sweep(run: Run) -> News:
    """Read identities, machines and events again, plan again, and add what is new to the plan."""
    since = _since(run)
    fresh, story, new_keys = _explained(run, since)
    before = run.store.plan(run.case_id)
    known = {key_of(one) for one in before}
    new = [
        one
        for one in fresh
        if one.phase in {"preserve", "contain", "eradicate"} and one.because and key_of(one) not in known
    ]
    if not new:
        return News()
    first = max((one.step for one in before), default=0) + 1
    added = tuple(replace(one, step=number) for number, one in enumerate(new, first))
    run.store.save_plan(run.case_id, (*before, *added), run.session.now())
    denied = {one.target for one in before if one.phase == "contain" and wave_of(one) == "deny"}
    made = {one.id for one in story.affected if one.how == "created"}
    # What is revoked once more was approved the first time.
    revoked = {one.target for one in before if one.phase == "contain" and wave_of(one) == "sessions"}
    his = frozenset({*denied, *made, *new_keys})
    return News(
        added,
        tuple(
            one
            for one in added
            if run.choice.covers_news
            and _is_covered(one, his | revoked if wave_of(one) == "sessions" else his)
        ),
    )


def _is_covered(step: Step, his: frozenset[str]) -> bool:
    action = action_of(step)
    shuts = action is not None and action.reversible and wave_of(step) in _COVERED
    return shuts and step.phase in {"preserve", "contain"} and step.target in his


def _since(run: Run) -> datetime:
    """From when on something may be new: the first approval of the case."""
    first = next(iter(run.store.journal(run.case_id).entries(APPROVED)))
    return datetime.fromisoformat(str(first.body["at"])) - _SLACK


def _explained(run: Run, since: datetime) -> tuple[tuple[Step, ...], Trace, frozenset[str]]:
    """The plan that all events so far ask for, the story, and keys that are no older than since."""
    store, case_id = run.store, run.case_id
    dossier, new = _read(run, since)
    place = store.folder(case_id) / EVENTS
    lake = Lake.open_parquet(place) if place.exists() else Lake()
    with lake:
        read_into(lake, list(logs_of(store, new)), silent, year_hint=dossier.now)
        found = replace(dossier, findings=tuple(detect.run(lake, detect.every().values())))
        story = trace.run(found, lake)
        lake.save(place)
        again = tuple(renewed(run, found, story, lake))
    store.save_findings(case_id, found.findings)
    store.put(case_id, "trace", story)
    steps = plan.make(found, story, {name: one.facts() for name, one in act.every().items()})
    keys = [one for one in new if one.kind == "iam.access_key" and one.data.get("CreateDate")]
    young = {one.key for one in keys if datetime.fromisoformat(str(one.data["CreateDate"])) >= since}
    return (*steps, *again), story, frozenset(young)


def _read(run: Run, since: datetime) -> tuple[Dossier, list[Evidence]]:
    """The case as it is with the newest evidence, and that evidence."""
    store, case_id, now = run.store, run.case_id, run.session.now()
    dossier = dossier_of(store, case_id)
    # A call of this very second may be stamped with the next one.
    scope = Scope(run.account, GLOBAL, since, now + timedelta(minutes=1))
    new = _gathered(run, scope)
    replaced = {one.collector for one in new if not one.kind.startswith("log.")}
    gone = {
        one.id for one in dossier.evidence if one.collector in replaced and not one.kind.startswith("log.")
    }
    store.add_evidence(case_id, new)
    ids = {one.id for one in new}
    store.put(case_id, SUPERSEDED, sorted({*store.get_all(case_id, SUPERSEDED, str), *gone} - ids))
    kept = [one for one in store.get_all(case_id, READ, str) if one not in gone]
    store.put(case_id, READ, list(dict.fromkeys([*kept, *(one.id for one in new)])))
    evidence = tuple(one for one in dossier.evidence if one.id not in gone)
    return replace(dossier, evidence=(*evidence, *new), now=now), new


def _gathered(run: Run, scope: Scope) -> list[Evidence]:
    units = collect.every()
    found = _collected(run, scope, [(units["regions"], GLOBAL)], ())
    on = [one.key for one in found if one.data.get("OptInStatus") != "not-opted-in"]
    regions = on or list(known_regions(run.session.caller().partition))
    found = []
    for names in COLLECTORS:
        tasks = [
            (units[name], region)
            for name in names
            for region in (regions if units[name].regional else [GLOBAL])
        ]
        found += _collected(run, scope, tasks, tuple(found))
    return found


def _collected(
    run: Run, scope: Scope, tasks: Sequence[tuple[Collector, str]], earlier: tuple[Evidence, ...]
) -> list[Evidence]:
    def read(task: tuple[Collector, str]) -> list[Evidence]:
        unit, region = task
        reader = Reader(run.session, region, unit.reads)
        return collect.run(unit, reader, replace(scope, region=region), earlier)[0]

    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        return [one for found in pool.map(read, tasks) for one in found]
