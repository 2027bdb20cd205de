"""AWS's mails within the mails that forwarded them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from abusedesk.intake._clean import flat, plain
from abusedesk.intake._headers import domain, header, mail_date, message_ids
from abusedesk.intake._parts import parts, report_starts
from abusedesk.intake._quoting import Block, blocks, depth_of, message_at
from abusedesk.intake._senders import from_aws, is_amazon, is_lookalike
from abusedesk.intake._several import MOST, Said, divided, is_thread
from abusedesk.intake._surround import aws_part, is_foreign, weight
from abusedesk.intake._times import moments
from abusedesk.intake._zones import JST

if TYPE_CHECKING:
    from abusedesk.intake._mime import File, Letter

_CLOCKS_DIFFER = timedelta(minutes=10)
_PREFIX = re.compile(r"(?i)^\s*(?:(?:fwd?|fw|wg|tr|転送)\s*[:：]\s*)+")
_HEADS = 50  # quoted messages that are looked at
_SURE = 2  # turns of phrase that make a text AWS's


@dataclass(frozen=True, slots=True)
class Inner:
    """
    AWS's own mail, and how it reached us.

    letter has AWS's headers as far as they are known, and AWS's text with what it quotes. received is its
    date in UTC. around is what others wrote outside it. forwarded: it came inside another message, or
    with other words around it.
    """

    letter: Letter
    received: datetime | None
    around: str = ""
    forwarded: bool = False


def notices(letter: Letter, *, pasted: bool = False) -> tuple[Inner, ...]:
    """
    AWS's mails in letter, one at least: itself, those attached to it, or those quoted in its text.

    pasted: letter is text without headers of its own, in which the first head is the message's own.
    """
    found = _mails(letter, pasted=pasted)
    return tuple(
        replace(one, letter=replace(one.letter, text=text))
        for one in found
        for text in divided(one.letter.text)
    )[:MOST]


def _mails(letter: Letter, *, pasted: bool) -> tuple[Inner, ...]:
    if from_aws(letter.get("from")):
        # A mailing list that sends it on puts its own address behind AWS's name.
        return (Inner(letter, _sent(letter), forwarded=not is_amazon(domain(letter.get("from")))),)
    return _enclosed(letter) or _quoted(letter, pasted=pasted) or (_bare(letter),)


def _sent(letter: Letter) -> datetime | None:
    """When letter was sent, else when the last server took it in (UTC)."""
    arrived = letter.get("received").rpartition(";")[2].strip()
    return mail_date(letter.get("date")) or mail_date(arrived)


def _enclosed(letter: Letter) -> tuple[Inner, ...]:
    """The attached messages that are or hold AWS's, each once."""
    found: dict[str, Inner] = {}
    for inner in (inner for one in letter.enclosed for inner in _mails(one, pasted=False)):
        if from_aws(inner.letter.get("from")) or weight(inner.letter.text) >= _SURE:
            outside = "\n".join([letter.get("subject"), letter.text, inner.around])
            made = replace(
                inner, received=inner.received or _sent(letter), around=outside.strip("\n"), forwarded=True
            )
            found.setdefault(made.letter.get("message-id") or flat(made.letter.text), made)
    return tuple(found.values())


def _quoted(letter: Letter, *, pasted: bool) -> tuple[Inner, ...]:
    lines = letter.text.split("\n")
    heads = _heads(letter.text)
    theirs = [one for one in heads if from_aws(one.values.get("from", ""))]
    chosen = theirs[:1]
    for one in theirs[1:]:
        if not is_thread(_said(lines, chosen[-1]), _said(lines, one)):
            chosen.append(one)
    if not chosen:
        chosen = [one for one in heads if weight(message_at(lines, one)) >= _SURE][-1:]
    ends = [*(one.first for one in chosen[1:]), len(lines)][: len(chosen)]
    found = [
        _quotation(letter, lines[:end], one, pasted=pasted) for one, end in zip(chosen, ends, strict=True)
    ]
    return tuple(one for one in found if one.letter.text.strip())


