"""A dossier and trace of invented facts for the letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from abusedesk.model import (
    Affected,
    Attackers,
    Authentic,
    Cost,
    CostRow,
    Coverage,
    Dossier,
    Evidence,
    Finding,
    Mail,
    Notice,
    Receipt,
    RootCause,
    Scope,
    Severity,
    Step,
    Text,
    TimelineEntry,
    Trace,
)

NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
BEGAN = datetime(2026, 3, 3, 21, 14, 9, tzinfo=UTC)
ACCOUNT = "111122223333"
KEY = "AKIAINVENTEDKEY00001"
USER = f"arn:aws:iam::{ACCOUNT}:user/ci"
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1")

MAIL = Mail(
    message_id="<notice-1@example.com>",
    references=("<older@example.com>",),
    reply_to="trustandsafety@support.aws.com",
    subject="Your AWS Abuse Report [12345678901]",
    sha256="0" * 64,
)
NOTICE = Notice(
    kind="exposed_access_key",
    stage="first",
    account=ACCOUNT,
    regions=("us-east-1",),
    access_keys=(KEY,),
    iam_users=("ci",),
    urls=("https://example.com/config.yml",),
    received=NOW - timedelta(hours=5),
    deadline=NOW + timedelta(hours=19),
    deadline_basis="policy",
    subject=MAIL.subject,
    authentic=Authentic("pass"),
)


def evidence(
    kind: str, key: str, collector: str, data: dict[str, Any], region: str = "aws-global"
) -> Evidence:
    return Evidence(
        collector=collector,
        kind=kind,
        key=key,
        account=ACCOUNT,
        region=region,
        call="any:Call",
        asked=NOW,
        sha256="a" * 64,
        data=data,
    )


HISTORY = tuple(
    evidence("log.cloudtrail_lookup", f"lookup/{one}/all/1", "cloudtrail_events", {"count": 9}, one)
    for one in REGIONS
)
KEY_EVIDENCE = evidence(
    "iam.access_key",
    KEY,
    "iam_access_keys",
    {"UserName": "ci", "AccessKeyId": KEY, "Status": "Active", "CreateDate": "2024-01-02T03:04:05+00:00"},
)
COST_EVIDENCE = evidence(
    "ce.cost",
    "2026-03-04|eu-west-1|Amazon Elastic Compute Cloud",
    "cost",
    {"day": "2026-03-04", "region": "eu-west-1", "service": "Amazon Elastic Compute Cloud", "amount": 321.5},
)
COVERAGE = (
    *(Coverage("cloudtrail_events", one, "read", calls=3) for one in REGIONS),
    Coverage("cloudtrail_events", "me-south-1", "not_opted_in"),
    Coverage("iam_access_keys", "aws-global", "read", calls=4),
    Coverage("cost", "aws-global", "read", calls=1),
    Coverage("guardduty", "eu-west-1", "not_enabled"),
)
DOSSIER = Dossier(
    notice=NOTICE,
    scope=Scope(ACCOUNT, "aws-global", NOW - timedelta(days=90), NOW),
    now=NOW,
    account=ACCOUNT,
    evidence=(*HISTORY, KEY_EVIDENCE, COST_EVIDENCE),
    coverage=COVERAGE,
    findings=(
        Finding(
            id="finding-1",
            rule="new_region",
            title="Instances started in a region never used before",
            severity=Severity.HIGH,
            credentials=(KEY,),
            regions=("eu-west-1",),
            first=BEGAN,
            last=NOW,
            count=12,
            events=("event-2", "event-3"),
        ),
    ),
)
TRACE = Trace(
    root_causes=(
        RootCause(
            kind="leaked_access_key",
            confidence=0.9,
            principal=USER,
            credential=KEY,
            since=BEGAN,
            statement=Text("The key leaked.", "キーが漏えいしました。"),
            for_=("event-1", KEY_EVIDENCE.id),
        ),
    ),
    attackers=Attackers(
        principals=(USER, f"arn:aws:iam::{ACCOUNT}:user/support-temp"),
        credentials=(KEY,),
        ips=("203.0.113.77", "10.1.2.3"),
    ),
    affected=tuple(
        Affected(
            id=f"i-0{number:016x}",
            type="AWS::EC2::Instance",
            region="eu-west-1",
            how="created",
            by=USER,
            time=BEGAN + timedelta(minutes=number),
            events=(f"event-run-{number}",),
        )
        for number in range(24)
    ),
    timeline=(
        TimelineEntry(
            time=BEGAN,
            what=Text("First use of the key from a new address.", "新しいアドレスからのキーの最初の使用。"),
            actor=USER,
            evidence=("event-1",),
        ),
    ),
    cost=Cost(
        abuse_total=321.5,
        by_region_service=(
            CostRow(
                region="eu-west-1",
                service="Amazon Elastic Compute Cloud",
                usual_per_day=0.0,
                peak_per_day=321.5,
                since="2026-03-04",
            ),
        ),
    ),
)
STEPS = (
    Step(
        step=1,
        phase="contain",
        action="deactivate_access_key",
        target=KEY,
        region="aws-global",
        because=("finding-1",),
    ),
    Step(
        step=2,
        phase="eradicate",
        action="terminate_instance",
        target="i-00000000000000000",
        region="eu-west-1",
    ),
    Step(
        step=3,
        phase="eradicate",
        action="terminate_instance",
        target="i-00000000000000001",
        region="eu-west-1",
    ),
    Step(step=4, phase="prevent", action="enable_guardduty", target=ACCOUNT, region="eu-west-1"),
)
RECEIPT = Receipt(
    step=1,
    action="deactivate_access_key",
    target=KEY,
    by="owner",
    approved_by=("Hanako",),
    applied=NOW - timedelta(minutes=5),
)

ADDRESS = "198.51.100.24"
NOT_OURS_NOTICE = replace(
    NOTICE,
    kind="port_scan",
    access_keys=(),
    iam_users=(),
    urls=(),
    ips=(ADDRESS,),
    resources=("i-0123456789abcdef0",),
    activity_start=BEGAN,
    activity_end=BEGAN + timedelta(hours=1),
)
INSTANCE = evidence(
    "ec2.instance",
    "i-0123456789abcdef0",
    "ec2_instances",
    {
        "InstanceId": "i-0123456789abcdef0",
        "PublicIpAddress": ADDRESS,
        "LaunchTime": "2026-03-04T08:00:00+00:00",
        "SecurityGroups": [{"GroupId": "sg-0aaa"}],
    },
    "us-east-1",
)
GROUP = evidence(
    "ec2.security_group",
    "sg-0aaa",
    "ec2_security_groups",
    {
        "GroupId": "sg-0aaa",
        "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]},
        ],
    },
    "us-east-1",
)
NOT_OURS_DOSSIER = replace(
    DOSSIER,
    notice=NOT_OURS_NOTICE,
    evidence=(*HISTORY, INSTANCE, GROUP),
    findings=(),
    coverage=(
        *COVERAGE,
        Coverage("ec2_instances", "us-east-1", "read"),
        Coverage("ec2_security_groups", "us-east-1", "read"),
    ),
)
NOT_OURS_TRACE = Trace(
    root_causes=(RootCause(kind="not_ours", confidence=0.8, for_=("event-allocate", INSTANCE.id)),),
    timeline=(
        TimelineEntry(
            time=datetime(2026, 3, 4, 7, 59, tzinfo=UTC),
            what=Text(
                "Address 198.51.100.24 was allocated to the account.", "アドレスが割り当てられました。"
            ),
            evidence=("event-allocate",),
        ),
    ),
)


def deny_all(dossier: Dossier) -> Dossier:
    """Dossier as if AWS had refused every call."""
    return replace(dossier, coverage=tuple(replace(one, status="denied") for one in dossier.coverage))


def with_cause(trace: Trace, **changes: Any) -> Trace:
    """Trace with its first root cause changed."""
    return replace(trace, root_causes=(replace(trace.root_causes[0], **changes), *trace.root_causes[1:]))
