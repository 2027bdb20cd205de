from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.header import Header
from hashlib import sha256

import pytest

from abusedesk import intake
from abusedesk.errors import BadInput
from abusedesk.intake._html import html_to_text

HEAD = (
    "From: AWS Trust and Safety <trustandsafety@support.aws.com>\nDate: "
    "Mon, 09 Mar 2026 06:30:00 +0000\nMessage-ID: <a@b>\n"
)
BODY = "Hello,\n\nAWS Account ID: 111122223333\nReported Activity: Port Scanning\n\nAWS Trust & Safety\n"
TEXT = f"日本語の本文です。\n{BODY}"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\0\0"])
def test_nothing_is_bad_input(data):
    with pytest.raises(BadInput, match=r"a\.eml: is empty"):
        intake.read(data, name="a.eml")


def test_an_outlook_message_is_refused_with_the_way_out():
    with pytest.raises(BadInput, match=r"save it as \.eml"):
        intake.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", name="a.msg")


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("iso-2022-jp", "iso-2022-jp"),
        ("shift_jis", "Shift_JIS"),
        ("euc-jp", "EUC-JP"),
        ("utf-8", "utf-8"),
        ("shift_jis", "us-ascii"),
        ("utf-8", "x-made-up"),
        ("iso-2022-jp", ""),
    ],
)
@pytest.mark.parametrize("transfer", ["8bit", "base64"])
def test_any_charset_is_read_even_when_the_mail_is_wrong_about_it(charset, declared, transfer):
    body = TEXT.encode(charset)
    body = base64.encodebytes(body) if transfer == "base64" else body
    head = (
        f'{HEAD}Subject: x\nContent-Type: text/plain; charset="{declared}"\nContent-Transfer-Encoding: '
        f"{transfer}\n\n"
    )
    reading = intake.read(head.encode() + body, name="a.eml")
    assert reading.mail.own_text.startswith("日本語の本文です。")
    assert reading.notice.account == "111122223333"


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("Your AWS account 111122223333\n is compromised", "Your AWS account 111122223333 is compromised"),
        ("RE:[CASE 1]  two  blanks ", "RE:[CASE 1]  two  blanks"),
        (Header("【重要】AWSからの通知", "iso-2022-jp").encode(), "【重要】AWSからの通知"),
        ("=?utf-8?B?5pel?=\n =?utf-8?B?5pys?=", "日本"),
        ("=?utf-8?B?5pc=?= =?utf-8?B?pQ==?=", "日"),
        ("=?UTF-8?Q?It=E2=80=99s?= yours", "It’s yours"),
        ("=?broken?=?utf-8?x?", "=?broken?=?utf-8?x?"),
    ],
)
def test_a_subject_is_decoded_and_unfolded_and_otherwise_left_alone(raw, subject):
    reading = intake.read(f"{HEAD}Subject: {raw}\n\n{BODY}".encode(), name="a.eml")
    assert reading.notice.subject == reading.mail.subject == subject


def test_pasted_text_without_headers_is_a_notice_without_a_date():
    notice = intake.read(BODY.encode(), name="-").notice
    assert (notice.kind, notice.channel, notice.received, notice.deadline) == (
        "port_scan",
        "text",
        None,
        None,
    )


def test_pasted_text_starts_its_clock_when_it_arrived():
    arrived = datetime(2026, 3, 9, tzinfo=UTC)
    notice = intake.read(BODY.encode(), name="-", arrived=arrived).notice
    assert (notice.received, notice.deadline, notice.deadline_basis) == (
        arrived,
        datetime(2026, 3, 10, tzinfo=UTC),
        "policy",
    )


def test_a_raw_mail_is_a_mail_however_it_came():
    reading = intake.read(f"{HEAD}Subject: x\n\n{BODY}".encode(), name="-")
    assert (reading.format, reading.notice.channel) == ("eml", "mail")


def test_text_copied_out_of_the_support_center_is_a_case():
    text = f"Case ID: 170000000012345\nSubject: Your AWS account\n\n{BODY}"
    assert intake.read(text.encode(), name="-").notice.channel == "support"


def test_text_of_windows_is_read():
    assert intake.read(BODY.encode("utf-16"), name="a.txt").notice.account == "111122223333"


def test_an_mbox_line_above_a_mail_is_no_matter():
    data = f"From x@y Mon Mar  9 06:30:00 2026\n{HEAD}Subject: x\n\n{BODY}".encode()
    assert intake.read(data, name="a.eml").notice.received == datetime(2026, 3, 9, 6, 30, tzinfo=UTC)


def test_without_a_date_the_last_server_tells_when_it_came():
    data = (
        f"Received: from a by b; Mon, 09 Mar 2026 07:00:00 +0000\nFrom: x@aws.com\nSubject: x\n\n{BODY}"
    ).encode()
    assert intake.read(data, name="a.eml").notice.received == datetime(2026, 3, 9, 7, tzinfo=UTC)


def test_noise_is_unknown_and_kept():
    reading = intake.read(bytes(range(128, 256)) * 20, name="a.eml")
    assert reading.notice.kind == "unknown"
    assert reading.mail.own_text


def test_the_seal_is_of_the_bytes_as_they_came():
    data = f"{HEAD}Subject: x\r\n\r\n{BODY}".encode()
    assert intake.read(data, name="a.eml").mail.sha256 == sha256(data).hexdigest()


def test_an_empty_text_part_gives_way_to_the_html_part():
    data = (
        f"{HEAD}Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nPlease use HTML.\n"
        f"--b\nContent-Type: text/html\n\n<p>{BODY}</p><p>Region: us-east-1</p>"
        f"{'<p>More words here.</p>' * 9}\n--b--\n"
    ).encode()
    assert "111122223333" in intake.read(data, name="a.eml").mail.own_text


def test_flowed_lines_are_joined():
    data = (
        f"{HEAD}Subject: x\nContent-Type: text/plain; format=flowed\n\nReported "
        "Activity: Port \nScanning\nAWS ID: \n111122223333\n"
    ).encode()
    assert intake.read(data, name="a.eml").notice.account == "111122223333"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<table><tr><td>Region</td><td><p>us-east-1</p></td></tr><tr><td>b<td>c</table>",
            "Region\tus-east-1\n\nb\tc",
        ),
        ("a<br>b<div>c</div>d", "a\nb\nc\nd"),
        ("<script>x</script><style>y</style><div style='display: none'>z<div>q</div></div>ok", "ok"),
        ("<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d", "> a\n> b\n>\n> > c\n\nd"),
        ("a&nbsp;&amp;&#8217;b", "a\xa0&’b"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td><table><tr><td>x</td><td>y</td></tr></table></td></tr></table>", "x\ty"),
        ("<![if x]>a", "a"),
    ],
)
def test_html_becomes_the_lines_that_a_person_sees(html, text):
    found, _ = html_to_text(html)
    assert [line for line in found.split("\n") if line.strip(" >")] == [
        line for line in text.split("\n") if line.strip(" >")
    ]
