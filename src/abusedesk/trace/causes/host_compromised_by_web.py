"""An instance entered through a flaw in the site or application that it serves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._reported import CONTENT_KINDS
from abusedesk.trace._say import clock, listed
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause, Text
    from abusedesk.trace._story import Story
    from abusedesk.trace._web import WebBreakIn


def judge(story: Story) -> RootCause:
    """A program of a stranger's appeared among what a host serves, and he alone called it."""
    if not story.web.fallen:
        return judged("host_compromised_by_web", 0.0)
    fall = max(story.web.fallen, key=lambda one: _weight(one, story))
    cause = judged(
        "host_compromised_by_web",
        _weight(fall, story),
        _statement(fall),
        for_=[
            *((fall.entry.event,) if fall.entry else ()),
            *(call.event for call in fall.calls[:20]),
            *((fall.page.event,) if fall.page else ()),
        ],
        against=[*_always_there(story), *_guessed(fall, story)],
    )
    return replace(cause, since=fall.since)


def _weight(fall: WebBreakIn, story: Story) -> float:
    named = fall.instance in story.instances
    elsewhere = bool(story.instances) and not named
    confidence = min(0.85, 0.55 + 0.05 * fall.score)
    confidence += 0.08 if named or fall.page else 0.0
    confidence -= 0.3 if elsewhere and fall.page is None else 0.0
    confidence -= 0.25 if _guessed(fall, story) or _always_there(story) else 0.0
    return confidence - (0.4 if story.dossier.notice.kind not in CONTENT_KINDS and elsewhere else 0.0)


def _always_there(story: Story) -> list[str]:
    """Requests that show the reported page before anybody broke in."""
    explained = {fall.site for fall in story.web.fallen if fall.page is not None}
    return [one.first.event for one in story.web.served if not one.is_new and one.site.name not in explained]


def _guessed(fall: WebBreakIn, story: Story) -> list[str]:
    """A log-in by a guessed password on the same host that came earlier."""
    return [
        one.first.event
        for one in story.breakins
        if one.instance == fall.instance and one.first.time < fall.since
    ]


def _statement(fall: WebBreakIn) -> Text:
    values = {
        "host": fall.instance or fall.site,
        "since": clock(fall.since),
        "ips": listed(fall.ips),
        "entry": fall.entry.path if fall.entry else "?",
        "path": fall.path,
    }
    if not fall.path:
        return text(
            "Somebody at {ips} sent something to {entry} on {host} at {since}, and was the first to open the "
            "reported page after that.",
            **values,
        )
    if fall.entry is None:
        return text(
            "Since {since} a program that was not there before answers at {path} on {host}; "
            "only {ips} gave it commands.",
            **values,
        )
    return text(
        "Somebody sent something to {entry} on {host} at {since}; then a program that was not there before "
        "answered at {path}, and only {ips} gave it commands.",
        **values,
    )


CAUSE = Cause(
    id="host_compromised_by_web",
    title=msg("A host entered through its web application"),
    source="https://attack.mitre.org/techniques/T1505/003/",
    asks=("web_access", "ec2.instance"),
    judge=judge,
)
