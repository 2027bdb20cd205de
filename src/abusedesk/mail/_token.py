"""Access tokens for mailboxes, kept in memory until they run out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ._failed import MailFailed
from ._quiet import unlogged
from ._secrets import replace, reveal
from ._tls import trusting

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from abusedesk.model import OAuth

_MARGIN = 60  # seconds before its end from which a token is not used any more
_USUAL = 300  # seconds for a token whose end is not told (RFC 6749, 5.1: expires_in is only recommended)


class Tokens:
    """The tokens of one run of the program; they are never written anywhere."""

    def __init__(self) -> None:
        self._kept: dict[OAuth, tuple[str, float]] = {}

    def get(self, oauth: OAuth, ca_file: str = "", timeout: float = 30) -> str:
        """
        A token that is good for a minute at least; timeout is in seconds.

        A new refresh token that comes with it replaces the one in its file (RFC 6749, section 6).

        Raises:
            MailFailed: the token server cannot be reached or gives none.
        """
        token, until = self._kept.get(oauth, ("", 0.0))
        if not token or time.monotonic() >= until:
            said = _asked(oauth, ca_file, timeout)
            token = str(said["access_token"])
            lasts = float(said.get("expires_in") or _USUAL)
            self._kept[oauth] = (token, time.monotonic() + lasts - _MARGIN)
        return token

    def forget(self, oauth: OAuth) -> None:
        """Ask for a new token next time: a server has refused this one."""
        self._kept.pop(oauth, None)


def _asked(oauth: OAuth, ca_file: str, timeout: float) -> Mapping[str, Any]:
    import requests  # noqa: PLC0415 - slow to load, and needed for OAuth only
    from oauthlib.oauth2 import OAuth2Error  # noqa: PLC0415 - likewise

    where = oauth.token_url.split("?", 1)[0]
    refresh = reveal(oauth.refresh_token) if oauth.refresh_token else ""
    secret = reveal(oauth.client_secret) if oauth.client_secret else ""
    try:
        with unlogged():
            said = _granted(oauth, (refresh, secret), trusting(ca_file), timeout)
    except OAuth2Error as why:
        raise MailFailed("login", f"{where} gave no token: {why.error}") from why
    except requests.exceptions.SSLError as why:
        raise MailFailed("tls", f"{where}: the certificate is not trusted, or TLS failed") from why
    except (requests.RequestException, OSError) as why:
        raise MailFailed("network", f"{where}: {type(why).__name__}") from why
    except (ValueError, TypeError, AttributeError) as why:  # what oauthlib makes of JSON that is no object
        raise MailFailed("protocol", f"{where}: not a token server's answer") from why
    if oauth.refresh_token and said.get("refresh_token", refresh) != refresh:
        replace(oauth.refresh_token, str(said["refresh_token"]))
    return said


def _granted(
    oauth: OAuth, secrets: tuple[str, str], context: ssl.SSLContext, timeout: float
) -> Mapping[str, Any]:
    from oauthlib.oauth2 import BackendApplicationClient  # noqa: PLC0415 - slow to load
    from requests_oauthlib import OAuth2Session  # noqa: PLC0415 - likewise

    refresh, secret = secrets
    # The scope goes in the body by hand: servers name what they granted in other words than were asked,
    # and oauthlib raises a Warning for that.
    scope = urlencode({"scope": oauth.scope}) if oauth.scope else ""
    session = (
        OAuth2Session(oauth.client_id)
        if refresh
        else OAuth2Session(client=BackendApplicationClient(oauth.client_id))
    )
    with session:
        session.max_redirects = 0  # a secret is sent to the place that the settings name and to no other
        session.mount("https://", _adapter(context))
        if refresh:
            extra: dict[str, Any] = {"client_secret": secret} if secret else {}
            return session.refresh_token(
                oauth.token_url,
                refresh_token=refresh,
                body=scope,
                timeout=timeout,
                client_id=oauth.client_id,
                **extra,
            )
        return session.fetch_token(
            oauth.token_url, body=scope, timeout=timeout, client_secret=secret, include_client_id=True
        )


def _adapter(context: ssl.SSLContext) -> Any:
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - slow to load

    class Trusting(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **options: Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **options)

    return Trusting()


def answer(user: str, token: str) -> Answer:
    """What a client says in XOAUTH2 (https://developers.google.com/gmail/imap/xoauth2-protocol)."""
    return Answer(f"user={user}\1auth=Bearer {token}\1\1")


class Answer:
    """The first line of XOAUTH2, and nothing to whatever the server says then: it is its error."""

    def __init__(self, line: str) -> None:
        self._left = [line]

    def __call__(self, _said: bytes | None = None) -> str:
        """The next line, whatever the server said."""
        return self._left.pop() if self._left else ""
