"""Where the hunt begins: what the notice names, what GuardDuty saw, and who stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _agents
from ._activity import OTHERS
from ._deed import items_at, opened
from ._follow import follow, seeded
from ._grave import is_grave, is_read
from ._spoor import Spoor, session_name, short
from ._weigh import STRANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from abusedesk.model import Dossier

    from ._activity import PartyKey
    from ._deed import Deed
    from ._follow import Ground
    from ._weigh import Weighed

# An instance's address tells a rare thing's whole story; a bucket's name may stand in every line.
_EVENTS_OF_THING = 500
_DEPTH = 4
_ALARMED = 1.5
_GLARING = 6.0
_BEST = 3.25
_ACTS = frozenset(
    {"root_without_factor", "grave_call", "grave_calls", "refused_once", "refused_often", "new_region"}
)
_BAD = frozenset({"grave_calls", "refused_often", "guardduty", "guardduty_high", "rule_critical"})
# With one of these nobody is taken for a traveller; and how much stranger the better suspect has to be.
_DAMNING = frozenset(
    {
        *("refused_often", "guardduty", "guardduty_high", "guardduty_tool", "rule_critical", "looks_around"),
        *("root_without_factor", "second_factor_left_out", "machine_moved"),
    }
)
_CLEARLY = 2.0
_MISTYPED = 2
_NEARLY = 1.0
_MAIL = frozenset({"ses"})
_ROUND = 4  # regions: an own program sends from one or two
# Whose calls explain a kind of notice.
_SERVICES: Mapping[str, frozenset[str]] = {
    "ses_bounce": _MAIL,
    "ses_complaint": _MAIL,
    "ses_credentials": _MAIL,
    "ses_review": _MAIL,
    "ses_spamtrap": _MAIL,
    "spam": _MAIL,
    "crypto_mining": frozenset({"ec2", "ecs", "batch", "sagemaker", "lambda", "lightsail", "autoscaling"}),
    "usage_confirmation": frozenset({"ec2", "ecs", "batch", "sagemaker", "lightsail", "autoscaling"}),
    "public_bucket": frozenset({"s3"}),
    "bedrock_access": frozenset({"bedrock"}),
}
_ENTERED = frozenset(
    {
        "account_compromised",
        "crypto_mining",
        "key_quarantined",
        "root_compromised",
        "ses_credentials",
        "suspected_access_key",
        "third_party_access",
        "usage_confirmation",
    }
)


def hunt(ground: Ground, dossier: Dossier, things: tuple[str, ...], puts: Sequence[Deed] = ()) -> Spoor:
    """
    All that is the intruder's, nothing where there is none.

    things are the resources that the notice is about, by id or ARN, puts the calls that wrote what it
    complains of. What it names counts first; parties that merely stand out count only when that leads
    nowhere, and more so the more the notice named.
    """
    named = dict(_named(ground, dossier, things))
    named |= {key: "maker" for deed in puts for key in responsible(ground, deed)}
    spoor = follow(
        ground, seeded({key for key, tie in named.items() if ground.is_strange(key, tie)}, "named")
    )
    for key in _alarmed(ground):
        spoor.parties.add(key)
        spoor.ties.setdefault(key, "guardduty")
    follow(ground, spoor)
    if not spoor.deeds:
        follow(ground, _into(spoor, set(_glaring(ground, dossier, tied=bool(named or things)))))
    return spoor


def _glaring(ground: Ground, dossier: Dossier, *, tied: bool) -> Iterator[PartyKey]:
    """
    Parties that stand out with nothing else to tie them to the abuse.

    Where AWS says that the account was entered, a little less will do; where it names something that
    nothing strange leads to, more is needed.
    """
    entered = dossier.notice.kind in _ENTERED
    needed = _GLARING + (1.0 if tied else 0.0) - (1.5 if entered else 0.0)
    ranked = sorted(ground.weighed.items(), key=lambda item: (-item[1].score, item[1].party.first))
    candidates = [(key, found) for key, found in ranked if key.who not in ground.spared]
    glaring = [
        key for key, found in candidates if found.score >= needed and (entered or _BAD & set(found.signs))
    ]
    if not glaring and entered and candidates:
        glaring = [key for key, found in candidates[:1] if found.score >= _BEST and _ACTS & set(found.signs)]
    kept = explained(ground, glaring)
    yield from (key for key in glaring if key not in kept)


def explained(ground: Ground, found: Iterable[PartyKey]) -> frozenset[PartyKey]:
    """
    Those of found who are the owner's people on the road, as somebody else is by far the better suspect.

    A person at the console with the very browser of the weeks before, whom nothing was refused and no
    alarm speaks against, is held against the strangest of the others.
    """
    weighed = [ground.weighed[key] for key in found]
    spared: set[PartyKey] = set()
    for one in weighed:
        rivals = [other.score for other in weighed if other.party.id.identity != one.party.id.identity]
        better = max(rivals, default=0.0) - one.score
        if _is_traveller(one) and better >= (_NEARLY if _signs_with_name(ground, one) else _CLEARLY):
            spared.add(one.party.id)
    return frozenset(spared)


def _is_traveller(one: Weighed) -> bool:
    signs = set(one.signs)
    person = not one.party.id.key and any(_agents.family(agent) == "browser" for agent in one.party.agents)
    failed = sum(
        cell.count for cell in one.party.cells if cell.action == "signin:ConsoleLogin" and not cell.ok
    )
    return person and failed <= _MISTYPED and "same_agent" in signs and not signs & _DAMNING


def _signs_with_name(ground: Ground, one: Weighed) -> bool:
    """Whether all machines that the party launched carry its own name in a tag, which a thief's do not."""
    name = (one.party.id.session or one.party.id.who.rpartition("/")[2]).partition("@")[0].lower()
    where = f"{OTHERS} and action = 'ec2:RunInstances' and outcome = 'success' and src_ip = $ip"
    launches = [
        deed
        for event in ground.lake.events(where, ip=one.party.id.ip)
        if (deed := opened(event, ground.names)) is not None and deed.party == one.party.id
    ]
    return bool(name and launches) and all(name in "\n".join(_tags(deed)).lower() for deed in launches)


