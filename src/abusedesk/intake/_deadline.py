"""By when AWS wants an answer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from abusedesk.intake._clean import flat
from abusedesk.intake._labels import Label, values
from abusedesk.intake._times import moments

if TYPE_CHECKING:
    from abusedesk.model import DeadlineBasis

# AWS asks for an answer within a day: https://repost.aws/knowledge-center/aws-abuse-report
POLICY = timedelta(hours=24)

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "twelve": 12,
    "fourteen": 14, "twenty-four": 24, "twenty four": 24, "thirty": 30, "forty-eight": 48, "forty eight": 48,
    "seventy-two": 72, "a": 1, "an": 1,
}  # fmt: skip
_UNITS = {"hour": 1, "hr": 1, "day": 24, "week": 168}
_WITHIN = re.compile(
    r"(?i)\b(?:within|in|in the next|over the next|for the next)\s+(?:the\s+)?(?:next\s+)?(?:(?P<word>"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + (
        r")\s*)?(?:\(?\s*(?P<number>\d{1,3})\s*\)?)?[\s-]*(?:business |"
        r"calendar |working )?(?P<unit>hour|hr|day|week)s?\b"
    )
)
_HAVE = re.compile(
    r"(?i)\b(?:you have|you are given|allow(?:s|ed)? (?:you )?|giv(?:e|ing) you)\s+(?:until\s+)?(?:(?P<word>"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + (
        r")\s*)?(?:\(?\s*(?P<number>\d{1,3})\s*\)?)?[\s-]*(?:business |"
        r"calendar )?(?P<unit>hour|hr|day|week)s?\b"
    )
)
_BY = re.compile(
    r"(?i)\b(?:no later than|not later than|on or before|prior to|"
    r"before|until|by|deadline(?: is| of)?:?|due(?: on| by)?|"
    r"(?:period|probation)[^.]{0,20}?(?:end date(?: is)?|ends?|expires?|closes?|is|ending)(?: on)?:?|"
    r"effective|as of|on)\s+(?:the\s+)?(?:end of (?:day )?(?:on )?)?"
)
_STRONG = re.compile(
    r"(?i)^(?:no later|not later|on or before|prior to|before|until|by|deadline|due|period|probation)"
)
# What makes a time in a sentence one that we have to keep …
_OURS = re.compile(
    r"(?i)\b(?:repl(?:y|ies)|respon[ds]e?|respond|answer|contact|"
    r"fail(?:ure)?|must|please|required?|need|should|action|"
    r"act|confirm|provide|follow|steps|avoid|suspension|secure|take|"
    r"remediat\w+|resolve|suspend\w*|terminat\w*|isolat\w*|block\w*|"
    r"restrict\w*|disabl\w*|stop\w*|clos(?:e|ed|ure)|remov\w+|"
    r"rotate|delete|replace|update|upgrade|ends?|"
    r"migrat\w+|complete|submit|deadline|otherwise|or we|let us|send|tell us|write|"
    r"get back|report back|limit\w*|los(?:e|es|ing)|findings)\b"
)
# … and what makes it AWS's own, or past.
_THEIRS = re.compile(
    r"(?i)\b(?:we|our team|aws(?: support)?|a member of our team|"
    r"an agent|they)(?:'ll| will| aim to| try to| usually|"
    r" typically| generally)?\s+"
    r"(?:respond|reply|get back|review|answer|update you|be in touch|contact you|follow up|notify you)\b"
    r"|\b(?:was|were|been|occurred|detected|observed|created|"
    r"launched|reported|received|sent|started|seen)\s+(?:\w+\s+){0,3}$"
    r"|\b(?:charges|usage|changes?|propagat\w+) (?:may|might|can|will) (?:take|appear|be visible)\b"
)
# A span of AWS's that ends on a date, such as the review period of SES …
_ENDS = re.compile(
    r"(?i)\b(?:period|review|probation|window|deadline|grace|extension|time|support)\b(?:[^.]|\.\d){0,40}"
    r"\b(?:end date|ends?|expires?|closes?|is over|concludes?|lapses?|runs out|is scheduled to end)\b"
    r"|\bend of the (?:review |probation )?period\b"
)
# … and what AWS does then.
_WILL = re.compile(r"(?i)\b(?:will|shall)\b")
# The point after the day of "5. March" ends no sentence.
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b\d\.)(?<!\b[0-3]\d\.)\s+(?=[A-Z0-9\"'(*-])|\n\s*\n")


def stated(found: tuple[Label, ...], own: str, received: datetime | None) -> datetime | None:
    """
    The earliest time in AWS's words that we have to keep, UTC; hours count from received.

    A day is 00:00 UTC of that day, the safe reading. A date before the mail's own day is none.
    """
    times: list[datetime] = []
    for value in values(found, "deadline"):
        times += [one.at() for one in moments(value.split("\n")[0], received)][:1]
    for sentence in _sentences(own):
        times += _hours(sentence, received, _HAVE)
        if _OURS.search(sentence) or _ENDS.search(sentence):
            times += _hours(sentence, received, _WITHIN)
            times += _dates(sentence, received)
    if received is not None:
        day = received.replace(hour=0, minute=0, second=0, microsecond=0)
        times = [one for one in times if one >= day]
    return min(times, default=None)


def _sentences(own: str) -> list[str]:
    return [
        flat(sentence)
        for paragraph in re.split(r"\n\s*\n", own)
        for sentence in _SENTENCE.split(flat(paragraph))
    ]


def _hours(sentence: str, received: datetime | None, pattern: re.Pattern[str]) -> list[datetime]:
    if received is None:
        return []
    times = []
    for one in pattern.finditer(sentence):
        number = int(one["number"]) if one["number"] else _WORDS.get((one["word"] or "").lower(), 0)
        before = sentence[max(0, one.start() - 90) : one.start()]
        if number and not _THEIRS.search(before):
            times.append(received + timedelta(hours=number * _UNITS[one["unit"].lower()]))
    return times


def _dates(sentence: str, received: datetime | None) -> list[datetime]:
    times = []
    for one in moments(sentence, received):
        lead = [
            by
            for by in _BY.finditer(sentence, 0, one.start)
            if by.end() == one.start or not sentence[by.end() : one.start].strip(" (*")
        ]
        if not lead or _THEIRS.search(sentence[max(0, lead[-1].start() - 40) : lead[-1].start()]):
            continue
        if _STRONG.match(lead[-1][0]) or _takes_effect(sentence, received, one.at()):
            times.append(one.at())
    return times


def _takes_effect(sentence: str, received: datetime | None, at: datetime) -> bool:
    """Whether "on <date>" is when AWS will do something to us."""
    return received is not None and at > received and bool(_WILL.search(sentence) or _ENDS.search(sentence))


def deadline(
    at: datetime | None, received: datetime | None, *, policy: bool
) -> tuple[datetime | None, DeadlineBasis]:
    """The time to keep and what it rests on: at where AWS stated one, else a day from received if policy."""
    if at is not None:
        return at, "stated"
    if policy and received is not None:
        return received + POLICY, "policy"
    return None, "none"
