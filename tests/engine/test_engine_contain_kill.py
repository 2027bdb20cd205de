"""After a kill at any moment the run finds out what really happened, and goes on; undo likewise."""

import os
import random
from contextlib import suppress
from functools import partial

import pytest

from abusedesk import engine
from abusedesk.errors import Refused
from abusedesk.model import Receipt, to_json
from engine.contained_case import (
    ALL,
    HOST,
    LEAKED,
    MALLORY,
    account,
    approve,
    begun_again,
    case,
    connection,
    needed,
    seen,
    step,
)
from engine.contained_kill import Killed, killing, whole

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# A few here, hundreds in `make prove`; every run of one kind draws the same moments.
KILLS = 204 if os.environ.get("ABUSEDESK_PROVE") else 8


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with account(tmp_path_factory.mktemp("account")) as one:
        yield one


@pytest.fixture
def server(served, monkeypatch):
    return begun_again(served, monkeypatch)


def states(store, case_id, server):
    return to_json([one.change for one in seen(store, case_id, server).previews])


def moments(monkeypatch, run):
    with killing(monkeypatch, None) as killer:
        run()
    return killer.seen


def test_a_kill_at_any_moment_of_contain_or_undo_doubles_nothing_and_forgets_nothing(
    store, server, monkeypatch
):
    chance = random.Random(20260305)  # noqa: S311 - seeded, to kill at the same moments
    killed, lasts = 0, {}
    for number in range(KILLS // 2):
        if number % 10 == 0:
            case_id = case(store)
            first, digest = states(store, case_id, server), seen(store, case_id, server).digest
        runs = {
            "contain": partial(approve, store, case_id, server, digest=digest),
            "undo": partial(engine.undo, store, case_id, connection(server)),
        }
        for name, run in runs.items():
            if number == 0:
                lasts[name] = moments(monkeypatch, run)
                continue
            with killing(monkeypatch, chance.randint(1, lasts[name])), suppress(Killed):
                run()
                killed -= 1
            killed += 1
            with suppress(Refused):  # it had come to its end before it was killed
                run()
            left = whole(store, case_id)
            assert len(left) == (4 if name == "contain" else 0)
            assert needed(store, case_id, server) == ([] if name == "contain" else [2, 3, 4, 1])
        assert states(store, case_id, server) == first
    assert killed >= (KILLS - 2) * 0.9
    assert not any(one.stands for one in store.get_all(case_id, "receipts", Receipt))


# Three identities are shut at once; the first end that is written leaves two without.
RESOLVED = {"contain_approved": 0, "step_intended": 1, "step_applied": 2}


@pytest.mark.parametrize("moment", RESOLVED)
def test_a_run_goes_on_after_a_kill_behind_each_kind_of_line(store, server, monkeypatch, moment):
    from abusedesk.store import Journal  # noqa: PLC0415 - for this test alone

    case_id = case(store)
    digest = seen(store, case_id, server).digest
    append = Journal.append

    def wrote(self, kind, body):
        line = append(self, kind, body)
        if kind == moment:
            raise Killed
        return line

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", wrote)
        with pytest.raises(Killed):
            approve(store, case_id, server, digest=digest)
    done = approve(store, case_id, server, digest=digest)
    assert done.left == ()
    assert done.resolved == RESOLVED[moment]
    assert needed(store, case_id, server) == []
    assert {one.approved_by for one in done.receipts} == {("Hanako",)}
    assert len(list(store.journal(case_id).entries("contain_approved"))) == 1
    assert len(whole(store, case_id)) == 4


def test_another_digest_does_not_go_on_with_an_interrupted_run(store, server, monkeypatch):
    case_id = case(store)
    digest = seen(store, case_id, server).digest
    with killing(monkeypatch, 60), suppress(Killed):
        approve(store, case_id, server, digest=digest)
    with pytest.raises(Refused, match="is another now"):
        approve(store, case_id, server, digest="sha256:" + "0" * 64)
    with pytest.raises(Refused):
        approve(store, case_id, server, engine.Choice(phase="contain"), digest=digest)
    assert approve(store, case_id, server, ALL).left == ()


# Each waits for all that stands before it: the copy, what contains, and that the key is off.
DELETING = (
    step(1, "snapshot_volumes", HOST, phase="preserve", region="us-east-1"),
    step(2, "deactivate_access_key", LEAKED),
    step(3, "terminate_instance", HOST, phase="eradicate", region="us-east-1"),
    step(4, "delete_access_key", LEAKED, phase="eradicate"),
    step(5, "delete_user", MALLORY, phase="eradicate"),
)
DELETE = engine.Choice(phase="eradicate")


@pytest.mark.parametrize("seed", range(1, 41) if os.environ.get("ABUSEDESK_PROVE") else (1,))
def test_a_kill_among_deletions_deletes_nothing_unsealed_and_brings_nothing_back(
    store, server, monkeypatch, seed
):
    chance = random.Random(seed)  # noqa: S311 - seeded, to kill at the same moments
    case_id = case(store, DELETING)
    for phase in ("preserve", "contain"):
        approve(store, case_id, server, engine.Choice(phase=phase))
    server.clock.advance(3600)  # until the copy is complete
    digest = seen(store, case_id, server, DELETE).digest
    killed = 0
    for _ in range(3):
        with killing(monkeypatch, chance.randint(1, 40)), suppress(Killed):
            approve(store, case_id, server, DELETE, digest=digest)
            killed -= 1
        killed += 1
    with suppress(Refused):  # it had come to its end before it was killed
        approve(store, case_id, server, DELETE, digest=digest)
    assert killed
    assert whole(store, case_id) == {(one.action, one.target) for one in DELETING}
    assert needed(store, case_id, server) == []
    kept = {(one.collector, one.kind) for one in store.evidence(case_id)}
    assert {("delete_access_key", "iam.access_key"), ("delete_user", "iam.user")} <= kept
    undone = engine.undo(store, case_id, connection(server))
    assert {one.step for one in undone.taken_back if one.end == "kept"} == {3, 4, 5}
    assert not any(one.step in {3, 4, 5} and one.end == "undone" for one in undone.taken_back)
