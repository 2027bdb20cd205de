"""A letter says what the records show: neither less nor more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from abusedesk.model import (
    Affected,
    Coverage,
    Finding,
    Reply,
    Reported,
    RootCause,
    Severity,
    Text,
    TimelineEntry,
    Trace,
)
from abusedesk.plan._by_hand import BY_HAND
from abusedesk.reply import check, draft, every
from abusedesk.reply._action import action
from reply import invented_case as case

HOST = "i-0123456789abcdef0"
ROOT = f"arn:aws:iam::{case.ACCOUNT}:root"
ROLE = f"arn:aws:iam::{case.ACCOUNT}:role/web"
TEMPORARY = "ASIAINVENTEDKEY00009"
MACHINE = case.evidence(
    "ec2.instance",
    HOST,
    "ec2_instances",
    {
        "InstanceId": HOST,
        "PrivateIpAddress": "172.31.5.6",
        "PublicIpAddress": case.ADDRESS,
        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a1", "PrivateIpAddress": "172.31.5.6"}],
        "MetadataOptions": {"HttpTokens": "optional"},
    },
    "us-east-1",
)
FLOW_LOG = case.evidence("log.flow_object", "s3://logs/flow.gz", "flow_log_objects", {}, "us-east-1")
LOGS_READ = tuple(
    Coverage(one, "us-east-1", "read") for one in ("ec2_instances", "flow_log_objects", "iam_account_summary")
)
NO_LOGS = tuple(
    Coverage(one, "us-east-1", "empty") for one in ("flow_log_objects", "cloudwatch_logs", "s3_log_objects")
)
SWEEP = Finding(
    id="finding-9",
    rule="outbound_port_sweep",
    title="One machine tries very many ports of one address",
    severity=Severity.MEDIUM,
    ips=("172.31.5.6",),
    resources=("eni-0a1",),
    first=case.BEGAN,
    last=case.BEGAN,
    count=1023,
    events=("event-flow",),
    source="vpc_flow",
)
BROKEN_INTO = Trace(
    root_causes=(
        RootCause(
            kind="host_compromised_by_bruteforce",
            confidence=0.9,
            since=case.BEGAN,
            statement=Text(f"The password of user app on {HOST} was guessed.", "パスワード"),
            for_=("event-login",),
        ),
    )
)


def flat(text):
    return re.sub(r"\s+", " ", text)


def told(dossier=case.DOSSIER, trace=case.TRACE, steps=case.STEPS, **options):
    return flat(draft(dossier, trace, steps, case.MAIL, **{"kind": "answer", **options}).text)


def scanned(*evidence, coverage=LOGS_READ, findings=(), **notice):
    noticed = replace(case.NOT_OURS_NOTICE, ips=(), **notice)
    return replace(
        case.NOT_OURS_DOSSIER,
        notice=noticed,
        evidence=(*case.HISTORY, MACHINE, *evidence),
        coverage=(*case.COVERAGE, *coverage),
        findings=findings,
    )


def noticed(kind, dossier=case.DOSSIER, **changes):
    return replace(dossier, notice=replace(dossier.notice, kind=kind, **changes))


def key_case(key, *evidence, coverage=(), **cause):
    """A case of key that IAM lists for nobody."""
    other = replace(case.KEY_EVIDENCE, key="AKIAINVENTEDKEY00002")
    dossier = replace(
        case.DOSSIER,
        notice=replace(case.NOTICE, access_keys=(key,)),
        evidence=(*case.HISTORY, other, *evidence),
        coverage=(*case.COVERAGE, *coverage),
    )
    trace = case.with_cause(case.TRACE, **{"principal": None, "credential": None, **cause})
    return dossier, replace(trace, attackers=replace(trace.attackers, credentials=(key,)))


@pytest.mark.parametrize(
    "kind",
    [
        "exposed_access_key",
        "suspected_access_key",
        "account_compromised",
        "root_compromised",
        "third_party_access",
        "ses_credentials",
        "key_quarantined",
    ],
)
@pytest.mark.parametrize("findings", [(), case.DOSSIER.findings])
def test_in_a_case_of_identities_the_intruders_calls_are_the_reported_activity(kind, findings):
    text = told(noticed(kind, replace(case.DOSSIER, findings=findings)))
    assert "no sign of the reported" not in text
    last = "2026-03-05 02:10:00" if findings else "2026-03-03 21:37:09"
    assert f"The intruder's activity runs from 2026-03-03 21:14:09 UTC to at least {last} UTC." in text
    said = "First use of the key" if not findings else "Instances started in a region never used before"
    assert said in text.split("What our own records show:")[1]


def test_calls_that_are_in_part_the_owners_are_not_told_as_the_intruders():
    [finding] = case.DOSSIER.findings
    mixed = replace(finding, ips=("203.0.113.77", "192.0.2.9"))
    assert "never used before" not in told(replace(case.DOSSIER, findings=(mixed,)))
    assert "never used before" in told(replace(case.DOSSIER, findings=(replace(mixed, ips=mixed.ips[:1]),)))


@pytest.mark.parametrize(
    "seen_as",
    [
        {"resources": ("eni-0a1",), "ips": ()},
        {"resources": (), "ips": ("172.31.5.6",)},
        {"resources": ("ip-172-31-5-6",), "ips": ()},
        {"resources": (), "ips": (case.ADDRESS,)},
    ],
)
def test_a_reported_host_is_found_in_the_records_by_all_its_names(seen_as):
    text = told(scanned(FLOW_LOG, findings=(replace(SWEEP, **seen_as),)), BROKEN_INTO)
    assert '"One machine tries very many ports of one address": 1,023 events' in text
    assert "no sign" not in text


def test_an_interface_of_its_own_leads_to_the_reported_instance():
    data = {"Attachment": {"InstanceId": HOST}, "PrivateIpAddress": "172.31.9.9"}
    interface = case.evidence("ec2.network_interface", "eni-0b2", "ec2_network_interfaces", data)
    finding = replace(SWEEP, resources=("eni-0b2",), ips=())
    assert "tries very many ports" in told(scanned(FLOW_LOG, interface, findings=(finding,)), BROKEN_INTO)


def test_a_private_address_that_two_hosts_share_names_neither():
    data = {**MACHINE.data, "InstanceId": "i-0fedcba9876543210", "NetworkInterfaces": []}
    twins = [replace(MACHINE, key=f"i-0fedcba987654321{number}", data=data) for number in range(2)]
    finding = replace(SWEEP, resources=())
    assert "tries very many ports" not in told(scanned(FLOW_LOG, *twins, findings=(finding,)), BROKEN_INTO)


def test_findings_of_one_title_are_one_line():
    parts = tuple(
        replace(SWEEP, id=f"finding-{number}", last=case.BEGAN + timedelta(hours=number))
        for number in range(3)
    )
    text = told(scanned(FLOW_LOG, findings=parts), BROKEN_INTO)
    assert text.count("tries very many ports") == 1
    assert "3,069 events from 2026-03-03 21:14:09 to 23:14:09 UTC" in text


def test_the_timeline_of_the_host_shows_the_activity_too():
    entry = TimelineEntry(
        time=case.BEGAN,
        what=Text(f"{HOST} begins to call on port 22 of many hosts.", "開始"),
        actor=HOST,
        evidence=("event-flow",),
    )
    text = told(scanned(FLOW_LOG), replace(BROKEN_INTO, timeline=(entry,)))
    assert "begins to call on port 22" in text
    assert "no sign" not in text


def test_a_break_in_alone_is_shown_but_is_not_the_reported_scan():
    login = replace(SWEEP, title="SSH log-in after guessing", resources=("ip-172-31-5-6",), source="syslog")
    text = told(scanned(FLOW_LOG, findings=(login,)), BROKEN_INTO)
    assert "SSH log-in after guessing" in text
    assert "we have found no sign of the reported port scanning itself" in text


def test_no_private_address_of_the_timeline_gets_into_the_letter():
    entry = TimelineEntry(
        time=case.BEGAN, what=Text(f"Log-in on {HOST} from 172.31.7.8.", "x"), evidence=("event-1",)
    )
    assert "172.31.7.8" not in told(scanned(FLOW_LOG), replace(BROKEN_INTO, timeline=(entry,)))


def test_logs_that_show_nothing_are_not_logs_that_are_not_there_or_were_not_read():
    assert "no sign of the reported port scanning" in told(scanned(FLOW_LOG), BROKEN_INTO)
    assert "neither flow logs nor host logs" in told(scanned(coverage=NO_LOGS), BROKEN_INTO)
    denied = (*NO_LOGS[1:], Coverage("flow_log_objects", "us-east-1", "denied"))
    text = told(scanned(coverage=denied), BROKEN_INTO)
    assert "could not read the logs in which the reported port scanning would show (flow log objects" in text


def test_what_was_not_ours_is_not_looked_for_in_our_records():
    text = told(case.NOT_OURS_DOSSIER, case.NOT_OURS_TRACE, (), kind="dispute")
    assert "What our own records show" not in text


def test_a_key_of_an_iam_user_that_is_not_listed_is_gone():
    dossier, trace = key_case(case.KEY, principal=case.USER, credential=case.KEY)
    assert f"access key {case.KEY} no longer exists" in told(dossier, trace)


@pytest.mark.parametrize(
    "shown",
    [
        case.evidence(
            "iam.account_summary", case.ACCOUNT, "iam", {"SummaryMap": {"AccountAccessKeysPresent": 1}}
        ),
        case.evidence(
            "iam.credential_report",
            ROOT,
            "iam",
            {"user": "<root_account>", "access_key_1_active": "false", "access_key_2_active": "true"},
        ),
    ],
)
@pytest.mark.parametrize("owner", [{"principal": ROOT, "credential": case.KEY}, {}])
def test_a_key_of_the_root_user_is_not_gone_because_no_list_shows_it(shown, owner):
    text = told(*key_case(case.KEY, shown, **owner))
    assert "no longer exists" not in text
    assert f"access key {case.KEY} belongs to no IAM user, and the root user has an access key" in text


def test_a_key_is_gone_when_root_has_none_and_unknown_when_that_was_not_read():
    summary = {"SummaryMap": {"AccountAccessKeysPresent": 0}}
    none = case.evidence("iam.account_summary", case.ACCOUNT, "iam", summary)
    assert "no longer exists" in told(*key_case(case.KEY, none))
    assert f"could not read the state of access key {case.KEY}" in told(*key_case(case.KEY))


def test_a_temporary_key_expires_and_its_sessions_are_revoked():
    dossier, trace = key_case(
        TEMPORARY, kind="stolen_instance_credentials", principal=ROLE, credential=TEMPORARY
    )
    revoke = replace(case.STEPS[0], action="revoke_role_sessions", target=ROLE)
    receipt = replace(case.RECEIPT, action="revoke_role_sessions", target=ROLE)
    alone, planned = told(dossier, trace, ()), told(dossier, trace, (revoke,))
    done = told(dossier, trace, (revoke,), receipts=[receipt])
    for text in (alone, planned, done):
        assert f"temporary access key {TEMPORARY} cannot be deleted and expires by itself" in text
        assert "no longer exists" not in text
    assert "itself." in alone
    assert f"we will revoke the open sessions of {ROLE} by " in planned
    assert f"all sessions of {ROLE} that were open at 2026-03-05 02:05:00 UTC were revoked" in done


def test_the_advice_for_a_temporary_key_is_to_revoke_not_to_delete():
    dossier, trace = key_case(TEMPORARY, principal=ROLE, credential=TEMPORARY)
    problems = draft(dossier, trace, (), case.MAIL, kind="answer").problems
    assert not any("only when the key is deleted" in one for one in problems)
    assert any("revoke the sessions of its role" in one for one in problems)


def test_a_key_that_the_intruder_made_is_deleted_and_not_replaced():
    made = replace(case.KEY_EVIDENCE, data={**case.KEY_EVIDENCE.data, "CreateDate": "2026-03-04T00:00:00Z"})
    text = told(replace(case.DOSSIER, evidence=(*case.HISTORY, made)))
    assert f"access key {case.KEY}, which the intruder made, is still active" in text


@pytest.mark.parametrize("told_by", ["statement", "session"])
def test_stolen_instance_credentials_come_from_the_instance_and_from_nothing_else(told_by):
    statement = (
        f"The credentials of role {ROLE}, lent to {HOST}, were used." if told_by == "statement" else ""
    )
    cause = RootCause(
        kind="stolen_instance_credentials",
        confidence=0.9,
        principal=ROLE,
        credential=TEMPORARY,
        since=case.BEGAN,
        statement=Text(statement, statement),
        for_=("event-1",),
    )
    finding = replace(
        SWEEP,
        credentials=(TEMPORARY,),
        actors=(f"arn:aws:sts::{case.ACCOUNT}:assumed-role/web/{HOST}",),
    )
    bucket = Affected(
        id="arn:aws:s3:::exports",
        type="AWS::S3::Bucket",
        region="us-east-1",
        how="read",
        by=ROLE,
        time=case.BEGAN,
        events=("event-2",),
    )
    dossier = replace(case.DOSSIER, evidence=(*case.HISTORY, MACHINE), findings=(finding,))
    trace = Trace(root_causes=(cause,), affected=(bucket,))
    text = told(dossier, trace)
    assert f"obtained those of {ROLE} from {HOST} and used them from outside" in text
    assert "(IMDSv1)" in text
    unknown = replace(trace, root_causes=(replace(cause, statement=Text()),))
    assert "from an instance that we have not identified yet" in told(replace(dossier, findings=()), unknown)


@pytest.mark.parametrize(
    ("count", "said"), [(1, ("one resource in", "one event, on")), (2, ("2 resources in", "2 events from"))]
)
def test_one_thing_is_said_in_the_singular(count, said):
    [finding] = case.DOSSIER.findings
    dossier = replace(case.DOSSIER, findings=(replace(finding, count=count),))
    text = told(dossier, replace(case.TRACE, affected=case.TRACE.affected[:count]))
    assert [one for one in said if one not in text] == []
    assert re.search(r"\b1 (?:events|resources|things|times|regions)\b", text) is None


@pytest.mark.parametrize("code", sorted(every()))
def test_every_sentence_for_one_has_its_sentence_for_several(code):
    keys = every()[code].sentences
    single = [key for key in keys if key.endswith(("_one", "_many"))]
    assert single
    assert [key for key in single if key.rsplit("_", 1)[0] not in keys] == []


@pytest.mark.parametrize("kind", ["account_compromised", "root_compromised", "third_party_access"])
def test_steps_are_numbered_only_where_the_notice_numbers_them(kind):
    assert "Step 1, the key: access key" in told()
    text = told(noticed(kind))
    assert re.search(r"Step \d", text) is None
    assert f"Access key {case.KEY} is still active" in text
    assert "The steps that your notice asks for" not in text


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbC123",
        "replace the secret arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db.",
        "see https://example.com/reset?token=abcdef123456",
        "https://example.com/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd",
        "The password: changed by everybody. Token: replaced.",
    ],
)
def test_a_name_of_a_secret_is_no_secret(text):
    found = check(Reply(text=text), case.DOSSIER, case.TRACE, (), case.MAIL).problems
    assert not any("password or secret key" in one for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "password = correcthorse",
        "secret access key: wJa1rXUtnFEMI/K7MDENG+bPxRfiCYINVENTED0K",
        "the token=abcdef123456",
        "-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_a_secret_is_told(text):
    found = check(Reply(text=text), case.DOSSIER, case.TRACE, (), case.MAIL).problems
    assert any("password or secret key" in one for one in found)


@pytest.mark.parametrize(
    ("kind", "cause", "asked"),
    [
        ("ses_credentials", "leaked_access_key", False),
        ("ses_complaint", "leaked_access_key", False),
        ("ses_complaint", "mail_list_quality", True),
        ("ses_bounce", "unknown", True),
        ("ses_spamtrap", "mail_list_quality", True),
        ("spam", "mail_list_quality", True),
        ("port_scan", "unknown", False),
    ],
)
def test_consent_of_receivers_is_asked_for_only_where_the_mail_was_ours(kind, cause, asked):
    trace = case.with_cause(case.TRACE, kind=cause)
    problems = draft(noticed(kind), trace, (), case.MAIL, kind="answer").problems
    assert any("opt-in" in one for one in problems) is asked


def test_who_did_a_thing_is_said_where_the_timeline_knows():
    [entry] = case.NOT_OURS_TRACE.timeline
    known = replace(case.NOT_OURS_TRACE, timeline=(replace(entry, actor=case.USER),))
    assert f'allocated to the account." (by {case.USER})' in told(
        case.NOT_OURS_DOSSIER, known, (), kind="dispute"
    )


@pytest.mark.parametrize(("target", "is_ours"), [(case.ADDRESS, True), ("198.51.100.99", False)])
def test_an_authorised_test_of_our_own_hosts_says_that_they_are_ours(target, is_ours):
    dossier = scanned(
        reported=Reported(source_ip="192.0.2.7", ips=("192.0.2.7", target)),
        resources=("i-0aaaaaaaaaaaaaaaa",),
    )
    trace = case.with_cause(case.TRACE, kind="authorised_activity")
    text = told(dossier, trace, (), kind="dispute")
    assert (f"The reported targets {target} are addresses of our own: {HOST}." in text) is is_ours


@pytest.mark.parametrize("identifier", sorted(BY_HAND))
def test_every_planned_step_has_words_of_its_own(identifier):
    for table in ("action", "did"):
        one, two = (action(table, identifier, targets) for targets in (["T1"], ["T1", "T2"]))
        for said in (one, two):
            assert "the step" not in said.en
            assert "{" not in said.en + said.ja


@pytest.mark.parametrize(
    ("identifier", "targets", "said"),
    [
        ("keys_instead_of_passwords", [ROOT], "allow SSH log-ins with keys only, no longer with passwords"),
        (
            "enable_trail",
            [f"arn:aws:cloudtrail:::{case.ACCOUNT}"],
            "turn on an AWS CloudTrail trail for all regions",
        ),
        (
            "enable_guardduty",
            [f"arn:aws:guardduty:{one}:{case.ACCOUNT}" for one in ("eu-west-1", "us-east-1")],
            "turn on Amazon GuardDuty in eu-west-1, us-east-1",
        ),
        (
            "pause_sending",
            [f"arn:aws:ses:eu-west-1:{case.ACCOUNT}"],
            "pause sending by Amazon SES in eu-west-1",
        ),
        ("block_public_access", [ROOT], "turn on S3 Block Public Access for the account"),
        ("block_public_access", ["arn:aws:s3:::b"], "turn on S3 Block Public Access for arn:aws:s3:::b"),
        ("terminate_instance", ["i-1", "i-2"], "terminate instances i-1, i-2"),
        ("remove_unused_key", ["AKIA1"], "deactivate the unused access key AKIA1"),
    ],
)
def test_a_step_names_what_a_reader_knows_and_no_arn_that_says_nothing(identifier, targets, said):
    assert action("action", identifier, targets).en == said


def test_where_nothing_was_touched_no_other_thing_is_spoken_of():
    nothing = replace(case.TRACE, affected=())
    assert "it shows no resource that was touched" in told(trace=nothing)
    text = told(case.deny_all(case.DOSSIER), nothing)
    assert "we cannot rule out that resources were touched" in text
    assert "other resource" not in text


def test_a_case_is_asked_to_be_closed_only_when_nothing_is_left_to_do():
    nothing = replace(case.TRACE, affected=())
    gone = replace(case.RECEIPT, action="delete_access_key")
    assert "please close the case" in told(trace=nothing, steps=(), receipts=[gone])
    assert "please close the case" not in told(trace=nothing, receipts=[gone])
    assert "please close the case" not in told(trace=nothing, steps=())
    left = told(steps=(), receipts=[gone])
    assert "please close the case" not in left
    assert "We have no record yet of what became of these, which the intruder created: i-0" in left


def test_a_reset_of_roots_password_is_part_of_how_it_happened():
    entry = TimelineEntry(
        time=case.BEGAN, what=Text("root: signin:PasswordRecoveryCompleted", "x"), evidence=("event-7",)
    )
    trace = replace(case.with_cause(case.TRACE, kind="root_compromised", principal=ROOT), timeline=(entry,))
    assert "password was reset by e-mail on 2026-03-03 21:14:09 UTC" in told(
        noticed("root_compromised"), trace
    )


def test_a_host_that_was_logged_in_to_is_said_so():
    host = Affected(
        id=HOST,
        type="AWS::EC2::Instance",
        region="us-east-1",
        how="used",
        by="app",
        time=case.BEGAN,
        events=("event-login",),
    )
    text = told(scanned(FLOW_LOG), replace(BROKEN_INTO, affected=(host,)))
    assert f"{HOST}: the intruder logged in to it as app on 2026-03-03 21:14:09 UTC" in text


def test_more_time_is_asked_for_the_steps_when_the_root_cause_is_known():
    assert "the root cause is known, but the steps that remain" in told(kind="extension")
    assert "before we can name the root cause" in told(trace=Trace(), kind="extension")
