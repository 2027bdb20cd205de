"""Mails find their case from the command line, and a case shows its clock."""

import json

import pytest

from engine.notice_mails import mail

THREAD = ["<notice-1@support.aws.com>"]
SETTINGS = """\
look_up_keys = false

[[customers]]
name = "c"
language = "en"
contacts = [
  { step = "owner", name = "Sato" },
  { step = "team", name = "The desk" },
]
"""


@pytest.fixture
def put(tmp_path):
    def write(name, data):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


@pytest.fixture
def first(command, put):
    return json.loads(command("notice", put("first.eml", mail()), "--json").out)["case"]


def test_a_mail_finds_its_case_and_says_which_and_why(command, put, first):
    later = put("later.eml", mail("reminder", number=2, hours=3, answers=THREAD))
    said = command("notice", later).out
    assert first in said
    assert "thread" in said
    found = json.loads(command("notice", later, "--json").out)
    assert (found["case"], found["what"]) == (first, "duplicate")
    assert found["notice"]["stage"] == "reminder"
    assert set(found["why"]) == {"en", "ja"}


def test_a_mail_of_another_account_opens_its_own_case_and_says_why(command, put, first):
    later = put("later.eml", mail("reminder", number=2, hours=3, answers=THREAD, account="444455556666"))
    found = json.loads(command("notice", later, "--json").out)
    assert found["what"] == "opened"
    assert first in found["why"]["en"]


@pytest.mark.usefixtures("first")
def test_resolved_closes_the_clock(command, put):
    command("notice", put("later.eml", mail("resolved", number=2, hours=3, answers=THREAD)))
    [one] = json.loads(command("case", "list", "--json").out)
    assert (one["case"]["state"], one["case"]["deadline"]) == ("resolved", None)
    assert "no deadline" in command("case", "list").out


NEWS = b"From: news@example.com\nSubject: Sale\nMessage-ID: <sale@example.com>\n\nCheap until Sunday.\n"


def test_a_mail_that_is_no_notice_is_said_to_be_none_and_kept(command, put):
    done = command("notice", put("news.eml", NEWS))
    assert done.code == 0
    assert "This is no notice of AWS's; kept as ad-" in done.out
    assert "State: closed" in done.out


def test_respond_says_of_another_mail_that_it_is_none_and_how_to_go_on(command, put):
    done = command("respond", put("news.eml", NEWS))
    assert done.code == 0
    assert "no notice of AWS Trust & Safety" in done.out
    assert "To look into the account all the same: abusedesk" in done.out
    assert "Dear AWS" not in done.out


def test_an_empty_file_is_bad_input_and_opens_nothing(command, put):
    assert command("notice", put("empty.eml", b"")).code == 2
    assert json.loads(command("case", "list", "--json").out) == []


def test_respond_takes_a_case_that_is_there(command, put, first, tmp_path):
    put("trail.jsonl", b"{}\n")
    command(
        "notice",
        put("later.eml", mail("another_resource", number=2, hours=3, resource="i-0bbbbbbbbbbbbbbb2")),
    )
    done = command("respond", first, "--logs", tmp_path / "trail.jsonl", "--json")
    assert done.code == 0
    document = json.loads(done.out)
    assert document["case"]["id"] == first
    assert [one["stage"] for one in document["messages"]] == ["first", "another_resource"]
    assert "i-0bbbbbbbbbbbbbbb2" in document["reply"]["text"]
    again = json.loads(command("respond", first, "--logs", tmp_path / "trail.jsonl", "--json").out)
    assert len(json.loads(command("case", "list", "--json").out)) == 1
    assert again["coverage"] == document["coverage"]


def test_respond_to_a_case_that_is_not_there_says_so(command):
    done = command("respond", "ad-20260305-00000000")
    assert done.code == 2
    assert "ad-20260305-00000000" in done.err


def test_respond_to_a_message_opens_a_new_case_though_it_arrived_before(command, put, first, tmp_path):
    put("trail.jsonl", b"{}\n")
    done = command("respond", tmp_path / "first.eml", "--logs", tmp_path / "trail.jsonl", "--json")
    assert json.loads(done.out)["case"]["id"] != first


def test_a_case_shows_its_clock_its_messages_and_who_is_told(command, put, first, tmp_path):
    (tmp_path / "home" / "settings.toml").write_text(SETTINGS)
    command("notice", put("later.eml", mail("reminder", number=2, hours=3, answers=THREAD)))
    said = command("case", "show", first).out
    assert "2026-03-06 04:00 UTC (03-06 13:00 JST)" in said
    assert "over the deadline" in said
    assert "port_scan / reminder" in said
    assert "not known whether" in said
    assert "support/" in said
    listed = command("case", "list").out
    assert "JST" in listed
    assert "over the deadline" in listed


def test_a_case_in_japanese_names_the_same_times(command, first):
    assert "2026-03-06 01:00 UTC (03-06 10:00 JST)" in command("case", "show", first, "--lang", "ja").out
    assert "2026-03-06 01:00 UTC (03-06 10:00 JST)" in command("case", "list", "--lang", "ja").out
