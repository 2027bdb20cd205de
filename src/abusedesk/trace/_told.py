"""Puts the story together, in the order in which one part needs the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.model import Affected, Attackers, principal_of

from . import _activity, _breakins, _content, _facts, _flows, _made, _reported, _ssh, _web
from ._addresses import is_public
from ._affected import affected
from ._entry import entries, is_foreign
from ._fetched import fetched
from ._follow import Ground, addresses
from ._holders import holdings
from ._hosts import Hosts
from ._machine import take
from ._owner import tools
from ._seeds import deeds_on, hunt
from ._spoor import Claim, is_service_role, session_name
from ._story import Story
from ._weigh import STRANGE, Known, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.lake import Lake
    from abusedesk.model import Dossier

    from ._activity import PartyKey
    from ._breakins import BreakIn
    from ._content import Content
    from ._deed import Deed
    from ._entry import Entry
    from ._facts import Facts
    from ._flows import Scan
    from ._spoor import Spoor
    from ._web import Web, WebBreakIn

_AGENTS = 20


def told(dossier: Dossier, lake: Lake) -> Story:
    """The story of one case."""
    lake.answer_to(principal_of(dossier.responder))
    facts = _facts.gather(dossier)
    ground = _ground(dossier, lake, facts)
    hosts = Hosts(dossier)
    things = tuple(dict.fromkeys(_things(dossier, facts)))
    homes = _homes(ground)
    fallen = _breakins.find(_ssh.load(lake), hosts, homes)
    web = _web.find(lake, hosts, _reported.pages(dossier.notice), homes)
    content = _content.find(dossier, lake, facts)
    spoor = hunt(ground, dossier, things, [deed for one in content for deed in one.puts])
    hit: list[BreakIn | WebBreakIn] = [*fallen, *web.fallen]
    came = {key for one in hit for ip in one.ips for key in _at(ground, ip)}
    spoor.parties |= {key for key in came if ground.is_strange(key, "same_address")}
    take(ground, spoor, [(one.instance, one.first.time) for one in hit if one.instance])
    deeds = tuple(spoor.ordered)
    ways = entries([deed for deed in deeds if not is_service_role(deed.who)], ground.makers)
    scans = tuple(_scans(lake, hosts, {*things, *(one.instance for one in fallen)}))
    loaded = tuple(_loaded(lake, hosts, fallen, scans))
    by_calls = affected(deeds, facts.full, lake, dossier)
    return Story(
        dossier=dossier,
        facts=facts,
        ground=ground,
        spoor=spoor,
        deeds=deeds,
        entries=ways,
        things=things,
        attackers=_attackers(ground, spoor, [*_outside(fallen, web, content), *(ip for ip, _ in loaded)]),
        affected=tuple(_touched(dossier, (ways, fallen, web, content), by_calls)),
        breakins=fallen,
        scans=scans,
        loaded=loaded,
        holdings={ip: holdings(ip, dossier, lake, facts.names) for ip in dossier.notice.ips},
        launched=dict(_launched(ground, things)),
        tools=tuple(tools(lake, hosts, fallen)),
        fetched=tuple(fetched(lake, fallen)),
        web=web,
        content=content,
    )


def _ground(dossier: Dossier, lake: Lake, facts: Facts) -> Ground:
    activity, makers = _activity.load(lake, facts.names), _made.load(lake)
    known = _weighing(facts)
    return Ground(
        lake=lake,
        activity=activity,
        weighed=weigh(activity, known, makers.party_of),
        makers=makers,
        names=facts.names,
        ours=frozenset(facts.ours),
        spared=_spared(dossier),
    )


def _weighing(facts: Facts) -> Known:
    return Known(facts.findings, facts.announced, facts.machines, frozenset(facts.ours), facts.born)


def _spared(dossier: Dossier) -> frozenset[str]:
    """The responder, unless it is his own key or user that the notice is about."""
    from abusedesk.model import principal_of  # noqa: PLC0415 - only here

    who = principal_of(dossier.responder)
    keys = {
        one.key for one in dossier.things("iam.access_key") if who.endswith(f"/{one.data.get('UserName')}")
    }
    named = keys & set(dossier.notice.access_keys) or who.rpartition("/")[2] in dossier.notice.iam_users
    return frozenset() if named or not who else frozenset({who})


def _at(ground: Ground, ip: str) -> list[PartyKey]:
    return [party.id for party in ground.activity.by_ip.get(ip, ())]


def _things(dossier: Dossier, facts: Facts) -> Iterator[str]:
    for thing in dossier.notice.resources:
        yield thing.rpartition("/")[2] if ":ec2:" in thing else thing
    yield from (facts.ours[ip] for ip in dossier.notice.ips if facts.ours.get(ip))


def _homes(ground: Ground) -> frozenset[str]:
    """Addresses where the owner's people signed in or worked with nothing strange about it."""
    return frozenset(key.ip for key, found in ground.weighed.items() if found.score < STRANGE)


def _scans(lake: Lake, hosts: Hosts, instances: set[str]) -> Iterator[Scan]:
    for instance in sorted(instances - {""}):
        yield from _flows.scans(lake, instance, hosts.addresses.get(instance, ()))


