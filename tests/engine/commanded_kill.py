"""The command line as a process, and a practice account that kills it at one of its requests."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock

TESTS = Path(__file__).resolve().parents[1]
# He dies before the request is on its way; before its answer is; just after it is.
WAYS = ("unasked", "unanswered", "answered")


class Commands:
    """Starts one command after the other; pid is the running one's id, once it is known."""

    def __init__(self, process, out):
        self.out, self._process = out, process
        self.known, self._pid = Event(), 0

    def run(self, *arguments, environment):
        """The exit code of a command, negative where a signal ended it."""
        self.known.clear()
        self.out.unlink(missing_ok=True)
        task = {"arguments": [str(one) for one in arguments], "environment": environment}
        self._process.stdin.write(json.dumps({**task, "out": str(self.out)}) + "\n")
        self._process.stdin.flush()
        self._pid = json.loads(self._process.stdout.readline())
        self.known.set()
        return json.loads(self._process.stdout.readline())

    def kill(self):
        """End the running command as nothing can be survived."""
        assert self.known.wait(30)
        with suppress(ProcessLookupError):  # it was faster
            os.kill(self._pid, signal.SIGKILL)


@contextmanager
def commands(folder):
    """A process from which commands are started; gives Commands."""
    path = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])
    process = subprocess.Popen(  # noqa: S603 - a script of ours
        [sys.executable, TESTS / "engine" / "commanding.py"],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Commands(process, folder / "printed.txt")
        process.stdin.close()


class _Answer:
    """An answer after which somebody is killed."""

    def __init__(self, pieces, then):
        self._pieces, self.close = pieces, then

    def __iter__(self):
        return iter(self._pieces)


class Deadly:
    """Stands before the practice account; asked counts the requests, the at-th of which kills the asker."""

    def __init__(self, application, kill):
        self._application, self._kill, self._lock = application, kill, Lock()
        self.asked, self.at, self.way = 0, None, ""

    def __call__(self, environ, start_response):
        with self._lock:
            self.asked += 1
            now = self.asked == self.at
        if now and self.way == "unasked":
            self._kill()
            start_response("503 Service Unavailable", [])
            return []
        answer = self._application(environ, start_response)
        if now and self.way == "unanswered":
            self._kill()
        return _Answer(answer, self._kill) if now and self.way == "answered" else answer

    def next(self, at=None, way=""):
        """Count from the beginning again, and kill at that request."""
        self.asked, self.at, self.way = 0, at, way


@contextmanager
def deadly(server, kill):
    """Put Deadly before a server's application until the block ends."""
    web = server._server
    web.app = before = Deadly(web.app, kill)
    try:
        yield before
    finally:
        web.app = before._application
