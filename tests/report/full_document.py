"""A whole case of invented facts, with names as an intruder would choose them."""

from __future__ import annotations

from datetime import timedelta

from abusedesk.model import (
    Affected,
    Attackers,
    Authentic,
    Case,
    CaseDocument,
    CaseState,
    Check,
    Claim,
    Finding,
    Measure,
    Message,
    Notice,
    Receipt,
    Reply,
    Reported,
    RootCause,
    Severity,
    Step,
    Text,
    TimelineEntry,
)
from report.invented_account import ACCOUNT, BEGAN, HOSTILE, KEY, MINED, NOW, cost, coverage, inventory, user


def full(hostile: tuple[str, ...] = HOSTILE) -> CaseDocument:
    """A case with something in every member; hostile names are spread over all free text."""
    bad = (hostile * 8)[:8]
    return CaseDocument(
        case=Case(
            "case-2026-0001",
            CaseState.AWAITING_APPROVAL,
            NOW - timedelta(hours=4),
            NOW + timedelta(hours=19),
            "policy",
        ),
        notice=_notice(bad),
        coverage=coverage(bad),
        findings=_findings(bad),
        root_causes=_causes(bad),
        attackers=Attackers(
            principals=(user("ci-deploy"), user("support-temp"), user(bad[0])),
            credentials=(KEY, "AKIAINVENTEDKEY00002", "ASIAINVENTEDKEY00003"),
            ips=("203.0.113.77", "2001:db8::7", bad[1]),
            user_agents=("aws-cli/2.15.0 Python/3.11.6 Linux/6.1", bad[3], bad[7]),
        ),
        affected=_affected(bad),
        cost=cost(bad),
        timeline=_timeline(bad),
        plan=_plan(bad),
        inventory=inventory(bad),
        checks=(Check(check="root_mfa", region="aws-global", status="fail", why=bad[2]),),
        measures=(
            Measure(
                id="budget",
                text=Text("A budget alarm.", "予算アラーム。"),
                state="promised",
                due=NOW + timedelta(days=7),
            ),
            Measure(id="mfa", text=Text(f"MFA {bad[5]}", f"MFA {bad[5]}"), state="done", by=bad[0], at=NOW),
        ),
        receipts=(
            Receipt(
                step=1,
                action="deactivate_access_key",
                target=KEY,
                by="owner",
                approved_by=("Hanako", bad[4]),
                applied=NOW,
            ),
            Receipt(step=2, action="isolate_instance", target="i-0aaa", by="owner", failed=bad[6]),
        ),
        messages=(
            Message(
                "in",
                "exposed_access_key",
                "first",
                NOW - timedelta(hours=5),
                f"Your AWS Abuse Report {bad[1]}",
                "<1@example.com>",
            ),
            Message(
                "out", "holding", "", NOW - timedelta(hours=4), "Re: Your AWS Abuse Report", "<2@example.com>"
            ),
        ),
        reply=_reply(bad),
    )


def empty() -> CaseDocument:
    """A case with nothing but its notice."""
    return CaseDocument(
        case=Case("case-2026-0002", CaseState.TO_CLASSIFY, NOW, None, "none"), notice=Notice(kind="unknown")
    )


def _notice(bad: tuple[str, ...]) -> Notice:
    return Notice(
        kind="exposed_access_key",
        stage="first",
        account=ACCOUNT,
        regions=("us-east-1",),
        resources=(bad[0],),
        access_keys=(KEY,),
        iam_users=("ci-deploy",),
        urls=("https://example.com/config.yml", f"https://example.com/{bad[1]}"),
        ports=(22, 2222),
        activity_start=BEGAN,
        activity_end=BEGAN + timedelta(hours=2),
        received=NOW - timedelta(hours=5),
        deadline=NOW + timedelta(hours=19),
        deadline_basis="policy",
        remote_ips=("198.51.100.9",),
        subject=f"Your AWS Abuse Report [12345678901] {bad[1]}",
        from_=f"AWS Trust and Safety {bad[4]} <trustandsafety@support.aws.com>",
        authentic=Authentic("pass", ("DKIM of amazon.com passed", bad[2])),
        reported=Reported(format="text", ips=("198.51.100.9", bad[1])),
    )


def _findings(bad: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            id=f"finding-{place}",
            rule=f"rule_{place}",
            title=title,
            severity=severity,
            techniques=("T1078.004",),
            tactics=("initial-access",),
            outcome="mixed",
            actors=(user("ci-deploy"), bad[place % 8]),
            credentials=(KEY,),
            ips=("203.0.113.77",),
            regions=MINED,
            first=BEGAN + timedelta(minutes=place),
            last=NOW,
            count=place * 7 + 1,
            events=tuple(f"event-{place}-{number}" for number in range(20)),
            source="cloudtrail",
            sample=title.startswith("[SAMPLE]"),
        )
        for place, (title, severity) in enumerate(
            [
                ("Instances started in a region never used before", Severity.CRITICAL),
                ("Access key made for another user", Severity.HIGH),
                (f"Odd name {bad[0]}", Severity.MEDIUM),
                ("Many calls refused", Severity.LOW),
                (f"[SAMPLE] {bad[1]}", Severity.INFO),
            ]
        )
    )


