from __future__ import annotations

import struct
import time
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import intake
from abusedesk.errors import BadInput
from abusedesk.intake import _cfb as cfb
from abusedesk.intake import _msg as msg
from abusedesk.intake._cfb import MAGIC, folder
from abusedesk.intake._mime import letter
from intake.msg_files import attachment, compound, enclosed, message

SENT = datetime(2026, 3, 9, 6, 30, tzinfo=UTC)
TEXT = (
    "Hello,\r\n\r\nAWS Account ID: 111122223333\r\nRegion: us-east-1\r\nReported Activity: Port Scanning\r\n"
    "Implicated Resource:EC2 Instance Id: i-0aaaaaaaaaaaaaaa1 [203.0.113.10]\r\n\r\nAWS Trust & Safety\r\n"
)
HEADERS = (
    "Microsoft Mail Internet Headers Version 2.0\r\n"
    "Received: from a by b; Mon, 09 Mar 2026 06:30:05 +0000\r\n"
    "Authentication-Results: mx.corp.example; dmarc=pass\r\n header.from=support.aws.com\r\n"
    "From: AWS Trust and Safety <trustandsafety@support.aws.com>\r\nTo: security@example.com\r\n"
    "Subject: Your AWS Abuse Report [50000000001]\r\nDate: Mon, 09 Mar 2026 06:30:00 +0000\r\n"
    "Message-ID: <msg-1@email.amazonses.com>\r\nReferences: <x@y>\r\n <z@y>\r\n"
    'Content-Type: multipart/alternative;\r\n boundary="gone"\r\nMIME-Version: 1.0\r\n\r\n'
)
FIELDS = {
    "subject": "Your AWS Abuse Report [50000000001]",
    "sender_name": "AWS Trust and Safety",
    "sender_address": "trustandsafety@support.aws.com",
    "to": "security@example.com",
    "message_id": "<msg-1@email.amazonses.com>",
    "sent": SENT,
}


def read(data, **more):
    return intake.read(data, name="a.msg", **more)


@pytest.mark.parametrize("facts", [{"headers": HEADERS}, FIELDS, {**FIELDS, "headers": HEADERS}])
def test_a_message_is_read_by_its_headers_or_by_outlooks_own_fields(facts):
    data = compound(message(**facts, body=TEXT))
    found = read(data)
    assert (found.format, found.notice.kind, found.notice.channel) == ("msg", "port_scan", "mail")
    assert (found.notice.account, found.notice.regions) == ("111122223333", ("us-east-1",))
    assert found.notice.resources == ("i-0aaaaaaaaaaaaaaa1",)
    assert found.notice.received == SENT
    assert found.mail.subject == "Your AWS Abuse Report [50000000001]"
    assert found.mail.message_id == "<msg-1@email.amazonses.com>"
    assert found.mail.reply_to == "trustandsafety@support.aws.com"
    assert found.mail.sha256 == sha256(data).hexdigest()


def test_the_receiving_servers_result_is_kept_in_the_headers():
    data = compound(message(headers=HEADERS, body=TEXT))
    assert read(data, authserv_ids=["mx.corp.example"]).notice.authentic.verdict == "pass"
    assert read(data).mail.references == ("<x@y>", "<z@y>")


def test_a_message_is_not_as_it_was_sent_so_no_signature_is_looked_up():
    headers = (
        "DKIM-Signature: v=1; a=rsa-sha256; d=aws.com; s=sel; h=from:subject; bh=AAAA; b=AAAA\r\n" + HEADERS
    )
    asked = []
    read(compound(message(headers=headers, body=TEXT)), resolver=asked.append)
    assert asked == []


@pytest.mark.parametrize(
    ("facts", "charset"),
    [
        ({"html": f"<p>{TEXT}</p>".encode()}, None),
        ({"html": f"<p>{TEXT}</p>"}, None),
        ({"html": f"<p>日本語</p><p>{TEXT}</p>".encode("cp932"), "body_codepage": 932}, None),
        ({"html": f"<meta charset=euc-jp><p>日本語</p><p>{TEXT}</p>".encode("euc-jp")}, None),
        ({"html": f"<p>{TEXT}</p>".encode(), "body": "Please use HTML."}, None),
        ({"body": f"日本語\n{TEXT}", "codepage": 932, "body_codepage": 932}, "cp932"),
        ({"body": f"これは日本語\n{TEXT}", "codepage": 99_999}, "cp932"),
        ({"body": f"これは日本語\n{TEXT}"}, "cp932"),
        ({"body": TEXT * 40}, None),
    ],
)
def test_any_body_in_any_charset_is_read(facts, charset):
    found = read(compound(message(**FIELDS, **facts, charset=charset)))
    assert (found.notice.kind, found.notice.account) == ("port_scan", "111122223333")
    if "日本語" in str(facts.get("body", "")):
        assert "日本語" in found.mail.own_text


