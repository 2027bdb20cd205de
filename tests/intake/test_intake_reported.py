from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import intake
from abusedesk.intake._reported import reported
from intake.xarf_reports import XARF3, XARF4

DATA = Path(__file__).parent / "data_reports"
NEAR = datetime(2026, 3, 9, tzinfo=UTC)
WHEN = datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC)
ARF = (
    "Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\nSource-IP: 203.0.113.5\n"
    "Arrival-Date: Thu, 05 Mar 2026 01:02:03 +0000"
)
X_ARF = (
    "Reported-From: r@example.net\nCategory: abuse\nReport-Type: login-attack\n"
    "Source: 203.0.113.5\nDate: Thu, 05 Mar 2026 01:02:03 +0000"
)
SSHD = "2026-03-05 01:02:03 sshd[1]: Failed password for root from 203.0.113.5 port 5 ssh2 on 198.51.100.1"
TABLE = "\n".join(f"2026-03-05 01:02:03 203.0.113.5 1 -> 198.51.100.{n} 22 60 TCP" for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "format_", "valid", "kind"),
    [
        (ARF, "arf", True, "abuse"),
        (ARF.replace("Version: 1\n", ""), "arf", False, "abuse"),
        (f"see\n{json.dumps(XARF3)}\nbye", "xarf", True, "PortScan"),
        (json.dumps(XARF4), "xarf", True, "login_attack"),
        (json.dumps({**XARF3, "ReporterInfo": "woah"}), "xarf", False, "PortScan"),
        (X_ARF, "fail2ban", True, "login-attack"),
        (X_ARF.replace("Date:", "Day:"), "fail2ban", False, "login-attack"),
        (SSHD, "text", None, None),
        (TABLE, "table", None, None),
        ("On 2026-03-05 01:02:03 UTC the host 203.0.113.5 attacked us.", "text", None, None),
    ],
)
def test_a_report_is_told_by_its_form(text, format_, valid, kind):
    found = reported(text)
    assert (found.format, found.valid, found.feedback_type) == (format_, valid, kind)
    assert found.source_ip == "203.0.113.5"
    if "Day:" not in text:
        assert found.date == WHEN


def test_fail2ban_is_told_by_its_own_marks():
    found = reported(f"Fail2Ban banned this address.\n{SSHD}")
    assert (found.format, found.source_ip) == ("fail2ban", "203.0.113.5")
    assert reported(f"Report-ID: 5@example.net\n{SSHD}").format == "fail2ban"


def test_bare_log_lines_are_text_with_their_addresses():
    found = reported(SSHD)
    assert (found.format, found.source_ip) == ("text", "203.0.113.5")
    assert found.ips == ("203.0.113.5", "198.51.100.1")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Source IP  Source port  Remote IP  Remote port  Protocol",
            "203.0.113.5  44  198.51.100.1  22  TCP",
        ),
        ("Source IP Source port Remote IP Remote port Protocol", "203.0.113.5 44 198.51.100.1 22 TCP"),
        ("Source IP / Remote IP / Port", "203.0.113.5 / 198.51.100.1 / 22"),
        ("Remote IP\tSource IP\tPort", "198.51.100.1\t203.0.113.5\t22"),
        ("| src_ip | dst_ip | dst_port |\n|---|---|---|", "| 203.0.113.5 | 198.51.100.1 | 22 |"),
        ('"timestamp","ip","protocol","port"', '"2026-03-05 01:02:03","203.0.113.5","udp",111'),
        ("Start time          Dst IP        Src IP", "2026-03-05 01:02:03 198.51.100.1  203.0.113.5"),
    ],
)
def test_rows_under_a_header_are_a_table_with_its_source(header, row):
    found = reported(f"Please stop this, the time zone is UTC.\n\n{header}\n{row}\n")
    assert (found.format, found.source_ip) == ("table", "203.0.113.5")


@pytest.mark.parametrize(
    "words",
    [
        "Your host attacked from source to destination\n203.0.113.5",
        "From: a@example.net\nTo: b@example.net\nSubject: x\n203.0.113.5 attacked",
        "Source IP, port and date are unknown to us.\n\nWe saw 203.0.113.5.",
    ],
)
def test_prose_that_has_words_of_headers_is_no_table(words):
    assert reported(words).format == "text"


def test_no_report_is_no_format():
    assert reported(" \n").format is None


def test_every_address_of_a_report_is_listed_once():
    assert reported(TABLE).ips == ("203.0.113.5", "198.51.100.1", "198.51.100.2", "198.51.100.3")


def test_defanged_addresses_are_read():
    assert reported("source 203 [.] 0 [.] 113 [.] 5").source_ip == "203.0.113.5"


@pytest.mark.parametrize(
    "broken",
    ['{"Report": ', '{"Report": 5}', '{"xarf_version": 4', "{" * 5000, '{"Report": {"SourceIp": ["x"]}}'],
)
def test_broken_json_is_a_report_all_the_same(broken):
    assert reported(broken).format in {"text", "xarf"}


