"""One TOML file to Settings."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput
from abusedesk.model import MailServer, Secret, Settings

from ._read import Mistake, record
from ._rules import check
from ._where import line_of

if TYPE_CHECKING:
    from pathlib import Path

    from abusedesk.model import OAuth

_IMAP_PORTS = {"implicit": 993, "starttls": 143}  # RFC 8314, RFC 9051
_SMTP_PORTS = {"implicit": 465, "starttls": 587, "none": 25}  # RFC 8314, RFC 6409, RFC 5321


def load(path: Path) -> Settings:
    """
    The settings in the TOML file at path; a desk without mailboxes where there is no such file.

    Tables and keys are named as the fields of abusedesk.model.Settings. Files that are named in it
    may begin with ~ and are otherwise looked for beside it. No secret is read here.

    Raises:
        BadInput: the file cannot be read; the message says FILE:LINE and what was expected.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as why:
        raise BadInput(f"{path}: {why.strerror}; expected the settings as TOML") from why
    text = _decoded(data, path)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        line, column, message = _place(str(why), text)
        raise BadInput(f"{path}:{line}:{column}: {message}; expected TOML (toml.io)") from why
    try:
        settings = record(Settings, _with_ports(said), ())
        check(settings)
    except Mistake as why:
        name = ".".join(str(one) for one in why.path if isinstance(one, str)) or "settings"
        raise BadInput(f"{path}:{line_of(text, why.path)}: {name}: {why}") from None
    return _beside(settings, path.parent)


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as why:
        line = data.count(b"\n", 0, why.start) + 1
        raise BadInput(f"{path}:{line}: is not UTF-8; expected TOML in UTF-8") from why


def _place(message: str, text: str) -> tuple[int, int, str]:
    """Line, column and what is wrong, of what tomllib says; it says "at end of document" for the last."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if found is None:
        lines = text.rstrip("\n").split("\n")
        return len(lines), len(lines[-1]) + 1, message.removesuffix(" (at end of document)")
    return int(found[1]), int(found[2]), message[: found.start()]


def _with_ports(said: dict[str, Any]) -> dict[str, Any]:
    """Said with the usual port at each server that names none."""
    for list_name, server_name, ports in (
        ("mailboxes", "imap", _IMAP_PORTS),
        ("outgoing", "smtp", _SMTP_PORTS),
    ):
        entries = said.get(list_name)
        for entry in entries if isinstance(entries, list) else []:
            server = entry.get(server_name) if isinstance(entry, dict) else None
            if isinstance(server, dict):
                tls = server.get("tls", "implicit")
                server.setdefault("port", ports.get(tls, 1) if isinstance(tls, str) else 1)
    return said


def _beside(settings: Settings, folder: Path) -> Settings:
    """Settings with every file named in full."""
    return replace(
        settings,
        mailboxes=tuple(
            replace(
                one,
                path=_full(one.path, folder),
                imap=None if one.imap is None else _server(one.imap, folder),
            )
            for one in settings.mailboxes
        ),
        outgoing=tuple(replace(one, smtp=_server(one.smtp, folder)) for one in settings.outgoing),
        customers=tuple(
            replace(
                one,
                contacts=tuple(replace(c, notify=_secret(c.notify, folder)) for c in one.contacts),
            )
            for one in settings.customers
        ),
    )


def _server(server: MailServer, folder: Path) -> MailServer:
    return replace(
        server,
        password=_secret(server.password, folder),
        oauth=None if server.oauth is None else _oauth(server.oauth, folder),
        ca_file=_full(server.ca_file, folder),
    )


def _oauth(oauth: OAuth, folder: Path) -> OAuth:
    return replace(
        oauth,
        client_secret=_secret(oauth.client_secret, folder),
        refresh_token=_secret(oauth.refresh_token, folder),
    )


def _secret(secret: Secret | None, folder: Path) -> Secret | None:
    return replace(secret, file=_full(secret.file, folder)) if secret else None


def _full(name: str, folder: Path) -> str:
    if not name:
        return name
    return str((folder / os.path.expanduser(name)).absolute())  # noqa: PTH111 - Path's raises for an unknown user
