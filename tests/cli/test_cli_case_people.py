"""What a person tells and hands in on the command line, and the case as others get it."""

import io
import json
import os
import sys
import zipfile
from datetime import UTC, datetime

import pypdfium2
import pytest

from abusedesk.cli._people import TOPICS, when
from abusedesk.engine import measures
from abusedesk.errors import BadInput
from abusedesk.reply import TOPICS as ALL_TOPICS
from engine.notice_mails import NOTICE

STOPPED = ("stopped_instance", "--target", "i-0aaaaaaaaaaaaaaa1")


@pytest.fixture
def case(command, tmp_path):
    (tmp_path / "notice.eml").write_bytes(NOTICE)
    return json.loads(command("notice", tmp_path / "notice.eml", "--json").out)["case"]


@pytest.fixture
def shot(tmp_path):
    (tmp_path / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n123")
    return tmp_path / "shot.png"


def shown(command, case):
    return json.loads(command("case", "show", case, "--json").out)


def test_what_was_done_is_recorded_with_its_evidence_and_stands_in_the_letter(command, case, shot):
    done = command(
        "case",
        "did",
        case,
        *STOPPED,
        "--at",
        "2026-03-05 12:00 JST",
        "--by",
        "花子",
        "--evidence",
        shot,
        "--json",
    )
    assert done.code == 0
    [told] = json.loads(done.out)["recorded"]
    [measure] = shown(command, case)["measures"]
    assert measure == told["measure"]
    assert (measure["at"], measure["by"], measure["state"]) == ("2026-03-05T03:00:00Z", "花子", "done")
    assert "停止" in measure["text"]["ja"]
    letter = json.loads(command("reply", case, "--kind", "answer", "--json").out)
    [claim] = [one for one in letter["claims"] if measure["text"]["en"].rstrip(".") in one["text"]]
    assert claim["word_of"] == "花子"
    assert measure["evidence"][0] in claim["evidence"]


def test_a_promise_has_a_date_and_no_time(command, case):
    done = command(
        "case", "did", case, "enabled_guardduty", "--promised", "--due", "2027-01-05T17:00+09:00", "--by", "A"
    )
    assert done.code == 0
    [measure] = shown(command, case)["measures"]
    assert (measure["state"], measure["at"], measure["due"]) == ("promised", None, "2027-01-05T08:00:00Z")


def test_a_record_is_taken_back_by_its_number(command, case):
    told = json.loads(
        command("case", "did", case, *STOPPED, "--at", "2026-03-05T03:00Z", "--by", "A", "--json").out
    )
    number = told["recorded"][0]["number"]
    done = command("case", "did", case, "--retract", number, "--by", "A")
    assert done.code == 0
    assert "taken back" in done.out
    assert shown(command, case)["measures"] == []


def test_without_a_measure_the_choices_are_listed_in_the_readers_language(command, case):
    english, japanese = command("case", "did", case).out, command("--lang", "ja", "case", "did", case).out
    for name, one in measures().items():
        assert name in english
        assert name in japanese
        assert one.done.ja in japanese.replace("\n", "")
    listed = json.loads(command("case", "did", case, "--json").out)
    assert {one["id"] for one in listed["measures"]} == set(measures())


def test_every_topic_of_measures_has_a_heading():
    assert set(TOPICS) == set(ALL_TOPICS)


def test_measures_are_listed_like_other_units(command):
    found = json.loads(command("list", "measures", "--json").out)
    assert {one["id"] for one in found} == set(measures())
    assert all(one["done"]["en"] and one["done"]["ja"] for one in found)
    assert "stopped_instance" in command("list", "measures").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((*STOPPED, "--at", "2026-03-05 12:00", "--by", "A"), "JST"),
        ((*STOPPED, "--at", "yesterday", "--by", "A"), "--at yesterday"),
        ((*STOPPED, "--at", "2126-03-05 12:00 JST", "--by", "A"), "in the future"),
        ((*STOPPED, "--by", "A"), "--at"),
        ((*STOPPED, "--at", "2026-03-05 12:00 JST"), "--by"),
        ((*STOPPED, "--at", "2026-03-05 12:00 JST", "--promised", "--by", "A"), "--promised"),
        (("stopped_instance", "--at", "2026-03-05 12:00 JST", "--by", "A"), "target"),
        (("no_such", "--at", "2026-03-05 12:00 JST", "--by", "A"), "list measures"),
        ((*STOPPED, "--retract", "3", "--by", "A"), "--retract"),
        (("--retract", "1", "--by", "A"), "--retract 1"),
    ],
)
def test_what_cannot_be_recorded_ends_with_two_and_keeps_no_file(command, case, shot, arguments, says):
    done = command("case", "did", case, *arguments, "--evidence", shot)
    assert done.code == 2
    assert says in done.err
    assert shown(command, case)["measures"] == []


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 10:00 JST", "2026-11-24 10:00JST", "2026-11-24T10:00+09:00", "2026-11-24T01:00Z",
        "2026-11-24 01:00 UTC", " 2026-11-24T01:00:00.000Z ", "20261124T01:00:00Z",
    ],
)  # fmt: skip
def test_a_time_is_read_with_its_zone(text):
    assert when(text, "--at") == datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-24", "2026-11-24 JST", "2026-11-24 10:00", "2026-11-24 10:00 PST", "10:00 JST",
        "2026-11-24T10:00Z JST", "2026-13-24 10:00 JST", "0001-01-01 00:00 JST", "\u202e2026",
    ],
)  # fmt: skip
def test_a_time_without_its_zone_is_refused(text):
    with pytest.raises(BadInput, match="2026-11-24 10:00 JST"):
        when(text, "--at")


