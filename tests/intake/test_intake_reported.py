from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from abusedesk.intake._reported import reported

XARF3 = {
    "Version": "3",
    "ReporterInfo": {"ReporterOrg": "Example", "ReporterContactEmail": "r@example.net"},
    "Report": {
        "ReportClass": "Activity",
        "ReportType": "PortScan",
        "Date": "2026-03-05T01:02:03Z",
        "SourceIp": "203.0.113.5",
        "SourcePort": 22,
    },
}
XARF4 = {
    "xarf_version": "4.0.0",
    "report_id": "x",
    "timestamp": "2026-03-05T01:02:03Z",
    "category": "connection",
    "type": "login_attack",
    "source_identifier": "203.0.113.5",
    "reporter": {"org": "Example"},
}
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


@pytest.mark.corpus
def test_real_xarf_reports_are_told_from_invalid_ones(corpus):
    folder = corpus / "xarf-samples"
    good = [reported(path.read_text()).valid for path in sorted(folder.glob("positive/*/*.json"))]
    assert good.count(True) >= 0.8 * len(good)
    assert all(
        reported(path.read_text()).format == "xarf" for path in sorted(folder.glob("positive/*/*.json"))
    )
