"""Amazon SES: how much mail went out in the last two weeks, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._unit import Collector, of
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Gap, Scope


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence for a region that sent, with its points of fifteen minutes over fourteen days.

    Mail sent by SMTP leaves no event in CloudTrail: these counts are all that shows when it went out.
    """
    page = aws.one("ses:GetSendStatistics")
    if page.data.get("SendDataPoints"):
        yield of(
            page,
            collector="ses_statistics",
            kind="ses.statistics",
            key=scope.account,
            scope=scope,
            data=page.data,
        )


COLLECTOR = Collector(
    id="ses_statistics",
    title=msg("Mail sent by SES in two weeks"),
    regional=True,
    reads=("ses:GetSendStatistics",),
    source="https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html",
    collect=collect,
)
