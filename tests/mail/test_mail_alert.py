"""Alerts through apprise to a server on loopback: plain text arrives, failures are outcomes."""

import logging

import pytest

from abusedesk import mail
from abusedesk.model import Contact, Secret

# apprise loads a module of the standard library that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def contact(hook, monkeypatch):
    def made(*urls):
        here = f"json://127.0.0.1:{hook.server_address[1]}/token-in-url"
        monkeypatch.setenv("TEST_NOTIFY", "\n".join(url.replace("HOOK", here) for url in urls or ("HOOK",)))
        return Contact(step="owner", name="Taro", notify=Secret(env="TEST_NOTIFY"))

    return made


def test_title_and_body_arrive_as_plain_text(hook, contact):
    told = mail.alert(contact(), "期限 <b>", "line 1\nline \\n 2 [x](http://192.0.2.1)\x1b[31m\u202e")
    assert told == mail.Told(1)
    (got,) = hook.got
    assert got["title"] == "期限 <b>"
    assert got["message"] == "line 1\nline \\n 2 [x](http://192.0.2.1)\ufffd[31m\ufffd"


def test_each_line_is_a_url_and_comments_are_none(hook, contact):
    assert mail.alert(contact("# chat", "HOOK/a", "", "HOOK/b"), "t", "b") == mail.Told(2)
    assert len(hook.got) == 2


def test_one_place_that_fails_does_not_keep_the_other_from_being_told(hook, contact, caplog):
    told = mail.alert(contact("json://127.0.0.1:1/token-in-url", "nonsense://token-in-url", "HOOK"), "t", "b")
    assert told.reached == len(hook.got) == 1
    assert "URL 2" in told.why
    assert "token-in-url" not in told.why + caplog.text


def test_a_place_that_refuses_is_an_outcome(hook, contact):
    hook.status = 500
    assert mail.alert(contact(), "t", "b") == mail.Told(0, "JSON: failure")


def test_no_url_is_logged_even_where_everything_is(contact, caplog):
    with caplog.at_level(logging.DEBUG):
        mail.alert(contact(), "t", "b")
    assert "token-in-url" not in caplog.text


@pytest.mark.parametrize(
    "notify", [None, Secret(env="NOT_SET"), Secret(file="/nowhere/urls")], ids=["none", "env", "file"]
)
def test_a_contact_without_a_place_is_an_outcome(notify):
    told = mail.alert(Contact(step="owner", name="Taro", notify=notify), "t", "b")
    assert told.reached == 0
    assert told.why


def test_only_comments_is_no_place(contact):
    assert mail.alert(contact("# later"), "t", "b") == mail.Told(0, "no URL is set")