def _tags(deed: Deed) -> Iterator[str]:
    for item in items_at(deed.request, "tagSpecificationSet"):
        for tag in item.get("tags") or ():
            if isinstance(tag, dict):
                yield str(tag.get("value", ""))


def _into(spoor: Spoor, keys: set[PartyKey]) -> Spoor:
    spoor.parties |= keys
    spoor.ties |= dict.fromkeys(keys, "glaring")
    return spoor


def _named(ground: Ground, dossier: Dossier, things: tuple[str, ...]) -> Iterator[tuple[PartyKey, str]]:
    """What the notice leads to, and by what tie; the firmest tie of a party comes last."""
    notice, activity = dossier.notice, ground.activity
    names = {f"user/{name}" for name in notice.iam_users} | {
        short(thing) for thing in things if ":iam::" in thing
    }
    for who, parties in activity.by_who.items():
        if short(who) in names:
            yield from ((party.id, "same_principal" if notice.access_keys else "named") for party in parties)
    for ip in {*notice.ips, *notice.remote_ips} - ground.ours:
        yield from ((party.id, "named") for party in activity.by_ip.get(ip, ()))
    if notice.kind == "root_compromised":
        roots = (who for who in activity.by_who if who.endswith(":root"))
        yield from ((party.id, "named") for who in roots for party in activity.by_who[who])
    fitting = tuple(_fitting(ground, dossier))
    kept = explained(ground, (key for key in fitting if ground.is_strange(key, "named")))
    yield from ((key, "named") for key in fitting if key not in kept)
    for thing in (*things, *notice.access_keys):
        for deed in deeds_on(ground, thing):
            yield from ((key, "maker") for key in responsible(ground, deed))
    tie = "published" if notice.kind == "exposed_access_key" else "named"
    for key in notice.access_keys:
        yield from ((party.id, tie) for party in activity.by_key.get(key, ()))
        yield from ((party, tie) for party in ground.users_of.get(key, ()))


def _fitting(ground: Ground, dossier: Dossier) -> Iterator[PartyKey]:
    """
    Parties that did something grave in the service that the notice complains about, in its regions.

    For mail, whose sending leaves no events, to have been refused there or to have gone round the regions
    counts as well.
    """
    services, regions = _SERVICES.get(dossier.notice.kind, frozenset()), set(dossier.notice.regions)
    for key, found in ground.weighed.items():
        asked = [cell for cell in found.party.cells if cell.action.partition(":")[0] in services]
        here = [cell for cell in asked if not regions or cell.region in regions]
        grave = any(is_grave(cell.action) for cell in here)
        probing = any(cell.denied for cell in here) or len({cell.region for cell in asked}) >= _ROUND
        if grave or (services == _MAIL and probing):
            yield key


def deeds_on(ground: Ground, thing: str) -> Iterator[Deed]:
    """Calls that worked, changed something and name thing."""
    where = f"{OTHERS} and outcome = 'success' and position($thing in record) > 0"
    for number, event in enumerate(ground.lake.events(where, thing=thing)):
        if number >= _EVENTS_OF_THING:
            return
        deed = opened(event, ground.names)
        if deed is not None and not is_read(deed.action):
            yield deed


def responsible(ground: Ground, deed: Deed, depth: int = _DEPTH) -> Iterator[PartyKey]:
    """Who may have done deed: its party, its session's maker, and the maker of its machine."""
    if deed.party in ground.weighed:
        yield deed.party
    made = ground.makers.by_thing.get(deed.event.credential or "")
    if made is not None and made.party in ground.weighed:
        yield made.party
    machine = session_name(deed.event.actor)
    if depth and machine and deed.party not in ground.weighed:
        for earlier in deeds_on(ground, machine):
            if earlier.time < deed.time and session_name(earlier.event.actor) != machine:
                yield from responsible(ground, earlier, depth - 1)


def _alarmed(ground: Ground) -> Iterator[PartyKey]:
    """Parties that GuardDuty names and that are strange by more than its word."""
    for key, found in ground.weighed.items():
        seen = {"guardduty", "guardduty_high"} & set(found.signs)
        if seen and key.who not in ground.spared and found.score >= STRANGE + _ALARMED:
            yield key
