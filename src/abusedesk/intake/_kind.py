"""What a kind of notice is: facts, by which it is recognised and explained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from abusedesk import registry

if TYPE_CHECKING:
    from collections.abc import Mapping

THRESHOLD = 20  # points from which a kind is recognised
_LABEL, _SUBJECT, _PROSE, _MORE = 80, 30, 20, 3
_HINTS = 2  # of a kind's notions, that one sentence must have
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    One kind of notice.

    title, means (what AWS says happened, for a layman), first_step (the one reversible step that stops
    the worst) and asks (what AWS wants) are messages of the catalogue. The other texts are regular
    expressions on text with single blanks, any case: labels on the value of "Reported Activity" and its
    like, codes on an AWS Health event's type code without its prefix, subject and prose on their text
    (one of prose is enough), hints are the notions of a kind, of which a sentence must have two: only a
    notice that is recognised by nothing else is placed by them. needs must all be there and unless must
    not, in the sender, the subject or the text. reports are types of ARF and XARF reports. clock is
    "policy" where an answer is due within a day though the notice says nothing of time.
    limited_at_first: the first mail already says that something was limited, which is no later stage.
    addresses says whose those are that AWS does not mark: ours, those of whoever used the credentials,
    or those of our attackers. questions are what the owner of the account must tell whoever answers for
    him, untold is what AWS never says about such a notice (both messages of the catalogue). by_person:
    no letter of ours answers it, a person must. xarf is what XARF v4 calls such a thing, as
    "category/type", the likeliest first (https://xarf.org/docs/specification/).
    source is where the facts are from.
    """

    id: str
    title: str
    means: str
    first_step: str
    asks: str
    source: str
    labels: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    clock: Literal["policy", "none"] = "policy"
    expects_reply: bool = True
    limited_at_first: bool = False
    addresses: Literal["ours", "callers", "attackers"] = "ours"
    questions: tuple[str, ...] = ()
    untold: str = ""
    xarf: tuple[str, ...] = ()
    by_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a notice is recognised by: AWS's own words, each on one line with straight quotes."""

    sender: str = ""
    subject: str = ""
    prose: str = ""
    activity: tuple[str, ...] = ()
    code: str = ""
    report_type: str = ""


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _hits(expressions: tuple[str, ...], text: str) -> int:
    return sum(1 for one in expressions if _pattern(one).search(text))


def every() -> Mapping[str, Kind]:
    """Every kind of notice, by id; "none" and "unknown" are among them."""
    return registry.load("abusedesk.intake.kinds", Kind)


def score(kind: Kind, wording: Wording, *, heed_labels: bool = True) -> int:
    """
    How sure it is that wording is a notice of kind; THRESHOLD and more is recognised.

    A label or an event code decides: where there is one, words count for nothing. heed_labels=False
    looks at the words all the same, for labels that nobody knows.
    """
    if heed_labels and (wording.code or wording.activity):
        named = (
            _hits(kind.codes, wording.code)
            if wording.code
            else sum(_hits(kind.labels, one) for one in wording.activity)
        )
        return _LABEL + named if named else 0
    everything = f"{wording.sender} {wording.subject} {wording.prose}"
    if not _may_be(kind, everything):
        return 0
    subject, prose = _hits(kind.subject, wording.subject), _hits(kind.prose, wording.prose)
    return _SUBJECT * bool(subject) + _PROSE * bool(prose) + _MORE * (prose + subject)


def recognised(kind: Kind, wording: Wording) -> bool:
    """Whether kind by itself takes wording for its own."""
    return score(kind, wording) >= THRESHOLD


def best(wording: Wording, *, heed_labels: bool = True) -> str | None:
    """Id of the kind that fits wording best, None where none is recognised."""
    scores = {kind.id: score(kind, wording, heed_labels=heed_labels) for kind in every().values()}
    name = max(scores, key=lambda one: scores[one])
    return name if scores[name] >= THRESHOLD else None


def likeliest(wording: Wording) -> str | None:
    """
    Id of the kind whose notions meet in one sentence of wording, None where none or two kinds' do.

    For a notice that best() does not recognise: AWS says the same thing in many ways.
    """
    everything = f"{wording.sender} {wording.subject} {wording.prose}"
    kinds = [kind for kind in every().values() if kind.hints and _may_be(kind, everything)]
    sentences = [wording.subject, *_SENTENCE.split(wording.prose)]
    scores = {kind.id: max(_hits(kind.hints, sentence) for sentence in sentences) for kind in kinds}
    most = max(scores.values(), default=0)
    named = [name for name, points in scores.items() if points == most]
    return named[0] if most >= _HINTS and len(named) == 1 else None


def _may_be(kind: Kind, everything: str) -> bool:
    """Whether nothing that the notice says is missing for kind, or speaks against it."""
    return _hits(kind.needs, everything) == len(kind.needs) and not _hits(kind.unless, everything)
