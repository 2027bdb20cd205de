"""One HTTP session for all clients of a Session."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from botocore.httpsession import URLLib3Session, get_cert_path

if TYPE_CHECKING:
    from urllib3 import PoolManager

_HOSTS = 512  # regions x services, each a pool of its own; urllib3 keeps ten, and closes the rest
# As botocore's own clients ask for: without it a request whose body follows its head waits, on a connection
# that is used again, until the other side has acknowledged the head, which it puts off for 40 ms and more.
_AT_ONCE = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]


class SharedHTTP(URLLib3Session):
    """
    A botocore HTTP session that reads the CA bundle once.

    botocore's own reads it for every new connection, 15 to 20 ms each, and every client has its own
    session; an investigation opens hundreds of connections.
    """

    def _get_pool_manager_kwargs(self, **extra: Any) -> dict[str, Any]:
        made: dict[str, Any] = super()._get_pool_manager_kwargs(**extra)  # type: ignore[no-untyped-call]  # botocore has no types
        return {**made, "num_pools": _HOSTS, "socket_options": _AT_ONCE}

    def _get_ssl_context(self) -> Any:
        context = super()._get_ssl_context()  # type: ignore[no-untyped-call]  # botocore has no types
        if self._verify:
            bundle = get_cert_path(self._verify)  # type: ignore[no-untyped-call]  # botocore has no types
            context.load_verify_locations(bundle)
        return context

    def _setup_ssl_cert(self, conn: Any, url: str, verify: Any) -> None:
        super()._setup_ssl_cert(conn, url, verify)  # type: ignore[no-untyped-call]  # botocore has no types
        conn.ca_certs = None  # the context has them already; named here they would be read again

    @property
    def pools(self) -> PoolManager:
        """The connections, by host."""
        manager: PoolManager = self._manager
        return manager
