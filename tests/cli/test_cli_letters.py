from __future__ import annotations

import json

import pytest

from abusedesk import report
from engine.notice_mails import NOTICE


@pytest.fixture
def case_id(command, tmp_path):
    mail = tmp_path / "notice.eml"
    mail.write_bytes(NOTICE)
    return json.loads(command("notice", mail, "--json").out)["case"]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("letter", sorted(report.letters()))
def test_each_letter_is_written_for_a_case_in_either_language(command, case_id, letter, language):
    done = command("case", "letter", case_id, letter, "--lang", language)
    assert done.code == 0
    assert "111122223333" in done.out
    assert ("お客様" in done.out or "です" in done.out or "ケース" in done.out) == (language == "ja")


def test_the_letters_there_are_are_listed_without_a_name(command, case_id):
    done = command("case", "letter", case_id)
    assert all(name in done.out for name in report.letters())


@pytest.mark.usefixtures("case_id")
def test_the_customers_name_and_the_sender_come_from_the_settings(command, tmp_path):
    home = tmp_path / "named"
    home.mkdir()
    (home / "settings.toml").write_text(
        '[[customers]]\nname = "Example KK"\naccounts = ["111122223333"]\nsender_name = "Desk of Example"\n'
    )
    mail = tmp_path / "notice.eml"
    found = json.loads(command("--home", home, "notice", mail, "--json").out)["case"]
    written = command("--home", home, "case", "letter", found, "customer_notice", "--lang", "en").out
    assert "To Example KK" in written
    assert "Desk of Example" in written


def test_a_letter_that_is_none_ends_with_2_and_names_those_there_are(command, case_id):
    done = command("case", "letter", case_id, "love_letter")
    assert done.code == 2
    assert "customer_notice" in done.err


def test_an_id_that_nothing_has_ends_with_2(command, case_id):
    done = command("case", "evidence", case_id, "ev-0000000000000000")
    assert done.code == 2
    assert "ev-0000000000000000" in done.err
    assert command("case", "evidence", "no-such-case", "ev-0").code == 2


def test_a_file_from_a_person_opens_by_its_id_and_shows_that_it_is_unchanged(command, case_id, tmp_path):
    shot = tmp_path / "console.txt"
    shot.write_text("key deleted")
    assert command("case", "attach", case_id, shot, "--by", "Hanako").code == 0
    from abusedesk.store import Store  # noqa: PLC0415 - Django is slow to load

    store = Store(tmp_path / "home")
    [kept] = [one for one in store.evidence(case_id) if one.kind == "person.file"]
    store.close()
    done = json.loads(command("case", "evidence", case_id, kept.id, "--json").out)
    assert (done["what"], done["sha256"], done["intact"]) == ("evidence", kept.sha256, True)


def test_the_notice_itself_opens_by_its_message_id_and_by_its_digest(command, case_id):
    document = json.loads(command("case", "export", case_id, "--format", "json").out)
    [message] = [one for one in document["messages"] if one["direction"] == "in"]
    opened = json.loads(command("case", "evidence", case_id, message["message_id"], "--json").out)
    assert (opened["what"], opened["intact"]) == ("message", True)
    again = json.loads(command("case", "evidence", case_id, opened["sha256"], "--json").out)
    assert again["data"] == opened["data"]
