"""A case of invented facts for every root cause and every kind of notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from abusedesk.model import (
    Affected,
    Attackers,
    Coverage,
    Dossier,
    Finding,
    Notice,
    Receipt,
    Reported,
    RootCause,
    Severity,
    Step,
    Text,
    TimelineEntry,
    Trace,
)
from reply import invented_case as case

HOST = "i-0123456789abcdef0"
BUCKET = "arn:aws:s3:::example-exports"
ROLE = f"arn:aws:iam::{case.ACCOUNT}:role/web"
SESSION = "ASIAINVENTEDKEY00009"
ROOT = f"arn:aws:iam::{case.ACCOUNT}:root"
HANAKO = f"arn:aws:iam::{case.ACCOUNT}:user/hanako"
PAGE = "https://shop.example.com/login.php"

KINDS = {
    "network": ("port_scan", "intrusion", "denial_of_service", "botnet", "crypto_mining", "forum_spam"),
    "service": ("open_proxy", "open_resolver", "reflector", "vulnerable_service"),
    "content": ("phishing_content", "malware_content", "forbidden_content"),
    "mail": ("spam",),
    "key": ("exposed_access_key", "suspected_access_key", "key_quarantined"),
    "account": ("account_compromised", "third_party_access", "root_compromised", "account_suspended"),
    "ses": ("ses_bounce", "ses_complaint", "ses_spamtrap", "ses_credentials", "ses_review", "ses_denied"),
    "other": ("public_bucket", "usage_confirmation", "denial_of_service_target", "unknown", "upgrade_notice"),
}
NO_REPLY = frozenset({"public_bucket", "upgrade_notice", "denial_of_service_target", "ses_denied"})
GROUP = {kind: group for group, kinds in KINDS.items() for kind in kinds}
CAUSES = (
    "leaked_access_key",
    "stolen_instance_credentials",
    "stolen_console_password",
    "root_compromised",
    "host_compromised_by_bruteforce",
    "host_compromised_by_web",
    "exposed_service_abused",
    "public_storage",
    "hosted_content",
    "mail_credentials_leaked",
    "mail_list_quality",
    "third_party_access",
    "authorised_activity",
    "own_test_against_policy",
    "not_ours",
    "unknown",
)
_WHO = {
    "leaked_access_key": (case.USER, case.KEY),
    "mail_credentials_leaked": (case.USER, case.KEY),
    "stolen_instance_credentials": (ROLE, SESSION),
    "stolen_console_password": (HANAKO, None),
    "third_party_access": (HANAKO, None),
    "root_compromised": (ROOT, None),
    "own_test_against_policy": (HANAKO, None),
    "authorised_activity": (HANAKO, None),
}
_BY_IDENTITY = {
    "leaked_access_key",
    "mail_credentials_leaked",
    "stolen_instance_credentials",
    "stolen_console_password",
    "third_party_access",
    "root_compromised",
}
_ON_HOST = {"host_compromised_by_bruteforce", "host_compromised_by_web"}
MACHINE = replace(
    case.INSTANCE,
    data={
        **case.INSTANCE.data,
        "PrivateIpAddress": "172.31.5.6",
        "MetadataOptions": {"HttpTokens": "optional"},
        "LaunchTime": "2025-11-02T08:00:00+00:00",
    },
)
FLOW_LOG = case.evidence("log.flow_object", "s3://logs/flow.gz", "flow_log_objects", {}, "us-east-1")


def notice(kind: str, **changes: object) -> Notice:
    """A notice of kind as AWS would send it."""
    made = Notice(
        kind=kind,
        stage="first",
        account=case.ACCOUNT,
        regions=("us-east-1",),
        received=case.NOTICE.received,
        deadline=case.NOTICE.deadline,
        deadline_basis="policy",
        subject=case.MAIL.subject,
        authentic=case.NOTICE.authentic,
    )
    group = GROUP[kind]
    if group in {"network", "service", "content", "mail"} or kind in {"denial_of_service_target", "unknown"}:
        made = replace(
            made,
            resources=(HOST,),
            ips=(case.ADDRESS,),
            activity_start=case.BEGAN + timedelta(hours=2),
            activity_end=case.BEGAN + timedelta(hours=3),
            reported=Reported(format="text", source_ip=case.ADDRESS, ips=("192.0.2.80",)),
        )
    if group == "content":
        made = replace(made, urls=(PAGE,))
    if group == "key":
        urls = ("https://example.com/config.yml",) if kind == "exposed_access_key" else ()
        made = replace(made, access_keys=(case.KEY,), iam_users=("ci",), urls=urls)
    if kind == "public_bucket":
        made = replace(made, resources=(BUCKET,))
    return replace(made, **changes)  # type: ignore[arg-type]  # a test's own names


def affected(cause: str) -> tuple[Affected, ...]:
    """What was touched where the cause is a break-in."""
    who = _WHO.get(cause, ("", None))[0]
    if cause in _BY_IDENTITY:
        return tuple(
            Affected(
                id=f"i-0{number:016x}",
                type="AWS::EC2::Instance",
                region="eu-west-1",
                how="created",
                by=who,
                time=case.BEGAN + timedelta(minutes=number),
                events=(f"event-run-{number}",),
            )
            for number in range(3)
        )
    if cause in _ON_HOST:
        return (
            Affected(
                id=HOST,
                type="AWS::EC2::Instance",
                region="us-east-1",
                how="used",
                by="app",
                time=case.BEGAN,
                events=("event-login",),
            ),
        )
    return ()


def trace(cause: str) -> Trace:
    """The explanation that has cause in first place."""
    principal, credential = _WHO.get(cause, (None, None))
    broken_into = cause in _BY_IDENTITY | _ON_HOST
    began = case.BEGAN if broken_into or cause == "exposed_service_abused" else None
    root = RootCause(
        kind=cause,
        confidence=0.2 if cause == "unknown" else 0.9,
        principal=principal,
        credential=credential,
        since=began,
        statement=Text(f"What we found is on {HOST}.", f"{HOST} で確認しました。"),
        for_=() if cause == "unknown" else ("event-1",),
    )
    who = tuple(dict.fromkeys([*([principal] if principal else []), f"arn:aws:iam::{case.ACCOUNT}:user/new"]))
    return Trace(
        root_causes=(root,),
        attackers=Attackers(
            principals=who if cause in _BY_IDENTITY else (),
            credentials=(credential,) if credential and cause in _BY_IDENTITY else (),
            ips=("203.0.113.77",) if broken_into else (),
        ),
        affected=affected(cause),
        timeline=(
            TimelineEntry(
                time=case.BEGAN,
                what=Text(f"First sign of it on {HOST}.", f"{HOST} での最初の兆候。"),
                actor=principal or HOST,
                evidence=("event-1",),
            ),
        ),
        cost=case.TRACE.cost if cause in _BY_IDENTITY else Trace().cost,
    )


def dossier(kind: str, cause: str) -> Dossier:
    """All that was read: nothing denied."""
    found = Finding(
        id="finding-1",
        rule="outbound_port_sweep",
        title="One machine tries very many ports of one address",
        severity=Severity.HIGH,
        actors=(case.USER,) if cause in _BY_IDENTITY else (),
        resources=(HOST,),
        ips=("203.0.113.77",),
        regions=("us-east-1",),
        first=case.BEGAN,
        last=case.BEGAN + timedelta(hours=3),
        count=1023,
        events=("event-flow",),
        source="vpc_flow",
    )
    return replace(
        case.DOSSIER,
        notice=notice(kind),
        evidence=(*case.HISTORY, case.KEY_EVIDENCE, case.COST_EVIDENCE, MACHINE, case.GROUP, FLOW_LOG),
        coverage=(
            *case.COVERAGE,
            *(
                Coverage(one, "us-east-1", "read")
                for one in ("ec2_instances", "ec2_security_groups", "flow_log_objects")
            ),
        ),
        findings=(found,) if GROUP[kind] == "network" and cause not in {"not_ours", "unknown"} else (),
    )


def steps(cause: str) -> tuple[Step, ...]:
    """The plan against cause."""
    if cause in _BY_IDENTITY:
        return case.STEPS
    if cause in _ON_HOST | {"exposed_service_abused"}:
        return (
            Step(step=1, phase="contain", action="isolate_instance", target=HOST, region="us-east-1"),
            Step(step=2, phase="recover", action="rebuild_instance", target=HOST, region="us-east-1"),
            Step(step=3, phase="prevent", action="close_port_to_world", target="sg-0aaa", region="us-east-1"),
        )
    return ()


def receipts(cause: str) -> tuple[Receipt, ...]:
    """Every step of the plan but the last, done."""
    return tuple(
        Receipt(
            step=one.step,
            action=one.action,
            target=one.target,
            by="owner",
            approved_by=("Hanako",),
            applied=case.NOW - timedelta(minutes=30 - one.step),
        )
        for one in steps(cause)[:-1]
    )