AUTH_FAILURE = ARF.replace("abuse", "auth-failure") + (
    "\nAuth-Failure: dmarc\nAuthentication-Results: mx.example.net; dmarc=fail\nReported-Domain: example.com"
)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (AUTH_FAILURE, True),
        (AUTH_FAILURE.replace("Auth-Failure: dmarc\n", ""), False),
        (AUTH_FAILURE.replace("Authentication-Results", "X-Results"), False),
        (ARF.replace("User-Agent: X/1\n", ""), False),
        (ARF + "\nVersion: 1", False),
        (ARF + "\nSource-IP: 203.0.113.5", False),
        (ARF.replace("Version: 1", "Version: one"), False),
        (ARF + "\nIncidents: many", False),
        (ARF + "\nIncidents: 3\nOriginal-Rcpt-To: a@example.com\nOriginal-Rcpt-To: b@example.com", True),
        (ARF.replace("Thu, 05 Mar 2026 01:02:03", "Thu, 05 Mar 2026\n 01:02:03"), True),
        ("\n".join(f"> {line}" for line in ARF.split("\n")), True),
        (ARF.replace("Arrival-Date", "Received-Date"), True),
    ],
)
def test_a_feedback_report_keeps_the_standards_rules(text, valid):
    found = reported(
        f"Hello,\n\n{text}\n\nFrom: a@example.com\nVersion: 9\nDate: Mon, 02 Mar 2026 00:00:00 +0000"
    )
    assert (found.format, found.valid, found.source_ip, found.date) == ("arf", valid, "203.0.113.5", WHEN)


@pytest.mark.parametrize(
    "broken", [("203.0.113.5", "203.0.113.999"), ("Thu, 05 Mar 2026 01:02:03 +0000", "never")]
)
def test_a_feedback_report_with_a_nonsensical_value_is_invalid(broken):
    assert reported(ARF.replace(*broken)).valid is False


def test_a_feedback_report_without_its_source_takes_it_from_the_words_above():
    text = f"We got mail from IP 203.0.113.5.\n\n{ARF.replace('Source-IP: 203.0.113.5', 'Incidents: 1')}"
    assert reported(text).source_ip == "203.0.113.5"


@pytest.mark.parametrize(
    ("version", "form"), [("0.1", "fail2ban"), ("0.2.0", "fail2ban"), ("1", "xarf"), ("2.0", "xarf")]
)
def test_x_arf_in_yaml_is_told_by_its_version(version, form):
    text = f"---\n{X_ARF.replace('203.0.113.5', repr('203.0.113.5'))}\nVersion: {version}\n..."
    found = reported(text)
    assert (found.format, found.valid, found.source_ip, found.date) == (form, True, "203.0.113.5", WHEN)


@pytest.mark.parametrize(
    "broken",
    [
        ("203.0.113.5", "nowhere"), ("r@example.net", "nobody"), ("Thu, 05 Mar 2026 01:02:03 +0000", "soon"),
        ("Source: 203.0.113.5", "Origin: x"),
    ],
)  # fmt: skip
def test_x_arf_with_a_nonsensical_value_is_invalid(broken):
    assert reported(X_ARF.replace(*broken)).valid is False


@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.stem)
def test_each_form_of_report_gives_its_source_and_its_first_time(path):
    form, _, text = path.read_text(encoding="utf-8").partition("\n")
    found = reported(text, NEAR)
    assert (found.format, found.source_ip, found.date) == (form, "203.0.113.5", WHEN)


def test_the_name_of_the_user_never_is_the_source():
    line = (
        "Mar  5 01:02:03 h sshd[1]: Failed password for invalid user a from 192.0.2.9 from 203.0.113.5 port 5"
    )
    assert reported(line, NEAR).source_ip == "203.0.113.5"


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("The time zone is CET.", 1),
        ("All times are in JST", 9),
        ("Timestamps: UTC", 0),
        ("Note: Local timezone is +0900 (JST)", 9),
        ("Log time zone: GMT+2", 2),
        ("We had a good time in Japan.", 0),
    ],
)
def test_times_are_in_the_zone_that_the_report_says(said, hours):
    found = reported(f"{said}\n{TABLE}")
    assert found.date == WHEN - timedelta(hours=hours)


@pytest.mark.parametrize("kind", ["text/plain", "text/x-yaml", "application/octet-stream"])
def test_a_report_that_came_as_a_named_part_of_a_mail_is_no_word_of_the_senders(kind):
    mail = (
        "From: AWS <trustandsafety@support.aws.com>\nSubject: Your AWS Abuse Report\nMessage-ID: <a@b>\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello,\n\n"
        "AWS Account ID: 111122223333\nReported Activity: Intrusion Attempts\n"
        f'--b\nContent-Type: {kind}; charset=utf-8; name="report.txt"\n\n{X_ARF}\n--b--\n'
    )
    found = intake.read(mail.encode(), name="a.eml")
    assert (found.notice.reported.format, found.notice.reported.valid) == ("fail2ban", True)
    assert "Reported-From" not in found.mail.own_text


HOSTILE = (
    "\t" * 99, "1:" * 9, "1.1.1.1 -> ", '{"', "{", "[client ", "SRC=1 ", "a: b\n", "> ", "|",
    "Feedback-Type:",
    "2026-03-05 ", "from 1.1.1.1 ", "H=", "%ASA-1-1: src ", "date=1 time=", "::", "9" * 50, "\n", "x" * 40,
    "1 | 1.1.1.1 | ", '"ip",', "IP 1.1.1.1.1 > 1",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_report_takes_long(piece):
    started = time.perf_counter()
    reported(piece * (300_000 // len(piece)))
    assert time.perf_counter() - started < 6


@given(
    st.lists(st.sampled_from([*HOSTILE, ARF, X_ARF, SSHD, TABLE, json.dumps(XARF3)]), max_size=6).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_no_report_ever_raises(text):
    found = reported(text)
    assert found.date is None or found.date.utcoffset() == timedelta()
