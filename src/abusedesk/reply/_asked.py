"""What AWS's newest message asks, and our answer to each of its questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.model import Text

from . import _keys as keys
from ._clean import prose
from ._done import done, handled, is_done, measure_done, planned, prevention, step_done
from ._letter import Sentence, admit, frame
from ._measures import fit_for_aws, topic_of
from ._ses import collection
from ._when import date, next_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._material import Material

_LIMIT = 8
_DOORS = frozenset({"close_port_to_world", "close_service", "restore_security_group"})
# Where AWS's words end and what it quotes, or its footer, begins.
_END = re.compile(r"(?im)^\s*(?:on .{5,200} wrote:|-{2,}\s*original message|from:\s|={5,}|_{5,})")
_ITEM = re.compile(r"\s*(?:[-*\u2022]|\d{1,2}[.)]|\([a-z\d]\))\s+")
_SENTENCE = re.compile(r"(?<=[.?!:])\s+")
_ASKS = re.compile(
    r"(?i)\?$|^(?:please|kindly|could you|can you|you must|confirm|provide|explain|describe|tell us"
    r"|we (?:still )?(?:need|require|ask|would like|request))\b"
)
_COURTESY = re.compile(
    r"(?i)please (?:do not|don't|note|visit|see|refer|remember|contact|use the following|reply to this)"
    r"|please (?:be aware|disregard)"
    r"|if you have (?:any )?(?:further )?questions|let us know if|any questions"
)


def questions(material: Material) -> list[str]:
    """What the newest message asks of us, each in its own words; empty for a first notice."""
    if material.notice.stage not in {"question", "denied", "mitigated"}:
        return []
    own = _END.split(material.mail.own_text)[0]
    found: list[str] = []
    listing = False
    for is_item, paragraph in _paragraphs(own):
        parts = [one.strip() for one in _SENTENCE.split(paragraph)]
        asked = [one for one in parts if _ASKS.search(one) and not _COURTESY.search(one)]
        # "Please tell us:" asks nothing by itself; the items below it do, in whatever form.
        found += [paragraph] if is_item and listing and not asked else []
        found += [one for one in asked if not one.endswith(":") and len(one.split()) > 2]  # noqa: PLR2004 a question has three words
        listing = bool(asked and asked[-1].endswith(":")) if not is_item else listing
    return list(dict.fromkeys(found))[:_LIMIT]


def _paragraphs(text: str) -> Iterator[tuple[bool, str]]:
    """Items and paragraphs of text, each on one line without its mark, but for what is quoted."""
    run: list[str] = []
    is_item = False
    for line in [*text.splitlines(), ""]:
        item = _ITEM.match(line)
        if item or not line.strip():
            if run:
                yield is_item, " ".join(run)
            run, is_item = [], item is not None
        if not line.lstrip().startswith((">", "|")):
            run += line[item.end() if item else 0 :].split()


def answers(material: Material) -> list[list[Sentence]]:
    """Each question as AWS put it, then what answers it: a paragraph each."""
    return [[_quoted(one), *_answer(material, one)] for one in questions(material)]


def _quoted(question: str) -> Sentence:
    words = prose(question)
    return Sentence(key="frame.asked", values={"question": Text(en=words, ja=words)}, item=True)


def _answer(material: Material, question: str) -> list[Sentence]:
    for pattern, answer in _TOPICS:
        if re.search(pattern, question, re.IGNORECASE):
            found = [*answer(material)]
            if found:
                return found
    return [admit("plan.question", date=date(next_reply(material.dossier.now, material.notice.deadline)))]


def _collection(material: Material) -> Iterator[Sentence]:
    yield from (one for part in collection(material)[1:] for one in part)


def _keys(material: Material) -> Iterator[Sentence]:
    yield from keys.keys_of(material)


def _doors(material: Material) -> Iterator[Sentence]:
    """What was done to the reported things and to the network; an open door only a new look can rule out."""
    did = [said for thing in material.reported for said in handled(material, thing)]
    did += [
        step_done(one, one.applied)
        for one in material.receipts
        if one.applied and is_done(one) and one.action in _DOORS
    ]
    did += [
        measure_done(one, one.at)
        for one in material.measures
        if one.at and one.state == "done" and topic_of(one) == "network" and fit_for_aws(one)
    ]
    yield from {one.text.en: one for one in did}.values()
    if not did:
        yield admit("plan.look_again", date=date(next_reply(material.dossier.now, material.notice.deadline)))


def _cause(material: Material) -> Iterator[Sentence]:
    if material.cause_is_known:
        yield frame("see_cause")


def _prevention(material: Material) -> Iterator[Sentence]:
    if done(material, against="repeat") or prevention(material):
        yield frame("see_done")


def _done(material: Material) -> Iterator[Sentence]:
    if done(material) or planned(material):
        yield frame("see_done")


_TOPICS: tuple[tuple[str, Callable[[Material], Iterator[Sentence]]], ...] = (
    (r"collect|opt[- ]?(?:in|out)|consent|mailing list|recipients? list|subscri", _collection),
    (r"\bstill\b|\bopen(?:ed)?\b|reachable|listening|accessible|expos(?:ed|ing)|\bport \d", _doors),
    (r"access keys?|credentials?|\bkeys?\b", _keys),
    (r"prevent|repeat|recur|in (?:the )?future|happen(?:ing)? again|re-?occur", _prevention),
    (r"root cause|how (?:did|was|were|could)|why|origin", _cause),
    (r"action|step|measure|remediat|mitigat|resolv|what (?:did|have|was|were)|done|taken|fix", _done),
)
