"""One session of an instance's role used from two public addresses in turn."""

from __future__ import annotations

from collections import defaultdict
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from abusedesk.detect._finding import finding, of_events
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

# RFC 1918, RFC 6598, RFC 4193. Not ip_address.is_global: practice logs use the documentation's addresses.
_PRIVATE = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)

# The session of an instance's role is called by the instance's id.
_WHERE = """
source = 'cloudtrail' and outcome = 'success' and credential in (
    select credential from events
    where source = 'cloudtrail' and outcome = 'success' and regexp_matches(actor, '/i-[0-9a-f]{8,17}$')
    group by credential having count(distinct src_ip) > 1
)
"""


def find(lake: Lake) -> list[Finding]:
    """
    One finding for each session that came from a second public address while the first went on.

    An instance reaches AWS by one way out. A second address of the same kind of IP, before and after
    which the first was in use, is somebody else's; one that takes over for good may be the instance's
    own new address, and is left alone.
    """
    return list(_found(lake))


def _found(lake: Lake) -> Iterator[Finding]:
    sessions: defaultdict[str | None, list[Event]] = defaultdict(list)
    for event in lake.events(_WHERE):
        if event.time is not None and _version(event.src_ip):
            sessions[event.credential].append(event)
    for credential, events in sessions.items():
        elsewhere = _elsewhere(events)
        if elsewhere:
            yield finding(ANALYTIC, of_events(elsewhere, (credential,)))


def _elsewhere(events: list[Event]) -> list[Event]:
    # events are in order of time; the instance's own address is the first seen of each version of IP.
    home: dict[int, str | None] = {}
    last: dict[int, Event] = {}
    for event in events:
        version = _version(event.src_ip)
        home.setdefault(version, event.src_ip)
        if event.src_ip == home[version]:
            last[version] = event
    return [
        event
        for event in events
        if event.src_ip != home[version := _version(event.src_ip)] and _before(event, last[version])
    ]


def _before(event: Event, other: Event) -> bool:
    return event.time is not None and other.time is not None and event.time < other.time


def _version(address: str | None) -> int:
    """4 or 6 for a public address, 0 for any other text; calls through a VPC endpoint have private ones."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return 0
    return 0 if any(parsed in network for network in _PRIVATE) else parsed.version


ANALYTIC = Analytic(
    id="instance_credentials_elsewhere",
    title=msg("Credentials of an instance used from somewhere else"),
    severity=Severity.HIGH,
    techniques=("T1552.005", "T1078.004"),
    tactics=("credential-access", "initial-access"),
    means=msg(
        "The session of the instance's role was stolen, by a hole in a program on it or by somebody "
        "logged in there, and is used from outside."
    ),
    harmless=msg(
        "An instance with two ways out at once, such as a proxy for some of its programs: then both "
        "addresses are yours."
    ),
    source="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html",
    find=find,
)
