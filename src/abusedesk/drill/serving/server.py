"""The practice account's HTTP server, on loopback only."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.incident import Incident
    from abusedesk.drill.state.principals import Principal
    from abusedesk.drill.state.world import World

_HOST = "127.0.0.1"
# Read by moto when it is imported.
_MOTO = {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false", "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}


class Server:
    """A served incident; close it, or use it in a with statement."""

    def __init__(self, world: World, port: int) -> None:
        from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: PLC0415 # only where it is used

        from abusedesk.drill.serving.app import Practice  # noqa: PLC0415 # likewise

        held: set[socket.socket] = set()

        class Handler(WSGIRequestHandler):
            """Keeps connections open, and does not wait to fill a packet."""

            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                """Remember the connection, which the server closes when it is closed itself."""
                super().setup()
                held.add(self.connection)

            def finish(self) -> None:
                """Forget the connection."""
                held.discard(self.connection)
                super().finish()

            def send_response(self, code: int, message: str | None = None) -> None:
                """Without a Date of the real world: the answer has the practice account's."""
                self.send_response_only(code, message)

            def log_request(self, code: Any = "-", size: Any = "-") -> None:
                """Say nothing of a request that was answered."""

        self.world = world
        self._held = held
        self._server = make_server(_HOST, port, Practice(world), threaded=True, request_handler=Handler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]  # threaded servers have it
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_port)

    @property
    def endpoint_url(self) -> str:
        """For every service's client; S3 path-style."""
        return f"http://{_HOST}:{self.port}"

    @property
    def responder(self) -> Principal:
        """Whose credentials the responder has: key, secret and token."""
        return self.world.responder

    def wait(self) -> None:
        """Until the server is closed."""
        self._thread.join()

    def close(self) -> None:
        """Stop answering, and end the connections that clients keep open."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._held):
            with suppress(OSError):  # the client may have been faster
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_server(
    incident: Incident, *, port: int, throttle: bool, responder_policy: Mapping[str, Any] | None
) -> Server:
    """Serve incident on loopback; see drill.serve."""
    for name, value in _MOTO.items():
        os.environ.setdefault(name, value)
    from abusedesk.drill.state.world import World  # noqa: PLC0415 # after moto's settings

    return Server(World(incident, throttle=throttle, responder_policy=responder_policy), port)
