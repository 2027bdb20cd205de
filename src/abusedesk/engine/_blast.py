"""What used a target in the last 90 days, and so what will stop when it is shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.lake import Lake
from abusedesk.model import Investigation, Trace, principal_of

from ._understanding import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from abusedesk.model import Attackers, Evidence, Step
    from abusedesk.store import Store

_BACK = timedelta(days=90)
# The phases whose steps stop something.
_STOPS = frozenset({"contain", "eradicate", "recover"})
_MOST = 20
_KEY = ("AKIA", "ASIA")
_ASK = """
select coalesce(principal, actor, "user", '') as who, coalesce(action, source) as what,
       coalesce(src_ip, '') as ip, coalesce(credential, '') as credential,
       count(*) as times, max("time") as last
from events
where ("time" is null or "time" >= $since) and coalesce(outcome, '') <> 'failure' and ({where})
group by all
order by times desc, last desc nulls last, who, what, ip
"""
# What runs with, through or on a thing; $name is bound, never pasted in.
_WHERE = {
    "key": "credential = $name",
    "identity": "lower(principal) = lower($name) or lower(actor) = lower($name)",
    "host": """
        ends_with(coalesce(actor, ''), '/' || $name)
        or (source not like 'cloudtrail%' and (target = $name or contains(record, $name)
            or list_contains($addresses, src_ip) or list_contains($addresses, dst_ip)))
    """,
    "thing": "target = $name or contains(record, $name)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Who did what, from which address, how often, and last when (aware UTC)."""

    by: str
    what: str
    ip: str
    times: int
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blast:
    """
    What used a target: uses are the owner's, which will stop; intruder's are his own.

    Both are the most frequent ones, at most 20; count and intruder_count are all events. last_used is what
    IAM itself says, of whomever. known is False where no events were read that could tell.
    """

    uses: tuple[Use, ...] = ()
    intruder: tuple[Use, ...] = ()
    count: int = 0
    intruder_count: int = 0
    cut: bool = False
    last_used: datetime | None = None
    known: bool = False


def blasts(store: Store, case_id: str, steps: Sequence[Step]) -> Mapping[int, Blast]:
    """What used the targets of steps in the 90 days before the account was last looked at, by number."""
    place = store.folder(case_id) / EVENTS
    evidence = tuple(store.evidence(case_id))
    if not place.exists():
        return {one.step: Blast(last_used=_last_used(one, evidence)) for one in steps}
    looked = store.get(case_id, "investigation", Investigation)
    since = (looked.now if looked else store.case(case_id).opened) - _BACK
    story = store.get(case_id, "trace", Trace) or Trace()
    with Lake.open_parquet(place) as lake:
        return {
            one.step: _blast(_rows(lake, one, since, evidence), story, _last_used(one, evidence))
            if one.phase in _STOPS
            else Blast(last_used=_last_used(one, evidence))
            for one in steps
        }


def _blast(rows: Iterable[tuple[Any, ...]], story: Trace, last: datetime | None) -> Blast:
    made = {one.id for one in story.affected if one.how == "created"}
    ours: list[tuple[Any, ...]] = []
    his: list[tuple[Any, ...]] = []
    for row in rows:
        (his if _is_his(row, story.attackers, made) else ours).append(row)
    uses, intruder = _uses(ours), _uses(his)
    return Blast(
        uses=uses[:_MOST],
        intruder=intruder[:_MOST],
        count=sum(int(row[4]) for row in ours),
        intruder_count=sum(int(row[4]) for row in his),
        cut=len(uses) > _MOST or len(intruder) > _MOST,
        last_used=last,
        known=True,
    )


def _rows(lake: Lake, step: Step, since: datetime, evidence: Iterable[Evidence]) -> Iterator[tuple[Any, ...]]:
    for kind, name in _asked(step, evidence):
        values: dict[str, object] = {"since": since, "name": name}
        if kind == "host":
            values["addresses"] = _addresses(name, evidence)
        yield from lake.ask(_ASK.format(where=_WHERE[kind]), **values)


def _asked(step: Step, evidence: Iterable[Evidence]) -> Iterator[tuple[str, str]]:
    target = step.target
    if target.startswith(_KEY):
        yield "key", target
    elif ":group/" in target:
        name = target.rpartition("/")[2]
        for one in evidence:
            if one.kind == "iam.user" and name in (one.data.get("GroupList") or ()):
                yield "identity", one.key
    elif ":user/" in target or ":role/" in target:
        # A session's events name their role without its path.
        role = target.partition(":role/")
        yield "identity", f"{role[0]}:role/{role[2].rpartition('/')[2]}" if role[2] else target
        if role[2].count("/"):
            yield "identity", target
    elif target.startswith("i-"):
        yield "host", target
    else:
        yield "thing", target


def _addresses(instance: str, evidence: Iterable[Evidence]) -> list[str]:
    found: set[str] = set()
    for one in evidence:
        if one.kind == "ec2.instance" and one.key == instance:
            found |= {
                str(one.data[name]) for name in ("PrivateIpAddress", "PublicIpAddress") if one.data.get(name)
            }
    return sorted(found)


def _is_his(row: tuple[Any, ...], attackers: Attackers, made: set[str]) -> bool:
    who, _, ip, credential, *_ = row
    lent = credential in attackers.credentials and not credential.startswith("AKIA")
    return ip in attackers.ips or lent or principal_of(who) in made


def _uses(rows: Iterable[tuple[Any, ...]]) -> tuple[Use, ...]:
    """All uses, the most frequent ones first."""
    found: dict[tuple[str, str, str], Use] = {}
    for who, what, ip, _, times, last in rows:
        before = found.get((who, what, ip))
        latest = max((one for one in (last, before.last if before else None) if one), default=None)
        total = int(times) + (before.times if before else 0)
        found[who, what, ip] = Use(by=who, what=what, ip=ip, times=total, last=latest)
    return tuple(sorted(found.values(), key=lambda one: (-one.times, one.by, one.what, one.ip)))


def _last_used(step: Step, evidence: Iterable[Evidence]) -> datetime | None:
    """What IAM says of the last use of a key, user or role."""
    found: list[str] = []
    for one in evidence:
        if one.key != step.target:
            continue
        for member, name in (
            ("AccessKeyLastUsed", "LastUsedDate"),
            ("RoleLastUsed", "LastUsedDate"),
        ):
            moment = (one.data.get(member) or {}).get(name)
            found += [str(moment)] if moment else []
        found += [str(one.data["PasswordLastUsed"])] if one.data.get("PasswordLastUsed") else []
    return max((datetime.fromisoformat(one) for one in found), default=None)