def test_a_link_of_the_html_is_looked_at():
    page = f'<p>{TEXT}</p><a href="https://evil.example/">Sign in</a>'.encode()
    assert read(compound(message(**FIELDS, body=TEXT, html=page))).notice.authentic.verdict == "fail"


def test_a_forwarded_notice_is_found_in_the_message_that_carries_it():
    inner = message(header=24, **FIELDS, body=TEXT)
    data = compound(
        message(
            [enclosed(inner)], subject="FW: x", sender_name="A", sender_address="a@example.com", body="FYI"
        )
    )
    found = read(data)
    assert (found.notice.kind, found.notice.account, found.notice.received) == (
        "port_scan",
        "111122223333",
        SENT,
    )
    assert found.mail.subject == FIELDS["subject"]


@pytest.mark.parametrize("name", ["notice.eml", "notice.msg"])
def test_a_notice_attached_as_a_file_is_found(name):
    inner = (
        compound(message(headers=HEADERS, body=TEXT))
        if name.endswith("msg")
        else (HEADERS.partition("\r\n")[2].partition("Content-Type")[0] + f"\r\n{TEXT}").encode()
    )
    data = compound(
        message([attachment(name, inner)], subject="FW", sender_address="a@example.com", body="FYI")
    )
    assert read(data).notice.account == "111122223333"


def test_a_report_attached_is_a_strangers_words():
    log = b"2026-03-05 01:02:03 sshd[1]: Failed password for root from 203.0.113.10 port 5 ssh2\r\n" * 100
    data = compound(message([attachment("evidence.log", log)], **FIELDS, body=TEXT))
    found = read(data)
    assert (found.notice.reported.format, found.notice.reported.source_ip) == ("text", "203.0.113.10")
    assert "sshd" not in found.mail.own_text


def test_messages_are_read_three_deep_and_no_deeper():
    def nested(depth):
        inner = message(header=24, **FIELDS, body=TEXT)
        for _ in range(depth):
            inner = message(
                [enclosed(inner)], header=24, subject="FW", sender_address="a@example.com", body="FYI"
            )
        return compound(message([enclosed(inner)], subject="FW", sender_address="a@example.com", body="FYI"))

    assert read(nested(msg.DEPTH - 1)).notice.account == "111122223333"
    assert read(nested(msg.DEPTH + 3)).notice.account is None


def test_of_very_many_attachments_only_the_first_are_looked_at(monkeypatch):
    monkeypatch.setattr(msg, "ATTACHMENTS", 2)
    many = [attachment(f"{n}.txt", b"text", "text/plain") for n in range(4)]
    made = msg.as_mail(compound(message(many, **FIELDS, body=TEXT)), "a.msg")
    assert [name in made for name in (b"0.txt", b"1.txt", b"2.txt", b"3.txt")] == [True, True, False, False]


@pytest.mark.parametrize(
    "name", ['a"\r\nX: y.txt', "a\x00b.txt", "../../etc/passwd", "\u202egpj.exe", 'x"; boundary="y']
)
def test_an_attachments_name_is_never_a_header(name):
    made = msg.as_mail(compound(message([attachment(name, b"x", "text/plain\r\nX: y")], body=TEXT)), "a.msg")
    assert b"\nX: y" not in made
    found = letter(made)
    assert (found.get("x"), len(found.files), found.files[0].type) == ("", 1, "application/octet-stream")


@pytest.mark.parametrize(
    "body", ["\r\n--=_x--\r\nFrom: evil", f"{TEXT}\n\n--\nContent-Type: text/html\n\n<b>x"]
)
def test_no_body_can_end_its_part(body):
    assert read(compound(message(**FIELDS, body=body))).mail.own_text.split() == body.split()


def test_headers_that_come_broken_do_not_swallow_the_body():
    headers = HEADERS.replace("To: security", "no header at all\r\n\r\nTo: security")
    assert read(compound(message(headers=headers, body=TEXT))).notice.account == "111122223333"


