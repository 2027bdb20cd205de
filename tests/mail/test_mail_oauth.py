"""Mailboxes and senders that want an access token instead of a password."""

import logging
from email.message import EmailMessage

import pytest

from abusedesk import mail
from abusedesk.mail import MailFailed
from abusedesk.model import OAuth, Secret
from mail.mail_servers import TOKEN
from mail.token_server import TokenServer


@pytest.fixture
def tokens_at(certificates):
    server = TokenServer(certificates)
    yield server
    server.close()


@pytest.fixture
def secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_CLIENT_SECRET", "client-secret-1")
    (tmp_path / "refresh").write_text("refresh-1\n")
    return tmp_path / "refresh"


@pytest.fixture
def refreshing(tokens_at, secrets):
    refresh = Secret(file=str(secrets))
    return OAuth(token_url=tokens_at.url, client_id="desk", refresh_token=refresh, scope="imap offline")


@pytest.fixture
def by_client(tokens_at, secrets):  # noqa: ARG001 - sets the secret
    client_secret = Secret(env="TEST_CLIENT_SECRET")
    return OAuth(token_url=tokens_at.url, client_id="desk", client_secret=client_secret, scope="imap")


@pytest.fixture
def endpoint(tokens_at, refreshing, certificates):
    return tokens_at, refreshing, certificates


def test_imap_with_a_token_got_by_refresh(imap, tokens_at, refreshing, tmp_path):
    box = imap()
    box.deliver(b"Subject: 1\n\nHello.\n")
    settings = box.settings(password=None, oauth=refreshing)
    assert len(list(mail.fetch(settings, mail.Place(tmp_path / "place.json")))) == 1
    assert tokens_at.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
            "client_id": "desk",
            "scope": "imap offline",
        }
    ]


def test_smtp_with_a_token_got_by_the_clients_own_credentials(smtp, tokens_at, by_client):
    server = smtp()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Re: it"
    message.set_content("Done.")
    mail.send(server.settings(password=None, oauth=by_client), message)
    assert len(server.sent) == 1
    (asked,) = tokens_at.asked
    assert (asked["grant_type"], asked["client_secret"]) == ("client_credentials", "client-secret-1")


def test_a_token_is_asked_for_once_until_a_server_refuses_it(imap, endpoint, tmp_path):
    tokens_at, refreshing, certificates = endpoint
    tokens = mail.Tokens()
    for _ in range(3):
        assert tokens.get(refreshing, certificates.ca_file) == TOKEN
    assert len(tokens_at.asked) == 1
    tokens_at.answer["access_token"] = "revoked"
    tokens.forget(refreshing)
    settings = imap().settings(password=None, oauth=refreshing)
    with pytest.raises(MailFailed) as why:
        list(mail.fetch(settings, mail.Place(tmp_path / "place.json"), tokens))
    assert why.value.reason == "login"
    assert "revoked" not in str(why.value)
    tokens.get(refreshing, certificates.ca_file)
    assert len(tokens_at.asked) == 3


def test_a_token_near_its_end_is_not_used(tokens_at, refreshing, certificates):
    tokens_at.answer["expires_in"] = 30
    tokens = mail.Tokens()
    for _ in range(2):
        tokens.get(refreshing, certificates.ca_file)
    assert len(tokens_at.asked) == 2


def test_a_new_refresh_token_takes_the_place_of_the_old_one(tokens_at, refreshing, certificates, secrets):
    tokens_at.answer["refresh_token"] = "refresh-2"
    mail.Tokens().get(refreshing, certificates.ca_file)
    assert secrets.read_text() == "refresh-2\n"
    assert secrets.stat().st_mode & 0o077 == 0


def test_another_scope_than_was_asked_is_no_error(tokens_at, refreshing, certificates):
    tokens_at.answer["scope"] = "https://outlook.example.com/IMAP.AccessAsUser.All"
    assert mail.Tokens().get(refreshing, certificates.ca_file) == TOKEN


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (400, {"error": "invalid_grant", "error_description": "refresh-1 has expired"}, "login"),
        (200, {"token_type": "Bearer"}, "login"),
        (200, [1], "protocol"),
        (500, "broken", "protocol"),
    ],
)
def test_what_is_no_token_is_named_without_the_secret(endpoint, status, answer, reason):
    tokens_at, refreshing, certificates = endpoint
    tokens_at.status, tokens_at.answer = status, answer
    with pytest.raises(MailFailed, match="/token") as why:
        mail.Tokens().get(refreshing, certificates.ca_file)
    assert why.value.reason == reason
    assert "refresh-1" not in str(why.value)


def test_a_secret_never_follows_a_redirect(tokens_at, refreshing, certificates):
    tokens_at.status, tokens_at.headers = 307, {"Location": tokens_at.url}
    with pytest.raises(MailFailed) as why:
        mail.Tokens().get(refreshing, certificates.ca_file)
    assert why.value.reason == "network"
    assert len(tokens_at.asked) == 1


def test_a_token_server_that_nobody_vouches_for_gets_no_secret(tokens_at, refreshing):
    with pytest.raises(MailFailed) as why:
        mail.Tokens().get(refreshing)
    assert why.value.reason == "tls"
    assert tokens_at.asked == []


def test_no_token_is_logged_even_where_everything_is(tokens_at, refreshing, certificates, caplog):
    assert tokens_at.asked == []
    with caplog.at_level(logging.DEBUG):
        mail.Tokens().get(refreshing, certificates.ca_file)
    assert TOKEN not in caplog.text
    assert "refresh-1" not in caplog.text
