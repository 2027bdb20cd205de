"""How a connection to the practice account is served: one request after the other, until it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterable, Sequence


class Handler(WSGIRequestHandler):
    """
    Keeps its connection open, and does not wait to fill a packet.

    held are the connections that are open, which the server closes when it is closed itself; a server gives
    its own. The application reads each request's whole body, and tells the length of each answer.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    held: set[socket.socket]

    def setup(self) -> None:
        """Remember the connection."""
        super().setup()
        self.held.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        self.held.discard(self.connection)
        super().finish()

    def run_wsgi(self) -> None:
        """Answer one request: werkzeug's own way takes a new connection and thread for each of thousands."""
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            told.extend((status, headers))

        pieces: Iterable[bytes] | None = None
        try:
            pieces = self.server.app(self.make_environ(), start)
        finally:
            if pieces is None:  # a fault of ours, which the server prints
                self.close_connection = True
                self._send("500 INTERNAL SERVER ERROR", [("Content-Length", "0")], b"")
        try:
            self._send(told[0], told[1], b"".join(pieces))
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    def _send(self, status: str, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        code, _, phrase = status.partition(" ")
        # Without werkzeug's Date and Server: the answer has the practice account's.
        self.send_response_only(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
