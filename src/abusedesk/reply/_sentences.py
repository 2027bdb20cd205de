"""A letter's English text taken apart: what it states as done, what it promises, which days it names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from ._language import every

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GAP = "\n\n"
_ITEM = re.compile(r"\s*(?:[-*]|\d{1,2}[.)])\s+")
_LABEL = re.compile(r"[A-Z][\w ]{2,30}: ")
_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(]?[^a-z\s\"'(])|(?<=[。！？])")
# What a placeholder of a frame may stand for: no end of a sentence, no end of a paragraph.
_FILLED = r"(?:(?![.!?]\s)[^\n]|\n(?!\s*\n)){1,400}?"
_LAST_FILLED = rf"{_FILLED}(?=\s*\Z|\s*\n\s*\n|\s*\n[A-Z][\w ]{{2,30}}: )"

# What people do about an incident, as it is said when it is done, and as it is promised.
_DONE = (
    "added|applied|audited|blocked|changed|cleaned|closed|configured|deactivated|deleted|deployed|detached|disabled"
    "|disconnected|enabled|enforced|ended|expired|fixed|hardened|implemented|installed|introduced|isolated|limited"
    "|locked|migrated|mitigated|moved|patched|paused|quarantined|rebuilt|reconfigured|reimaged|reinstalled"
    "|remediated|removed|replaced|reset|resolved|restored|restricted|revoked|rolled|rotated|scaled|secured|set|shut"
    "|stopped|suspended|switched|taken|took|terminated|tightened|trained|turned|uninstalled|updated|upgraded|wiped"
)
_DO = (
    "add|apply|audit|block|change|clean|close|configure|deactivate|delete|deploy|detach|disable|disconnect|enable"
    "|enforce|end|fix|harden|implement|install|introduce|isolate|limit|lock|migrate|mitigate|move|patch|pause"
    "|quarantine|rebuild|reconfigure|reimage|reinstall|remediate|remove|replace|reset|resolve|restore|restrict"
    "|revoke|roll|rotate|scale|secure|set|shut|stop|suspend|switch|take|terminate|tighten|train|turn|uninstall"
    "|update|upgrade|wipe"
)
_WE = r"(?:we|i|our (?:\w+ )?(?:team|staff|engineers?|administrators?|company|provider|operators?))"
_STATED = re.compile(
    rf"(?i)\b{_WE}\b(?:\W+\w+){{0,4}}?\W+(?:{_DONE})\b"
    rf"|\b(?:has|have|had|was|were|is|are)\s+(?:\w+\s+){{0,2}}?(?:been\s+)?(?:{_DONE})\b"
    r"|\bno longer\b|\balready (?:gone|done|in place)\b"
)
_BARE = re.compile(rf"(?i)^(?:\d[\d :./UTCZ-]*:?\s*)?(?:{_DONE})\b")
_DENIED = re.compile(
    r"(?i)\b(?:not|never|cannot|could|will|would|shall|should|may|must|to be|if|when|until)\b"
)
_STRANGER = (
    r"(?:intruders?|attackers?|hackers?|strangers?|criminals?|third part(?:y|ies)"
    r"|(?:outside|malicious) part(?:y|ies)|unauthori[sz]ed (?:user|person|part(?:y|ies))|somebody|someone)"
)
_BY_STRANGER = re.compile(
    rf"(?i)\b{_STRANGER}\b(?:\W+\w+){{0,3}}?\W+(?:{_DONE})\b"
    rf"|\bby (?:an? |the )?{_STRANGER}\b|without our consent"
)
_PROMISED = re.compile(
    rf"(?i)\b{_WE}\b\s+(?:will|shall|plan to|intend to|aim to|(?:are|am) (?:going|planning) to)\s+"
    rf"(?:\w+\s+){{0,2}}?(?:{_DO})\b|\b(?:will|shall)\s+(?:also\s+)?be\s+(?:\w+\s+)?(?:{_DONE})\b"
    rf"|\bto be (?:{_DONE})\b"
)
_ANY_PROMISE = re.compile(
    r"(?i)\b(?:will|shall|plan to|intend to|going to)\b|^\W*by (?:\w+day, )?\d|\buntil\b"
)

_QUOTED = re.compile(r'"(?:[^"\n]|\n(?!\s*\n))*"')
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAYS = (
    re.compile(
        r"\b(?P<year>20\d\d)[-/](?P<number>\d{1,2})[-/](?P<day>\d{1,2})"
        r"(?:[ T]+(?P<hour>\d\d):(?P<minute>\d\d))?"
    ),
    re.compile(rf"(?i)\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<year>20\d\d)\b"),
    re.compile(rf"(?i)\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>20\d\d)\b"),
)


def unquoted(text: str) -> str:
    """Text without what it quotes: lines of a log or a story promise nothing, whatever words they use."""
    return _QUOTED.sub('""', text)


def sentences(text: str) -> list[str]:
    """The sentences, items and labels of text, each on one line."""
    return [one for unit in _units(text) for part in _END.split(unit) if (one := part.strip(" -*\"'"))]


def by_hand(text: str, known: Iterable[str]) -> list[str]:
    """The sentences of text that are neither among known nor the frame of our letters."""
    left = text
    for one in sorted(set(known), key=len, reverse=True):
        left = _pattern_of(one).sub(_GAP, left)
    for frame in _frames():
        left = frame.sub(_GAP, left)
    return [one for one in sentences(left) if any(letter.isalpha() for letter in one)]


def states_done(sentence: str) -> bool:
    """Whether sentence says that one of us has done something about the incident."""
    if _BY_STRANGER.search(sentence):
        return False
    found = _STATED.search(sentence)
    if found:
        return not _DENIED.search(found[0])
    return bool(_BARE.search(sentence))


def promises(sentence: str) -> bool:
    """Whether sentence says that one of us will do something about the incident."""
    return bool(_PROMISED.search(sentence))


def speaks_of_future(sentence: str) -> bool:
    """Whether sentence says what will be, or by when."""
    return bool(_ANY_PROMISE.search(sentence))


def days(sentence: str) -> list[datetime]:
    """The days that sentence names, aware UTC: the moment where it has a time, else the day's end."""
    found = []
    for pattern in _DAYS:
        for one in pattern.finditer(sentence):
            moment = _moment(one.groupdict())
            found += [moment] if moment else []
    return found


