"""The practice account in a process of its own, which ends with the one that started it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from abusedesk.errors import BadInput, DeskError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

BAD_INPUT = 2  # the exit code of a folder with mistakes
_PATIENCE = 10  # seconds for the child to end when asked to


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the responder signs with."""

    access_key: str
    secret_key: str
    token: str


@dataclass(slots=True, kw_only=True)
class Running:
    """
    A practice account that runs; now was its clock when it began, aware UTC.

    moves is what its intruder tried, in order: members as opponent.player.Tried. told, where somebody
    listens, is called with each, in a thread of its own.
    """

    endpoint_url: str
    credentials: Credentials
    now: datetime
    account: str
    process: subprocess.Popen[str]
    moves: list[Mapping[str, Any]] = field(default_factory=list)
    told: Callable[[Mapping[str, Any]], None] | None = None
    _listener: threading.Thread | None = None

    def listen(self) -> None:
        """Take in what the child says from now on, which would wait for us otherwise."""
        self._listener = threading.Thread(target=self._take, daemon=True)
        self._listener.start()

    def _take(self) -> None:
        for line in self.process.stdout or ():
            try:
                move = json.loads(line)["intruder"]
            except (ValueError, KeyError, TypeError):
                continue
            self.moves.append(move)
            if self.told is not None:
                self.told(move)

    def close(self) -> None:
        """End the child."""
        if self.process.stdin is not None:
            self.process.stdin.close()  # the child ends when its input does
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._listener is not None:
            self._listener.join(_PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start(folder: Path, options: Sequence[str]) -> Running:
    """Serve the incident in folder from a child process with these options; see drill.start."""
    command = [sys.executable, "-m", "abusedesk.drill", str(folder), *options, "--tied"]
    process = subprocess.Popen(  # noqa: S603 # our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    line = process.stdout.readline() if process.stdout is not None else ""
    try:
        ready = json.loads(line)
    except ValueError:
        ready = {"error": "it ended without a word"}
    if "error" in ready:
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        raise (
            BadInput(ready["error"])
            if code == BAD_INPUT
            else DeskError(f"practice account: {ready['error']}")
        )
    running = Running(
        endpoint_url=ready["endpoint_url"],
        credentials=Credentials(**ready["credentials"]),
        now=datetime.fromisoformat(ready["now"]),
        account=ready["account"],
        process=process,
    )
    running.listen()
    return running
