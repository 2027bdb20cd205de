"""A message's bytes to the notices in it, taken for what they look like: a mail, text, or JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from abusedesk.intake._charset import decode
from abusedesk.intake._clean import readable
from abusedesk.intake._forwarded import Inner, notices
from abusedesk.intake._health import HealthEvent, health_events
from abusedesk.intake._mime import Letter, letter
from abusedesk.intake._msg import OUTLOOK, as_mail
from abusedesk.intake._support import SupportCase, case_in_text, cases_in_json

if TYPE_CHECKING:
    from abusedesk.model import Channel

Format = Literal["eml", "msg", "text", "eventbridge", "support"]
_MBOX = re.compile(rb"\AFrom \S+.*\r?\n")
_HEADER_LINE = re.compile(rb"(?i)\A\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_TRANSPORT = re.compile(
    rb"(?im)^(?:received|message-id|mime-version|content-type|return-path|dkim-signature|delivered-to):"
)
_SUPPORT = re.compile(
    r"(?i)^\s*(?:case (?:id|details)|correspondence|support case(?: id| details)?)\b", re.MULTILINE
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """
    One notice as it was found.

    thread is the correspondence before it that is kept apart from its text; event the Health event it is.
    """

    inner: Inner
    channel: Channel
    format: Format
    thread: str = ""
    event: HealthEvent | None = None


def sources(data: bytes, name: str) -> tuple[Source, ...]:
    """
    The notices in data, one at least: what makes no sense is a text.

    Raises:
        BadInput: data is an Outlook .msg that cannot be read.
    """
    if data.startswith(OUTLOOK):
        return tuple(replace(one, format="msg") for one in _from_mail(as_mail(data, name)))
    data = _in_utf8(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        text = decode(data)
        found = [_from_event(one) for one in health_events(text)]
        found += [_from_case(one, "support") for one in cases_in_json(text)]
        if found:
            return tuple(found)
    return _from_mail(data) if _is_mail(data, name) else _from_text(data)


def from_letter(found: Letter) -> tuple[Source, ...]:
    """The notices in a letter, one at least."""
    return tuple(Source(inner, "mail", "eml") for inner in notices(found))


def _in_utf8(data: bytes) -> bytes:
    """Data, or that of a file which an editor saved as UTF-16, in UTF-8."""
    if data.startswith(_MARKS[1:]):
        return decode(data).encode("utf-8", "replace")
    # UTF-16 without a mark: every second byte of an English text is nought.
    head = data[:2000]
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 8 and head[start::2].count(0) > 0.8 * len(head[start::2]):  # noqa: PLR2004 # a few may be Japanese
            return data.decode(codec, "replace").encode("utf-8", "replace")
    return data


def _is_mail(data: bytes, name: str) -> bool:
    head = _HEADER_LINE.match(
        _MBOX.sub(b"", data.removeprefix(b"\xef\xbb\xbf")).replace(b"\r\n", b"\n")[:200_000]
    )
    if head is None:
        return False
    named = re.search(rb"(?im)^(?:from|subject|date):", head[0])
    return bool(_TRANSPORT.search(head[0]) or (name.lower().endswith(".eml") and named))


def _from_mail(data: bytes) -> tuple[Source, ...]:
    return from_letter(letter(_MBOX.sub(b"", data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))))


def _from_text(data: bytes) -> tuple[Source, ...]:
    text = readable(decode(data))
    copied = case_in_text(text)
    if copied and copied.newest:
        return (_from_case(copied, "text"),)
    found = notices(Letter(text=text), pasted=True)
    # What was copied out of the Support Center begins with the case, not with a sender.
    case = not found[0].letter.get("from") and _SUPPORT.search("\n".join(text.split("\n")[:12]))
    return tuple(Source(inner, "support" if case else "text", "text") for inner in found)


def _from_event(event: HealthEvent) -> Source:
    text = "\n\n".join(["\n".join([*event.entities, *event.facts]), event.text])
    made = Letter(headers=(("from", "aws.health"), ("subject", event.code)), text=text.strip("\n"))
    return Source(Inner(made, event.sent), "health", "eventbridge", event=event)


def _from_case(case: SupportCase, form: Format) -> Source:
    entry = case.newest or case.entries[0]
    headers = (("from", entry.author), ("subject", case.subject))
    said = Letter(headers=headers, text=entry.body)
    return Source(Inner(said, entry.at, case.head), "support", form, case.older)
