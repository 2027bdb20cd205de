"""The practice account in a process of its own, which ends with the one that started it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from abusedesk.errors import BadInput, DeskError

if TYPE_CHECKING:
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
    """A practice account that runs; now was its clock when it began, aware UTC."""

    endpoint_url: str
    credentials: Credentials
    now: datetime
    account: str
    process: subprocess.Popen[str]

    def close(self) -> None:
        """End the child."""
        if self.process.stdin is not None:
            self.process.stdin.close()  # the child ends when its input does
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def start(folder: Path, *, port: int, throttle: bool, responder_policy: Path | None) -> Running:
    """Serve the incident in folder from a child process; see drill.start."""
    command = [sys.executable, "-m", "abusedesk.drill", str(folder), "--port", str(port), "--tied"]
    command += [] if throttle else ["--no-throttle"]
    command += ["--responder-policy", str(responder_policy)] if responder_policy is not None else []
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
    return Running(
        endpoint_url=ready["endpoint_url"],
        credentials=Credentials(**ready["credentials"]),
        now=datetime.fromisoformat(ready["now"]),
        account=ready["account"],
        process=process,
    )
