"""What people did, and what they hand in: kept, marked as their word, never taken for more."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import engine
from abusedesk.engine._attach import MOST_BYTES, MOST_FILES, media_type, safe_name
from abusedesk.errors import BadInput
from abusedesk.model import Measure, Reply
from abusedesk.store import Store
from engine.kept_case import NOW, opened

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
DONE = NOW + timedelta(hours=1)


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def case(store):
    return opened(store)


@pytest.fixture
def shot(tmp_path):
    (tmp_path / "shot.png").write_bytes(PNG)
    return tmp_path / "shot.png"


def measures(store, case):
    return store.get_all(case, "measures", Measure)


def did(store, case, measure="enabled_guardduty", **told):
    return engine.did(store, case, measure, **{"by": "Hanako", "at": DONE, **told})


def kinds(store, case):
    return [one.kind for one in store.journal(case).entries()]


def test_a_measure_is_kept_in_both_languages_with_time_name_and_evidence(store, case, shot):
    [file] = engine.attach(store, case, [shot], "Hanako")
    made = did(store, case, "stopped_instance", target="i-0aaaaaaaaaaaaaaa1", evidence=[file.id])
    assert measures(store, case) == (made,)
    assert engine.document(store, case).measures == (made,)
    assert "i-0aaaaaaaaaaaaaaa1" in made.text.en
    assert "i-0aaaaaaaaaaaaaaa1" in made.text.ja
    assert (made.state, made.by, made.at, made.evidence) == ("done", "Hanako", DONE, (file.id,))


def test_what_was_done_goes_into_the_letter_on_that_persons_word(store, case):
    before = store.get(case, "reply", Reply)
    made = did(store, case, "stopped_instance", target="i-0aaaaaaaaaaaaaaa1")
    letter = engine.letter(store, case, "answer")
    [claim] = [one for one in letter.claims if made.text.en.rstrip(".") in one.text]
    assert claim.word_of == "Hanako"
    assert store.get(case, "reply", Reply) != before


def test_the_same_told_twice_is_recorded_once(store, case):
    assert did(store, case) == did(store, case)
    assert len(measures(store, case)) == 1
    assert kinds(store, case).count("measure_recorded") == 1


def test_a_promise_is_kept_with_its_date_until_it_is_done_and_again_when_that_is_taken_back(store, case):
    due = NOW + timedelta(days=3)
    promise = did(store, case, at=None, due=due)
    assert (promise.state, promise.due, promise.at) == ("promised", due, None)
    done = did(store, case)
    assert measures(store, case) == (done,)
    number = next(one.number for one in engine.recorded(store, case) if one.measure == done)
    engine.retract(store, case, number, by="Taro")
    assert measures(store, case) == (promise,)


def test_a_promise_upon_one_thing_is_not_kept_by_doing_it_to_another(store, case):
    due = NOW + timedelta(days=3)
    did(store, case, "stopped_instance", at=None, due=due, target="i-0aaaaaaaaaaaaaaa1")
    did(store, case, "stopped_instance", target="i-0bbbbbbbbbbbbbbb2")
    assert [one.state for one in measures(store, case)] == ["promised", "done"]


def test_a_record_that_is_taken_back_stays_in_the_journal(store, case):
    did(store, case)
    [told] = engine.recorded(store, case)
    engine.retract(store, case, told.number, by="Taro")
    assert measures(store, case) == ()
    assert [one.retracted for one in engine.recorded(store, case)] == [True]
    assert kinds(store, case)[-2:] == ["measure_recorded", "measure_retracted"]
    assert store.journal(case).broken_at() is None
    with pytest.raises(BadInput, match="already"):
        engine.retract(store, case, told.number, by="Taro")
    # What was taken back may be told again.
    did(store, case)
    assert len(measures(store, case)) == 1


def test_whether_a_measure_was_verified_survives_another_record(store, case):
    made = did(store, case)
    verified = Measure(**{name: getattr(made, name) for name in made.__slots__} | {"verified": DONE})
    store.put(case, "measures", [verified])
    did(store, case, "enabled_cloudtrail")
    assert [one.verified for one in measures(store, case)] == [DONE, None]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"measure": "no_such_measure"}, "no_such_measure"),
        ({"measure": "stopped_instance"}, "target"),
        ({"target": "i-0aaaaaaaaaaaaaaa1"}, "no target"),
        ({"at": datetime.now(UTC) + timedelta(hours=2)}, "in the future"),
        ({"due": NOW}, "--due"),
        ({"at": None}, "needs the date"),
        ({"at": None, "due": NOW - timedelta(days=9)}, "before the case"),
        ({"by": "  "}, "--by"),
        ({"by": "x" * 101}, "--by"),
        ({"by": "Hana\u202eko"}, "--by"),
        ({"evidence": ["ev-0000000000000000"]}, "ev-0000000000000000"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(store, case, told, says):
    before = kinds(store, case)
    with pytest.raises(BadInput, match=says):
        did(store, case, **told)
    assert measures(store, case) == ()
    assert kinds(store, case) == before


def test_a_number_under_which_nothing_was_recorded_is_refused(store, case):
    with pytest.raises(BadInput, match="--retract 1"):
        engine.retract(store, case, 1, by="Taro")


def test_a_file_is_kept_byte_for_byte_with_its_type_by_content(store, case, shot):
    [kept] = engine.attach(store, case, [shot], "山田 太郎")
    assert kept.kind == "person.file"
    assert kept.collector == "person"
    assert store.blobs.path(kept.sha256).read_bytes() == PNG
    told = dict(kept.data)
    assert datetime.fromisoformat(told.pop("at")) == kept.asked
    assert told == {"name": "shot.png", "size": len(PNG), "media_type": "image/png", "by": "山田 太郎"}
    assert kept in store.evidence(case)
    assert kinds(store, case)[-2:] == ["attaching", "attached"]


def test_the_same_bytes_are_one_thing_under_whatever_name(store, case, shot, tmp_path):
    (tmp_path / "again.png").write_bytes(PNG)
    first, second = engine.attach(store, case, [shot, tmp_path / "again.png"], "Hanako")
    [third] = engine.attach(store, case, [shot], "Taro")
    assert first == second == third
    assert len([one for one in store.evidence(case) if one.kind == "person.file"]) == 1


def test_links_devices_pipes_folders_and_empty_or_missing_files_are_refused(store, case, shot, tmp_path):
    (tmp_path / "link").symlink_to(shot)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    for place in (tmp_path / "link", tmp_path / "pipe", tmp_path / "empty", tmp_path, tmp_path / "none"):
        with pytest.raises(BadInput, match=place.name):
            engine.attach(store, case, [shot, place], "Hanako")
    with pytest.raises(BadInput, match="/dev/null"):
        engine.attach(store, case, [shot.__class__("/dev/null")], "Hanako")
    assert [one for one in store.evidence(case) if one.kind == "person.file"] == []


def test_large_files_and_very_many_are_refused(store, case, shot, tmp_path):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(BadInput, match="25 MB"):
        engine.attach(store, case, [tmp_path / "large"], "Hanako")
    with pytest.raises(BadInput, match="50"):
        engine.attach(store, case, [shot] * (MOST_FILES + 1), "Hanako")
    with pytest.raises(BadInput, match="not 0"):
        engine.attach(store, case, [], "Hanako")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("手順\n".encode(), "text/plain"),
        (b"<script>alert(1)</script>", "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
        (b"\xff\xfe\xfd", "application/octet-stream"),
    ],
)
def test_the_type_is_read_from_the_bytes(data, kind):
    assert media_type(data) == kind


@given(st.text(max_size=300))
def test_a_name_is_never_a_path_nor_anything_that_is_obeyed(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= 100
    assert not set(safe) & set('/\\<>:"|?*\x00\n\r\u202e')
    assert safe not in {".", ".."}
    assert safe.isprintable()
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_ending():
    assert safe_name("x" * 300 + ".png") == "x" * 96 + ".png"
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("画面.png") == "画面.png"
