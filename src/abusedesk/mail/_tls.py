"""Whom a connection trusts."""

from __future__ import annotations

import ssl

from ._failed import MailFailed


def trusting(ca_file: str = "") -> ssl.SSLContext:
    """
    A context that always checks certificate and host name, by the system's CAs and those in ca_file (PEM).

    Raises:
        MailFailed: ca_file cannot be read, with the reason "tls".
    """
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as why:
            raise MailFailed("tls", f"{ca_file}: {why.strerror or why}; expected certificates (PEM)") from why
    return context
