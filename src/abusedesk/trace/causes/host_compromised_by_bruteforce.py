"""An instance whose log-in password was guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.trace._addresses import is_public
from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import clock, guesses, listed
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
    if not fall.later:
        return _entry(fall)
    values = {"first": _entry(fall), "ips": listed([login.ip for login in fall.later])}
    if len(fall.later) == 1:
        return text("{first} The intruder came back once, from {ips}.", **values)
    return text("{first} The intruder came back {later} times, from {ips}.", later=len(fall.later), **values)


def _entry(fall: BreakIn) -> Text:
    values = {
        "user": fall.first.user,
        "host": fall.instance or fall.host,
        "ip": fall.first.ip,
        "time": clock(fall.first.time),
    }
    if not fall.guesses and not is_public(fall.first.ip):
        return text(
            "Somebody logged in to {host} as {user} at {time} from {source} ({ip}), a host of ours that had "
            "fallen before; nothing had to be guessed here.",
            source=fall.source or fall.first.ip,
            **values,
        )
    if not fall.guesses:
        return text(
            "Somebody logged in to {host} as {user} at {time} from {ip}, an address of the intruder who had "
            "broken into another host of ours; nothing had to be guessed here.",
            **values,
        )
    told = {"guesses": guesses(fall.guesses), "begun": clock(fall.begun), **values}
    if fall.places > 1:
        return text(
            "The password of user {user} on {host} was guessed, with {guesses} from {places} addresses "
            "since {begun}; somebody logged in with it from {ip} at {time}.",
            places=fall.places,
            **told,
        )
    return text(
        "The password of user {user} on {host} was guessed, with {guesses} since {begun}; "
        "somebody logged in with it from {ip} at {time}.",
        **told,
    )


CAUSE = Cause(
    id="host_compromised_by_bruteforce",
    title=msg("A host broken into by guessing a password"),
    source="https://attack.mitre.org/techniques/T1110/001/",
    asks=("ec2.instance", "syslog", "vpc_flow"),
    judge=judge,
)
