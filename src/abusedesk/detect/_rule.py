"""What a rule and an analytic are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from abusedesk.lake import Lake
    from abusedesk.model import Finding, Severity

    from ._logsource import LogSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One question to the lake, compiled from a Sigma file.

    means says what an intruder gets by it, harmless when it is ordinary work; both and title are
    messages of the catalogue in our own rules. techniques are "T1078.004", tactics "initial-access".
    sql gives every matching event: the columns of `events`, and grp, the texts that make one finding.
    calls are the only values of CloudTrail's eventName (lower case) that can match, None where the
    rule names none. sources are the log formats asked; ips the columns whose addresses are telling.
    """

    id: str
    title: str
    severity: Severity
    means: str
    harmless: str
    source: str
    logsource: LogSource
    sql: str = field(repr=False)
    status: str = ""
    techniques: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    ips: tuple[str, ...] = ("src_ip",)
    calls: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analytic:
    """
    One question that Sigma cannot put; the facts mean what Rule's do.

    severity is the highest that find gives; find asks the lake and gives findings in any order.
    """

    id: str
    title: str
    severity: Severity
    means: str
    harmless: str
    source: str
    find: Callable[[Lake], Iterable[Finding]]
    techniques: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
