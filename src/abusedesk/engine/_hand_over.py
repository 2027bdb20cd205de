"""Hands a new secret to the person it is for: one age file each, which we cannot read ourselves."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from abusedesk.errors import BadInput, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyrage import ssh, x25519

    from abusedesk.store import Store

_NOT_SAFE = re.compile(r"[^\w+=,.@-]")  # IAM's own characters for names, all of which a file name may have


@dataclass(frozen=True, slots=True)
class Recipient:
    """
    Who can open what is handed over: an age or SSH public key, or whoever knows the passphrase.

    https://age-encryption.org/v1
    """

    key: x25519.Recipient | ssh.Recipient | None = None
    passphrase: str = ""

    def __repr__(self) -> str:
        return "Recipient(by key)" if self.key else "Recipient(by passphrase)"


def recipient(public_key: str) -> Recipient:
    """
    The holder of a public key, "age1…" or "ssh-ed25519 …" or "ssh-rsa …".

    Raises:
        BadInput: it is neither.
    """
    import pyrage  # noqa: PLC0415 - only where a secret is handed over

    line = public_key.strip()
    try:
        if line.startswith("age1"):
            return Recipient(pyrage.x25519.Recipient.from_str(line))
        return Recipient(pyrage.ssh.Recipient.from_str(line))
    except pyrage.RecipientError as why:
        raise BadInput(f"{line[:20]}…: expected an age or SSH public key ({why})") from why


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of handed-over secrets, each encrypted to one recipient before it is written."""

    place: Path
    to: Recipient

    def has(self, name: str) -> bool:
        """Whether the secret called name was handed over whole."""
        return self.file(name).exists()

    def file(self, name: str) -> Path:
        """Where the secret called name lies, or will."""
        return self.place / f"{_NOT_SAFE.sub('_', name)}.age"

    def give(self, name: str, secret: Mapping[str, str]) -> None:
        """
        Write secret, one "name: value" a line, encrypted; the whole file or none.

        Raises:
            Refused: it could not be written.
        """
        import pyrage  # noqa: PLC0415 - likewise

        plain = "".join(f"{member}: {value}\n" for member, value in secret.items()).encode()
        if self.to.key is not None:
            sealed = pyrage.encrypt(plain, [self.to.key])
        else:
            sealed = pyrage.passphrase.encrypt(plain, self.to.passphrase)
        try:
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            # mkstemp makes it readable by us alone; the name appears only once all of it is on the disk.
            handle, half = tempfile.mkstemp(dir=self.place)
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            Path(half).replace(self.file(name))
        except OSError as why:
            raise Refused(f"the secret for {name} could not be written: {why.strerror}") from why


def folder_of(store: Store, case_id: str, to: Recipient) -> Folder:
    """Where the secrets of a case wait, encrypted to one recipient, for those whom they are for."""
    return Folder(store.folder(case_id) / "hand-over", to)
