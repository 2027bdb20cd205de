"""The IAM credential report: every user's password, keys and MFA in one table, root included."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.collect._unit import OUTCOMES, Collector, gap, of
from abusedesk.model import Gap, stamp
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

ASK_AT_MOST = 20  # at one request in two seconds, which the Reader's pacing keeps

_FRESH = timedelta(minutes=10)


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per row, by the column arn, with the CSV's own column names.

    IAM makes a new report at most every four hours and gives the older one until then; the reason says
    of when it is. Where it may not be made, one that exists is read all the same.
    """
    try:
        if not _made(aws):
            yield Gap("delayed", "IAM is still writing the credential report")
    except OUTCOMES as why:
        yield gap(why)
    page = aws.one("iam:GetCredentialReport")
    made = page.data.get("GeneratedTime")
    if made is not None and page.asked - made > _FRESH:
        yield Gap("read", f"the credential report is of {stamp(made)}; IAM renews it after four hours")
    for row in csv.DictReader(io.StringIO(page.data["Content"].decode("utf-8", "replace"))):
        data = {name: value for name, value in row.items() if isinstance(name, str)}
        yield of(
            page,
            collector="iam_credential_report",
            kind="iam.credential_report",
            key=str(data.get("arn")),
            scope=scope,
            data=data,
        )


def _made(aws: Reader) -> bool:
    states = (aws.one("iam:GenerateCredentialReport").data.get("State") for _ in range(ASK_AT_MOST))
    return "COMPLETE" in states


COLLECTOR = Collector(
    id="iam_credential_report",
    title=msg("IAM credential report"),
    regional=False,
    reads=("iam:GenerateCredentialReport", "iam:GetCredentialReport"),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
    collect=collect,
)
