"""An instance whose log-in password was guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import clock, listed
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause, Text
    from abusedesk.trace._breakins import BreakIn
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """A log-in that guesses led to, on a host that the notice is about or that went on to abuse others."""
    if not story.breakins:
        return judged("host_compromised_by_bruteforce", 0.0)
    fall = max(story.breakins, key=lambda one: _weight(one, story))
    scanned = [
        scan for scan in story.scans if scan.instance == fall.instance and scan.last >= fall.first.time
    ]
    before = [scan for scan in scanned if scan.first < fall.first.time]
    cause = judged(
        "host_compromised_by_bruteforce",
        _weight(fall, story),
        _statement(fall),
        for_=[
            fall.first.event,
            *(login.event for login in fall.later[:5]),
            *(event for scan in scanned for event in scan.events),
            *(event for _, event in story.loaded),
        ],
        against=[event for scan in before for event in scan.events[:1]],
    )
    return replace(cause, since=fall.first.time)


def _weight(fall: BreakIn, story: Story) -> float:
    named = fall.instance in story.instances
    elsewhere = bool(story.instances) and not named
    scanned = any(scan.instance == fall.instance and scan.last >= fall.first.time for scan in story.scans)
    weight = 0.7 + (0.15 if named else 0.0) + (0.08 if scanned else 0.0) - (0.3 if elsewhere else 0.0)
    weight -= 0.3 if story.entry is not None and story.entry.since < fall.first.time else 0.0
    late = story.when is not None and fall.first.time > story.when[1]
    return weight - (0.35 if late else 0.0)


def _statement(fall: BreakIn) -> Text:
    return text(
        "The password of user {user} on {host} was guessed in {guesses} attempts since {begun}; "
        "somebody logged in with it from {ip} at {time}, and came back {later} times, from {ips}.",
        user=fall.first.user,
        host=fall.instance or fall.host,
        guesses=fall.guesses,
        begun=clock(fall.begun),
        ip=fall.first.ip,
        time=clock(fall.first.time),
        later=len(fall.later),
        ips=listed([login.ip for login in (fall.first, *fall.later)]),
    )


CAUSE = Cause(
    id="host_compromised_by_bruteforce",
    title=msg("A host broken into by guessing a password"),
    source="https://attack.mitre.org/techniques/T1110/001/",
    asks=("ec2.instance", "syslog", "vpc_flow"),
    judge=judge,
)
