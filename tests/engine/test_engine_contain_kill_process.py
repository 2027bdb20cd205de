"""The command line is killed as a process, while AWS does what it was asked; started again it goes on."""

import os
import random

import pytest

from abusedesk import engine
from engine.commanded_kill import WAYS, commands, deadly
from engine.contained_case import ALL, account, approve, begun_again, case, connection, needed, seen
from engine.contained_kill import whole

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# Two here, forty in `make prove`: one of each pair is of `contain`, one of `undo`.
KILLS = 40 if os.environ.get("ABUSEDESK_PROVE") else 2
KILLED = -9
# Whoever was killed after all was done is told so when it is tried again.
NOTHING_TO_DO = 4
UNHURRIED = engine.Means(wait=lambda _: None)
SIGNED = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


@pytest.fixture
def server(tmp_path, monkeypatch):
    with account(tmp_path / "account", still=True) as one:
        yield begun_again(one, monkeypatch)


def test_a_process_killed_in_contain_or_undo_doubles_nothing_and_forgets_nothing(
    store, server, tmp_path, prove_table
):
    chance = random.Random(20260305)  # noqa: S311 - seeded, to kill at the same moments
    signed = {name: os.environ[name] for name in SIGNED}
    with commands(tmp_path) as started, deadly(server, started.kill) as before:
        case_id = case(store)
        first = seen(store, case_id, server)
        before.next()
        approve(store, case_id, server, ALL, digest=first.digest, means=UNHURRIED)
        lasts = {"contain": before.asked}
        before.next()
        engine.undo(store, case_id, connection(server))
        lasts["undo"] = before.asked
        killed = 0
        for number in range(KILLS // 2):
            if number % 10 == 0:
                case_id = case(store)
                approved = ("--approve-as", "Hanako", "--expect", seen(store, case_id, server).digest)
            runs = {"contain": ("contain", case_id, *approved), "undo": ("undo", case_id)}
            for name, words in runs.items():
                at, way = chance.randint(1, lasts[name]), chance.choice(WAYS)
                arguments = (
                    "--home",
                    tmp_path / "home",
                    *words,
                    "--all",
                    "--endpoint-url",
                    server.endpoint_url,
                )
                before.next(at, way)
                ended = started.run(*arguments, environment=signed)
                assert ended in {KILLED, 0}, started.out.read_text("utf-8")
                killed += ended == KILLED
                before.next()
                again = started.run(*arguments, environment=signed)
                assert again in {0, NOTHING_TO_DO}, started.out.read_text("utf-8")
                left = whole(store, case_id)
                assert len(left) == (4 if name == "contain" else 0)
                assert needed(store, case_id, server) == ([] if name == "contain" else [2, 3, 4, 1])
                prove_table(f"{name:7} {way:10} at request {at:3} of {lasts[name]}: {ended}, then {again}")
        assert [one.change for one in seen(store, case_id, server).previews] == [
            one.change for one in first.previews
        ]
    assert killed >= KILLS * 0.9
