"""What our own records show of the reported activity, or that they do not show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._clean import prose_text
from ._content import buckets
from ._hosts import aliases
from ._leaks import private_addresses
from ._letter import Sentence, admit
from ._material import CONTENT_KINDS, DISPUTED, IDENTITY_KINDS, NOT_BROKEN_INTO
from ._ran import running
from ._say import activity, unread
from ._ses import is_ses, lasting, mail_ended, sending
from ._told_findings import told_findings
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from abusedesk.model import Finding, TimelineEntry

    from ._material import Material

_NETWORK_SOURCES = frozenset({"vpc_flow", "guardduty"})
_LOG_COLLECTORS = frozenset({"flow_log_objects", "cloudwatch_logs", "s3_log_objects"})
_LOG_KINDS = frozenset({"log.flow_object", "log.object", "log.cloudwatch", "log.guardduty"})
NETWORK_KINDS = frozenset(
    {
        "botnet",
        "crypto_mining",
        "denial_of_service",
        "denial_of_service_target",
        "forum_spam",
        "intrusion",
        "open_proxy",
        "open_resolver",
        "port_scan",
        "reflector",
        "spam",
        "vulnerable_service",
    }
)
# These notices report a state or ask a question: there is no activity to look for.
_NO_ACTIVITY = frozenset({"account_suspended", "public_bucket", "upgrade_notice", "usage_confirmation"})
_LISTED = 5


def seen(material: Material) -> list[Sentence]:
    """
    What the records show, an item each; at least one that says what they do not show.

    Empty where the reported thing was not ours: our records could not show what it did.
    """
    cause = material.cause
    broken_into = cause is not None and cause.kind not in NOT_BROKEN_INTO
    if material.notice.kind in IDENTITY_KINDS and broken_into:
        unseen = [admit("gap.ses_messages", item=True)] if is_ses(material) else []
        return [*_of_intruder(material), *_mail(material), *unseen]
    if cause is not None and cause.kind == "not_ours":
        return told_findings(material, _findings_on(material, aliases(material)))
    if is_ses(material) and broken_into:
        return [*_of_intruder(material), *_mail(material)]
    shown = [*sending(material), *proving(material), *_on_reported(material)]
    shown = list({one.text.en: one for one in shown}.values())
    return shown or [one for one in [_nothing(material)] if one]


def proving(material: Material) -> list[Sentence]:
    """The lines of the story on which a root cause that is no break-in rests."""
    cause = material.cause
    if cause is None or cause.kind not in NOT_BROKEN_INTO - DISPUTED:
        return []
    proof = set(cause.for_)
    told = [one for one in material.trace.timeline if proof & set(one.evidence)]
    return [_line(material, one) for one in told if not private_addresses(one.what.en)][:_LISTED]


def _of_intruder(material: Material) -> Iterator[Sentence]:
    """The intruder's own calls: in a case of keys or users they are the reported activity."""
    entries = [*_deeds(material)]
    moments = [one.time for one in entries] + [one.time for one in material.trace.affected if one.time]
    if material.cause and material.cause.since:
        moments.append(material.cause.since)
    his = [one for one in material.dossier.findings if _is_intruders(material, one)]
    ended = [one.last for one in his if one.last and not one.sample]
    ended += mail_ended(material)
    if moments and material.trace.attackers.principals:
        yield _acted(material, min(moments), max([*moments, *ended]))
    found = told_findings(material, his)
    yield from running(material)
    yield from found or [_line(material, one) for one in entries[:_LISTED]]
    missing = None if found or moments else _nothing(material)
    if missing:
        yield missing


def _acted(material: Material, first: datetime, last: datetime) -> Sentence:
    proof = material.cause.for_ if material.cause else ()
    if first == last:
        return material.claim("seen.acted_once", proof, item=True, first=when(first))
    return material.claim("seen.acted", proof, item=True, first=when(first), last=when(last))


def _deeds(material: Material) -> Iterator[TimelineEntry]:
    intruders = set(material.trace.attackers.principals)
    since = material.cause.since if material.cause else None
    for entry in material.trace.timeline:
        if entry.evidence and entry.actor in intruders and (since is None or entry.time >= since):
            yield entry


