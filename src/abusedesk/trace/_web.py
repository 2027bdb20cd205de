"""Hosts entered through what they serve: whose program appeared in a web server's log, and who came by it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ._addresses import is_public

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from abusedesk.lake import Lake

    from ._hosts import Hosts
    from ._reported import Page

# What a web server runs instead of handing it out.
_RUNS = re.compile(
    r"\.(?:php\d?|phtml|phar|pht|jspx?|jsw|aspx?|ashx|asmx|cfm|cgi|pl|py|rb|sh)(?:/|$)", re.IGNORECASE
)
# Folders for what is only handed out, and where a program has no business.
_DATA = re.compile(
    r"/(?:upload\w*|files?|attachments?|images?|img|pics?|photos?|media|stories|avatars?|gallery|"
    r"te?mp|cache|backups?|css|js|fonts?|assets?|static|downloads?|docs?|\.[\w-]+)/",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"(?:^|[?&;])(?:cmd|command|exec|execute|c|shell|system|passthru|eval|run)=|"
    r"(?:^|[=+ /;|&])(?:whoami|uname|wget|curl|/bin/(?:ba)?sh|base64)\b|%3Bid\b|/etc/passwd",
    re.IGNORECASE,
)
_WRITES = frozenset({"POST", "PUT"})
_SOON = timedelta(minutes=30)
_BEFORE_PAGE = timedelta(hours=3)
_NEWCOMER = timedelta(hours=24)
_WARM_UP = timedelta(hours=12)
_FEW = 4  # addresses; what the owner adds for everybody is soon called by more
_OFTEN = 3
_ENOUGH = 5
_SUCCESS = "outcome = 'success' and http_method is not null and \"time\" is not null"
_STEM = "split_part(url, '?', 1)"

_SITES = """select file, target, min("time"), max("time"), count(*) from events
where source = 'web_access' and "time" is not null group by file, target"""
_SCRIPTS = f"""
select file, target, {_STEM} as stem, min("time"), count(*), count(distinct src_ip),
    count(*) filter (http_method in ('POST', 'PUT'))
from events where source = 'web_access' and {_SUCCESS} and regexp_matches(lower({_STEM}), $runs)
group by file, target, stem
"""
_REQUESTS = f"""
select id, "time", file, target, src_ip, http_method, url, user_agent,
    json_extract_string(record, '$."cs-referer"')
from events where source = 'web_access' and {_SUCCESS} and {{where}} order by "time", line, id
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was answered; path is the target without its query, %-codes read."""

    event: str
    time: datetime
    ip: str
    method: str
    path: str
    query: str
    referer: str
    agent: str


@dataclass(frozen=True, slots=True)
class WebBreakIn:
    """
    One host that fell through its site.

    instance is "" where none is known by the log. path is the intruder's program there, "" where he
    came by none; entry what he sent before it was there (None: not in the log). calls are his requests
    in order of time, ips where they came from. page is the first request for the reported page, None
    where it was never asked for, or was there before; visitors counts the others who asked for it.
    """

    site: str
    instance: str
    path: str
    entry: Request | None
    calls: tuple[Request, ...]
    ips: tuple[str, ...]
    score: float
    page: Request | None = None
    visitors: int = 0

    @property
    def all_calls(self) -> tuple[Request, ...]:
        """What he sent first, and all that came after."""
        return (*((self.entry,) if self.entry else ()), *self.calls)

    @property
    def since(self) -> datetime:
        """When he came in."""
        return min(one.time for one in self.all_calls)

    @property
    def first(self) -> Request:
        """His first request."""
        return self.entry or self.calls[0]


@dataclass(slots=True)
class Site:
    """What one host's access logs say, by its instance where it is known, else by file."""

    name: str
    instance: str
    first: datetime
    last: datetime
    places: set[tuple[str, str]] = field(default_factory=set)

    def warmed_up(self, when: datetime) -> bool:
        """Whether the log goes back far enough before when to tell what is new."""
        return when - self.first >= min(_WARM_UP, (self.last - self.first) / 4)


@dataclass(frozen=True, slots=True)
class Visits:
    """How often the reported page was served by a site, by whom first, and whether it was always there."""

    site: Site
    page: Page
    first: Request
    addresses: int
    is_new: bool


@dataclass(frozen=True)
class Web:
    """What all access logs say: hosts that fell, and the reported pages that were served."""

    fallen: tuple[WebBreakIn, ...] = ()
    served: tuple[Visits, ...] = ()


