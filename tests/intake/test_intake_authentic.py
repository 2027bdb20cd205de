from __future__ import annotations

import pytest

from abusedesk import intake
from abusedesk.intake import _authentic as say

AWS = "AWS Trust and Safety <trustandsafety@support.aws.com>"
PASS = "mx.corp.example; dmarc=pass header.from=support.aws.com; spf=pass"
BODY = "Hello,\n\nAWS Account ID: 111122223333\nReported Activity: Port Scanning\n\nAWS Trust & Safety"


def verdict(*, sender=AWS, results=(), more="", body=BODY, kind="plain", ids=("mx.corp.example",)):
    heads = "".join(f"Authentication-Results: {one}\n" for one in results)
    mail = (
        f"{heads}From: {sender}\nDate: Mon, 09 Mar 2026 06:30:00 +0000\n{more}Subject: "
        f"Your AWS Abuse Report [1]\nMessage-ID: <a@b>\nContent-Type: text/{kind}\n"
        f"\n{body}\n"
    )
    reading = intake.read(mail.encode(), name="a.eml", authserv_ids=ids)
    return reading.notice.authentic


def test_the_configured_servers_result_counts():
    found = verdict(results=[PASS])
    assert (found.verdict, found.reasons) == ("pass", (say.CHECKED,))


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], "unknown"),
        (["mx.other.example; dmarc=pass header.from=support.aws.com"], "unknown"),
        (["mx.corp.example; dmarc=fail header.from=support.aws.com"], "fail"),
        (["mx.corp.example; dkim=pass header.d=support.aws.com"], "pass"),
        (["mx.corp.example; dkim=pass header.d=evil.example"], "unknown"),
        (["mx.corp.example; dmarc=pass header.from=evil.example"], "unknown"),
        (["mx.corp.example; spf=pass smtp.mailfrom=support.aws.com"], "unknown"),
        (["mx.corp.example; dkim=fail; spf=fail"], "fail"),
        (["mx.corp.example (checked; dmarc=pass header.from=support.aws.com); dmarc=none"], "unknown"),
        (["mx.other.example; dmarc=fail", PASS], "pass"),
        (["mx.corp.example; dmarc=fail header.from=support.aws.com", PASS], "fail"),
    ],
)
def test_only_the_topmost_result_of_a_configured_server_counts(results, expected):
    assert verdict(results=results).verdict == expected


def test_without_a_configured_server_nothing_is_known():
    found = verdict(results=[PASS], ids=())
    assert (found.verdict, found.reasons) == ("unknown", (say.NO_SERVER,))


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("AWS <abuse@example.net>", say.NOT_AMAZON),
        ("AWS <abuse@amazon-aws.com>", say.LOOKALIKE),
        ("AWS <abuse@arnazon.com>", say.LOOKALIKE),
        ("AWS <abuse@amaz0n.com>", say.LOOKALIKE),
        ("AWS <abuse@xn--amzon-1qa.com>", say.LOOKALIKE),
        ('"trustandsafety@support.aws.com" <abuse@aws-support.example>', say.LOOKALIKE),
        ("AWS <abuse@support.aws.com.evil.example>", say.LOOKALIKE),
    ],
)
def test_a_sender_outside_amazon_fails_even_with_a_good_result(sender, reason):
    domain = sender.rpartition("@")[2].strip(">")
    found = verdict(sender=sender, results=[f"mx.corp.example; dmarc=pass header.from={domain}"])
    assert (found.verdict, found.reasons[0]) == ("fail", reason)


def test_a_failed_mail_is_read_all_the_same():
    mail = f"From: AWS <abuse@amazon-aws.com>\nSubject: Your AWS Abuse Report\nMessage-ID: <a@b>\n\n{BODY}\n"
    assert intake.read(mail.encode(), name="a.eml").notice.kind == "port_scan"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"more": "Reply-To: help@example.net\n"}, say.REPLY_ELSEWHERE),
        (
            {
                "kind": "html",
                "body": BODY + '<a href="https://evil.example/x">https://console.aws.amazon.com/</a>',
            },
            say.LINK_ELSEWHERE,
        ),
        (
            {"kind": "html", "body": BODY + '<a href="https://aws-verify.example/x">Sign in</a>'},
            say.LINK_LOOKALIKE,
        ),
        (
            {"kind": "html", "body": BODY + '<a href="https://evil.example/x">Verify your account</a>'},
            say.LINK_OUTSIDE,
        ),
        ({"body": BODY + "\nSign in at https://aws-login.example/ now"}, say.LINK_LOOKALIKE),
    ],
)
def test_what_a_careful_reader_would_see_fails_a_mail_that_nobody_vouches_for(facts, reason):
    found = verdict(ids=(), **facts)
    assert found.verdict == "fail"
    assert reason in found.reasons


@pytest.mark.parametrize(
    "body",
    [
        BODY + '<a href="https://github.com/example/repo">https://github.com/example/repo</a>',
        BODY
        + '<a href="https://repost.aws/x">here</a> <a href="https://b.s3.amazonaws.com/x">https://b.s3.amazonaws.com/x</a>',
        BODY + "<p>Phishing content at https://amazon-login.example/ was reported.</p>",
    ],
)
def test_links_to_what_the_notice_is_about_are_no_sign(body):
    assert verdict(ids=(), kind="html", body=body).verdict == "unknown"


def test_an_attached_program_fails():
    mail = (
        f"From: {AWS}\nSubject: Your AWS Abuse Report\nMessage-ID: <a@b>\nContent-Type: "
        f"multipart/mixed; boundary=b\n\n--b\n\n{BODY}\n"
        '--b\nContent-Type: application/octet-stream; name="invoice.pdf.exe"\n\nx\n--b--\n'
    )
    found = intake.read(mail.encode(), name="a.eml").notice.authentic
    assert (found.verdict, say.PROGRAM in found.reasons) == ("fail", True)


def test_the_answer_never_goes_to_a_strangers_reply_to():
    mail = (
        f"From: {AWS}\nReply-To: help@example.net\nSubject: Your AWS Abuse Report\n"
        f"Message-ID: <a@b>\n\n{BODY}\n"
    )
    assert intake.read(mail.encode(), name="a.eml").mail.reply_to == "trustandsafety@support.aws.com"
