from __future__ import annotations

from datetime import UTC, datetime

import pytest

from abusedesk import intake

AWS = "AWS Trust and Safety <trustandsafety@support.aws.com>"
BODY = """Hello,

AWS Account ID: 111122223333
Region: us-east-1
Implicated Resource: EC2 Instance Id: i-0123456789abcdef0 [203.0.113.7]
Reported Activity: Port Scanning

Please reply to this email within 24 hours.

Regards,
AWS Trust & Safety"""
QUOTED = "\n".join(f"> {line}" for line in BODY.split("\n"))
HTML = BODY.replace("&", "&amp;").replace("\n", "<br>\n")
WORDS = "至急対応をお願いします。3月6日まで。当方は 192.0.2.9、アカウントID 999988887777 です。"
SENT = datetime(2026, 3, 5, 0, 58, tzinfo=UTC)


def mail(
    body,
    *,
    kind="plain",
    date="Thu, 05 Mar 2026 10:31:00 +0900",
    subject="Fwd: x",
    sender="Y <y@corp.example>",
    more="",
):
    head = (
        f"From: {sender}\nDate: {date}\nSubject: {subject}\nMessage-ID: <o@corp.example>\n"
        f"{more}MIME-Version: 1.0\n"
    )
    return f"{head}Content-Type: text/{kind}; charset=utf-8\n\n{body}\n".encode()


FORWARDED = {
    "gmail": mail(
        f"{WORDS}\n\n---------- Forwarded message ---------\nFrom: {AWS}\nDate: Thu, Mar 5, 2026 at 9:58 AM\n"
        f"Subject: Your AWS Abuse Report [1]\nTo: <y@corp.example>\n\n\n{BODY}"
    ),
    "gmail in HTML": mail(
        f"<div>{WORDS}<br><br><div class=gmail_quote><div>---------- Forwarded "
        "message ---------<br>From: <strong>AWS "
        "Trust and Safety</strong> <span>&lt;<a href='mailto:trustandsafety@support.aws.com'>"
        "trustandsafety@support.aws.com</a>&gt;</span><br>Date: Thu, Mar 5, 2026 at 9:58 AM<br>Subject: "
        "Your AWS Abuse Report [1]<br>"
        f"To: &lt;y@corp.example&gt;<br></div><br><br>{HTML}</div></div>",
        kind="html",
    ),
    "outlook in Japanese, HTML, its own Date in UTC": mail(
        f"<div>{WORDS}</div><hr><div><b>差出人:</b> AWS Trust and Safety "
        "&lt;trustandsafety@support.aws.com&gt;<br><b>送信日時:</b> 2026年3月5日木曜日 9:58<br>"
        "<b>宛先:</b> y@corp.example<br><b>件名:</b> Your AWS Abuse Report [1]"
        f"<br></div><br><div>{HTML}</div>",
        kind="html",
        date="Thu, 05 Mar 2026 01:31:00 +0000",
    ),
    "outlook in English, bold as stars": mail(
        f"{WORDS}\n\n*From:* {AWS}\n*Sent:* Thursday, March 5, 2026 9:58 AM\n"
        f"*To:* Y\n*Subject:* Your AWS Abuse Report [1]\n\n{BODY}"
    ),
    "apple mail": mail(
        f"{WORDS}\n\nBegin forwarded message:\n\n> From: {AWS}\n> Subject: Your AWS Abuse Report [1]\n"
        f"> Date: March 5, 2026 at 00:58:00 GMT\n> To: y@corp.example\n> \n{QUOTED}\n\nTaro\n192.0.2.8"
    ),
    "a telephone in Japanese": mail(
        f"{WORDS}\n\n転送されたメッセージ:\n\n差出人: {AWS}\n日時: 2026年3月5日 9:58:00 JST\n"
        f"宛先: y@corp.example\n"
        f"件名: Your AWS Abuse Report [1]\n\n{BODY}"
    ),
    "a reseller between": mail(
        f"{WORDS}\n\n-----Original Message-----\nFrom: Reseller Support <support@reseller.example>\n"
        "Sent: Thursday, March 5, "
        "2026 10:10 AM\nTo: Y\nSubject: [Ticket] AWS\n\nDear customer, we got "
        "this. Answer by 2026-03-05. account ID "
        f"999988887777\n\n-----Original Message-----\nFrom: {AWS}\nSent: Thursday, "
        "March 5, 2026 9:58 AM\nTo: Reseller\n"
        f"Subject: Your AWS Abuse Report [1]\n\n{BODY}"
    ),
    "notes": mail(
        f"{WORDS}\n\n----- 転送者 Y/CORP 2026/03/05 10:30 -----\n\n差出人:\t{AWS}\n宛先:\ty@corp.example\n"
        f"日付:\t2026/03/05 09:58\n件名:\tYour AWS Abuse Report [1]\n\n\n{BODY}"
    ),
    "folded subject": mail(
        f"{WORDS}\n\nFrom: {AWS}\nSent: Thursday, March 5, 2026 9:58 AM\nSubject: "
        f"Your AWS Abuse\nReport [1]\n\n{BODY}"
    ),
}


