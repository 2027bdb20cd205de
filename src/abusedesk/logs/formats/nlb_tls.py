"""Network Load Balancer TLS logs."""

from __future__ import annotations

from abusedesk.logs._unit import Format
from abusedesk.translate import msg

from . import _elb


def sniff(head: bytes) -> bool:
    """Whether the first line has the columns of such a log."""
    return _elb.is_line(_elb.NLB, head)


FORMAT = Format(
    id=_elb.NLB,
    title=msg("Network Load Balancer TLS logs"),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html",
    logsources=(("aws", "nlb"),),
    sniff=sniff,
    read=_elb.read,
)
