"""Each reported thing by its name, and the list of what was affected."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from abusedesk.model import Text

from ._clean import name
from ._hosts import holder
from ._language import phrase
from ._letter import Sentence, admit, claim
from ._material import DISPUTED
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.model import Affected

    from ._material import Material

_REPORTED_LIMIT = 40
_AFFECTED_LIMIT = 20


def reported(material: Material) -> list[Sentence]:
    """One sentence for every resource, key, user, address and URL that the notice names as ours."""
    return [_one(material, thing) for thing in material.reported[:_REPORTED_LIMIT]]


def unexplained(material: Material) -> tuple[str, ...]:
    """The reported things that the letter cannot say anything about."""
    return tuple(
        thing for thing in material.reported[:_REPORTED_LIMIT] if _one(material, thing).key == "gap.reported"
    )


def affected(material: Material) -> list[Sentence]:
    """What the intruder touched: the first twenty, then the rest by count and type."""
    touched = material.trace.affected
    items = [
        material.claim(
            f"affected.{one.how}",
            one.events,
            item=True,
            thing=name(one.id),
            region=name(one.region),
            time=_time(one),
        )
        for one in touched[:_AFFECTED_LIMIT]
    ]
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


def _one(material: Material, thing: str) -> Sentence:
    cause, attackers = material.cause, material.trace.attackers
    by_log_in = cause is not None and cause.kind == "host_compromised_by_bruteforce"
    for one in material.trace.affected:
        if by_log_in and one.id == thing and one.how == "used" and one.by and ":" not in one.by:
            return _logged_in(material, one)
        if one.id == thing or one.id.endswith(f"/{thing}"):
            return material.claim(
                f"reported.{one.how}",
                one.events,
                item=True,
                thing=name(thing),
                by=name(one.by) if one.by else phrase("mark.any_principal"),
                time=_time(one),
            )
    if cause and cause.kind in DISPUTED and material.cause_is_known:
        key = "reported.authorised"
        if cause.kind == "not_ours":
            is_address = thing in material.notice.ips or not material.notice.ips
            key = "reported.not_ours" if is_address else "reported.other_address"
        return material.claim(key, cause.for_, item=True, thing=name(thing))
    proof = cause.for_ if cause else ()
    if thing in attackers.credentials:
        return material.claim("reported.credential", proof, item=True, thing=name(thing))
    if any(one == thing or one.endswith(f"/{thing}") for one in attackers.principals):
        return material.claim("reported.principal", proof, item=True, thing=name(thing))
    return _where(material, thing)


def _logged_in(material: Material, one: Affected) -> Sentence:
    return material.claim(
        "reported.logged_in",
        one.events,
        item=True,
        thing=name(one.id),
        by=name(one.by),
        time=_time(one),
    )


def _where(material: Material, thing: str) -> Sentence:
    held = holder(material, thing)
    if held:
        return material.claim(
            "reported.address_of",
            [held.id],
            item=True,
            thing=name(thing),
            resource=name(held.key),
        )
    if thing in material.notice.urls and material.notice.access_keys:
        proof = (material.mail.message_id or material.mail.sha256,)
        return claim("reported.published", proof, read=True, item=True, thing=name(thing))
    return admit("gap.reported", item=True, thing=name(thing))


def _time(one: Affected) -> Text:
    return when(one.time) if one.time else phrase("mark.none")


def _types(rest: Sequence[Affected]) -> Text:
    counted = Counter(one.type for one in rest).most_common(8)
    said = ", ".join(f"{name(kind)}: {count}" for kind, count in counted)
    return Text(en=said, ja=said)
