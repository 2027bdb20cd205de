"""The practice account's HTTP server, on loopback only."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from abusedesk.drill.incident import Incident
    from abusedesk.drill.opponent.player import Intruder
    from abusedesk.drill.serving.app import Practice
    from abusedesk.drill.state.clock import Clock
    from abusedesk.drill.state.principals import Principal
    from abusedesk.drill.state.world import World

_HOST = "127.0.0.1"
_BETWEEN_LOOKS = 0.2  # seconds, whether a move of the intruder is due
# Read by moto when it is imported.
_MOTO = {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false", "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}


class Server:
    """A served incident; close it, or use it in a with statement."""

    def __init__(self, world: World, port: int) -> None:
        from werkzeug.serving import make_server  # noqa: PLC0415 # only where it is used

        from abusedesk.drill.serving.app import Practice  # noqa: PLC0415 # likewise
        from abusedesk.drill.serving.handler import Handler  # noqa: PLC0415 # likewise

        self._practice = Practice(world)
        self._held: set[socket.socket] = set()
        handler = type("Handler", (Handler,), {"held": self._held})
        self._server = make_server(_HOST, port, self._practice, threaded=True, request_handler=handler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]  # threaded servers have it
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self._closed = threading.Event()
        self._mover = threading.Thread(target=self._keeps_moving, daemon=True)
        self._let_him_move()

    def _let_him_move(self) -> None:
        if self.world.incident.moves and not self.world.manner.still and self._mover.ident is None:
            self._mover.start()

    def _keeps_moving(self) -> None:
        """Make the intruder's moves when they are due, also while nobody asks anything."""
        while not self._closed.wait(_BETWEEN_LOOKS):
            self._practice.intruder.play()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_port)

    @property
    def endpoint_url(self) -> str:
        """For every service's client; S3 path-style."""
        return f"http://{_HOST}:{self.port}"

    @property
    def application(self) -> Practice:
        """What answers the requests, a WSGI application."""
        return self._practice

    @property
    def world(self) -> World:
        """All that the account is now."""
        return self._practice.world

    @property
    def clock(self) -> Clock:
        """The account's clock, which tests move."""
        return self.world.clock

    @property
    def intruder(self) -> Intruder:
        """He who fights back, where the incident has moves: log says what he tried, and what he got."""
        return self._practice.intruder

    @property
    def responder(self) -> Principal:
        """Whose credentials the responder has: key, secret and token."""
        return self.world.responder

    def state(self) -> dict[str, Any]:
        """
        All accounts' state by id, as JSON that compares equal when an account is as it was.

        See state.dump for what is left out.
        """
        from abusedesk.drill.serving.settling import settle  # noqa: PLC0415 # only where it is used
        from abusedesk.drill.state.dump import dump  # noqa: PLC0415 # likewise

        with self.world.lock:
            settle(self.world)
            return dump(self.world)

    def begin_again(self, incident: Incident | None = None, **changed: Any) -> None:
        """
        Put the account back to what its folder says, or play another incident from now on.

        changed are words of drill.serve that differ now.
        """
        from abusedesk.drill.state.world import World  # noqa: PLC0415 # only where it is used

        old = self.world
        with old.lock:
            self._practice.play(World(incident or old.incident, replace(old.manner, **changed)))
        self._let_him_move()

    def wait(self) -> None:
        """Until the server is closed."""
        self._thread.join()

    def close(self) -> None:
        """Stop answering, and end the connections that clients keep open."""
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._held):
            with suppress(OSError):  # the client may have been faster
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        if self._mover.ident is not None:
            self._mover.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_server(incident: Incident, *, port: int, **manner: Any) -> Server:
    """Serve incident on loopback; manner is as drill.serve says."""
    for name, value in _MOTO.items():
        os.environ.setdefault(name, value)
    from abusedesk.drill.state.world import Manner, World  # noqa: PLC0415 # after moto's settings

    return Server(World(incident, Manner(**manner)), port)