def test_attached_files_are_shown_with_id_and_hash_and_the_report_lists_them(command, case, shot, tmp_path):
    [kept] = json.loads(command("case", "attach", case, shot, "--by", "花子", "--json").out)
    assert kept["data"]["by"] == "花子"
    assert kept["sha256"] in command("case", "attach", case, shot, "--by", "花子").out
    page = command("case", "export", case, "--format", "html").out
    assert kept["id"] in page
    assert kept["id"] in (tmp_path / "home" / "cases" / case / "report.html").read_text()


def test_a_file_that_is_not_there_ends_with_two(command, case):
    done = command("case", "attach", case, "nowhere.png", "--by", "A")
    assert done.code == 2
    assert "nowhere.png" in done.err


def test_the_report_is_written_as_pdf(command, case, tmp_path):
    place = tmp_path / "report.pdf"
    assert command("--lang", "ja", "case", "export", case, "--format", "pdf", "-o", place).code == 0
    assert case in pypdfium2.PdfDocument(place)[0].get_textpage().get_text_bounded()


def test_a_bundle_is_exported_and_found_whole_with_the_same_seal(command, case, tmp_path):
    place = tmp_path / "case.zip"
    done = command("case", "export", case, "--format", "bundle", "-o", place, "--by", "Hanako")
    assert (done.code, done.out) == (0, "")
    seal = done.err.split()[-1]
    found = json.loads(command("case", "verify", place, "--json").out)
    assert (found["case"], found["exported_by"], found["seal"], found["problems"]) == (
        case,
        "Hanako",
        seal,
        [],
    )
    told = command("case", "verify", place)
    assert told.code == 0
    assert "is whole" in told.out
    assert seal in told.out


def test_a_broken_bundle_ends_with_one_and_names_the_member(command, case, tmp_path):
    place = tmp_path / "case.zip"
    command("case", "export", case, "--format", "bundle", "-o", place)
    with zipfile.ZipFile(place) as file:
        members = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(place, "w") as file:
        for name, data in members.items():
            file.writestr(name, data + b" " if name == "reply.txt" else data)
    done = command("case", "verify", place)
    assert done.code == 1
    assert "reply.txt: its bytes are not those of the manifest" in done.out


def test_hostile_names_of_a_bundle_are_shown_harmlessly(command, tmp_path):
    place = tmp_path / "case.zip"
    with zipfile.ZipFile(place, "w") as file:
        file.writestr("../\x1b[31mx\u202e", b"")
    done = command("case", "verify", place)
    assert done.code == 1
    assert not {"\x1b", "\u202e"} & set(done.out)


@pytest.mark.parametrize("place", ["nowhere.zip", "notice.eml"])
def test_what_is_no_bundle_ends_with_two(command, case, tmp_path, place):
    assert case
    done = command("case", "verify", tmp_path / place)
    assert done.code == 2
    assert place in done.err


@pytest.mark.parametrize("form", ["pdf", "bundle"])
def test_bytes_are_not_written_to_a_terminal(command, case, monkeypatch, form):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Screen())
    done = command("case", "export", case, "--format", form)
    assert done.code == 2
    assert "-o FILE" in done.err


@pytest.mark.parametrize(("form", "beginning"), [("pdf", b"%PDF-1.7"), ("bundle", b"PK\x03\x04")])
def test_bytes_go_to_a_pipe(command, case, tmp_path, monkeypatch, *, form, beginning):
    place = tmp_path / "piped"
    with place.open("w") as piped:
        monkeypatch.setattr(sys, "stdout", piped)
        assert command("case", "export", case, "--format", form).code == 0
    assert place.read_bytes().startswith(beginning)


@pytest.mark.parametrize("form", ["json", "html", "pdf", "bundle"])
def test_a_place_that_cannot_be_written_ends_with_two(command, case, tmp_path, form):
    done = command("case", "export", case, "--format", form, "-o", tmp_path / "none" / "x")
    assert done.code == 2
    assert os.strerror(2) in done.err