def _causes(bad: tuple[str, ...]) -> tuple[RootCause, ...]:
    return (
        RootCause(
            kind="leaked_access_key",
            confidence=0.92,
            principal=user("ci-deploy"),
            credential=KEY,
            since=BEGAN,
            statement=Text(
                "The access key of ci-deploy leaked and was used from 203.0.113.77, a new address.",
                "ci-deploy のアクセスキーが漏えいし、新しいアドレス 203.0.113.77 から使用されました。",
            ),
            for_=tuple(f"event-{number}" for number in range(30)),
            against=("event-900",),
        ),
        RootCause(
            kind="stolen_console_password", confidence=0.08, statement=Text(bad[1], bad[1]), against=(bad[2],)
        ),
        RootCause(kind="unknown", confidence=0.05),
    )


def _affected(bad: tuple[str, ...]) -> tuple[Affected, ...]:
    machines = [
        Affected(
            id=f"i-0{number:016x}",
            type="AWS::EC2::Instance",
            region=MINED[number % 6],
            how="created",
            by=user("support-temp"),
            time=BEGAN + timedelta(minutes=30 + number),
            events=(f"event-run-{number}",),
        )
        for number in range(24)
    ]
    return (
        *machines,
        Affected(
            id=user("support-temp"),
            type="AWS::IAM::User",
            region="aws-global",
            how="created",
            by=user("ci-deploy"),
            time=BEGAN,
        ),
        Affected(id=bad[0], type=bad[1], region=bad[2], how="used", by=bad[4], time=None, events=(bad[5],)),
    )


def _timeline(bad: tuple[str, ...]) -> tuple[TimelineEntry, ...]:
    told = [
        ("First use of the key from a new address", "新しいアドレスからのキーの最初の使用"),
        ("Looked around: 40 list calls", "一覧の取得が 40 回"),
        ("Made the user support-temp", "ユーザー support-temp を作成"),
        ("Gave it a console password", "コンソールパスワードを設定"),
        ("Signed in to the console", "コンソールにサインイン"),
        (f"Started instances {bad[0]}", f"インスタンスを起動 {bad[0]}"),
    ]
    return tuple(
        TimelineEntry(
            time=BEGAN + timedelta(minutes=11 * place),
            what=Text(*told[place % 6]),
            actor=[user("ci-deploy"), user("support-temp"), bad[0], bad[5]][
                place % 4 if place > 20 else place % 2
            ],
            region=["us-east-1", *MINED][place % 7],
            evidence=(f"event-{place}", bad[2]),
        )
        for place in range(40)
    )


def _plan(bad: tuple[str, ...]) -> tuple[Step, ...]:
    rows = [
        ("preserve", "snapshot_volume", "vol-0aaa", True, True),
        ("contain", "deactivate_access_key", "AKIAINVENTEDKEY00002", True, True),
        ("contain", "deny_all_to_principal", user("support-temp"), True, True),
        ("eradicate", "terminate_instance", "i-00000000000000000", False, False),
        ("recover", "rotate_access_key", user(bad[0]), False, False),
        ("prevent", "enable_guardduty", bad[1], True, False),
    ]
    return tuple(
        Step(
            step=place,
            phase=phase,
            action=action,
            target=target,
            region="us-east-1",
            because=("finding-1", bad[2]),
            reason=Text("The intruder uses it.", "侵入者が使用しています。"),
            harm=Text(f"Programs that use it stop. {bad[3]}", f"これを使うプログラムが停止します。{bad[3]}"),
            reversible=reversible,
            automatic=automatic,
            writes=("iam:UpdateAccessKey",),
        )
        for place, (phase, action, target, reversible, automatic) in enumerate(rows, 1)
    )


def _reply(bad: tuple[str, ...]) -> Reply:
    return Reply(
        kind="answer",
        to="trustandsafety@support.aws.com",
        subject="Re: Your AWS Abuse Report [12345678901]",
        in_reply_to="<1@example.com>",
        text=f"Dear AWS Trust & Safety team,\n\n1. ROOT CAUSE\n\nThe key leaked. {bad[0]}\n\n- {bad[2]}\n",
        gloss_ja=f"AWS Trust & Safety チーム 御中\n\n1. 根本原因\n\nキーが漏えいしました。{bad[0]}\n",
        claims=(
            Claim("The key leaked.", ("event-1", bad[5]), "confirmed"),
            Claim(f"Not confirmed: {bad[1]}", (), "not_confirmed"),
        ),
        problems=(
            "The letter promises dates for steps that are not done: check that you can keep them.",
            bad[0],
        ),
    )