@pytest.mark.parametrize("data", FORWARDED.values(), ids=FORWARDED)
def test_the_innermost_mail_is_read_and_nothing_of_what_stands_around_it(data):
    reading = intake.read(data, name="x.eml")
    notice = reading.notice
    assert (notice.from_, notice.subject, notice.received) == (AWS, "Your AWS Abuse Report [1]", SENT)
    assert (notice.account, notice.ips, notice.remote_ips) == ("111122223333", ("203.0.113.7",), ())
    assert (notice.resources, notice.regions) == (("i-0123456789abcdef0",), ("us-east-1",))
    assert notice.deadline == datetime(2026, 3, 6, 0, 58, tzinfo=UTC)
    assert notice.authentic.verdict == "unknown"
    assert reading.mail.reply_to == "trustandsafety@support.aws.com"
    assert "192.0.2" not in reading.mail.own_text


WROTE = {
    "english": (
        "Can you look? 192.0.2.9\n\nOn Thu, Mar 5, 2026 at 9:58 AM AWS Trust "
        f"and Safety <\ntrustandsafety@support.aws.com> wrote:\n\n{QUOTED}"
    ),
    "japanese": f"{WORDS}\n\n2026年3月5日(木) 9:58 {AWS}:\n\n{QUOTED}",
}


@pytest.mark.parametrize("body", WROTE.values(), ids=WROTE)
def test_a_mail_quoted_under_a_line_that_says_who_wrote_it_is_read(body):
    notice = intake.read(mail(body), name="x.eml").notice
    assert (notice.from_, notice.received, notice.ips) == (AWS, SENT, ("203.0.113.7",))


def test_the_colleagues_words_name_the_account_only_where_awss_do_not():
    body = BODY.replace("AWS Account ID: 111122223333\n", "")
    notice = intake.read(
        mail(f"{WORDS}\n\nFrom: {AWS}\nDate: Thu, 5 Mar 2026 00:58:00 +0000\nSubject: x\n\n{body}"),
        name="x.eml",
    ).notice
    assert notice.account == "999988887777"


def test_a_reseller_who_passes_the_text_on_without_a_word_of_where_it_begins_is_cut_off():
    body = (
        "Hi team,\n\nWe received the notice below. Answer us by 2026-03-05 08:00 "
        f"UTC. We watch from 192.0.2.9.\n\n{BODY}\n\nReseller Ops\n192.0.2.8"
    )
    reading = intake.read(mail(body, sender="Ops <ops@reseller.example>"), name="x.eml")
    assert (reading.notice.kind, reading.notice.ips, reading.notice.authentic.verdict) == (
        "port_scan",
        ("203.0.113.7",),
        "unknown",
    )
    assert reading.notice.deadline_basis == "stated"
    assert "192.0.2" not in reading.mail.own_text


