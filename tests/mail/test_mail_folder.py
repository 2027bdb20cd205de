"""A folder of files is a mailbox that is only ever read."""

import os

import pytest

from abusedesk import mail
from abusedesk.mail import MailFailed
from abusedesk.model import Mailbox

NOW = mail.Limits(settle=0)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


@pytest.fixture
def place(tmp_path):
    return mail.Place(tmp_path / "place.json")


def read(folder, place, limits=NOW):
    taken = []
    for one in mail.fetch(Mailbox(name="drop", path=str(folder)), place, limits=limits):
        if isinstance(one, mail.Fetched):
            place.done(one)
        taken.append(one)
    place.save()
    return taken


def test_each_kind_of_message_file_comes_once_with_its_bytes(folder, place):
    for name in ("a.eml", "b.MSG", "c.txt", "d.json"):
        (folder / name).write_bytes(name.encode() + b"\r\n\x00")
    assert {one.uid: one.raw for one in read(folder, place)} == {
        name: name.encode() + b"\r\n\x00" for name in ("a.eml", "b.MSG", "c.txt", "d.json")
    }
    assert read(folder, place) == []
    assert read(folder, mail.Place(place._path)) == []


def test_unfinished_names_other_files_and_links_are_left_alone(folder, place, tmp_path):
    (tmp_path / "secret.txt").write_text("not a mail")
    for name in (".a.eml", "a.eml.part", "a.eml.tmp", "a.pdf", "~a"):
        (folder / name).write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "folder.eml").mkdir()
    os.mkfifo(folder / "pipe.eml")
    assert read(folder, place) == []
    (folder / ".a.eml").rename(folder / "a.eml")
    assert [one.uid for one in read(folder, place)] == ["a.eml"]


def test_nothing_in_the_folder_changes(folder, place):
    (folder / "a.eml").write_text("x")
    before = [(one.name, one.stat().st_mtime_ns, one.read_bytes()) for one in folder.iterdir()]
    read(folder, place)
    assert [(one.name, one.stat().st_mtime_ns, one.read_bytes()) for one in folder.iterdir()] == before


def test_a_file_that_grew_while_it_was_waited_for_is_left_and_comes_whole_later(folder, place):
    (folder / "old.eml").write_text("old")
    os.utime(folder / "old.eml", (1, 1))
    (folder / "new.eml").write_text("begin")
    taken = []
    for one in mail.fetch(Mailbox(name="drop", path=str(folder)), place, limits=mail.Limits(settle=0.05)):
        taken.append(one)
        if one.uid == "old.eml":  # the old one comes first, at once; in the meantime the new one grows
            with (folder / "new.eml").open("a") as file:
                file.write(", end")
    assert [(one.uid, getattr(one, "why", None)) for one in taken] == [
        ("old.eml", None),
        ("new.eml", "growing"),
    ]
    assert {one.raw for one in read(folder, place)} == {b"old", b"begin, end"}


def test_a_file_that_changed_comes_again(folder, place):
    (folder / "a.eml").write_text("one")
    read(folder, place)
    (folder / "a.eml").write_text("two, longer")
    assert [one.raw for one in read(folder, place)] == [b"two, longer"]


def test_what_is_gone_is_forgotten(folder, place):
    (folder / "a.eml").write_text("one")
    read(folder, place)
    (folder / "a.eml").unlink()
    read(folder, place)
    assert b"a.eml" not in place._path.read_bytes()


def test_a_file_beyond_the_limit_comes_as_its_headers(folder, place):
    mime = "Content-Type: multipart/mixed;\n boundary=b\n"
    (folder / "a.eml").write_text(f"From: a@example.com\n{mime}Subject: long\n one\n\n" + "x" * 3000)
    (one,) = read(folder, place, mail.Limits(size=1000, settle=0))
    assert not one.whole
    assert one.raw.startswith(b"From: a@example.com\r\nSubject: long\r\n one\r\n\r\nabusedesk kept")


def test_a_large_file_that_is_no_mail_keeps_nothing_of_it(folder, place):
    (folder / "a.msg").write_bytes(b"\xd0\xcf\x11\xe0" + b"\n" * 3000)
    (one,) = read(folder, place, mail.Limits(size=1000, settle=0))
    assert one.raw.startswith(b"\r\nabusedesk kept")


def test_a_file_that_cannot_be_read_is_named(folder, place):
    (folder / "a.eml").write_text("x")
    (folder / "b.eml").write_text("y")
    taken = []
    for one in mail.fetch(Mailbox(name="drop", path=str(folder)), place, limits=NOW):
        taken.append(one)
        for other in folder.iterdir():
            other.unlink()
    assert getattr(taken[1], "why", None) == "unreadable"


def test_a_name_that_is_no_utf8_is_read_and_can_be_written_down(folder, place):
    with open(os.fsencode(folder) + b"/\xff.eml", "wb") as file:  # noqa: PTH123 - a Path takes no bytes
        file.write(b"x")
    (one,) = read(folder, place)
    assert (one.raw, one.name.encode()) == (b"x", b"drop: ?.eml")
    assert read(folder, mail.Place(place._path)) == []


def test_a_folder_that_is_not_there_is_named(folder, place):
    with pytest.raises(MailFailed, match="expected a folder") as why:
        read(folder / "missing", place)
    assert why.value.reason == "folder"
