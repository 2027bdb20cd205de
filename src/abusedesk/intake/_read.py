"""A message's bytes to a Reading: the stages of intake in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput
from abusedesk.intake import _fields as fields
from abusedesk.intake._activity import activity
from abusedesk.intake._addresses import sides
from abusedesk.intake._authentic import Proof, authentic
from abusedesk.intake._classify import classify
from abusedesk.intake._clean import flat, plain
from abusedesk.intake._deadline import deadline, stated
from abusedesk.intake._headers import address, domain, message_ids
from abusedesk.intake._health import type_code
from abusedesk.intake._japanese import in_english, is_japanese
from abusedesk.intake._kind import Wording, every
from abusedesk.intake._labels import Label, first_lines, labels, values
from abusedesk.intake._parts import Parts, parts
from abusedesk.intake._regions import regions
from abusedesk.intake._reported import reported
from abusedesk.intake._senders import from_aws, is_amazon, is_health
from abusedesk.intake._sources import Source, sources
from abusedesk.intake._stage import stage
from abusedesk.intake._surround import weight
from abusedesk.intake._urls import urls
from abusedesk.model import Mail, Notice, Reported

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.intake._forwarded import Inner
    from abusedesk.intake._health import HealthEvent
    from abusedesk.intake._mime import Letter
    from abusedesk.intake._signature import Resolver
    from abusedesk.intake._sources import Format
    from abusedesk.model import Channel

LIMIT = 60_000  # characters of AWS's own text that are looked at; a notice has a few thousand
PROSE = 30_000  # characters of it by which the kind is recognised
_LIKE_AWS = 3  # turns of phrase that make a Japanese text AWS's
_EVENT_TIME = re.compile(r"(?i)[\s>*•_-]*(?:start|begin|end) time")
_TYPE_CODE = re.compile(r"\bAWS_(?:ABUSE|RISK|TRUST_AND_SAFETY)_[A-Z][A-Z0-9_]{2,60}\b")
_ACCENTED = 0.4  # share of Latin-1 letters, from which a text is none
_UNREADABLE = 0.1  # share of characters that mean nothing, from which a text is no text


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What a message says; format is "eml", "msg", "text", "eventbridge" or "support" (the Support API's JSON).

    more are further notices in the same message: attached, quoted one after another, or of a digest.
    """

    notice: Notice
    mail: Mail
    format: Format
    more: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the fields are made of."""

    letter: Letter
    parts: Parts
    own: str  # AWS's words, for matching
    labels: tuple[Label, ...]
    around: str
    report: str
    received: datetime | None
    channel: Channel
    forwarded: bool
    format: Format
    event: HealthEvent | None = None


def read(
    data: bytes,
    *,
    name: str,
    authserv_ids: Sequence[str] = (),
    arrived: datetime | None = None,
    resolver: Resolver | None = None,
) -> Reading:
    """
    The notice in data: a mail (.eml, .msg), pasted text, or a Health event as JSON.

    name is what it is called. authserv_ids are the receiving servers whose Authentication-Results count.
    resolver looks up the keys of Amazon's signatures (see Resolver); without one they are not checked.
    arrived (aware UTC) is taken for the date of a text that has none. A mail that makes no sense
    becomes a notice of kind "unknown" with its text kept; one that is none of AWS's notices has the kind
    "none".

    Raises:
        BadInput: data is empty, or is an Outlook .msg that cannot be read.
    """
    if not data.strip(b" \t\r\n\0"):
        raise BadInput(f"{name}: is empty; expected a mail (.eml), its text, or an AWS Health event (.json)")
    seal = sha256(data).hexdigest()
    found = [replace(one, received=one.received or arrived) for one in map(_material, sources(data, name))]
    proof = Proof(tuple(authserv_ids), data if found[0].format == "eml" else b"", resolver)
    first, *more = [_reading(one, proof, seal) for one in found]
    return replace(first, more=tuple(one for one in more if one.notice.kind != "none"))


def opened(data: bytes, name: str) -> Material:
    """What the fields of the first notice in data are made of."""
    return _material(sources(data, name)[0])


def _material(source: Source) -> Material:
    inner = source.inner
    divided = parts(inner.letter.text)
    if source.thread:
        divided = divided._replace(thread=f"{divided.thread}\n\n{source.thread}".strip("\n"))
    carried = [one.text for one in inner.letter.files if one.text]
    carried += [
        "\n".join([*(f"{key}: {value}" for key, value in one.headers), "", one.text])
        for one in inner.letter.enclosed
    ]
    carried += [file.text for one in inner.letter.enclosed for file in one.files if file.text]
    own = _own(inner, divided.own)
    return Material(
        letter=inner.letter,
        parts=divided,
        own=own,
        labels=_labels(inner, own),
        around=plain(inner.around[:LIMIT]),
        report="\n\n".join(one for one in [divided.report, *carried] if one.strip()),
        received=inner.received,
        channel=source.channel,
        forwarded=inner.forwarded,
        format=source.format,
        event=source.event,
    )


def _own(inner: Inner, words: str) -> str:
    """AWS's words for matching; those that a machine put into Japanese are English again."""
    own = plain(words[:LIMIT])
    if not is_japanese(own):
        return own
    english = in_english(own)
    known = from_aws(inner.letter.get("from")) or weight(english) >= _LIKE_AWS
    return english if known else own