def _loaded(
    lake: Lake, hosts: Hosts, fallen: tuple[BreakIn, ...], scans: tuple[Scan, ...]
) -> Iterator[tuple[str, str]]:
    for one in fallen:
        scanned = frozenset(scan.port for scan in scans if scan.instance == one.instance)
        ports = _flows.Ports(scanned, hosts.opened.get(one.instance, ()))
        yield from _flows.loaded_from(lake, one, hosts.addresses.get(one.instance, ()), ports)


def _launched(ground: Ground, things: tuple[str, ...]) -> Iterator[tuple[str, Deed]]:
    for thing in things:
        if thing.startswith("i-"):
            made = next((deed for deed in deeds_on(ground, thing) if deed.action == "ec2:RunInstances"), None)
            if made is not None:
                yield thing, made


def _outside(fallen: tuple[BreakIn, ...], web: Web, content: tuple[Content, ...]) -> Iterator[str]:
    """Where those came from who used no credentials of the account: hosts' doors, sites, open buckets."""
    hit: list[BreakIn | WebBreakIn] = [*fallen, *web.fallen]
    for one in hit:
        yield from one.ips
    for deed in (deed for one in content for deed in one.puts):
        ip = deed.event.src_ip
        if _content.is_anonymous(deed) and is_public(ip):
            yield ip


def _attackers(ground: Ground, spoor: Spoor, outside: Sequence[str]) -> Attackers:
    deeds = [deed for deed in spoor.ordered if not is_service_role(deed.who)]
    people = [deed.who for deed in deeds if deed.who.startswith("arn:") and not is_foreign(deed)]
    keys = [deed.event.credential for deed in deeds if deed.event.credential]
    agents = [
        deed.event.user_agent for deed in deeds if is_public(deed.event.src_ip) and deed.event.user_agent
    ]
    return Attackers(
        principals=tuple(dict.fromkeys([*people, *sorted(spoor.names("principal"))])),
        credentials=tuple(dict.fromkeys([*keys, *sorted(_keys(spoor))])),
        ips=tuple(dict.fromkeys([*addresses(ground, spoor), *outside])),
        user_agents=tuple(dict.fromkeys(agents))[:_AGENTS],
    )


def _keys(spoor: Spoor) -> set[str]:
    return {claim.name for claim in spoor.claims if claim.kind == Claim("credential", "").kind}


_Found = tuple["tuple[Entry, ...]", "tuple[BreakIn, ...]", "Web", "tuple[Content, ...]"]


def _touched(dossier: Dossier, found: _Found, by_calls: tuple[Affected, ...]) -> Iterator[Affected]:
    """Hosts that he was on or whose role he took, then what his calls touched; each once."""
    ways, fallen, web, content = found
    entered = (*_robbed(dossier, ways), *_hosts_hit(fallen, dossier), *_sites_hit(web, dossier))
    hosts: dict[str, Affected] = {}
    for one in (*entered, *_buckets_hit(content)):
        hosts.setdefault(one.id, one)
    made = {one.id for one in by_calls if one.how == "created"}
    yield from (one for one in hosts.values() if one.id not in made)
    yield from (one for one in by_calls if one.id not in hosts or one.id in made)


def _sites_hit(web: Web, dossier: Dossier) -> Iterator[Affected]:
    regions: Mapping[str, str] = {one.key: one.region for one in dossier.things("ec2.instance")}
    for one in web.fallen:
        if one.instance:
            yield Affected(
                id=one.instance,
                type="AWS::EC2::Instance",
                region=regions.get(one.instance, ""),
                how="used",
                by=one.ips[0] if one.ips else "",
                time=one.since,
                events=tuple(call.event for call in one.all_calls[:50]),
            )


def _buckets_hit(content: tuple[Content, ...]) -> Iterator[Affected]:
    """The bucket of every reported object that somebody wrote whom we know."""
    for one in content:
        if one.puts:
            yield Affected(
                id=one.arn,
                type="AWS::S3::Bucket",
                region=str(one.bucket.data.get("BucketRegion", "")) if one.bucket else "",
                how="used",
                by=one.puts[-1].who,
                time=one.puts[0].time,
                events=tuple(deed.event.id for deed in one.puts[:50]),
            )


def _robbed(dossier: Dossier, ways: tuple[Entry, ...]) -> Iterator[Affected]:
    """Instances whose role's credentials he used: their sessions bear the instance's id."""
    regions: Mapping[str, str] = {one.key: one.region for one in dossier.things("ec2.instance")}
    for way in ways:
        if way.way == "instance":
            instance = session_name(way.deeds[0].event.actor)
            yield Affected(
                id=instance,
                type="AWS::EC2::Instance",
                region=regions.get(instance, way.deeds[0].event.region or ""),
                how="used",
                by=way.who,
                time=way.since,
                events=tuple(deed.event.id for deed in way.deeds[:50]),
            )


def _hosts_hit(fallen: tuple[BreakIn, ...], dossier: Dossier) -> Iterator[Affected]:
    regions: Mapping[str, str] = {one.key: one.region for one in dossier.things("ec2.instance")}
    for one in fallen:
        if one.instance:
            logins = (one.first, *one.later)
            yield Affected(
                id=one.instance,
                type="AWS::EC2::Instance",
                region=regions.get(one.instance, ""),
                how="used",
                by=one.first.user,
                time=one.first.time,
                events=tuple(login.event for login in logins[:50]),
            )
