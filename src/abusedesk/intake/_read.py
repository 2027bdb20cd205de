"""A message's bytes to a Reading: the stages of intake in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from abusedesk.errors import BadInput
from abusedesk.intake import _fields as fields
from abusedesk.intake._activity import activity
from abusedesk.intake._addresses import sides
from abusedesk.intake._authentic import authentic
from abusedesk.intake._charset import decode
from abusedesk.intake._classify import classify
from abusedesk.intake._clean import flat, plain, readable
from abusedesk.intake._deadline import deadline, stated
from abusedesk.intake._forwarded import Inner, innermost
from abusedesk.intake._headers import address, domain, message_ids
from abusedesk.intake._health import HealthEvent, health_event
from abusedesk.intake._kind import Wording, every
from abusedesk.intake._labels import Label, first_lines, labels, values
from abusedesk.intake._mime import Letter, letter
from abusedesk.intake._parts import Parts, parts
from abusedesk.intake._reported import reported
from abusedesk.intake._senders import is_amazon
from abusedesk.intake._stage import stage
from abusedesk.intake._urls import urls
from abusedesk.model import Mail, Notice, Reported

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.model import Channel

LIMIT = 60_000  # characters of AWS's own text that are looked at; a notice has a few thousand
PROSE = 30_000  # characters of it by which the kind is recognised
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MBOX = re.compile(rb"\AFrom \S+.*\r?\n")
_HEADER_LINE = re.compile(rb"(?i)\A\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_TRANSPORT = re.compile(
    rb"(?im)^(?:received|message-id|mime-version|content-type|return-path|dkim-signature|delivered-to):"
)
_SUPPORT = re.compile(
    r"(?i)^\s*(?:case (?:id|details)|correspondence|support case(?: id| details)?)\b", re.MULTILINE
)
_ACCENTED = 0.4  # share of Latin-1 letters, from which a text is none
_UNREADABLE = 0.1  # share of characters that mean nothing, from which a text is no text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says; format is "eml", "text" or "eventbridge"."""

    notice: Notice
    mail: Mail
    format: Literal["eml", "text", "eventbridge"]


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
    event: HealthEvent | None = None


def read(
    data: bytes, *, name: str, authserv_ids: Sequence[str] = (), arrived: datetime | None = None
) -> Reading:
    """
    The notice in data: a mail (.eml), pasted text, or a Health event as JSON; name is what it is called.

    authserv_ids are the receiving servers whose Authentication-Results count. arrived (aware UTC) is
    taken for the date of a text that has none. A mail that makes no sense becomes a notice of kind
    "unknown" with its text kept; one that is none of AWS's notices has the kind "none".

    Raises:
        BadInput: data is empty, or is an Outlook .msg.
    """
    if not data.strip(b" \t\r\n\0"):
        raise BadInput(f"{name}: is empty; expected a mail (.eml), its text, or an AWS Health event (.json)")
    if data.startswith(_OUTLOOK):
        raise BadInput(f"{name}: is an Outlook .msg; save it as .eml (or paste its text) and try again")
    material = opened(data, name)
    if material.received is None:
        material = replace(material, received=arrived)
    return _reading(material, authserv_ids, sha256(data).hexdigest())


def opened(data: bytes, name: str) -> Material:
    """The parts of data, taken for what it looks like: a Health event, a mail or text."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        event = health_event(decode(data))
        if event:
            return _from_event(event)
    return _from_mail(data) if _is_mail(data, name) else _from_text(data)


def _is_mail(data: bytes, name: str) -> bool:
    head = _HEADER_LINE.match(
        _MBOX.sub(b"", data.removeprefix(b"\xef\xbb\xbf")).replace(b"\r\n", b"\n")[:200_000]
    )
    if head is None:
        return False
    named = re.search(rb"(?im)^(?:from|subject|date):", head[0])
    return bool(_TRANSPORT.search(head[0]) or (name.lower().endswith(".eml") and named))


def _from_mail(data: bytes) -> Material:
    found = letter(_MBOX.sub(b"", data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")))
    return _material(innermost(found), "mail")


def _from_text(data: bytes) -> Material:
    text = readable(decode(data))
    inner = innermost(Letter(text=text), pasted=True)
    # What was copied out of the Support Center begins with the case, not with a sender.
    case = not inner.letter.get("from") and _SUPPORT.search("\n".join(text.split("\n")[:12]))
    return _material(inner, "support" if case else "text")


def _material(inner: Inner, channel: Channel) -> Material:
    divided = parts(inner.letter.text)
    carried = [one.text for one in inner.letter.files if one.text]
    carried += [
        "\n".join([*(f"{key}: {value}" for key, value in one.headers), "", one.text])
        for one in inner.letter.enclosed
    ]
    carried += [file.text for one in inner.letter.enclosed for file in one.files if file.text]
    own = plain(divided.own[:LIMIT])
    return Material(
        letter=inner.letter,
        parts=divided,
        own=own,
        labels=labels(own),
        around=plain(inner.around[:LIMIT]),
        report="\n\n".join(one for one in [divided.report, *carried] if one.strip()),
        received=inner.received,
        channel=channel,
        forwarded=inner.forwarded,
    )


def _from_event(event: HealthEvent) -> Material:
    divided = parts(event.text)
    listed = "\n".join(event.entities)
    own = plain(f"{divided.own}\n\n{listed}"[:LIMIT])
    made = Letter(headers=(("from", "aws.health"), ("subject", event.code)), text=event.text)
    return Material(
        letter=made,
        parts=divided,
        own=own,
        labels=labels(own),
        around="",
        report=divided.report,
        received=event.sent,
        channel="health",
        forwarded=False,
        event=event,
    )


def _reading(material: Material, authserv_ids: Sequence[str], seal: str) -> Reading:
    told = reported(material.report, material.received)
    kind = _kind(material, told)
    notice = _notice(material, kind, told, authserv_ids)
    form: Literal["eml", "text", "eventbridge"] = (
        "eventbridge" if material.event else "eml" if material.channel == "mail" else "text"
    )
    return Reading(notice, _mail(material, seal), form)


def wording(material: Material, report_type: str = "") -> Wording:
    """What material is recognised by; report_type is that of the forwarded report."""
    activity_named = first_lines(material.labels, "activity")
    vulnerable = tuple(f"vulnerability: {one}" for one in first_lines(material.labels, "vulnerability"))
    event = material.event
    return Wording(
        sender=material.letter.get("from").lower(),
        subject=flat(plain(material.letter.get("subject"))),
        prose=flat(material.own)[:PROSE],
        activity=activity_named or vulnerable,
        code=event.suffix if event and event.abuse else "",
        report_type=report_type,
    )


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


def _notice(material: Material, kind: str, told: Reported, authserv_ids: Sequence[str]) -> Notice:
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
        authentic=authentic(sent, authserv_ids, channel=material.channel, forwarded=material.forwarded),
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
        regions=fields.affected_regions(found, own, [event.region] if event and event.region else []),
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