def _heads(text: str) -> list[Block]:
    """
    Every message head in text that no stranger can have written.

    After a report's marker only what is quoted less deeply than the report is somebody else's again.
    """
    before = text[: report_starts(text)]
    heads = blocks(before.split("\n"))[:_HEADS]
    if len(before) == len(text):
        return heads
    at = before.count("\n")
    lines = text.split("\n")
    depth = depth_of(lines[at])
    outside = next(
        (n for n in range(at, len(lines)) if lines[n].strip() and depth_of(lines[n]) < depth), len(lines)
    )
    later = blocks([""] * outside + lines[outside:])[:_HEADS]
    return heads + [one for one in later if one.depth < depth]


def _said(lines: list[str], block: Block) -> Said:
    return Said(block.values.get("subject", ""), parts(message_at(lines, block)).own)


def _quotation(letter: Letter, lines: list[str], chosen: Block, *, pasted: bool) -> Inner:
    """The message in lines that chosen heads."""
    own = message_at(lines, chosen)
    before = "\n".join(lines[: chosen.first])
    top = pasted and chosen.first == 0 and not chosen.depth
    headers = _headers(chosen, letter, first=top)
    made = replace(letter, headers=headers, text=own, enclosed=())
    if not from_aws(made.get("from")):
        part = aws_part(own)
        made, before = replace(made, text=part.own), f"{before}\n{part.around}"
    around = "\n".join([letter.get("subject"), before]).strip("\n")
    return Inner(made, _received(chosen, letter), around, forwarded=not top)


def _headers(block: Block, outer: Letter, *, first: bool) -> tuple[tuple[str, str], ...]:
    """What block says of the quoted message, with the little that only the outer one knows."""
    values = {key: header(value) for key, value in block.values.items() if key != "other"}
    if "subject" not in values and outer.get("subject"):
        values["subject"] = _PREFIX.sub("", outer.get("subject"))
    if "message-id" not in values and not first:
        # A mail program that forwards names the original in References: take it where AWS made it.
        known = message_ids(f"{outer.get('references')} {outer.get('in-reply-to')}")
        theirs = [one for one in known if is_amazon(one.strip("<>").rpartition("@")[2])]
        values |= {"message-id": theirs[-1]} if theirs else {}
    return tuple(values.items())


def _received(block: Block, outer: Letter) -> datetime | None:
    """The quoted message's date in UTC, else that of the message it came in."""
    sent = _sent(outer)
    written = plain(block.values.get("date", ""))
    found = moments(written, near=sent)
    if not found or found[0].whole_day:
        return (mail_date(written) if found else None) or sent
    zones = [] if found[0].zone else _zones(block, outer)
    readings = [found[0].at(zone) for zone in zones] or [found[0].at()]
    if sent is None:
        return readings[0]
    # Nobody forwards a mail before it came.
    return next((one for one in readings if one <= sent + _CLOCKS_DIFFER), sent)


def _zones(block: Block, outer: Letter) -> list[tzinfo]:
    """Zones that a date without one may be in, likeliest first: that of whoever quoted it."""
    try:
        offset = parsedate_to_datetime(outer.get("date")).tzinfo
    except (TypeError, ValueError, OverflowError, IndexError):
        offset = None
    zones: list[tzinfo] = [offset] if offset and offset.utcoffset(None) else []
    elsewhere = [UTC, JST]
    if block.japanese or is_foreign(f"{outer.get('subject')}\n{outer.text}"):
        elsewhere.reverse()
    return [*zones, *elsewhere]


def _bare(letter: Letter) -> Inner:
    """A letter that does not say where AWS begins: a notice passed on, pasted, or attached as text."""
    attached = _attached_text(letter)
    part = aws_part(attached.text) if attached else aws_part(letter.text)
    around = f"{letter.text}\n{part.around}" if attached else part.around
    made = replace(letter, text=part.own)
    if attached:
        made = replace(made, files=tuple(one for one in letter.files if one is not attached))
    # An imitation with a foreword is no forwarded mail.
    outside = bool(around.strip()) and (is_foreign(around) or not is_lookalike(domain(letter.get("from"))))
    if outside:
        headers = (
            (key, _PREFIX.sub("", value) if key == "subject" else value) for key, value in made.headers
        )
        made = replace(made, headers=tuple(headers))
    return Inner(made, _sent(letter), around.strip("\n"), forwarded=outside)


def _attached_text(letter: Letter) -> File | None:
    """A text file that reads like AWS where the letter itself does not."""
    if weight(letter.text) >= _SURE:
        return None
    return next((one for one in letter.files if weight(one.text) > max(_SURE, weight(letter.text))), None)
