"""One round of the worker: each message once, one bad mailbox stops nobody, people hear of it."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from abusedesk import worker
from abusedesk.cli._desk import Desk
from abusedesk.cli._worker import _reading, _Shown
from abusedesk.errors import BadInput, Refused
from abusedesk.mail import Limits
from abusedesk.model import Contact, Customer, Mailbox, MailServer, Secret, Settings
from abusedesk.store import Store
from engine.notice_mails import mail as notice
from mail.mail_servers import PASSWORD

# apprise loads a module of the standard library that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

NOW = datetime(2026, 3, 5, 2, tzinfo=UTC)
NEWSLETTER = b"""\
From: Example Shop <news@example.com>
Subject: Spring sale
Message-ID: <sale@example.com>
List-Unsubscribe: <https://example.com/off>
Date: Thu, 05 Mar 2026 01:00:00 +0000

Everything is cheaper until Sunday.
"""
GARBLED = b"From: a@example.com\nSubject: x\nMessage-ID: <a@b>\n\n" + b"\x80\xff\xfe" * 50


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


@pytest.fixture
def drop(folder):
    return Mailbox(name="drop", path=str(folder))


@pytest.fixture
def office(home):
    return worker.Office(home=home, limits=Limits(settle=0, timeout=5))


@pytest.fixture
def owner(hook, monkeypatch):
    monkeypatch.setenv("TEST_NOTIFY", f"json://127.0.0.1:{hook.server_address[1]}/x")
    contact = Contact(step="owner", name="Taro", notify=Secret(env="TEST_NOTIFY"))
    return Customer(name="Example", contacts=(contact,), language="en")


@pytest.fixture
def noticed(folder, drop, owner):
    """The settings of a desk with one mailbox, in which a notice lies."""
    (folder / "notice.eml").write_bytes(notice())
    return Settings(mailboxes=(drop,), customers=(owner,))


def unreachable(certificates):
    server = MailServer(
        host="127.0.0.1",
        port=1,
        user="u",
        password=Secret(env="TEST_MAIL_PASSWORD"),
        ca_file=certificates.ca_file,
    )
    return Mailbox(name="dead", imap=server)


def test_a_notice_opens_a_case_and_the_owner_hears_of_it_once(store, office, noticed, hook):
    settings = noticed
    done = worker.run_once(store, settings, NOW, office)
    assert [one.what for one in done.messages] == ["opened"]
    assert [(one.step, one.reached) for one in done.alerts] == [("owner", True)]
    again = worker.run_once(store, settings, NOW + timedelta(minutes=1), office)
    assert (again.messages, again.alerts, again.has_gaps) == ((), (), False)
    assert len(hook.got) == 1
    assert len(store.cases()) == 1


def test_the_same_mail_in_two_mailboxes_is_one_case(store, office, tmp_path, folder, drop):
    (tmp_path / "other").mkdir()
    (folder / "notice.eml").write_bytes(notice())
    (tmp_path / "other" / "again.eml").write_bytes(notice())
    settings = Settings(mailboxes=(drop, Mailbox(name="other", path=str(tmp_path / "other"))))
    done = worker.run_once(store, settings, NOW, office)
    assert [one.what for one in done.messages] == ["opened", "duplicate"]
    assert len(store.cases()) == 1


def test_what_is_no_notice_is_counted_and_opens_nothing(store, office, folder, drop):
    (folder / "news.eml").write_bytes(NEWSLETTER)
    done = worker.run_once(store, Settings(mailboxes=(drop,)), NOW, office)
    assert (done.mailboxes[0].not_notices, done.mailboxes[0].messages) == (1, 1)
    assert store.cases() == []


def test_what_is_no_notice_but_stands_in_a_cases_thread_is_kept(store, office, folder, drop):
    (folder / "notice.eml").write_bytes(notice())
    worker.run_once(store, Settings(mailboxes=(drop,)), NOW, office)
    thread = b"In-Reply-To: " + first_id(store)
    answer = NEWSLETTER.replace(b"List-Unsubscribe: <https://example.com/off>", thread)
    (folder / "answer.eml").write_bytes(answer)
    done = worker.run_once(store, Settings(mailboxes=(drop,)), NOW, office)
    assert [one.what for one in done.messages] == ["continued"]
    assert len(store.cases()) == 1


def first_id(store):
    (_, mail), *_ = store.notices(store.cases()[0].case.id)
    return mail.message_id.encode()


@pytest.mark.parametrize("broken", [b"\x00\xff" * 500, b"", GARBLED], ids=["bytes", "empty", "garbled"])
def test_what_cannot_be_read_opens_a_case_by_hand(store, office, folder, drop, broken):
    (folder / "broken.eml").write_bytes(broken)
    done = worker.run_once(store, Settings(mailboxes=(drop,)), NOW, office)
    assert [(one.what, one.kind) for one in done.messages] == [("opened", "unknown")]
    assert store.cases()[0].case.state == "to_classify"


def test_a_message_that_is_too_large_opens_a_case_by_its_headers(store, home, folder, drop):
    (folder / "large.eml").write_bytes(notice() + b"x" * 5000)
    office = worker.Office(home=home, limits=Limits(size=4000, settle=0))
    done = worker.run_once(store, Settings(mailboxes=(drop,)), NOW, office)
    (one,) = done.messages
    assert (one.what, one.whole, one.size > 5000) == ("opened", False, True)
    assert str(one.size) in one.why.en
    assert one.subject.startswith("Your AWS Abuse Report")


def test_a_dead_mailbox_is_named_and_the_others_are_read(store, office, folder, drop, certificates):
    (folder / "notice.eml").write_bytes(notice())
    settings = Settings(mailboxes=(unreachable(certificates), drop))
    done = worker.run_once(store, settings, NOW, office)
    assert [(one.name, one.outcome) for one in done.mailboxes] == [("dead", "network"), ("drop", "read")]
    assert len(store.cases()) == 1
    assert done.has_gaps


def test_the_owner_hears_of_a_dead_mailbox_after_three_rounds_then_once_a_day(
    store, office, certificates, owner, hook
):
    settings = Settings(mailboxes=(unreachable(certificates),), customers=(owner,))
    for minute in range(6):
        worker.run_once(store, settings, NOW + timedelta(minutes=minute), office)
        assert len(hook.got) == (1 if minute >= 2 else 0)
    assert "dead" in hook.got[0]["title"]
    worker.run_once(store, settings, NOW + timedelta(days=1, minutes=5), office)
    assert len(hook.got) == 2


def test_a_mailbox_that_came_back_is_forgotten(store, office, folder, drop, owner):
    settings = Settings(mailboxes=(drop,), customers=(owner,))
    folder.rmdir()
    assert worker.run_once(store, settings, NOW, office).mailboxes[0].failures == 1
    folder.mkdir()
    assert worker.run_once(store, settings, NOW, office).mailboxes[0].failures == 0


def test_an_alert_that_reached_nobody_goes_out_in_the_next_round(store, office, noticed, hook):
    settings = noticed
    hook.status = 500
    done = worker.run_once(store, settings, NOW, office)
    assert ([one.reached for one in done.alerts], done.has_gaps) == ([False], True)
    hook.status = 200
    assert [one.reached for one in worker.run_once(store, settings, NOW, office).alerts] == [True]
    assert worker.run_once(store, settings, NOW, office).alerts == ()


def test_stop_ends_after_the_message_at_hand_and_nothing_is_lost(store, office, folder, drop):
    for number in (1, 2, 3):
        (folder / f"{number}.eml").write_bytes(notice(number=number))
    stopping = worker.Office(home=office.home, limits=office.limits, show=lambda _: stopping.stop.set())
    settings = Settings(mailboxes=(drop,))
    done = worker.run_once(store, settings, NOW, stopping)
    assert (len(done.messages), done.mailboxes[0].outcome) == (1, "stopped")
    assert len(worker.run_once(store, settings, NOW, office).messages) == 2


def test_a_second_worker_is_refused(store, home, office):
    other = Store(home)
    with store.alone("worker") as ours:
        assert ours
        with pytest.raises(Refused, match="another worker"):
            worker.run_once(other, Settings(), NOW, office)
    other.close()


def test_the_loop_shows_a_lasting_failure_once(store, office, certificates):
    rounds, shown = [], []

    def ended(done):
        rounds.append(done)
        if len(rounds) == 3:
            looping.stop.set()

    looping = worker.Office(home=office.home, limits=office.limits, show=shown.append)
    settings = Settings(mailboxes=(unreachable(certificates),))
    worker.run(store, lambda: settings, looping, 0.001, ended)
    assert len(rounds) == 3
    assert [one.outcome for one in shown] == ["network"]


def command(home, *arguments, **more):
    environment = {**os.environ, "ABUSEDESK_HOME": str(home), "TEST_MAIL_PASSWORD": PASSWORD, "LANG": "C"}
    script = [sys.executable, "-c", "from abusedesk.cli import main; main()", *arguments]
    return subprocess.Popen(  # noqa: S603 - our own command
        script, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


@pytest.fixture
def settled(home, folder):
    home.mkdir()
    text = f'look_up_keys = false\n[[mailboxes]]\nname = "drop"\npath = "{folder}"\n'
    (home / "settings.toml").write_text(text)
    return home / "settings.toml"


LATER = datetime.now(UTC) + timedelta(days=30)


def test_mail_of_more_than_14_days_ago_is_counted_in_the_first_round_and_opens_nothing(
    store, office, folder, drop
):
    (folder / "notice.eml").write_bytes(notice())
    done = worker.run_once(store, Settings(mailboxes=(drop,)), LATER, office)
    assert (done.mailboxes[0].older, done.messages, done.has_gaps) == (1, (), False)
    assert done.mailboxes[0].since == LATER - timedelta(days=14)
    assert store.cases() == []
    again = worker.run_once(store, Settings(mailboxes=(drop,)), LATER, office)
    assert again.mailboxes[0].older == 0


def test_what_arrives_later_is_taken_however_long_the_worker_was_away(store, office, folder, drop):
    settings = Settings(mailboxes=(drop,))
    worker.run_once(store, settings, datetime.now(UTC), office)
    (folder / "notice.eml").write_bytes(notice())
    done = worker.run_once(store, settings, LATER, office)
    assert [one.what for one in done.messages] == ["opened"]


def test_a_day_that_is_set_brings_the_older_mail_and_nothing_twice(store, office, folder, drop):
    (folder / "notice.eml").write_bytes(notice())
    worker.run_once(store, Settings(mailboxes=(drop,)), LATER, office)
    earlier = Settings(mailboxes=(replace(drop, since=date(2020, 1, 1)),))
    done = worker.run_once(store, earlier, LATER, office)
    assert [one.what for one in done.messages] == ["opened"]
    even_earlier = Settings(mailboxes=(replace(drop, since=date(2019, 1, 1)),))
    assert [one.what for one in worker.run_once(store, even_earlier, LATER, office).messages] == ["duplicate"]
    assert worker.run_once(store, even_earlier, LATER, office).messages == ()


def test_settings_are_read_before_each_round_and_a_broken_edit_keeps_those_before(
    store, office, folder, drop
):
    rounds, shown = [], []
    given = iter([
        Settings(), BadInput("settings.toml:1: is broken"), BadInput("settings.toml:1: is broken"),
        Settings(mailboxes=(drop,)), Settings(mailboxes=(drop,)),
    ])  # fmt: skip
    (folder / "notice.eml").write_bytes(notice())

    def read():
        one = next(given)
        if isinstance(one, BadInput):
            raise one
        return one

    def ended(done):
        rounds.append([one.what for one in done.messages])
        if len(rounds) == 5:
            looping.stop.set()

    looping = worker.Office(home=office.home, limits=office.limits, show=shown.append)
    worker.run(store, read, looping, 0.001, ended)
    assert rounds == [[], [], [], ["opened"], []]
    changes = [one for one in shown if isinstance(one, worker.SettingsRead)]
    assert changes == [worker.SettingsRead(fault="settings.toml:1: is broken"), worker.SettingsRead()]


def test_the_worker_says_how_many_older_mails_it_passed_over_and_how_to_have_them(
    capsys, store, office, folder
):
    (folder / "notice.eml").write_bytes(notice())
    mailbox = Mailbox(name="drop", path=str(folder))
    shown = worker.Office(home=office.home, limits=office.limits, show=_Shown(Desk(office.home, "", "en")))
    worker.run_once(store, Settings(mailboxes=(mailbox,)), LATER, shown)
    told = " ".join(capsys.readouterr().out.split())
    assert "drop: 1 older messages" in told
    assert "since = 2026-01-31" in told


@pytest.mark.usefixtures("settled")
def test_worker_once_prints_a_line_for_each_message_and_ends_with_0(home, folder):
    (folder / "notice.eml").write_bytes(notice())
    os.utime(folder / "notice.eml", (1, 1))
    out, err = (ended := command(home, "worker", "--once")).communicate(timeout=60)
    assert ended.returncode == 0, err
    assert "drop: notice.eml: Case opened: ad-" in out


@pytest.mark.usefixtures("settled")
def test_worker_once_with_a_mailbox_that_cannot_be_read_ends_with_1(home, folder):
    folder.rmdir()
    out, _ = (ended := command(home, "worker", "--once", "--json")).communicate(timeout=60)
    assert ended.returncode == 1
    (read,) = json.loads(out)["mailboxes"]
    assert (read["name"], read["outcome"]) == ("drop", "folder")


def test_a_mistake_in_the_settings_ends_with_2(settled, home):
    settled.write_text("mailbox = 1\n")
    _, err = (ended := command(home, "worker", "--once")).communicate(timeout=60)
    assert ended.returncode == 2
    assert "settings.toml:1: mailbox: no such key; the nearest is mailboxes" in err


def test_settings_that_are_gone_are_a_broken_edit(settled):
    read = _reading(settled)
    assert read().mailboxes
    settled.unlink()
    with pytest.raises(BadInput, match="is gone"):
        read()


@pytest.mark.usefixtures("settled")
def test_sigterm_ends_the_loop_with_0(home, folder):
    (folder / "notice.eml").write_bytes(notice())
    os.utime(folder / "notice.eml", (1, 1))
    running = command(home, "worker", "--json")
    first = json.loads(running.stdout.readline())
    assert [one["what"] for one in first["messages"]] == ["opened"]
    running.terminate()
    _, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
