"""What a finding says of the events behind it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from abusedesk import detect
from abusedesk.detect._attack import attack
from abusedesk.detect._policy import grants
from abusedesk.detect._resources import named_in
from abusedesk.lake import Lake
from abusedesk.model import Event, Finding, Severity, from_json, to_json
from detect.samples import lake_of, sample

UNITS = detect.every()
ACCOUNT = "111122223333"
START = datetime(2026, 3, 3, 21, tzinfo=UTC)


def event(place: int, **changes) -> Event:
    facts = {
        "time": START + timedelta(seconds=place),
        "source": "cloudtrail",
        "id": f"e-{place:05}",
        "account": ACCOUNT,
        "region": "us-east-1",
        "action": "iam:CreateUser",
        "outcome": "success",
        "actor": f"arn:aws:iam::{ACCOUNT}:user/ci",
        "principal": f"arn:aws:iam::{ACCOUNT}:user/ci",
        "credential": "AKIAEXAMPLE",
        "src_ip": "203.0.113.66",
        "record": json.dumps({"eventName": "CreateUser", "eventSource": "iam.amazonaws.com"}),
    }
    return Event(**{**facts, **changes})


def found_in(events: list[Event], *rules: str) -> list[Finding]:
    with Lake() as lake:
        lake.add(events)
        return detect.run(lake, [UNITS[rule] for rule in rules or UNITS])


def test_one_finding_for_each_actor_with_all_of_its_events():
    events = [event(place) for place in range(3)]
    events.append(event(3, principal=f"arn:aws:iam::{ACCOUNT}:user/other", credential="AKIAOTHER"))
    found = found_in(events, "iam_user_created")
    assert sorted(one.events for one in found) == [("e-00000", "e-00001", "e-00002"), ("e-00003",)]
    ci = next(one for one in found if one.count == 3)
    assert ci == Finding(
        id=ci.id,
        rule="iam_user_created",
        title=UNITS["iam_user_created"].title,
        severity=Severity.LOW,
        techniques=("T1136.003",),
        tactics=("persistence",),
        actors=(f"arn:aws:iam::{ACCOUNT}:user/ci",),
        credentials=("AKIAEXAMPLE",),
        ips=("203.0.113.66",),
        account=ACCOUNT,
        regions=("us-east-1",),
        first=START,
        last=START + timedelta(seconds=2),
        count=3,
        events=("e-00000", "e-00001", "e-00002"),
        source="cloudtrail",
    )
    assert from_json(Finding, to_json(ci)) == ci


def test_an_id_stays_when_the_same_events_are_judged_again_or_later_ones_are_added():
    (once,) = found_in([event(1), event(0)], "iam_user_created")
    (again,) = found_in([event(0), event(1), event(2)], "iam_user_created")
    (other,) = found_in([event(0, credential="AKIAOTHER")], "iam_user_created")
    assert once.id == again.id
    assert once.id != other.id


def test_event_ids_are_cut_at_ten_thousand_and_the_count_is_not():
    (one,) = found_in([event(place) for place in range(10_003)], "iam_user_created")
    assert one.count == 10_003
    assert one.events_cut
    assert one.events == tuple(f"e-{place:05}" for place in range(10_000))


def test_sessions_of_a_role_are_listed_as_they_were_logged():
    role = f"arn:aws:iam::{ACCOUNT}:role/admin"
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/admin/alice"
    (one,) = found_in([event(0, actor=session, principal=role)], "iam_user_created")
    assert one.actors == (session,)


def test_the_worst_comes_first():
    records = [
        record
        for rule in ("iam_user_created", "guardduty_disabled", "admin_policy_attached")
        for record in sample(rule, "fires")
    ]
    with lake_of(records) as lake:
        found = detect.run(lake, UNITS.values())
    assert {one.severity for one in found} == {"high", "medium", "low"}
    assert all(a.severity.rank >= b.severity.rank for a, b in pairwise(found))


def test_outcome_is_what_the_events_say():
    denied = {"eventName": "RunInstances", "errorCode": "Client.VcpuLimitExceeded"}
    events = [
        event(
            place,
            action="ec2:RunInstances",
            outcome="failure",
            error=denied["errorCode"],
            record=json.dumps(denied),
        )
        for place in range(5)
    ]
    events = [
        one if place else event(0, **{**_fields(one), "outcome": "success"})
        for place, one in enumerate(events)
    ]
    record = {**denied, "userIdentity": {"accessKeyId": "AKIAEXAMPLE"}}
    events = [
        event(place, **{**_fields(one), "record": json.dumps(record)}) for place, one in enumerate(events)
    ]
    (one,) = found_in(events, "instance_launches_refused")
    assert one.outcome == "mixed"


def _fields(one: Event) -> dict:
    return {name: getattr(one, name) for name in ("action", "outcome", "error", "record")}


def test_an_empty_lake_has_nothing_to_tell():
    assert found_in([]) == []


def test_only_the_rules_of_a_log_are_asked_of_it():
    line = event(0, source="syslog", action="iam:CreateUser")
    assert found_in([line]) == []


@pytest.mark.parametrize(
    ("rule", "resources"),
    [
        (
            "access_key_created_for_other_user",
            {"AKIAEXAMPLENEWKEY777", f"arn:aws:iam::{ACCOUNT}:user/backup-svc"},
        ),
        ("iam_user_created", {f"arn:aws:iam::{ACCOUNT}:user/s3-support"}),
        ("admin_policy_attached", {f"arn:aws:iam::{ACCOUNT}:user/s3-support"}),
        ("bucket_policy_opened", {"arn:aws:s3:::example-data"}),
        ("security_group_opened", {"sg-0a1b2c3d4e5f60718"}),
        ("snapshot_or_image_made_public", {"snap-0a1b2c3d4e5f60718"}),
        ("cloudtrail_stopped", {f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"}),
        ("network_logs_deleted", {"fl-0a1b2c3d4e5f60718"}),
        ("key_pair_made", {"key-0a1b2c3d4e5f60718"}),
        ("outbound_scan", {"eni-0a1b2c3d4e5f60718"}),
        ("sshd_login_after_guessing", {"web-1"}),
        ("guardduty_finding", {"i-0a1b2c3d4e5f60718"}),
    ],
)
def test_resources_are_what_the_call_acted_on(rule, resources):
    with lake_of(sample(rule, "fires")) as lake:
        named = {name for one in detect.run(lake, [UNITS[rule]]) for name in one.resources}
    assert resources <= named
    assert not any(name.startswith(("vpc-", "subnet-", "ami-", "r-")) for name in named)


def test_instances_that_a_launch_made_are_named_without_what_they_stand_in():
    record = sample("many_instances_launched", "fires")[0]
    named = named_in(json.dumps(record))
    assert len(named) == 20
    assert all(name.startswith("i-") for name in named)


@pytest.mark.parametrize("record", ["", "[]", "nonsense", '{"requestParameters": 3}', "[" * 10_000])
def test_records_that_are_none_name_nothing(record):
    assert named_in(record) == set()


def test_the_intruder_is_named_by_the_user_that_got_in_and_not_by_those_he_tried():
    with lake_of(sample("sshd_login_after_guessing", "fires")) as lake:
        (one,) = detect.run(lake, [UNITS["sshd_login_after_guessing"]])
    assert one.actors == ("ubuntu",)
    assert one.ips == ("203.0.113.66",)
    assert one.outcome == "mixed"
    assert one.severity is Severity.CRITICAL


def test_guardduty_findings_keep_their_own_facts():
    with lake_of(sample("guardduty_finding", "fires")) as lake:
        worst, other = detect.run(lake, [UNITS["guardduty_finding"]])
    assert worst.severity is Severity.CRITICAL
    assert other.severity is Severity.HIGH
    assert other.guardduty_type == "CryptoCurrency:EC2/BitcoinTool.B!DNS"
    assert other.title == "The instance is querying a domain of a mining pool."
    assert other.ips == ("203.0.113.90",)
    assert (other.techniques, other.tactics) == (("T1496.001",), ("impact",))
    assert other.first == datetime(2026, 3, 3, 21, 30, tzinfo=UTC)
    assert other.last == datetime(2026, 3, 3, 22, 50, tzinfo=UTC)
    assert not other.sample


def test_sample_findings_are_marked_and_alarm_nobody():
    with lake_of(sample("guardduty_finding", "failed")) as lake:
        (one,) = detect.run(lake, [UNITS["guardduty_finding"]])
    assert one.sample
    assert one.severity is Severity.INFO
    assert one.title.startswith("[SAMPLE] The instance")
    assert one.title.count("[SAMPLE]") == 1


@pytest.mark.parametrize(
    ("number", "severity"),
    [
        (0, "low"),
        (3.9, "low"),
        (4, "medium"),
        (6.9, "medium"),
        (7, "high"),
        (8.9, "high"),
        (9, "critical"),
        ("x", "medium"),
    ],
)
def test_bands_of_severity(number, severity):
    finding = {**sample("guardduty_finding", "fires")[0]["finding"], "severity": number}
    with lake_of([{"format": "guardduty", "finding": finding}]) as lake:
        (one,) = detect.run(lake, [UNITS["guardduty_finding"]])
    assert one.severity == severity


@pytest.mark.parametrize(
    ("kind", "tactic"),
    [
        ("UnauthorizedAccess:EC2/SSHBruteForce", "credential-access"),
        ("UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", "credential-access"),
        ("Backdoor:EC2/DenialOfService.Udp", "impact"),
        ("Stealth:IAMUser/CloudTrailLoggingDisabled", "defense-evasion"),
        ("Recon:EC2/Portscan", "discovery"),
        ("Brand:New/Thing", None),
    ],
)
def test_types_in_attack_s_words(kind, tactic):
    assert attack(kind).tactics == ((tactic,) if tactic else ())


@pytest.mark.parametrize(
    ("principal", "condition", "everybody", "accounts"),
    [
        ("*", None, True, set()),
        ({"AWS": "*"}, None, True, set()),
        ({"AWS": ["444455556666", f"arn:aws:iam::{ACCOUNT}:root"]}, None, False, {"444455556666"}),
        (
            {"AWS": "arn:aws:iam::444455556666:role/x"},
            {"StringEquals": {"sts:ExternalId": "1"}},
            False,
            {"444455556666"},
        ),
        ({"Service": "ec2.amazonaws.com"}, None, None, None),
        ({"AWS": ACCOUNT}, None, None, None),
        (None, None, None, None),
    ],
)
@pytest.mark.parametrize("written", ["object", "text", "encoded", "list"])
def test_whom_a_policy_lets_in(principal, condition, everybody, accounts, written):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "s3:*", "Condition": condition}
    document = {"Statement": [statement] if written == "list" else statement}
    if written in {"text", "encoded"}:
        document = json.dumps(document)
    if written == "encoded":
        document = document.replace("%", "%25").replace("{", "%7B").replace('"', "%22").replace("}", "%7D")
    found = grants(document, ACCOUNT)
    assert [(one.everybody, set(one.accounts)) for one in found] == (
        [] if everybody is None else [(everybody, accounts)]
    )
    assert all(bool(one.conditions) is bool(condition) for one in found)


@pytest.mark.parametrize(
    "document",
    [None, 3, "", "{", "[]", {"Statement": [3, None]}, {"Statement": {"Effect": "Deny", "Principal": "*"}}],
)
def test_what_is_no_policy_lets_in_nobody(document):
    assert grants(document, ACCOUNT) == []
