from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import intake
from abusedesk.intake import _authentic as say
from abusedesk.intake import _signs as sign
from abusedesk.intake._authres import results
from abusedesk.model import Authentic, Notice

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


ID = "mx.corp.example"
GOOD = "dmarc=pass header.from=support.aws.com"


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (f"{ID} 1; {GOOD}", "pass"),
        (f'"{ID}"; {GOOD}', "pass"),
        (f"MX.Corp.Example; {GOOD}", "pass"),
        (f"{ID};\n\t{GOOD}", "pass"),
        (f"(by us) {ID} (v2) ; dmarc/1 (p=none) = pass (ok) header.from = support.aws.com", "pass"),
        (f"{ID}; dkim=fail header.d=x.example; dkim=pass header.d=aws.com", "pass"),
        (f"{ID}; dkim=pass header.i=@support.aws.com", "pass"),
        (f"{ID}; dmarc=pass", "pass"),
        (f"{ID}; none", "unknown"),
        (f"{ID}; dmarc=bestguesspass header.from=support.aws.com", "unknown"),
        (f"{ID}; dkim=pass header.d=amazonses.com", "unknown"),
        (f"{ID}; dkim=pass header.i=@evil.example header.b={GOOD}", "unknown"),
        # What a sender can choose never counts: comments, quoted words, other servers' names.
        (f"{ID}; dmarc=none (a (nested) comment; {GOOD})", "unknown"),
        (f"{ID}; dmarc=none (unclosed; {GOOD}", "unknown"),
        (f"{ID}; dmarc=none (escaped \\) ; {GOOD})", "unknown"),
        (f'{ID}; spf=none smtp.mailfrom="x; {GOOD}"@evil.example', "unknown"),
        (f'{ID}; spf=none smtp.mailfrom="x\\"; {GOOD}"@evil.example', "unknown"),
        (f'{ID}; spf=none smtp.mailfrom=x"; {GOOD}', "unknown"),
        (f'{ID}; dkim=none reason="x dkim=pass header.d=aws.com"', "unknown"),
        (f"mx.corp.example.evil.example; {GOOD}", "unknown"),
        (f"evil.example ({ID}); {GOOD}", "unknown"),
        (f"evil.example; x={ID}; {GOOD}", "unknown"),
        (f"; {GOOD}", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_result_is_read_as_the_standard_writes_it(result, expected):
    assert verdict(results=[result]).verdict == expected


def test_results_that_the_last_server_wrote_in_several_headers_count_together():
    more = f"Authentication-Results: {ID}; {GOOD}\nReceived: from a by b; Mon, 09 Mar 2026 06:30:00 +0000\n"
    mail = (
        f"Authentication-Results: {ID}; spf=fail\n{more}From: {AWS}\nSubject: Your AWS Abuse Report\n\n{BODY}"
    )
    found = intake.read(mail.encode(), name="a.eml", authserv_ids=[ID]).notice.authentic
    assert found.verdict == "pass"


def test_a_result_below_the_last_servers_own_does_not_count():
    mail = (
        f"Received: from evil by {ID}; Mon, 09 Mar 2026 06:30:00 +0000\n"
        f"Authentication-Results: {ID}; spf=fail\n"
        f"Authentication-Results: {ID}; {GOOD}\nFrom: {AWS}\nSubject: Your AWS Abuse Report\n\n{BODY}"
    )
    found = intake.read(mail.encode(), name="a.eml", authserv_ids=[ID]).notice.authentic
    assert found.verdict == "unknown"


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_result_ever_raises_and_none_of_anothers_counts(text):
    assert results(f"evil.example; {text}").server != ID


@pytest.mark.parametrize("kind", ["port_scan", "ses_review", "exposed_access_key", "unknown"])
def test_a_doubtful_mail_says_how_to_check_in_the_console_without_its_own_links(kind):
    doubtful = Notice(kind=kind, urls=("https://evil.example/",))
    said = "\n".join(intake.console_check(doubtful))
    for word in ("AWS Health Dashboard", "Your support cases", "trustandsafety@support.aws.com", "Type"):
        assert word in said
    assert "evil" not in said
    assert ("Amazon SES console" in said) == (kind == "ses_review")
    assert ("IAM console" in said) == (kind == "exposed_access_key")


def test_a_genuine_mail_needs_no_check_in_the_console():
    assert intake.console_check(Notice(kind="port_scan", authentic=Authentic("pass"))) == ()


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
        ({"more": "Reply-To: help@example.net\n"}, sign.REPLY_ELSEWHERE),
        (
            {
                "kind": "html",
                "body": BODY + '<a href="https://evil.example/x">https://console.aws.amazon.com/</a>',
            },
            sign.LINK_ELSEWHERE,
        ),
        (
            {"kind": "html", "body": BODY + '<a href="https://aws-verify.example/x">Sign in</a>'},
            sign.LINK_LOOKALIKE,
        ),
        (
            {"kind": "html", "body": BODY + '<a href="https://evil.example/x">Verify your account</a>'},
            sign.LINK_OUTSIDE,
        ),
        ({"body": BODY + "\nSign in at https://aws-login.example/ now"}, sign.LINK_LOOKALIKE),
        (
            {"kind": "html", "body": BODY + '<a href="https://аws.example/x">Sign in</a>'},
            sign.LINK_LOOKALIKE,
        ),
        (
            {"kind": "html", "body": BODY + '<a href="https://xn--mazon-3ve.example/x">Log in</a>'},
            sign.LINK_LOOKALIKE,
        ),
        (
            {"kind": "html", "body": BODY + '<a href="https://aws.amazon.com@evil.example/">Sign in</a>'},
            sign.LINK_OUTSIDE,
        ),
        (
            {
                "kind": "html",
                "body": BODY
                + '<a href="https://x.r.us-east-1.awstrack.me/L0/https:%2F%2Fevil.example%2F/1">Sign in</a>',
            },
            sign.LINK_OUTSIDE,
        ),
        ({"kind": "html", "body": BODY + '<a href=" java&#10;script:x">Open</a>'}, sign.LINK_SCRIPT),
        ({"kind": "html", "body": BODY + '<a href="data:text/html,x">Open</a>'}, sign.LINK_SCRIPT),
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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("invoice.pdf.exe", sign.PROGRAM),
        ("invoice.EXE ", sign.PROGRAM),
        ("report.js.", sign.PROGRAM),
        ("AWS-sign-in.html", sign.PAGE),
        ("evidence.zip", sign.PAGE),
    ],
)
def test_an_attached_program_or_page_fails(name, reason):
    mail = (
        f"From: {AWS}\nSubject: Your AWS Abuse Report\nMessage-ID: <a@b>\nContent-Type: "
        f"multipart/mixed; boundary=b\n\n--b\n\n{BODY}\n"
        f'--b\nContent-Type: application/octet-stream; name="{name}"\n\nx\n--b--\n'
    )
    found = intake.read(mail.encode(), name="a.eml").notice.authentic
    assert (found.verdict, reason in found.reasons) == ("fail", True)


def test_the_answer_never_goes_to_a_strangers_reply_to():
    mail = (
        f"From: {AWS}\nReply-To: help@example.net\nSubject: Your AWS Abuse Report\n"
        f"Message-ID: <a@b>\n\n{BODY}\n"
    )
    assert intake.read(mail.encode(), name="a.eml").mail.reply_to == "trustandsafety@support.aws.com"
