"""A real IMAP server, read over TLS: everything comes, nothing changes, whatever breaks in between."""

from datetime import UTC, datetime, timedelta

import pytest

from abusedesk import mail
from abusedesk.mail import MailFailed
from abusedesk.model import Secret
from mail.mail_servers import USER


def message(number, body="Hello.\n"):
    return f"From: a@example.com\nSubject: {number}\nMessage-ID: <{number}@example.com>\n\n{body}".encode()


def plain(one):
    """The bytes but for the line ends: this server keeps its mails with those of the machine."""
    return one.raw.replace(b"\r\n", b"\n")


def subjects(fetched):
    return sorted(plain(one).split(b"Subject: ")[1].split(b"\n")[0].decode() for one in fetched)


@pytest.fixture
def place(tmp_path):
    return mail.Place(tmp_path / "place.json")


def read(box, place, **more):
    """All that is new; each is done as soon as it is there."""
    taken = []
    for one in mail.fetch(box.settings(**more), place):
        place.done(one)
        taken.append(one)
    place.save()
    return taken


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_every_message_comes_once_with_its_bytes_and_date(imap, place, tls):
    box = imap(tls)
    box.deliver(message(1), message(2))
    taken = read(box, place)
    assert subjects(taken) == ["1", "2"]
    assert {plain(one) for one in taken} == {message(1), message(2)}
    assert all(one.whole and one.size == len(one.raw) for one in taken)
    assert all(abs(one.arrived - datetime.now(UTC)) < timedelta(minutes=5) for one in taken)
    assert read(box, place) == []


def test_reading_leaves_no_mark_on_the_server(imap, place):
    box = imap()
    box.deliver(message(1))
    read(box, place)
    read(box, mail.Place(place._path.with_name("other.json")))
    assert box.flags() == [""]
    assert len(box.maildir) == 1


def test_a_server_that_dies_in_the_middle_loses_nothing_and_nothing_done_comes_again(imap, place):
    box = imap()
    box.deliver(*map(message, range(6)))
    first = []
    with pytest.raises(MailFailed) as why:  # noqa: PT012 - the server dies in the loop
        for one in mail.fetch(box.settings(), place):
            place.done(one)
            first.append(one)
            if len(first) == 3:
                box.kill()
    assert why.value.reason in {"network", "protocol"}
    box.start()
    rest = read(box, place)
    assert subjects(first + rest) == ["0", "1", "2", "3", "4", "5"]


def test_what_was_not_done_comes_again_after_a_crash_of_ours(imap, place):
    box = imap()
    box.deliver(message(1), message(2))
    for one in mail.fetch(box.settings(), place):
        place.done(one)
        break  # a crash: place was never saved
    again = read(box, mail.Place(place._path))
    assert subjects(again) == ["1", "2"]


def test_a_changed_uidvalidity_reads_all_again(imap, place):
    box = imap()
    box.deliver(message(1), message(2))
    read(box, place)
    box.kill()
    box.new_validity()
    box.start()
    box.deliver(message(3))
    assert subjects(read(box, place)) == ["1", "2", "3"]
    assert read(box, place) == []


def test_a_server_that_went_back_in_time_is_read_again(place):
    place.after(7, None)
    place.done(mail.Fetched("90", b"", "", None, 0))
    assert place.after(7, 91) == 90
    assert place.after(7, 40) == 0


@pytest.mark.parametrize("broken", [b"", b"[1]", b"{", b'{"last": "x", "files": 3}', b"\xff"])
def test_a_broken_place_is_as_good_as_none(place, broken):
    place._path.write_bytes(broken)
    assert mail.Place(place._path).after(7, 100) == 0
    assert not mail.Place(place._path).knows("a", "b")


def test_a_message_beyond_the_limit_is_named_and_comes_as_its_headers(imap, place):
    box = imap()
    box.deliver(message(1, "x" * 5000))
    (one,) = mail.fetch(box.settings(), place, limits=mail.Limits(size=2000))
    assert (one.whole, one.size > 5000, "INBOX/" in one.name) == (False, True, True)
    assert one.raw.startswith(b"From: a@example.com\r\nSubject: 1\r\n")
    assert b"the limit is 2000" in one.raw
    assert b"xxx" not in one.raw


def test_a_wrong_password_is_named_and_its_words_are_not_repeated(imap, place, monkeypatch):
    box = imap()
    monkeypatch.setenv("TEST_MAIL_PASSWORD", "wrong-pass")
    with pytest.raises(MailFailed, match=USER) as why:
        read(box, place)
    assert why.value.reason == "login"
    assert "wrong-pass" not in str(why.value)


@pytest.mark.parametrize("secret", [Secret(env="NOT_SET"), Secret(file="/nowhere/secret")])
def test_a_secret_that_is_not_there_is_named(imap, place, secret):
    box = imap()
    with pytest.raises(MailFailed, match=r"NOT_SET|/nowhere/secret") as why:
        read(box, place, password=secret)
    assert why.value.reason == "secret"


def test_a_secret_may_stand_in_a_file(imap, place, tmp_path):
    box = imap()
    box.deliver(message(1))
    (tmp_path / "secret").write_text("correct horse\n")
    assert len(read(box, place, password=Secret(file=str(tmp_path / "secret")))) == 1


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_of_an_unknown_ca_is_refused_before_any_login(imap, place, tls):
    box = imap(tls)
    with pytest.raises(MailFailed) as why:
        read(box, place, ca_file="")
    assert why.value.reason == "tls"


def test_a_server_that_is_down_or_silent_is_named(imap, place):
    box = imap()
    box.kill()
    with pytest.raises(MailFailed, match="localhost") as why:
        read(box, place)
    assert why.value.reason == "network"


def test_a_server_without_tls_where_tls_is_set_is_refused(imap, place):
    settings = imap("implicit").settings(tls="starttls")
    with pytest.raises(MailFailed) as why:
        list(mail.fetch(settings, place, limits=mail.Limits(timeout=0.5)))
    assert why.value.reason in {"tls", "protocol", "network"}


def test_a_folder_that_is_not_there_is_named(imap, place):
    box = imap()
    settings = box.settings()
    missing = type(settings)(name="abuse", imap=settings.imap, folder="Missing")
    with pytest.raises(MailFailed, match="Missing") as why:
        list(mail.fetch(missing, place))
    assert why.value.reason == "folder"


def test_what_arrived_earlier_is_named_and_not_read(imap, place):
    box = imap()
    box.deliver(message(1), message(2))
    now = datetime.now(UTC)
    for since in (now + timedelta(hours=1), now + timedelta(days=10)):
        other = mail.Place(place._path.with_name(f"{since:%d}.json"))
        taken = list(mail.fetch(box.settings(), other, since=since))
        assert [(one.uid, one.why) for one in taken] == [("1", "older"), ("2", "older")]
        for one in taken:
            other.done(one)
        assert list(mail.fetch(box.settings(), other, since=since)) == []
        other.forget()
        assert subjects(list(mail.fetch(box.settings(), other, since=now - timedelta(days=1)))) == ["1", "2"]
