"""What the law of actions is tried with: worlds, a session that dies on the way, and what was handed over."""

from __future__ import annotations

import importlib.util
import json
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pytest

from abusedesk import act, drill
from abusedesk.aws.pacing import Pacing
from abusedesk.aws.permissions import is_read
from abusedesk.aws.read import Reader
from abusedesk.aws.session import Session, hashed, open_session
from abusedesk.aws.write import Writer
from abusedesk.drill.opponent.wire import posted
from drill.drill_folders import TOML, sign_in, write

WORLDS = Path(__file__).parent / "worlds"


@cache
def worlds():
    """Action id -> its world: FILES, TARGET, and what it says of itself beside."""
    found = {}
    for path in sorted(WORLDS.glob("[a-z]*.py")):
        spec = importlib.util.spec_from_file_location(f"act_world_{path.stem}", path)
        found[path.stem] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[path.stem])
    return found


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class Mortal:
    """A session's core that dies before or after a write."""

    def __init__(self, core):
        self._core = core
        self.left, self.before = None, False
        self.written = []

    def __getattr__(self, name):
        return getattr(self._core, name)

    def pages(self, request):
        """Every answer; the request that makes it dies where the time has come."""
        return self._through(self._core, request)

    def with_core(self, core):
        """Another core that dies with this one."""
        return Twin(core, self._through)

    def _through(self, core, request):
        changes = not is_read(request.call)
        if changes and self.left == 0 and self.before:
            raise Killed
        for answer in core.pages(request):
            if changes:
                self.written.append(request.call)
            if changes and self.left == 0 and not self.before:
                raise Killed
            if changes and self.left is not None:
                self.left -= 1
            yield answer


class Twin:
    """The core of another session of the same process."""

    def __init__(self, core, through):
        self._core, self._through = core, through

    def __getattr__(self, name):
        return getattr(self._core, name)

    def pages(self, request):
        return self._through(self._core, request)


class Vault:
    """Keeps what is handed over."""

    def __init__(self):
        self.held = {}

    def has(self, name):
        return name in self.held

    def give(self, name, secret):
        self.held[name] = dict(secret)


class Stage:
    """One action in its world; each world is played by the one server, with the one session."""

    def __init__(self, name, folder, theatre):
        self.action, self.world = act.every()[name], worlds()[name]
        write(folder, self.world.FILES, toml=getattr(self.world, "TOML", TOML))
        self.incident = drill.load(folder)
        self.server, self.core, self.session = theatre
        self.begin_again()

    def begin_again(self, responder_policy=None):
        """The account as the folder has it."""
        self.server.begin_again(self.incident, responder_policy=responder_policy)
        self.core.left, self.core.written, self.vault = None, [], Vault()
        self.session.root = None
        if self.action.as_root:
            self.world.ENTER(self, may_write=responder_policy is None)

    def preview(self):
        return act.preview(self.action, self.session, self.world.TARGET)

    def planned(self):
        """The change as it is approved: what the caller has to put into it, the world's COMPLETE puts."""
        return getattr(self.world, "COMPLETE", lambda change: change)(self.preview())

    def apply(self, change):
        return act.apply(self.action, self.session, change, self.vault)

    def finish(self, change):
        return act.finish(self.action, self.session, change, self.vault)

    def revert(self, change):
        return act.revert(self.action, self.session, change)

    def again(self, change, way):
        """Call the unit's own apply or revert once more, without looking first."""
        declared = (*self.action.reads, *self.action.writes)
        region = self.world.TARGET.region
        home = "us-east-1" if region in {"", "aws-global"} else region
        caller = (
            self.session.root.session("IAMDeleteRootUserCredentials") if self.action.as_root else self.session
        )
        getattr(self.action, way)(Writer(caller, home, declared, self.vault), change)

    def settled(self, change):
        """What a preview gives as before once the change shows, its patience at most."""
        found = self.preview()
        waited = 0
        while found.before != expected(self.world, change) and waited < self.action.patience:
            self.server.clock.advance(5)
            waited += 5
            found = self.preview()
        return found

    def comes_to(self, state):
        """Let time pass until the account is in that state, the action's patience at most."""
        for _ in range(0, self.action.patience, 5):
            if self.server.state() == state:
                return
            self.server.clock.advance(5)

    def killed(self, do, number, *, before):
        """Do it and die at the write of that number (from 0); False when it ended before that."""
        self.core.left, self.core.before = number, before
        try:
            do()
        except Killed:
            return True
        finally:
            self.core.left = None
        return False

    def reader(self, *declared, region="us-east-1"):
        return Reader(self.session, region, declared)


def expected(world, change):
    """What before is of a preview after the change: its after, where the world does not know better."""
    return getattr(world, "SHOWN", lambda change: dict(change.after))(change)


def difference(before, after, path=""):
    """Where two states differ, one line each."""
    if isinstance(before, dict) and isinstance(after, dict):
        lines = []
        for name in sorted({*before, *after}):
            lines += difference(before.get(name), after.get(name), f"{path}/{name}")
        return lines
    return [] if before == after else [f"{path}: {json.dumps(before)[:300]} -> {json.dumps(after)[:300]}"]


@contextmanager
def theatre(folder):
    """A server with a still clock, and the responder's session on it, which may be killed."""
    with (
        pytest.MonkeyPatch.context() as patch,
        drill.serve(drill.load(write(folder)), throttle=False, still=True) as server,
    ):
        sign_in(patch, server)
        opened = open_session(
            endpoint_url=server.endpoint_url, case_id="law", pacing=Pacing(sleep=lambda _: None)
        )
        # Thousands of requests: they go to the server's application without a socket between.
        here = partial(posted, server.application, environ={"REMOTE_ADDR": "127.0.0.1"})
        opened.core._boto.register("before-send", lambda request, **_: here(request))
        core = Mortal(opened.core)
        session = Session(core, hashed)
        try:
            yield server, core, session
        finally:
            session.close()
