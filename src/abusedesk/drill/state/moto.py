"""
Moto, answering in this process for one served incident at a time.

Moto keeps its state in globals, by account; each incident has a state of its own, put in for the length of a
call and taken out again, and moto's clock is the incident's meanwhile.
"""

from __future__ import annotations

import io
import re
import sys
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from abusedesk.drill.state.clock import Clock

_LOCK = threading.RLock()
_CLOCK: ContextVar[Clock | None] = ContextVar("practice clock", default=None)
_OURS = frozenset({"status", "date", "server", "content-length", "x-amzn-requestid", "x-amz-request-id"})
Reply = tuple[int, dict[str, str], bytes]


class Moto:
    """Moto's state of one served incident; iam is its IAM backends by account."""

    def __init__(self, iam: Mapping[str, Any], clock: Clock) -> None:
        from moto.iam.models import iam_backends  # noqa: PLC0415 # moto is loaded when a server opens

        self._clock = clock
        self._accounts = tuple(iam)
        self._state: dict[Any, dict[str, Any]] = {iam_backends: dict(iam)}

    def answer(self, service: str, region: str, account: str, environ: Mapping[str, Any]) -> Reply | None:
        """Moto's answer to the request in environ; None where moto has no such operation."""
        from moto.core.request import Request  # noqa: PLC0415 # likewise
        from werkzeug.exceptions import HTTPException  # noqa: PLC0415 # moto is loaded when a server opens

        host = f"{models.services()[service].endpoint_prefix}.{region}.amazonaws.com"
        request = Request(
            {
                **environ,
                "HTTP_HOST": host,
                "SERVER_NAME": host,
                "SERVER_PORT": "443",
                "wsgi.url_scheme": "https",
                "HTTP_X_MOTO_ACCOUNT_ID": account,
                "wsgi.input": io.BytesIO(environ["abusedesk.body"]),
            }
        )
        with self._lent():
            handler = _handler(host, request.path)
            if handler is None:
                return None
            try:
                status, headers, body = handler(request, request.raw_url, dict(request.headers))
            except NotImplementedError:
                return None
            except HTTPException as error:
                status, headers, body = error.code or 400, dict(error.get_headers()), error.get_body()
        kept = {name: str(value) for name, value in headers.items() if name.lower() not in _OURS}
        return int(status), kept, body.encode() if isinstance(body, str) else bytes(body or b"")

    def backends(self, account: str) -> Iterator[tuple[str, str, Any]]:
        """Moto's own state of account, IAM's aside: service, region and backend."""
        for backends, of_account in self._state.items():
            if backends.service_name != "iam":
                for region, backend in sorted(dict.items(of_account.get(account, {}))):
                    yield str(backends.service_name), region, backend

    @contextmanager
    def _lent(self) -> Iterator[None]:
        from moto.core.base_backend import BackendDict  # noqa: PLC0415 # moto is loaded when a server opens

        with _LOCK:
            known: Any = BackendDict
            mark = _CLOCK.set(self._clock)
            for backends, of_account in self._state.items():
                backends.update(of_account)
            try:
                yield
            finally:
                for backends in list(known._instances):  # noqa: SLF001 # moto offers no other list of them
                    for account in self._accounts:
                        if account in dict(backends):
                            self._state.setdefault(backends, {})[account] = backends.pop(account)
                _CLOCK.reset(mark)


@cache
def _service_of(host: str) -> Any:
    """Moto's urls for host, None where it has no such service."""
    from moto import backend_index, backends  # noqa: PLC0415 # moto is loaded when a server opens
    from moto.core.base_backend import BackendDict  # noqa: PLC0415 # likewise
    from moto.core.models import DEFAULT_ACCOUNT_ID  # noqa: PLC0415 # likewise

    name = next(
        (name for name, pattern in backend_index.backend_url_patterns if pattern.match(f"https://{host}/")),
        None,
    )
    if name is None:
        return None
    known: Any = backends.get_backend(name)  # type: ignore[call-overload]
    if isinstance(known, BackendDict):
        account = known[DEFAULT_ACCOUNT_ID]
        urls = account["us-east-1" if "us-east-1" in account else "aws"].urls
    else:
        urls = known["global"].urls
    _tell_time(len(sys.modules))
    return urls


@cache
def _compiled(url: str) -> re.Pattern[str]:
    return re.compile(url)


def _handler(host: str, path: str) -> Callable[..., Any] | None:
    urls = _service_of(host)
    for url, handler in (urls or {}).items():
        if _compiled(url).match(f"https://{host}{path}"):
            found: Callable[..., Any] = handler
            return found
    return None


@cache
def _tell_time(_modules_loaded: int) -> None:
    """Let every module of moto loaded so far ask the practice clock for the time."""
    from moto.core import utils  # noqa: PLC0415 # moto is loaded when a server opens

    real = vars(utils).setdefault("_real_utcnow", utils.utcnow)

    def utcnow() -> datetime:
        clock = _CLOCK.get()
        moment: datetime = real() if clock is None else clock.now().replace(tzinfo=None)
        return moment

    for name, module in list(sys.modules.items()):
        if name.startswith("moto.") and "utcnow" in vars(module):
            module.utcnow = utcnow  # type: ignore[attr-defined]  # each module of moto holds its own name for it
