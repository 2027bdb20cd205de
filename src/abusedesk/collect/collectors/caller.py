"""Who we are to AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._unit import Collector, of
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence: the identity that signs our requests. It needs no permission."""
    page = aws.one("sts:GetCallerIdentity")
    yield of(page, collector="caller", kind="sts.caller", key=page.data["Arn"], scope=scope, data=page.data)


COLLECTOR = Collector(
    id="caller",
    title=msg("The identity we run as"),
    regional=False,
    reads=("sts:GetCallerIdentity",),
    source="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
    collect=collect,
)
