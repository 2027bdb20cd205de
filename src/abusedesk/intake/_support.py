"""AWS Support cases: what the Support API answers, and what was copied out of the Support Center."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.intake._clean import readable
from abusedesk.intake._envelopes import documents, objects, word
from abusedesk.intake._times import Moment, moments

if TYPE_CHECKING:
    from datetime import datetime

_AWS = re.compile(
    r"(?i)^\W*(?:amazon web services|aws (?:support|trust (?:&|and) safety|abuse)\b.{0,40})\W*$"
)
_CASE = re.compile(
    r"(?i)^\s*(?:case (?:id|details|number)|correspondence|support case(?: id| details)?|"
    r"ケース ?(?:ID|の詳細|詳細)|件名|やり取り|コミュニケーション)\b"
)
_SUBJECT = re.compile(r"(?i)^\s*(?:subject|件名)\s*[:：\t]?\s*(.*)$")
_AROUND_TIME = re.compile(r"(?i)\([^)]*\)|\b(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*|[\W_]")
_HEAD = 40  # lines in which the case is described
_NAME = 80  # characters of an author's line


@dataclass(frozen=True, slots=True)
class Entry:
    """One communication of a case: who wrote it, when (UTC, None where unknown), and the words."""

    author: str
    at: datetime | None
    body: str

    @property
    def by_aws(self) -> bool:
        """Whether the case says that AWS wrote it."""
        return bool(_AWS.match(self.author))


@dataclass(frozen=True, slots=True)
class SupportCase:
    """A case: its subject and id ("" where unknown) and its communications, the newest first."""

    subject: str
    number: str
    entries: tuple[Entry, ...]
    head: str = ""  # what the case says of itself above them

    @property
    def newest(self) -> Entry | None:
        """AWS's newest communication."""
        return next((one for one in self.entries if one.by_aws), None)

    @property
    def older(self) -> str:
        """What was written before the newest of AWS's, the newest first."""
        seen = self.newest
        return "\n\n".join(
            one.body for one in self.entries if one is not seen and not (seen and _later(one, seen))
        )


def _later(one: Entry, other: Entry) -> bool:
    return one.at is not None and other.at is not None and one.at > other.at


def cases_in_json(text: str) -> tuple[SupportCase, ...]:
    """
    The cases in what support:DescribeCases or support:DescribeCommunications answered, () where none is.

    Members: https://docs.aws.amazon.com/awssupport/latest/APIReference/API_CaseDetails.html
    """
    found: list[SupportCase] = []
    for document in documents(text):
        for one in objects(document, "cases") or [document]:
            recent = one.get("recentCommunications")
            said = objects(recent, "communications") if isinstance(recent, dict) else []
            said = said or objects(one, "communications")
            if said:
                number = word(one, "displayId", "caseId") or word(said[0], "caseId")
                found.append(SupportCase(word(one, "subject"), number, _ordered([_entry(it) for it in said])))
    return tuple(found)


def _entry(said: dict[str, Any]) -> Entry:
    when = moments(word(said, "timeCreated"))
    return Entry(word(said, "submittedBy"), when[0].at() if when else None, readable(word(said, "body")))


def _ordered(entries: list[Entry]) -> tuple[Entry, ...]:
    if all(one.at for one in entries):
        entries = sorted(entries, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)
    return tuple(entries)


def case_in_text(text: str) -> SupportCase | None:
    """
    The case that text was copied from, with its communications; None where it looks like none.

    In the Support Center each communication stands below the author's name and the time.
    """
    lines = text.split("\n")
    starts = [found for at in range(len(lines)) if (found := _start(lines, at))]
    if not starts or not any(_AWS.match(author) for _, _, author, _ in starts):
        return None
    head = lines[: starts[0][0]]
    if not any(_CASE.match(line) for line in head[:_HEAD]) and (starts[0][0] > _HEAD or len(starts) == 1):
        return None
    ends = [start[0] for start in starts[1:]] + [len(lines)]
    entries = [
        Entry(author, at, "\n".join(lines[body:end]).strip("\n"))
        for (_, body, author, at), end in zip(starts, ends, strict=True)
    ]
    return SupportCase(_subject(head), "", _ordered(entries), "\n".join(head))


def _start(lines: list[str], at: int) -> tuple[int, int, str, datetime | None] | None:
    """Line, first line of the body, author and time of the communication that begins at line at."""
    author = lines[at].strip()
    if not author or len(author) > _NAME or author.endswith((".", ":", ",")):
        return None
    for end in (at + 2, at + 3):
        written = " ".join(line.strip() for line in lines[at + 1 : end])
        when = moments(written)
        if when and not when[0].whole_day and _only(written, when[0]):
            return at, min(end, len(lines)), author, when[0].at()
    return None


def _only(written: str, when: Moment) -> bool:
    """Whether written says when, and nothing besides."""
    other = f"{written[: when.start]} {written[when.end :]}"
    return not _AROUND_TIME.sub("", other)


def _subject(head: list[str]) -> str:
    for at, line in enumerate(head):
        found = _SUBJECT.match(line)
        if found:
            return found[1].strip() or next((one.strip() for one in head[at + 1 :] if one.strip()), "")
    return ""