def _is_intruders(material: Material, finding: Finding) -> bool:
    """Whether all of finding is the intruder's: an owner's calls with the same key are not his."""
    attackers = material.trace.attackers
    created = {one.id for one in material.trace.affected if one.how == "created"}
    if finding.resources and created.issuperset(finding.resources):
        return True
    theirs = set(finding.credentials) & set(attackers.credentials)
    theirs |= set(finding.actors) & set(attackers.principals)
    return bool(theirs) and set(finding.ips) <= set(attackers.ips)


def _on_reported(material: Material) -> Iterator[Sentence]:
    named = aliases(material)
    if material.notice.kind in CONTENT_KINDS:
        named |= {one.key for one in buckets(material)}
    found = _findings_on(material, named)
    told = [one for one in material.trace.timeline if one.evidence and _names(one, named)]
    told = [one for one in told if not private_addresses(one.what.en)]
    if material.notice.kind not in CONTENT_KINDS:
        told = [one for one in told if not one.actor.startswith("arn:")]
    told = told[:_LISTED]
    shown = [*told_findings(material, found), *(_line(material, one) for one in told)]
    yield from shown
    itself = any(one.source in _NETWORK_SOURCES and not one.sample for one in found)
    itself = itself or any(one.actor in named for one in told)
    missing = _nothing(material) if shown and not itself and material.notice.kind in NETWORK_KINDS else None
    if missing:
        yield missing


def _findings_on(material: Material, named: Collection[str]) -> list[Finding]:
    return [
        one
        for one in material.dossier.findings
        if not {*named}.isdisjoint([*one.resources, *one.ips, *one.credentials])
    ]


def span_of(material: Material, thing: str) -> tuple[datetime, datetime, tuple[str, ...]] | None:
    """From when to when the network's own records show activity of thing, with the events that show it."""
    found = [
        one
        for one in _findings_on(material, aliases(material, [thing]))
        if one.source in _NETWORK_SOURCES and not one.sample and one.severity.rank > 0
    ]
    moments = [moment for one in found for moment in (one.first, one.last) if moment]
    if not moments:
        return None
    return min(moments), max(moments), tuple(event for one in found for event in one.events)[:200]


def _names(entry: TimelineEntry, named: Collection[str]) -> bool:
    return entry.actor in named or not {*named}.isdisjoint(re.findall(r"[\w.:-]*\w", entry.what.en))


def _mail(material: Material) -> Iterator[Sentence]:
    """How much mail went out: as the account says it, and from when to when it was more than usual."""
    yield from sending(material)
    statistics = {one.id: one for one in material.dossier.things("ses.statistics")}
    for entry in material.trace.timeline:
        shown = [statistics[one] for one in entry.evidence if one in statistics]
        if shown:
            yield _line(material, entry)
            yield from lasting(material, shown[0], entry.time)


def _line(material: Material, entry: TimelineEntry) -> Sentence:
    return material.claim(
        "fact.line", entry.evidence, item=True, time=when(entry.time), what=prose_text(entry.what)
    )


def _nothing(material: Material) -> Sentence | None:
    """That the reported activity is not seen: not there, not readable, or nowhere to look."""
    kind = material.notice.kind
    if kind.startswith("ses_") and kind not in IDENTITY_KINDS:
        return admit("gap.ses_messages", item=True)
    if kind in CONTENT_KINDS:
        return admit("gap.content", item=True)
    if kind in IDENTITY_KINDS and kind not in _NO_ACTIVITY:
        was_read = material.history_was_read
        return admit("gap.no_intruder" if was_read else "gap.activity_unread_history", item=True)
    return None if kind in _NO_ACTIVITY else _no_activity(material)


def _no_activity(material: Material) -> Sentence:
    kind, dossier = material.notice.kind, material.dossier
    what = activity(material.notice)
    if kind in NETWORK_KINDS and not any(one.kind in _LOG_KINDS for one in dossier.evidence):
        lost = [row for row in material.unread if row.collector in _LOG_COLLECTORS]
        if lost:
            return admit("gap.activity_unread", item=True, activity=what, unread=unread(lost))
        if any(row.collector in _LOG_COLLECTORS for row in dossier.coverage):
            return admit("gap.activity_nowhere", item=True, activity=what)
    return admit("gap.activity", item=True, activity=what)
