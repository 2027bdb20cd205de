"""Application Load Balancer access logs."""

from __future__ import annotations

from abusedesk.logs._unit import Format
from abusedesk.translate import msg

from . import _elb


def sniff(head: bytes) -> bool:
    """Whether the first line has the columns of such a log."""
    return _elb.is_line(_elb.ALB, head)


FORMAT = Format(
    id=_elb.ALB,
    title=msg("Application Load Balancer access logs"),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
    logsources=(
        ("aws", "alb"),
        ("webserver", None),
    ),
    sniff=sniff,
    read=_elb.read,
)
