"""A server that plays one small account after another, for tests of actions."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from abusedesk import act, drill
from abusedesk.aws.pacing import Pacing
from abusedesk.aws.session import open_session
from abusedesk.model import Target
from drill.drill_clients import serving
from drill.drill_folders import ACCOUNT, TOML, sign_in, write

REGION = "us-east-1"


@contextmanager
def played(folder):
    """The server, and one session on it."""
    with pytest.MonkeyPatch.context() as patch, serving(write(folder), throttle=False) as server:
        sign_in(patch, server)
        pacing = Pacing(sleep=lambda _: None)
        session = open_session(endpoint_url=server.endpoint_url, case_id="test", pacing=pacing)
        yield server, session
        session.close()


def begin(playing, folder, resources=None, files=None, toml=TOML):
    """Let the server play an account with resources in us-east-1; gives it and the session."""
    more = {"resources/us-east-1.json": resources} if resources else {}
    incident = drill.load(write(folder, {**more, **(files or {})}, toml=toml))
    playing[0].begin_again(incident, responder_policy=None)
    return playing


def preview(session, name, target, *parts, region=REGION):
    return act.preview(act.every()[name], session, Target(target, ACCOUNT, region, parts))


def there_and_back(session, change):
    """Apply, look, take back, look: the looks."""
    action = act.every()[change.action]
    act.apply(action, session, change)
    applied = act.preview(action, session, change.target)
    act.revert(action, session, change)
    return applied.before, act.preview(action, session, change.target)
