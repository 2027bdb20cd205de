"""Who gets the visitors of load balancers: the targets of every target group and their health."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from abusedesk.collect._together import together
from abusedesk.collect._unit import OUTCOMES, Collector, gap, of, parts
from abusedesk.errors import Absent
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Gap, Scope

_ID = "elbv2_target_health"


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per target group, by ARN: its targets as TargetHealthDescriptions, as they are now.

    Groups of load balancers of all kinds but the classic one; a group without targets is evidence too.
    """
    groups: list[str] = []
    yield from parts(_groups(aws, groups))
    yield from together(partial(_targets, aws, scope), groups)


def _groups(aws: Reader, found: list[str]) -> Iterator[Evidence | Gap]:
    for page in aws.pages("elbv2:DescribeTargetGroups"):
        found += [str(one["TargetGroupArn"]) for one in page.data.get("TargetGroups", [])]
    yield from ()


def _targets(aws: Reader, scope: Scope, arn: str) -> Iterator[Evidence | Gap]:
    try:
        page = aws.one("elbv2:DescribeTargetHealth", TargetGroupArn=arn)
    except Absent:
        return  # deleted since it was listed
    except OUTCOMES as why:
        yield gap(why)
        return
    targets = page.data.get("TargetHealthDescriptions", [])
    data = {"TargetGroupArn": arn, "Targets": targets}
    yield of(page, collector=_ID, kind="elbv2.target_health", key=arn, scope=scope, data=data)


COLLECTOR = Collector(
    id=_ID,
    title=msg("Targets of load balancers"),
    regional=True,
    reads=(
        "elbv2:DescribeTargetGroups=elasticloadbalancing:DescribeTargetGroups",
        "elbv2:DescribeTargetHealth=elasticloadbalancing:DescribeTargetHealth",
    ),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html",
    collect=collect,
)
