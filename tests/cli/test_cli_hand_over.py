"""Whom new keys and passwords are encrypted to, as a person says it."""

import sys
from pathlib import Path

import pyrage
import pytest
import typer

from abusedesk.cli._desk import Desk
from abusedesk.cli._hand_over import recipient
from abusedesk.errors import BadInput, Refused

DESK = Desk(Path(), None, "en")
IDENTITY = pyrage.x25519.Identity.generate()
PUBLIC = str(IDENTITY.to_public())


def test_nobody_is_named_where_nothing_is_given():
    assert recipient(DESK, None, passphrase=False) is None


def test_a_public_key_is_taken_as_it_is_or_from_a_file(tmp_path):
    file = tmp_path / "keys.txt"
    file.write_text(f"# Hanako's\n\n{PUBLIC}\n")
    for given in (PUBLIC, str(file)):
        named = recipient(DESK, given, passphrase=False)
        sealed = pyrage.encrypt(b"words", [named.key])
        assert pyrage.decrypt(sealed, [IDENTITY]) == b"words"


@pytest.mark.parametrize(
    "secret", [str(IDENTITY), "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"], ids=["age", "ssh"]
)
def test_a_private_key_is_refused_and_not_repeated(tmp_path, secret):
    file = tmp_path / "keys.txt"
    file.write_text(secret)
    with pytest.raises(BadInput, match="private key") as why:
        recipient(DESK, str(file), passphrase=False)
    assert secret not in str(why.value)


@pytest.mark.parametrize("given", ["nowhere.txt", "age1nothing", "\0", "."])
def test_what_is_neither_a_key_nor_a_file_is_bad_input(given):
    with pytest.raises(BadInput):
        recipient(DESK, given, passphrase=False)


def test_a_binary_file_is_bad_input(tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput):
        recipient(DESK, str(tmp_path / "key"), passphrase=False)


def test_both_at_once_cannot_be_meant():
    with pytest.raises(BadInput, match="one of"):
        recipient(DESK, PUBLIC, passphrase=True)


def test_a_passphrase_is_typed_by_a_person_twice_and_hidden_or_not_at_all(monkeypatch):
    with pytest.raises(Refused, match="nobody can type"):
        recipient(DESK, None, passphrase=True)
    asked = {}

    def prompt(text, **how):
        asked.update(how, text=text)
        return asked["answer"]

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(typer, "prompt", prompt)
    asked["answer"] = "four invented words here"
    named = recipient(DESK, None, passphrase=True)
    assert (asked["hide_input"], asked["confirmation_prompt"]) == (True, True)
    assert named.passphrase == "four invented words here"
    assert "invented" not in repr(named)
    asked["answer"] = "too short"
    with pytest.raises(BadInput, match="shorter") as why:
        recipient(DESK, None, passphrase=True)
    assert "too short" not in str(why.value)
