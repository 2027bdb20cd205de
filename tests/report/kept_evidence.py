"""Evidence of the invented case: many answers of one collector, and what a person handed in."""

from __future__ import annotations

from abusedesk.model import Evidence
from report.invented_account import ACCOUNT, NOW


def thing(
    number: int, collector: str = "cloudtrail_objects", kind: str = "log.cloudtrail_object"
) -> Evidence:
    return Evidence(
        collector=collector,
        kind=kind,
        key=f"s3://audit-logs/AWSLogs/{number}.json.gz",
        account=ACCOUNT,
        region="us-east-1" if number % 2 else "eu-west-1",
        call="s3:GetObject",
        asked=NOW,
        sha256=f"{number:064x}",
    )


def screenshot(name: str = "console.png") -> Evidence:
    return Evidence(
        collector="person",
        kind="person.file",
        key=f"{name} 0123456789ab",
        account=ACCOUNT,
        region="aws-global",
        call="case attach",
        asked=NOW,
        sha256="f" * 64,
        data={"name": name, "by": "Hanako"},
    )


MANY = tuple(thing(number) for number in range(400))
