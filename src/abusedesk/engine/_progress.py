"""What the engine tells a face while it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from abusedesk.model import Case, Coverage, Finding, Notice, Reply, Step, Text, Trace


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """
    At once, before anything is collected: what it is and the one step that stops the worst.

    holding is a letter ready to be sent. own_key is True when the reported key is the one we run with.
    """

    case: Case
    notice: Notice
    now: datetime
    title: Text
    means: Text
    first_step: Text
    holding: Reply
    own_key: bool


@dataclass(frozen=True, slots=True)
class Collecting:
    """One more (collector, region) is done, out of total so far planned."""

    row: Coverage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One more log is read into events, out of total."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules have run and the story is made."""

    findings: Sequence[Finding]
    trace: Trace


@dataclass(frozen=True, slots=True)
class Decided:
    """The plan and the letter are there; the case document can be shown."""

    steps: Sequence[Step]
    reply: Reply


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of an approved plan came to its end: "applied", "nothing" needed, "failed" or "left"."""

    step: Step
    end: str
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    We wait for what was changed to show, and look again.

    held of total steps are as they were left; again is how many had to be taken once more so far.
    """

    held: int
    total: int
    again: int


@dataclass(frozen=True, slots=True)
class Watching:
    """One more look at a contained account was taken; passed of total seconds are over."""

    looks: int
    passed: float
    total: float


Progress = NoticeRead | Collecting | Reading | Judged | Decided | Taken | Waiting | Watching


def silent(_: Progress) -> None:
    """Tell nobody."""


if TYPE_CHECKING:
    Tell = Callable[[Progress], None]