def _labels(inner: Inner, own: str) -> tuple[Label, ...]:
    """The labels of own; a Health mail's start and end are those of the event, not of the abuse."""
    found = labels(own)
    if not is_health(inner.letter.get("from")):
        return found
    return tuple(one for one in found if not _EVENT_TIME.match(own, one.start))


def _reading(material: Material, proof: Proof, seal: str) -> Reading:
    told = reported(material.report, material.received)
    kind = _kind(material, told)
    notice = _notice(material, kind, told, proof)
    return Reading(notice, _mail(material, seal), material.format)


def wording(material: Material, report_type: str = "") -> Wording:
    """What material is recognised by; report_type is that of the forwarded report."""
    activity_named = first_lines(material.labels, "activity")
    vulnerable = tuple(f"vulnerability: {one}" for one in first_lines(material.labels, "vulnerability"))
    return Wording(
        sender=material.letter.get("from").lower(),
        subject=flat(plain(material.letter.get("subject"))),
        prose=flat(material.own)[:PROSE],
        activity=activity_named or vulnerable,
        code=_code(material),
        report_type=report_type,
    )


def _code(material: Material) -> str:
    """The type code of the Health event that material is or names, without what all of them share."""
    if material.event:
        return type_code(material.event.code)
    named = {*_TYPE_CODE.findall(f"{material.own}\n{material.letter.get('subject')}")}
    return type_code(named.pop()) if len(named) == 1 else ""


def _kind(material: Material, told: Reported) -> str:
    if _is_unreadable(f"{material.parts.own}{material.report}"):
        return "unknown"
    quoted = parts(material.parts.thread).own or material.parts.thread
    return classify(
        wording(material, told.feedback_type or ""),
        bulk=bool(material.letter.get("list-unsubscribe")),
        thread=flat(plain(quoted))[:PROSE],
        report=flat(plain(material.report[:PROSE])),
    )


def _is_unreadable(text: str) -> bool:
    words = [letter for letter in text if not letter.isspace()]
    odd = sum(1 for one in words if one == "\ufffd" or not one.isprintable())
    # Bytes that are no text come out of the last resort, cp1252, as a jumble of accented letters.
    accented = sum(1 for one in words if "\x80" <= one <= "\xff")
    return not words or odd > _UNREADABLE * len(words) or accented > _ACCENTED * len(words)


def _notice(material: Material, kind: str, told: Reported, proof: Proof) -> Notice:
    found, own = material.labels, material.own
    sent = material.letter
    subject = flat(plain(sent.get("subject")))
    made = every()[kind]
    where = stage(made, subject, flat(own))
    start, end = activity(found, own, material.received)
    notice = Notice(
        kind=kind,
        stage=where,
        channel=material.channel,
        received=material.received,
        subject=sent.get("subject"),
        from_=sent.get("from"),
        activity_start=start,
        activity_end=end,
        authentic=authentic(sent, proof, channel=material.channel, forwarded=material.forwarded),
        reported=told,
    )
    closed = kind == "none" or where in {"resolved", "denied"}
    at = None if closed else stated(found, own, material.received)
    due, basis = deadline(at, material.received, policy=made.clock == "policy" and not closed)
    return _named(replace(notice, deadline=due, deadline_basis=basis), material)


def _named(notice: Notice, material: Material) -> Notice:
    """Notice with the things that AWS's words name; a mail that is no notice names nothing."""
    found, own, event = material.labels, material.own, material.event
    if notice.kind == "none":
        return replace(notice, activity_start=None, activity_end=None)
    subject = plain(material.letter.get("subject"))
    number = fields.account(found, own, subject)
    if event is not None:
        number = event.account or number
    elif number is None:
        number = fields.account((), plain(material.parts.thread), material.around)
    both = sides(own, every()[notice.kind].addresses)
    return replace(
        notice,
        account=number,
        # A Health mail may say the region in its subject alone.
        regions=fields.affected_regions(
            found, own, [event.region] if event and event.region else regions(subject)
        ),
        resources=fields.resources(found, own),
        access_keys=fields.access_keys(f"{own}\n{subject}"),
        iam_users=fields.iam_users(found, own),
        ips=tuple(both.ours),
        urls=urls(own, values(found, "url")),
        ports=tuple(both.ports),
        remote_ips=tuple(both.remote),
    )


def _mail(material: Material, seal: str) -> Mail:
    found = material.letter
    sender, answer = found.get("from"), found.get("reply-to")
    # Whoever imitates AWS wants the answer himself.
    trusted = address(answer) and (is_amazon(domain(answer)) or not is_amazon(domain(sender)))
    return Mail(
        message_id=next(iter(message_ids(found.get("message-id"))), ""),
        in_reply_to=next(iter(message_ids(found.get("in-reply-to"))), ""),
        references=message_ids(found.get("references")),
        from_=sender,
        to=found.get("to"),
        reply_to=address(answer) if trusted else address(sender),
        subject=found.get("subject"),
        date=material.received,
        own_text=material.parts.own,
        forwarded_report=material.report,
        sha256=seal,
    )