def _units(text: str) -> Iterator[str]:
    """Paragraphs, items and labels, each on one line."""
    run: list[str] = []
    for line in text.splitlines():
        item = _ITEM.match(line)
        if not line.strip() or item or _LABEL.match(line):
            yield " ".join(run)
            run = []
        run += line[item.end() if item else 0 :].split()
    yield " ".join(run)


def _pattern_of(sentence: str) -> re.Pattern[str]:
    """Sentence wherever lines break in it."""
    return re.compile(r"\s+".join(re.escape(word) for word in sentence.split()))


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    found = [one for key, one in every()["en"].sentences.items() if key.startswith("frame.") and one]
    return tuple(re.compile(_frame(one)) for one in sorted(found, key=len, reverse=True))


def _frame(sentence: str) -> str:
    words = [
        re.sub(r"\\\{\w+\\\}", lambda _: _FILLED, re.escape(word))
        for word in re.sub(r"\s+", " ", sentence).split()
    ]
    whole = r"\s+".join(words)
    return whole.removesuffix(_FILLED) + _LAST_FILLED if whole.endswith(_FILLED) else whole


def _moment(said: dict[str, str | None]) -> datetime | None:
    month = said.get("month")
    number = _MONTHS.index(month[:3].lower()) + 1 if month else int(said.get("number") or 0)
    try:
        day = datetime(int(said["year"] or 0), number, int(said["day"] or 0), tzinfo=UTC)
    except ValueError:
        return None
    if said.get("hour"):
        return day + timedelta(hours=int(said["hour"] or 0), minutes=int(said["minute"] or 0))
    return day + timedelta(days=1, seconds=-1)
