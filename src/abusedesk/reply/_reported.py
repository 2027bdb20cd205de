"""Each reported thing by its name, and the list of what was affected."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.model import Text

from ._clean import listed, name
from ._done import handled
from ._hosts import holder, instances_of_cause
from ._identities import acted, used_keys
from ._language import phrase
from ._letter import Sentence, admit, claim
from ._material import CONTENT_KINDS, DISPUTED, NOT_BROKEN_INTO
from ._measures import is_same
from ._seen import span_of
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.model import Affected

    from ._material import Material

# These root causes are the state of a reported thing itself, not what somebody did elsewhere.
_AT_A_PLACE = frozenset(
    {"exposed_service_abused", "hosted_content", "own_test_against_policy", "public_storage"}
)
# By what a host was broken into, where what is named beside it is an account or an address.
_ENTERED = {
    "host_compromised_by_bruteforce": "reported.logged_in",
    "host_compromised_by_web": "reported.entered",
}
_REPORTED_LIMIT = 40
_AFFECTED_LIMIT = 60


def reported(material: Material) -> list[Sentence]:
    """What every reported resource, key, user, address and URL of ours is, and what was done to it."""
    return [
        said
        for thing in material.reported[:_REPORTED_LIMIT]
        for said in (_one(material, thing), *_dealt_with(material, thing))
    ]


def _dealt_with(material: Material, thing: str) -> list[Sentence]:
    said = handled(material, thing)
    if not said:
        return []
    proof = [one for sentence in said for one in sentence.evidence]
    last = said[-1]
    told = claim(
        "reported.dealt_with", proof, read=True, item=True, thing=name(thing), time=last.values["time"]
    )
    return [replace(told, word_of=last.word_of)]


def unexplained(material: Material) -> tuple[str, ...]:
    """The reported things that the letter cannot say anything about."""
    return tuple(
        thing for thing in material.reported[:_REPORTED_LIMIT] if _one(material, thing).key == "gap.reported"
    )


def affected(material: Material) -> list[Sentence]:
    """What the intruder touched: by region and way, each thing by its name, the rest by count and type."""
    touched = material.trace.affected
    alike: dict[tuple[str, str], list[Affected]] = {}
    for one in touched[:_AFFECTED_LIMIT]:
        alike.setdefault((one.region, one.how), []).append(one)
    items = [_group(material, group) for group in alike.values()]
    rest = touched[_AFFECTED_LIMIT:]
    if rest:
        proof = [event for one in rest for event in one.events][:200]
        items.append(
            material.claim(
                "affected.more",
                proof,
                item=True,
                count=str(len(rest)),
                types=_types(rest),
            )
        )
    return items


def _group(material: Material, group: Sequence[Affected]) -> Sentence:
    """Things that were touched in one region in one way; ids and ARNs say themselves what they are."""
    one = group[0]
    if len(group) == 1:
        return material.claim(
            f"affected.{one.how}",
            one.events,
            item=True,
            thing=name(one.id),
            region=name(one.region),
            time=_time(one),
        )
    return material.claim(
        f"affected.{one.how}_many",
        [event for each in group for event in each.events][:200],
        item=True,
        region=name(one.region),
        things=listed([each.id for each in group], _AFFECTED_LIMIT),
    )


def _one(material: Material, thing: str) -> Sentence:
    cause = material.cause
    if touched := _touched(material, thing):
        return touched
    if cause and cause.kind in DISPUTED and material.cause_is_known:
        key = "reported.authorised"
        if cause.kind == "not_ours":
            is_address = thing in material.notice.ips or not material.notice.ips
            key = "reported.not_ours" if is_address else "reported.other_address"
        return material.claim(key, cause.for_, item=True, thing=name(thing))
    return _of_intruder(material, thing) or _where(material, thing)


def _touched(material: Material, thing: str) -> Sentence | None:
    cause = material.cause
    if cause and cause.kind in NOT_BROKEN_INTO:
        return None
    entered = _ENTERED.get(cause.kind) if cause else None
    for one in material.trace.affected:
        if entered and one.id == thing and one.how == "used" and one.by and ":" not in one.by:
            return _entered(material, one, entered)
        if is_same(one.id, thing):
            return material.claim(
                f"reported.{one.how}",
                one.events,
                item=True,
                thing=name(thing),
                by=name(one.by) if one.by else phrase("mark.any_principal"),
                time=_time(one),
            )
    return None


def _of_intruder(material: Material, thing: str) -> Sentence | None:
    attackers = material.trace.attackers
    proof = material.cause.for_ if material.cause else ()
    if thing in attackers.credentials:
        key = "reported.credential" if thing in used_keys(material) else "gap.reported_held"
        return _told(material, key, proof, thing)
    if any(is_same(one, thing) for one in acted(material)):
        return _told(material, "reported.principal", proof, thing)
    if any(is_same(one, thing) for one in attackers.principals):
        return _told(material, "gap.reported_held", proof, thing)
    return None


def _told(material: Material, key: str, proof: Sequence[str], thing: str) -> Sentence:
    if key.startswith("gap."):
        return admit(key, item=True, evidence=proof, thing=name(thing))
    return material.claim(key, proof, item=True, thing=name(thing))


def _entered(material: Material, one: Affected, key: str) -> Sentence:
    return material.claim(
        key,
        one.events,
        item=True,
        thing=name(one.id),
        by=name(one.by),
        time=_time(one),
    )


def _where(material: Material, thing: str) -> Sentence:
    cause, notice = material.cause, material.notice
    held = holder(material, thing)
    if held:
        return _told_of(material, "reported.address_of", [held.id], thing, resource=name(held.key))
    if seen := span_of(material, thing):
        first, last, proof = seen
        return _told_of(material, "reported.seen", proof, thing, first=when(first), last=when(last))
    if thing in notice.urls and notice.access_keys:
        return _by_notice(material, "reported.published", thing)
    if cause and material.cause_is_known and thing in {*_spoken_of(material), *instances_of_cause(material)}:
        return _told_of(material, "reported.cause", cause.for_, thing)
    if thing in notice.urls and notice.kind in CONTENT_KINDS:
        return _by_notice(material, "reported.page", thing)
    return admit("gap.reported", item=True, thing=name(thing))


def _spoken_of(material: Material) -> tuple[str, ...]:
    """The reported things that the root cause itself names: those that its sentence is about."""
    cause, notice = material.cause, material.notice
    if cause is None or cause.kind not in _AT_A_PLACE:
        return ()
    return notice.resources or notice.ips


def _told_of(
    material: Material, key: str, proof: Sequence[str], thing: str, **values: str | Text
) -> Sentence:
    return material.claim(key, proof, item=True, thing=name(thing), **values)


def _by_notice(material: Material, key: str, thing: str) -> Sentence:
    proof = (material.mail.message_id or material.mail.sha256,)
    return claim(key, proof, read=True, item=True, thing=name(thing))


def _time(one: Affected) -> Text:
    return when(one.time) if one.time else phrase("mark.none")


def _types(rest: Sequence[Affected]) -> Text:
    counted = Counter(one.type for one in rest).most_common(8)
    said = ", ".join(f"{name(kind)}: {count}" for kind, count in counted)
    return Text(en=said, ja=said)
