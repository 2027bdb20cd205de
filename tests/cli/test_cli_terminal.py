"""What strangers wrote is shown in the terminal, never obeyed; and a person reads their own language."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.cli._terminal import both_clocks, clean, one_line

ESCAPES = ["\x1b[2J", "\x1b]0;owned\x07", "\u202e", "\u200b", "\x9b31m", "\r", "\b", "\ufeff"]


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text):
    shown = clean(text)
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in shown)
    assert not any(127 <= ord(letter) < 160 for letter in shown)
    assert not any(letter in shown for letter in "\u202a\u202b\u202d\u202e\u2066\u2067\u200b\ufeff")


@given(st.text())
def test_one_line_is_one_line_and_no_longer_than_asked(text):
    shown = one_line(text, 20)
    assert "\n" not in shown
    assert len(shown) <= 20


def test_both_clocks_tell_the_same_moment():
    assert both_clocks(datetime(2026, 3, 5, 20, 0, tzinfo=UTC)) == "2026-03-05 20:00 UTC (03-06 05:00 JST)"


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_hostile_subject_and_log_line_do_not_reach_the_terminal(command, tmp_path, escape):
    mail = (
        "From: trustandsafety@support.aws.com\nSubject: Your AWS Abuse Report\n"
        "Date: Thu, 05 Mar 2026 01:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n"
        f"AWS Account ID: 111122223333\nReported Activity: Port Scanning {escape}\n"
    )
    (tmp_path / "notice.eml").write_text(mail, encoding="utf-8", newline="")
    record = {
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::111122223333:user/x{escape}y"},
        "eventTime": "2026-03-04T20:00:00Z",
        "eventSource": "cloudtrail.amazonaws.com",
        "eventName": "StopLogging",
        "awsRegion": f"eu-west-1{escape}",
        "sourceIPAddress": f"203.0.113.9{escape}",
        "userAgent": f"aws{escape}",
        "eventID": "e1",
        "readOnly": False,
    }
    (tmp_path / "trail.jsonl").write_text(json.dumps(record) + "\n")
    shown = command("respond", tmp_path / "notice.eml", "--logs", tmp_path / "trail.jsonl")
    assert shown.code == 0
    assert escape not in shown.out.replace("\r\n", "\n")
    assert escape not in command("scan", tmp_path / "trail.jsonl").out
    assert escape not in command("scan", tmp_path / "trail.jsonl", "--events").out


def test_a_person_follows_the_case_in_japanese(command, tmp_path):
    (tmp_path / "notice.eml").write_text(
        "From: trustandsafety@support.aws.com\nSubject: Your AWS Abuse Report\n"
        "Date: Thu, 05 Mar 2026 01:00:00 +0000\n\nAWS Account ID: 111122223333\n"
        "Reported Activity: Port Scanning\n"
    )
    (tmp_path / "empty").mkdir()
    shown = command("--lang", "ja", "respond", tmp_path / "notice.eml", "--logs", tmp_path / "empty").out
    for word in ("最初の一手", "そのまま送れる一次回答", "回答文の案", "次にすること"):
        assert word in shown
    assert "Dear AWS Trust & Safety" in shown
