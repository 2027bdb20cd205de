"""A real SMTP server over TLS: what is sent arrives byte for byte, once, or is named as not sent."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import mail
from abusedesk.errors import BadInput, Refused
from abusedesk.mail import MailFailed
from abusedesk.mail._send import _stuffed

SUBJECT = "Re: Your AWS Abuse Report [12345678901] [AWS ID 111122223333] " + "word " * 30 + "end"


def letter(body="The port is closed.\n", **headers):
    made = EmailMessage()
    for name, value in ({"From": "Desk <a@example.com>", "To": "b@example.com"} | headers).items():
        made[name] = value
    made["Subject"] = SUBJECT
    made["Message-ID"] = "<out-1@example.com>"
    made.set_content(body)
    return made


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_what_arrives_is_what_wire_says_byte_for_byte(smtp, tls):
    server = smtp(tls)
    message = letter(".\n..two dots\n日本語\nend\n")
    mail.send(server.settings(), message)
    assert server.sent == [mail.wire(message)]
    assert server.envelopes == [["a@example.com", "b@example.com"]]


def test_a_long_subject_is_not_folded(smtp):
    server = smtp()
    mail.send(server.settings(), letter())
    assert f"\r\nSubject: {SUBJECT}\r\n".encode() in server.sent[0]


def test_all_recipients_get_it_and_nobody_sees_bcc(smtp):
    server = smtp()
    mail.send(server.settings(), letter(Cc="c@example.com", Bcc="d@example.com"))
    assert server.envelopes == [["a@example.com", "b@example.com", "c@example.com", "d@example.com"]]
    assert b"d@example.com" not in server.sent[0]


def test_one_refused_recipient_stops_it_for_all(smtp):
    server = smtp()
    with pytest.raises(MailFailed, match="no such user") as why:
        mail.send(server.settings(), letter(Cc="nobody@example.com"))
    assert why.value.reason == "rejected"
    assert server.sent == []


def test_a_connection_that_breaks_after_the_message_is_uncertain(smtp):
    server = smtp()
    with pytest.raises(MailFailed) as why:
        mail.send(server.settings(), letter("DROP\n"))
    assert why.value.reason == "uncertain"
    assert len(server.sent) == 1


def test_a_server_that_is_down_is_certain(smtp):
    server = smtp()
    server.kill()
    with pytest.raises(MailFailed) as why:
        mail.send(server.settings(), letter())
    assert why.value.reason == "network"


def test_a_wrong_password_is_named_and_not_repeated(smtp, monkeypatch):
    server = smtp()
    monkeypatch.setenv("TEST_MAIL_PASSWORD", "wrong-pass")
    with pytest.raises(MailFailed) as why:
        mail.send(server.settings(), letter())
    assert why.value.reason == "login"
    assert "wrong-pass" not in str(why.value)
    assert server.sent == []


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_of_an_unknown_ca_is_refused(smtp, tls):
    server = smtp(tls)
    with pytest.raises(MailFailed) as why:
        mail.send(server.settings(ca_file=""), letter())
    assert why.value.reason == "tls"


def test_a_login_in_the_clear_is_refused_before_anything_is_sent(smtp):
    with pytest.raises(Refused, match="in the clear"):
        mail.send(smtp("none").settings(tls="none"), letter())


def test_a_relay_without_login_may_be_in_the_clear(smtp):
    server = smtp("none", user="")
    mail.send(server.settings(), letter())
    assert len(server.sent) == 1


def test_starttls_that_the_server_does_not_offer_is_refused(smtp):
    server = smtp("none", user="")
    with pytest.raises(MailFailed) as why:
        mail.send(server.settings(tls="starttls"), letter())
    assert why.value.reason == "tls"
    assert server.sent == []


def test_a_message_for_nobody_is_bad_input(smtp):
    message = letter()
    del message["To"]
    with pytest.raises(BadInput, match="somebody in To"):
        mail.send(smtp().settings(), message)


def test_wire_is_the_same_each_time_and_seven_bit():
    message = letter("日本語\n")
    assert mail.wire(message) == mail.wire(message)
    assert mail.wire(message).isascii()
    read = message_from_bytes(mail.wire(message), policy=policy.default)
    assert read.get_content().replace("\r\n", "\n") == "日本語\n"


@given(st.lists(st.sampled_from([b"", b".", b"..", b".a", b"a.", b"line"])))
def test_no_line_of_a_message_can_end_it_early(lines):
    body = b"".join(one + b"\r\n" for one in lines)
    sent = _stuffed(body).split(b"\r\n")
    assert sent[-2:] == [b".", b""]
    assert b"." not in sent[:-2]
    # What the server takes off again (RFC 5321, 4.5.2) leaves the message as it was.
    assert b"\r\n".join(one.removeprefix(b".") for one in sent[:-2]) + b"\r\n" == (body or b"\r\n")
