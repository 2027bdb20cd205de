"""To whom new keys and passwords go: by a public key, or by a passphrase that is typed and never kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput, Refused

if TYPE_CHECKING:
    from abusedesk.engine import Recipient

    from ._desk import Desk

HandOverTo = Annotated[
    str | None,
    typer.Option(
        metavar="KEY|FILE",
        help="Encrypt new keys and passwords to this age or SSH public key, or the one in this file.",
    ),
]
HandOverPassphrase = Annotated[
    bool, typer.Option("--hand-over-passphrase", help="Encrypt them with a passphrase, which is asked for.")
]
_SHORTEST = 16  # characters; the files may lie on a shared disk for days
_LONGEST_FILE = 16_384


def recipient(desk: Desk, to: str | None, *, passphrase: bool) -> Recipient | None:
    """
    Who can open what is handed over; None where nobody is named.

    Raises:
        BadInput: both are given, or it is no public key, or the passphrase is too short.
        Refused: nobody sits here who could type a passphrase.
    """
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    if to is not None and passphrase:
        raise BadInput("expected one of --hand-over-to and --hand-over-passphrase")
    if to is not None:
        return engine.recipient(_line(to))
    return engine.Recipient(passphrase=_typed(desk)) if passphrase else None


def _line(to: str) -> str:
    """The public key that is given, or the first one in the file that is named."""
    if to.startswith(("age1", "ssh-")):
        return to
    try:
        with Path(to).expanduser().open(encoding="utf-8") as file:
            text = file.read(_LONGEST_FILE)
    except (OSError, UnicodeDecodeError, ValueError) as why:
        raise BadInput(f"--hand-over-to {to}: expected a public key, or a file that holds one") from why
    if "AGE-SECRET-KEY-" in text or "PRIVATE KEY-----" in text:
        raise BadInput(f"--hand-over-to {to}: that is a private key; the public one is wanted")
    lines = [one.strip() for one in text.splitlines()]
    return next((one for one in lines if one.startswith(("age1", "ssh-"))), text[:20])


def _typed(desk: Desk) -> str:
    if not sys.stdin.isatty():
        raise Refused("nobody can type a passphrase here; give --hand-over-to with a public key")
    asked = desk.say(
        "Passphrase for the new keys and passwords (at least {count} characters)", count=_SHORTEST
    )
    typed = str(typer.prompt(asked, hide_input=True, confirmation_prompt=True))
    if len(typed) < _SHORTEST:
        raise BadInput(f"the passphrase is shorter than {_SHORTEST} characters")
    return typed
