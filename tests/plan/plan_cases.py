"""Made dossiers and traces for plans, as tests of the plan build them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from abusedesk import act, plan
from abusedesk.model import (
    AccessKey,
    Affected,
    Attackers,
    Coverage,
    Dossier,
    Evidence,
    Notice,
    RootCause,
    Scope,
    Text,
    TimelineEntry,
    Trace,
)

ACTIONS = {name: one.facts() for name, one in act.every().items()}
ACCOUNT, NOW = "111122223333", datetime(2026, 3, 5, tzinfo=UTC)
SINCE = NOW - timedelta(hours=6)
IAM = f"arn:aws:iam::{ACCOUNT}"
CI, OLD, ROOT, APP = f"{IAM}:user/ci", f"{IAM}:user/old", f"{IAM}:root", f"{IAM}:role/app"
RESPONDER = f"{IAM}:user/responder"
CI_KEY, NEW_KEY, OLD_KEY = "AKIACI", "AKIANEW", "AKIAOLD"
HOST, MINER = "i-0bbbbbbbbbbbbbbb2", "i-0aaaaaaaaaaaaaaa1"
BEFORE, DURING = "2024-01-02T03:04:05Z", "2026-03-04T19:00:00Z"


def evidence(kind, key, region="aws-global", **data):
    return Evidence(
        collector="test",
        kind=kind,
        key=key,
        account=ACCOUNT,
        region=region,
        call="",
        asked=NOW,
        sha256=key,
        data=data,
    )


def iam_user(arn, created=BEFORE, **more):
    return evidence("iam.user", arn, UserName=arn.rpartition("/")[2], CreateDate=created, **more)


def access_key(name, owner, created=BEFORE):
    return evidence("iam.access_key", name, UserName=owner, Status="Active", CreateDate=created)


def active(name, used):
    return AccessKey(id=name, status="Active", created=used, last_used=used)


def instance(name, **more):
    return evidence("ec2.instance", name, "us-east-1", InstanceId=name, State={"Name": "running"}, **more)


def touched(name, how, kind, calls=()):
    return Affected(
        id=name,
        type=kind,
        region="us-east-1",
        how=how,
        by=CI,
        time=SINCE,
        events=tuple(f"e-{name}-{call}" for call in calls or ["x"]),
    )


def told(thing, *calls):
    return tuple(
        TimelineEntry(time=SINCE, what=Text(en=f"{CI}: {call} in us-east-1."), evidence=thing.events)
        for call in calls
    )


def dossier(*more, findings=(), responder=RESPONDER, notice=None):
    return Dossier(
        notice=notice or Notice(kind="exposed_access_key", access_keys=(CI_KEY,)),
        scope=Scope(ACCOUNT, "aws-global", NOW - timedelta(days=30), NOW),
        now=NOW,
        account=ACCOUNT,
        responder=responder,
        evidence=more,
        coverage=(Coverage("ec2_instances", "us-east-1", "read"),),
        findings=findings,
    )


def raid(*things, kind="leaked_access_key", principal=CI, principals=(CI,), **more):
    return Trace(
        root_causes=(RootCause(kind=kind, confidence=0.9, principal=principal, since=SINCE),),
        attackers=Attackers(principals=principals, credentials=more.pop("credentials", (CI_KEY,))),
        affected=things,
        **more,
    )


def steps(case, story):
    return plan.make(case, story, ACTIONS)


def aimed(found, *phases):
    return [(step.action, step.target) for step in found if step.phase in phases]
