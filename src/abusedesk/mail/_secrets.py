"""Where a secret is read, at the moment that it is needed. Its value appears in no message."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ._failed import MailFailed

if TYPE_CHECKING:
    from abusedesk.model import Secret


def reveal(secret: Secret) -> str:
    """
    The secret, without the line break at the end of its file.

    Raises:
        MailFailed: it is not there, with the reason "secret".
    """
    if secret.env:
        value = os.environ.get(secret.env, "")
        where = f"the environment variable {secret.env}"
    else:
        where = f"the file {secret.file}"
        try:
            value = Path(secret.file).read_text(encoding="utf-8").rstrip("\r\n")
        except UnicodeDecodeError as why:
            raise MailFailed("secret", f"{where} is not UTF-8; expected a secret in it") from why
        except OSError as why:
            raise MailFailed("secret", f"{where}: {why.strerror}; expected a secret in it") from why
    if not value:
        raise MailFailed("secret", f"{where} is not set or is empty; expected a secret in it")
    return value


def replace(secret: Secret, value: str) -> bool:
    """Put value in the secret's file in one step, readable by its owner only; False where it cannot be."""
    if not secret.file:
        return False
    place = Path(secret.file)
    beside = place.with_name(f".{place.name}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError:
        return False
    return True
