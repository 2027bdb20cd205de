"""AWS's own JSON: Health events in every wrapping, and Support cases."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from abusedesk import intake

KEY = "AKIAIOSFODNN7EXAMPLE"


def event(number=1, code="AWS_ABUSE_PORT_SCANNING_REPORT", account="111122223333", **detail):
    found = {
        "eventArn": f"arn:aws:health:global::event/{code}_{number}",
        "service": "ABUSE",
        "eventTypeCode": code,
        "eventTypeCategory": "issue",
        "startTime": "Thu, 05 Mar 2026 00:00:00 GMT",
        "eventDescription": [
            {"language": "ja_JP", "latestDescription": "ポートスキャン"},
            {"language": "en_US", "latestDescription": "Your instance scans ports of others."},
        ],
        "affectedEntities": [{"entityValue": f"i-0aaaaaaaaaaaaaaa{number}"}],
        **detail,
    }
    return {
        "detail-type": "AWS Health Abuse Event",
        "source": "aws.health",
        "account": account,
        "time": "2026-03-05T00:58:00Z",
        "region": "us-east-1",
        "detail": found,
    }


ONE = json.dumps(event())
DETAIL = event()["detail"]
WRAPPED = {
    "bare": event(),
    "list": [event()],
    "sns": {"Type": "Notification", "Message": ONE},
    "sqs for lambda": {"Records": [{"eventSource": "aws:sqs", "body": ONE}]},
    "sns for lambda": {"Records": [{"Sns": {"Message": ONE}}]},
    "sns in sqs": {"Records": [{"body": json.dumps({"Type": "Notification", "Message": ONE})}]},
    "sqs as the command line shows it": {"Messages": [{"MessageId": "1", "Body": ONE}]},
    "put events": {
        "Entries": [
            {"Source": "aws.health", "Detail": json.dumps({**DETAIL, "affectedAccount": "111122223333"})}
        ]
    },
    "health api of the organization": {
        "successfulSet": [
            {
                "awsAccountId": "111122223333",
                "event": {key: DETAIL[key] for key in ("eventTypeCode", "startTime")} | {"arn": "a"},
                "eventDescription": {"latestDescription": "Your instance scans ports of others."},
                "affectedEntities": DETAIL["affectedEntities"],
            }
        ],
        "failedSet": [],
    },
    "organization's view": event(account="999900001111", affectedAccount="111122223333"),
}


@pytest.mark.parametrize("value", WRAPPED.values(), ids=WRAPPED)
def test_an_event_is_the_same_in_every_wrapping(value):
    notice = intake.read(json.dumps(value).encode(), name="e.json").notice
    assert (notice.kind, notice.channel, notice.account) == ("port_scan", "health", "111122223333")
    assert notice.resources == ("i-0aaaaaaaaaaaaaaa1",)


def test_several_events_are_several_notices_by_line_and_by_batch():
    two = [event(1), event(2, "AWS_ABUSE_DOS_REPORT", "444455556666")]
    lines = "\n".join(json.dumps(one) for one in two)
    batch = json.dumps({"Records": [{"body": json.dumps(one)} for one in two]})
    for text in (lines, batch):
        reading = intake.read(text.encode(), name="e.json")
        found = [(one.notice.kind, one.notice.account) for one in (reading, *reading.more)]
        assert found == [("port_scan", "111122223333"), ("denial_of_service", "444455556666")]


def test_the_pages_of_one_event_are_one_notice_with_all_their_things():
    pages = [
        event(
            1,
            communicationId="c-1",
            page=str(page),
            affectedEntities=[{"entityValue": f"i-0aaaaaaaaaaaaaaa{page}"}],
        )
        for page in (1, 2)
    ]
    reading = intake.read(json.dumps(pages).encode(), name="e.json")
    assert reading.more == ()
    assert reading.notice.resources == ("i-0aaaaaaaaaaaaaaa1", "i-0aaaaaaaaaaaaaaa2")


def test_metadata_names_the_key_and_its_user():
    data = event(code="AWS_RISK_CREDENTIALS_EXPOSED", eventMetadata={"publicKey": KEY, "userName": "ci"})
    notice = intake.read(json.dumps(data).encode(), name="e.json").notice
    assert (notice.kind, notice.access_keys, notice.iam_users) == ("exposed_access_key", (KEY,), ("ci",))


def test_trusted_advisors_check_of_exposed_keys_is_a_notice():
    data = {
        "source": "aws.trustedadvisor",
        "account": "111122223333",
        "time": "2026-03-05T00:58:00Z",
        "detail": {
            "check-name": "Exposed Access Keys",
            "status": "ERROR",
            "check-item-detail": {"Access Key ID": KEY, "User Name (IAM or Root)": "ci", "Location": "x"},
        },
    }
    notice = intake.read(json.dumps(data).encode(), name="e.json").notice
    assert (notice.kind, notice.account, notice.access_keys) == ("exposed_access_key", "111122223333", (KEY,))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AWS_ABUSE_EC2_BOTNET", "botnet"),
        ("AWS_ABUSE_CC_FRAUD", "forbidden_content"),
        ("AWS_ABUSE_COPYRIGHT_NON_DMCA", "copyright"),
        ("AWS_ABUSE_EMAIL_SPAM_REPORT", "spam"),
        ("AWS_ABUSE_SPAM_WEBSITE", "spam"),
        ("AWS_ABUSE_FORUM_SPAM", "forum_spam"),
        ("AWS_ABUSE_ILLEGAL_CONTENT", "forbidden_content"),
        ("AWS_ABUSE_INTRUSION_ATTEMPT_REPORT", "intrusion"),
        ("AWS_ABUSE_MALWARE_WEBSITE", "malware_content"),
        ("AWS_ABUSE_EC2_OPEN_PROXY", "open_proxy"),
        ("AWS_ABUSE_TAKEDOWN_REQUEST", "forbidden_content"),
        ("AWS_ABUSE_BITCOIN_REPORT", "crypto_mining"),
        ("AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED", "suspected_access_key"),
        ("AWS_RISK_CREDENTIALS_COMPROMISED", "account_compromised"),
        ("AWS_RISK_IAM_QUARANTINE", "key_quarantined"),
        ("AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE", "account_compromised"),
        ("AWS_ABUSE_SOMETHING_NEW", "unknown"),
        ("AWS_EC2_OPERATIONAL_ISSUE", "none"),
    ],
)
def test_a_type_code_alone_tells_the_kind(code, kind):
    data = event(code=code, eventDescription=[])
    assert intake.read(json.dumps(data).encode(), name="e.json").notice.kind == kind


def test_the_copy_of_an_ses_mail_in_an_event_is_told_by_its_words():
    data = event(
        code="AWS_SES_SENDING_PAUSED",
        eventDescription=[
            {
                "language": "en_US",
                "latestDescription": "Your current bounce rate is 12%. Amazon SES is paused.",
            }
        ],
    )
    assert intake.read(json.dumps(data).encode(), name="e.json").notice.kind == "ses_bounce"


SAID = [
    {
        "body": "It is fixed. 192.0.2.9",
        "submittedBy": "Y <y@corp.example>",
        "timeCreated": "2026-03-05T02:00:00Z",
    },
    {
        "body": "Thank you for your reply. Please tell us the root cause of the port scanning of "
        "i-0aaaaaaaaaaaaaaa1 in AWS account 111122223333.",
        "submittedBy": "Amazon Web Services",
        "timeCreated": "2026-03-05T01:30:00Z",
    },
    {"body": "First words.", "submittedBy": "Amazon Web Services", "timeCreated": "2026-03-05T00:58:00Z"},
]


@pytest.mark.parametrize("said", [SAID, SAID[::-1]], ids=["newest first", "oldest first"])
def test_the_communications_of_a_case_are_read_from_awss_newest(said):
    reading = intake.read(json.dumps({"communications": said}).encode(), name="c.json")
    notice = reading.notice
    assert (notice.kind, notice.stage, notice.channel, reading.format) == (
        "port_scan",
        "question",
        "support",
        "support",
    )
    assert (notice.account, notice.ips) == ("111122223333", ())
    assert notice.received == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)


def test_each_case_of_an_account_is_a_notice_and_ordinary_ones_are_left_out():
    def case(number, subject, body):
        said = {"body": body, "submittedBy": "Amazon Web Services", "timeCreated": "2026-03-05T00:58:00Z"}
        return {"displayId": number, "subject": subject, "recentCommunications": {"communications": [said]}}

    cases = [
        case("1", "Your AWS account 111122223333 is compromised", "Your AWS account is compromised."),
        case("2", "A question about parameter groups", "Use the console."),
        case(
            "3",
            "Your AWS Abuse Report",
            "Your instance of AWS account 444455556666 takes part in port scanning.",
        ),
    ]
    reading = intake.read(json.dumps({"cases": cases}).encode(), name="c.json")
    found = [(one.notice.kind, one.notice.account) for one in (reading, *reading.more)]
    assert found == [("account_compromised", "111122223333"), ("port_scan", "444455556666")]


COPIED = """Case ID 170123456789099
Subject: Your AWS Abuse Report
Status: Pending customer action
Correspondence

Yamada Taro
Thu Mar 05 2026
11:00:00 GMT+0900 (Japan Standard Time)

We are looking into it. Our monitor is 192.0.2.9.

Amazon Web Services
Thu Mar 05 2026
09:58:00 GMT+0900 (Japan Standard Time)

Hello,

AWS Account ID: 111122223333
Reported Activity: Port Scanning
"""


def test_what_was_copied_out_of_the_support_center_is_awss_newest_words():
    reading = intake.read(COPIED.encode(), name="-")
    notice = reading.notice
    assert (notice.kind, notice.channel, notice.subject) == ("port_scan", "support", "Your AWS Abuse Report")
    assert (notice.received, notice.ips) == (datetime(2026, 3, 5, 0, 58, tzinfo=UTC), ())
    assert "192.0.2.9" not in reading.mail.own_text


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '[{"detail": 3}]', '{"Records": [1]}', '{"cases": [{}]}', "[" * 5000]
)
def test_json_that_is_neither_is_text_and_never_an_error(text):
    assert intake.read(text.encode(), name="e.json").notice.kind in {"none", "unknown"}