def find(lake: Lake, hosts: Hosts, pages: Sequence[Page], homes: Collection[str]) -> Web:
    """Every host entered through its site, by time; homes are addresses of the owner's people."""
    sites = _sites(lake, hosts)
    if not sites:
        return Web()
    hunt = _Hunt(lake, sites, tuple(pages), frozenset(homes))
    served = tuple(hunt.served())
    fallen = [one for site in sites.values() if (one := hunt.break_in(site, served)) is not None]
    return Web(tuple(sorted(fallen, key=lambda one: one.since)), served)


def _sites(lake: Lake, hosts: Hosts) -> dict[str, Site]:
    found: dict[str, Site] = {}
    for file, target, first, last, _ in lake.ask(_SITES):
        instance = hosts.find(file) or hosts.find(target)
        name = instance or re.sub(r"[-._]?\d{6,}\S*$", "", file)
        site = found.setdefault(name, Site(name, instance, first, last))
        site.first, site.last = min(site.first, first), max(site.last, last)
        site.places.add((file, target or ""))
    return found


@dataclass
class _Hunt:
    """Looks through the logs of all sites, asking for lines only where something is worth a look."""

    lake: Lake
    sites: Mapping[str, Site]
    pages: tuple[Page, ...]
    homes: frozenset[str]

    def requests(self, where: str, **values: object) -> list[tuple[tuple[str, str], Request]]:
        """Answered requests for which where is true, in order of time, each with its place."""
        rows = self.lake.ask(_REQUESTS.format(where=where), **values)
        return [((row[2], row[3] or ""), _request(row)) for row in rows]

    def of_site(self, site: Site, where: str, **values: object) -> list[Request]:
        """Those of one site."""
        return [one for place, one in self.requests(where, **values) if place in site.places]

    def served(self) -> Iterator[Visits]:
        """Every reported page that a site served."""
        for page in self.pages:
            last = page.path.rstrip("/").rpartition("/")[2] or "/"
            asked = self.requests("position(lower($last) in lower(url)) > 0", last=last)
            if not asked and "%" not in last:
                asked = self.requests("position(lower($folder) in lower(url)) > 0", folder=page.folder)
            for site in self.sites.values():
                mine = [one for place, one in asked if place in site.places and page.is_at(one.path)]
                if mine:
                    count = len({one.ip for one in mine})
                    yield Visits(site, page, mine[0], count, site.warmed_up(mine[0].time))

    def break_in(self, site: Site, served: Sequence[Visits]) -> WebBreakIn | None:
        """The way in that most speaks for, by a program of his or by what came just before the page."""
        shown = [one for one in served if one.site is site and one.is_new]
        found = [one for stem in self._new_scripts(site, shown) if (one := self._by_shell(site, stem, shown))]
        found = found or [one for visit in shown if (one := self._by_page(site, visit))]
        if not found:
            return None
        best = max(found, key=lambda one: one.score)
        mates = [one for one in found if one is not best and set(one.ips) & set(best.ips)]
        return _joined(best, mates)

    def _new_scripts(self, site: Site, shown: Sequence[Visits]) -> Iterator[str]:
        """Scripts that were not there at first and that few call."""
        groups: dict[str, list[tuple[datetime, int, int]]] = defaultdict(list)
        for file, target, stem, first, count, clients, _ in self.lake.ask(
            _SCRIPTS, runs=_RUNS.pattern.lower()
        ):
            if (file, target or "") in site.places:
                groups[stem].append((first, count, clients))
        folders = [one.page.folder for one in shown if len(one.page.folder) > 1]
        kits = tuple(folder for folder in folders if not _is_wide(folder, groups))
        for stem, rows in groups.items():
            first = min(row[0] for row in rows)
            part_of_page = unquote(stem).startswith(kits) or any(one.page.is_at(stem) for one in shown)
            few = max(row[2] for row in rows) <= _FEW * 3
            if few and not part_of_page and site.warmed_up(first):
                yield stem

    def _by_shell(self, site: Site, stem: str, shown: Sequence[Visits]) -> WebBreakIn | None:
        calls = self.of_site(site, f"{_STEM} = $stem", stem=stem)
        own = [one for one in calls if _commands(one) or one is calls[0]]
        ips = tuple(dict.fromkeys(one.ip for one in own if is_public(one.ip)))
        if not ips or len(ips) > _FEW or any(ip in self.homes for ip in ips):
            return None
        past = self._past(site, ips, own[0].time)
        if not past.is_newcomer(own[0]):
            return None
        entry = past.before(own[0], _SOON)
        later = [one for one in shown if one.first.time >= own[0].time]
        parts = {
            "put": 3 if any(one.method == "PUT" for one in own) else 0,
            "data": 2 if _DATA.search(unquote(stem)) else 0,
            "command": 2 if any(_COMMAND.search(one.query) for one in own) else 0,
            "entry": 2 if entry is not None else 0,
            "page": 2 if later else 0,
            "often": 1 if sum(one.method in _WRITES for one in own) >= _OFTEN else 0,
        }
        sure = parts["put"] or parts["data"] or parts["command"] or (parts["entry"] and parts["page"])
        score = 2 + sum(parts.values())
        if not sure or score < _ENOUGH:
            return None
        return _break_in(site, unquote(stem), entry, own, (score, later))

    def _by_page(self, site: Site, visit: Visits) -> WebBreakIn | None:
        """Who asked for the page first, when he had just sent something, is who put it there."""
        first = visit.first
        if first.ip in self.homes or not is_public(first.ip):
            return None
        past = self._past(site, (first.ip,), first.time)
        entry = past.before(first, _BEFORE_PAGE)
        if entry is None or not past.is_newcomer(first):
            return None
        sent = [one for one in past.requests if entry.time <= one.time < first.time and one.method in _WRITES]
        return _break_in(site, "", entry, [*sent, first], (_ENOUGH, [visit]))

    def _past(self, site: Site, ips: Sequence[str], until: datetime) -> _Past:
        bound = {f"ip{number}": ip for number, ip in enumerate(ips)}
        where = f'src_ip in ({", ".join("$" + name for name in bound)}) and "time" <= $until'
        return _Past(self.of_site(site, where, until=until, **bound))