def test_a_date_without_a_zone_is_never_later_than_the_mail_that_forwarded_it():
    body = f"x\n\nFrom: {AWS}\nSent: Thursday, March 5, 2026 9:58 AM\nSubject: y\n\n{BODY}"
    notice = intake.read(mail(body, date="Thu, 05 Mar 2026 01:31:00 +0000"), name="x.eml").notice
    assert notice.received <= datetime(2026, 3, 5, 1, 31, tzinfo=UTC)


def test_without_an_inner_date_the_outer_one_counts():
    notice = intake.read(
        mail(f"{WORDS}\n\n-----Original Message-----\nFrom: {AWS}\nSubject: y\n\n{BODY}"), name="x.eml"
    ).notice
    assert notice.received == datetime(2026, 3, 5, 1, 31, tzinfo=UTC)


def test_the_message_id_of_an_inline_forward_is_the_one_of_awss_that_it_refers_to():
    more = "References: <a@corp.example> <010001-x@email.amazonses.com>\n"
    data = mail(f"x\n\nFrom: {AWS}\nDate: Thu, 5 Mar 2026 00:58:00 +0000\nSubject: y\n\n{BODY}", more=more)
    assert intake.read(data, name="x.eml").mail.message_id == "<010001-x@email.amazonses.com>"


def test_a_message_in_a_strangers_report_is_not_awss_mail():
    body = (
        "Hello,\n\nReported Activity: Port Scanning\n\n---Beginning of forwarded "
        f"report(s)---\n\nFrom: {AWS}\nSubject: z\nDate: Thu, 5 Mar 2026 00:00:00 "
        "+0000\n\nAWS Account ID: 000011112222\nReply within 1 hours"
    )
    reading = intake.read(mail(body, sender=AWS), name="x.eml")
    assert (reading.notice.account, reading.notice.deadline_basis) == (None, "policy")
    assert "000011112222" in reading.mail.forwarded_report


def test_a_mail_attached_by_awss_own_mail_is_the_report_not_the_notice():
    boundary = "=_b"
    inner = (
        "From: spammer@example.net\nSubject: Sale\nDate: Thu, 5 Mar 2026 00:00:00 "
        "+0000\n\nAWS Account ID: 000011112222 at 198.51.100.66"
    )
    data = (
        f"From: {AWS}\nDate: Thu, 05 Mar 2026 00:58:00 +0000\nSubject: Your AWS "
        "Abuse Report [1]\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n--{boundary}\n'
        "Content-Type: text/plain\n\nYour instance sends spam.\n\n"
        f"Reported Activity: Spam\n--{boundary}\nContent-Type: message/rfc822\n\n{inner}\n--{boundary}--\n"
    ).encode()
    reading = intake.read(data, name="x.eml")
    assert (reading.notice.kind, reading.notice.account, reading.notice.ips) == ("spam", None, ())
    assert reading.notice.reported.ips == ("198.51.100.66",)


def test_our_own_answer_quoted_below_names_nothing():
    body = (
        "Hello,\n\nWe have not received a reply about the port scanning.\n\n"
        "AWS Trust & Safety\n\n-----Original Message-----\nFrom: Y <y@corp.example>\n"
        "Sent: Wednesday, March 4, 2026 1:00 AM\nSubject: RE: x\n\nWe have 192.0.2.9 "
        "and i-0fffffffffffffff1. Please answer within 2 hours."
    )
    notice = intake.read(
        mail(body, sender=AWS, subject="RE: Your AWS Abuse Report [1] [AWS ID 111122223333]"), name="x.eml"
    ).notice
    assert (notice.stage, notice.ips, notice.resources, notice.account) == (
        "not_heard_back",
        (),
        (),
        "111122223333",
    )
    assert notice.deadline_basis == "policy"


def test_a_mailing_list_that_rewrites_the_sender_forwards():
    notice = intake.read(
        mail(BODY, sender="'AWS Trust and Safety' via Security <security@corp.example>"), name="x.eml"
    ).notice
    assert (notice.kind, notice.authentic.verdict) == ("port_scan", "unknown")
