"""What a collector is, how it is run, and what its outcome says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent, Denied, Throttled, Unreachable
from abusedesk.model import Coverage, Evidence, Gap, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from abusedesk.aws.read import Page, Reader
    from abusedesk.model import CoverageStatus, Scope

# What AWS may answer instead of what was asked; anything else is a fault of ours.
OUTCOMES = (Absent, Denied, Throttled, Unreachable)

# The worst says what the row is.
_WORST_FIRST: tuple[CoverageStatus, ...] = (
    "denied",
    "failed",
    "truncated",
    "delayed",
    "not_opted_in",
    "not_enabled",
    "empty",
    "read",
)
_NAMED = 3  # things that one reason names before it counts the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """
    What it reads, by which calls, and how.

    regional: run once in each region, else once with the region "aws-global". reads are declarations
    as in abusedesk.aws.permissions. source is AWS's documentation. collect is given a Reader of those
    calls, what to look at, and the evidence of the collectors named in after, and of any others that
    were run before.
    """

    id: str
    title: str
    regional: bool
    reads: tuple[str, ...]
    source: str
    collect: Callable[[Reader, Scope, Sequence[Evidence]], Iterator[Evidence | Gap]]
    after: tuple[str, ...] = ()


def run(
    collector: Collector, reader: Reader, scope: Scope, earlier: Sequence[Evidence]
) -> tuple[list[Evidence], Coverage]:
    """
    All evidence that collector finds, and how it fared.

    The row's status is the worst of all that happened; why names what was missing, permissions above
    all, each reason once. What AWS would not give is never an error here.
    """
    before = len(reader.calls)
    found: list[Evidence] = []
    gaps: list[Gap] = []
    for one in parts(collector.collect(reader, scope, earlier)):
        if isinstance(one, Gap):
            gaps.append(one)
        else:
            found.append(one)
    calls = len(reader.calls) - before
    return found, _coverage(collector.id, scope.region, gaps, len(found), calls)


def of(  # noqa: PLR0913  # all but page by name: the columns of the evidence
    page: Page, *, collector: str, kind: str, key: str, scope: Scope, data: Mapping[str, Any]
) -> Evidence:
    """One thing that page shows, as evidence; times in data become ISO 8601 text."""
    return Evidence(
        collector=collector,
        kind=kind,
        key=key,
        account=scope.account,
        region=scope.region,
        call=page.call,
        asked=page.asked,
        sha256=page.sha256,
        data=to_json(data),
    )


def gap(why: Absent | Denied | Throttled | Unreachable, about: str = "") -> Gap:
    """
    What AWS answered instead, as a Gap.

    about names the thing that was asked for, where a collector asks for many; it stands on a second line,
    by which run() puts all things with one reason together.
    """
    status: CoverageStatus = "failed"
    said = str(why)
    if isinstance(why, Denied):
        status = "denied"
        said = said if why.permission in said else f"{why.permission}: {said}"
    elif isinstance(why, Absent):
        # Its status is one of these three words, by the docstring of Absent.
        status = "not_opted_in" if why.status == "not_opted_in" else "not_enabled"
        status = "empty" if why.status == "empty" else status
    return Gap(status, f"{said}\n{about}" if about else said)


def parts(*each: Iterable[Evidence | Gap]) -> Iterator[Evidence | Gap]:
    """All of each, one after the other; where AWS cuts one short a Gap says why, and the next goes on."""
    for part in each:
        try:
            yield from part
        except OUTCOMES as why:
            yield gap(why)


def things(earlier: Sequence[Evidence], kind: str, region: str | None = None) -> list[Evidence]:
    """The evidence of one kind among earlier, of region or of all."""
    return [one for one in earlier if one.kind == kind and region in {None, one.region}]


def _coverage(collector: str, region: str, gaps: list[Gap], found: int, calls: int) -> Coverage:
    met = {one.status for one in gaps} | {"read" if found else "empty"}
    if found:
        met.discard("empty")
    status = next(each for each in _WORST_FIRST if each in met)
    why = _joined(sorted(gaps, key=lambda one: _WORST_FIRST.index(one.status)))
    if found and status not in {"read", "empty"}:
        why += f"; read all the same: {found}"
    return Coverage(collector, region, status, why, calls)


def _joined(gaps: list[Gap]) -> str:
    reasons: dict[str, dict[str, None]] = {}
    for one in gaps:
        reason, _, about = one.why.partition("\n")
        reasons.setdefault(reason, {}).update({about: None} if about else {})
    return "; ".join(_with_names(reason, list(names)) for reason, names in reasons.items() if reason)


def _with_names(reason: str, names: list[str]) -> str:
    if not names:
        return reason
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{reason}: {', '.join(names[:_NAMED])}{more}"