def test_a_message_with_nothing_in_it_becomes_a_case_by_hand():
    assert read(compound(message(**FIELDS))).notice.kind == "unknown"


GOOD = compound(message([attachment("a.txt", b"x" * 9000, "text/plain")], headers=HEADERS, body=TEXT))


def patched(offset, form, *values):
    made = bytearray(GOOD)
    struct.pack_into(form, made, offset, *values)
    return bytes(made)


def circular():
    """A file whose directory's chain of sectors leads back to its start."""
    table = (struct.unpack_from("<I", GOOD, 76)[0] + 1) * 512
    first = struct.unpack_from("<I", GOOD, 48)[0]
    return patched(table + first * 4, "<I", first)


def directory(data=GOOD):
    return (struct.unpack_from("<I", data, 48)[0] + 1) * 512


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (MAGIC, "ends within its header"),
        (GOOD[:600], "cut off"),
        (GOOD[:-1500], "cut off"),
        (patched(30, "<H", 3), "makes no sense"),
        (patched(48, "<I", 0x7FFFFFFF), "cut off"),
        (circular(), "in circles"),
        (patched(76, "<2I", 0, 0), "in circles"),
        (patched(directory() + 128 + 72, "<I", 1), "in circles"),
        (patched(directory() + 128 + 120, "<I", 0x7FFFFFFF), "claims to hold more"),
        (patched(directory() + 66, "<B", 1), "no root"),
        (compound({"WordDocument": b"x" * 5000}), "no Outlook message"),
        (MAGIC + bytes(5000), "makes no sense"),
    ],
)
def test_a_hostile_file_is_bad_input_that_says_what_to_do(data, words):
    with pytest.raises(BadInput, match=rf"a\.msg: .*{words}.*save it as \.eml"):
        read(data)


def test_a_file_too_large_is_bad_input(monkeypatch):
    monkeypatch.setattr(msg, "LIMIT", len(GOOD) - 1)
    with pytest.raises(BadInput, match="more than"):
        read(GOOD)


def test_a_directory_without_end_is_bad_input(monkeypatch):
    monkeypatch.setattr(cfb, "ENTRIES", 4)
    with pytest.raises(BadInput, match="too many entries"):
        read(GOOD)


def test_many_entries_over_the_same_bytes_cost_no_memory():
    made = bytearray(GOOD)
    for at in range(directory(), len(made) - 512, 128):
        if made[at + 66] == 2:
            struct.pack_into("<I", made, at + 120, len(made) // 2)
    started = time.perf_counter()
    with pytest.raises(BadInput):
        read(bytes(made))
    assert time.perf_counter() - started < 5


def test_a_stream_in_large_sectors_is_read_whole():
    data = bytes(range(256)) * 300
    assert folder(compound({"a": data, "b": {"c": data[:100], "d": b""}})).folders["b"].streams == {
        "c": data[:100],
        "d": b"",
    }
    assert folder(compound({"a": data})).streams["a"] == data


def refused(data):
    """What BadInput says of data, "" where it is read; no other exception is caught."""
    try:
        read(data)
    except BadInput as error:
        return str(error)
    return ""


def advised(words):
    return not words or (words.startswith("a.msg: ") and "save it as .eml" in words)


@given(st.binary(max_size=3000))
@settings(max_examples=200, deadline=None)
def test_no_bytes_after_the_magic_raise_anything_but_bad_input(data):
    assert advised(refused(MAGIC + data))


@given(st.lists(st.tuples(st.integers(8, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_a_damaged_message_is_read_or_is_bad_input(changes):
    made = bytearray(GOOD)
    for at, value in changes:
        made[at] = value
    assert advised(refused(bytes(made)))


@given(st.integers(8, len(GOOD)))
@settings(max_examples=60, deadline=None)
def test_a_message_cut_anywhere_is_read_or_is_bad_input(at):
    assert advised(refused(GOOD[:at]))


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.one_of(st.binary(max_size=30), st.integers(0, 2**32 - 1)),
        min_size=1,
    )
)
@settings(max_examples=100, deadline=None)
def test_fields_of_another_type_than_they_should_have_are_passed_over(values):
    assert read(compound(message(**{**FIELDS, **values}, body=TEXT))).notice.account == "111122223333"