@dataclass(frozen=True, slots=True)
class _Past:
    """What some addresses had been answered before."""

    requests: list[Request]

    def is_newcomer(self, to: Request) -> bool:
        """Whether the first of them came no earlier than a day before."""
        return all(one.time >= to.time - _NEWCOMER for one in self.requests)

    def before(self, to: Request, within: timedelta) -> Request | None:
        """The first thing that the same address sent elsewhere shortly before."""
        sent = [
            one
            for one in self.requests
            if one.ip == to.ip and one.path != to.path and one.method in _WRITES and one.time <= to.time
        ]
        return next((one for one in sent if one.time >= to.time - within), None)


def _is_wide(folder: str, stems: Iterable[str]) -> bool:
    """Whether the site's own programs lie in the folder too."""
    return sum(unquote(stem).startswith(folder) for stem in stems) > _FEW


def _commands(one: Request) -> bool:
    """Whether a request tells a program what to do, and is no form of the page it stands on."""
    same = one.referer.partition("?")[0].endswith(one.path)
    visited = bool(one.referer) and not same
    return (one.method in _WRITES and not visited) or bool(_COMMAND.search(one.query))


def _request(row: tuple[Any, ...]) -> Request:
    event, time, _, _, ip, method, url, agent, referer = row
    stem, _, query = (url or "").partition("?")
    return Request(event, time, ip or "", method, unquote(stem), query, referer or "", agent or "")


def _break_in(
    site: Site,
    path: str,
    entry: Request | None,
    own: Sequence[Request],
    more: tuple[float, Sequence[Visits]],
) -> WebBreakIn:
    score, shown = more
    seen = [*((entry,) if entry else ()), *own]
    ips = tuple(dict.fromkeys(one.ip for one in seen if is_public(one.ip)))
    first = min((one.first for one in shown), key=lambda one: one.time, default=None)
    visitors = max((one.addresses for one in shown), default=0)
    return WebBreakIn(site.name, site.instance, path, entry, tuple(own), ips, score, first, visitors)


def _joined(best: WebBreakIn, others: Sequence[WebBreakIn]) -> WebBreakIn:
    """The best way in with what the same intruder did by his other programs."""
    calls = sorted({one for fall in (best, *others) for one in fall.calls}, key=lambda one: one.time)
    entries = [fall.entry for fall in (best, *others) if fall.entry is not None]
    ips = tuple(dict.fromkeys(ip for fall in (best, *others) for ip in fall.ips))
    entry = min(entries, key=lambda one: one.time, default=None)
    return WebBreakIn(
        best.site, best.instance, best.path, entry, tuple(calls), ips, best.score, best.page, best.visitors
    )
