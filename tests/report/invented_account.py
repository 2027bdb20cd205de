"""The account of the invented case: its users and roles, its cost, and what of it was read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from abusedesk.model import AccessKey, Cost, CostDay, CostRow, Coverage, Inventory, Role, Text, User

NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
BEGAN = datetime(2026, 3, 3, 21, 14, 9, tzinfo=UTC)
ACCOUNT = "111122223333"
KEY = "AKIAINVENTEDKEY00001"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE events; --",
    "\x1b[31mred\x1b[0m",
    "admin\u202egpj.exe",
    "</svg></style><b>bold</b>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;i&gt; &#60;u&#62;",
)
REGIONS = (
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
MINED = ("eu-west-1", "ap-south-1", "sa-east-1", "ca-central-1", "us-west-1", "eu-north-1")
SERVICES = (
    "Amazon Elastic Compute Cloud - Compute",
    "EC2 - Other",
    "Amazon Simple Storage Service",
    "AWS CloudTrail",
    "AmazonCloudWatch",
    "Amazon Relational Database Service",
    "AWS Lambda",
    "AWS Key Management Service",
)


def user(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def coverage(bad: tuple[str, ...]) -> tuple[Coverage, ...]:
    collectors = (
        "ec2_instances",
        "ec2_security_groups",
        "cloudtrail_event_history",
        "cloudtrail_objects",
        "guardduty",
        "flow_log_objects",
    )
    rows = [
        Coverage(collector, region, "read" if place % 3 else "empty", calls=3)
        for collector in collectors
        for place, region in enumerate(REGIONS)
    ]
    odd = {
        ("guardduty", "eu-west-2"): Coverage(
            "guardduty", "eu-west-2", "not_enabled", "GuardDuty is not enabled"
        ),
        ("cloudtrail_event_history", "sa-east-1"): Coverage(
            "cloudtrail_event_history", "sa-east-1", "truncated", "read 4000 pages"
        ),
        ("cloudtrail_objects", "eu-west-3"): Coverage(
            "cloudtrail_objects", "eu-west-3", "denied", f"s3:GetObject {bad[5]}"
        ),
        ("ec2_instances", "ap-northeast-3"): Coverage("ec2_instances", "ap-northeast-3", "failed", bad[3]),
    }
    listed = [odd.get((row.collector, row.region), row) for row in rows]
    whole = ("caller", "iam_authorization_details", "iam_access_keys", "cost")
    return (
        *(Coverage(name, "aws-global", "read", calls=4) for name in whole),
        Coverage("iam_credential_report", "aws-global", "delayed", "IAM is still writing it"),
        *listed,
        *(Coverage(name, "me-south-1", "not_opted_in") for name in collectors),
    )


def cost(bad: tuple[str, ...]) -> Cost:
    days = [f"{(NOW - timedelta(days=back)):%Y-%m-%d}" for back in range(60, 0, -1)]
    usual = [
        CostDay(
            day=day,
            region=region,
            service=service,
            amount=round(0.4 + (place * 7 + number * 3) % 11 * 0.3, 2),
        )
        for day in days
        for place, region in enumerate(REGIONS)
        for number, service in enumerate((*SERVICES, bad[0]))
        if (place + number) % 3 == 0
    ]
    mined = [
        CostDay(day=day, region=region, service=SERVICES[0], amount=180.0 + 20 * place)
        for day in days[-2:]
        for place, region in enumerate(MINED)
    ]
    return Cost(
        abuse_total=2580.0,
        by_region_service=(
            *(
                CostRow(
                    region=region,
                    service=SERVICES[0],
                    usual_per_day=0.0,
                    peak_per_day=180.0 + 20 * place,
                    since=days[-2],
                )
                for place, region in enumerate(MINED)
            ),
            CostRow(region=bad[1], service=bad[0], usual_per_day=0.0, peak_per_day=1.0, since=None),
        ),
        by_day=(*usual, *mined, CostDay(day=days[-1], region=bad[1], service=bad[5], amount=900.0)),
    )


def inventory(bad: tuple[str, ...]) -> Inventory:
    users = [
        User(
            arn=user(name),
            created=NOW - timedelta(days=age),
            last_activity=NOW - timedelta(hours=active) if active else None,
            console_last_sign_in=NOW - timedelta(hours=signed) if signed else None,
            mfa=mfa,
            access_keys=(
                AccessKey(id=key, status="Active", created=NOW - timedelta(days=age), last_used=NOW),
            )
            if key
            else (),
            suspicious=bool(why),
            why=why,
            reason=Text(why, f"理由: {why}") if why else Text(),
        )
        for name, age, active, signed, mfa, key, why in [
            ("ci-deploy", 700, 3, None, False, KEY, "its key was used from a new address"),
            ("support-temp", 1, 2, 9, False, "AKIAINVENTEDKEY00002", "made by the intruder"),
            ("hanako", 900, 20, 20, True, None, ""),
            ("taro", 400, 200, 300, True, None, ""),
            ("old-backup", 1500, None, None, False, "AKIAINVENTEDKEY00009", ""),
            (bad[0], 2, 5, None, False, None, bad[1]),
        ]
    ]
    roles = [
        Role(arn=f"arn:aws:iam::{ACCOUNT}:role/web", created=NOW - timedelta(days=300), last_activity=NOW),
        Role(arn=f"arn:aws:iam::{ACCOUNT}:role/{bad[4]}", created=NOW, suspicious=True, why=bad[3]),
    ]
    return Inventory(users=tuple(users), roles=tuple(roles))
