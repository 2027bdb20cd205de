"""Keeps libraries from logging the URLs and tokens that they are handed."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TALKERS = (
    "apprise",
    "oauthlib.oauth2.rfc6749.clients.base",
    "requests_oauthlib.oauth2_session",
    "urllib3.connectionpool",
)


@contextmanager
def unlogged() -> Iterator[None]:
    """While it lasts, what these libraries log goes nowhere, whatever level somebody has set."""
    loggers = [logging.getLogger(name) for name in _TALKERS]
    before = [one.disabled for one in loggers]
    for one in loggers:
        one.disabled = True
    try:
        yield
    finally:
        for one, was in zip(loggers, before, strict=True):
            one.disabled = was
