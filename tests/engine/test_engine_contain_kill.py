"""After a kill at any moment the run finds out what really happened, and goes on; undo likewise."""

import os
import random
from contextlib import suppress
from functools import partial

import pytest

from abusedesk import engine
from abusedesk.errors import Refused
from abusedesk.model import Receipt, to_json
from engine.contained_case import ALL, account, approve, begun_again, case, connection, needed, seen
from engine.contained_kill import Killed, killing

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


def whole(store, case_id):
    """What stands: no intent without an end, none applied twice without being taken back, all sealed."""
    journal = store.journal(case_id)
    assert journal.broken_at() is None
    sealed = {one.key: one.sha256 for one in store.evidence(case_id) if one.kind == "act.before"}
    assert all(store.blobs.intact(one) for one in sealed.values())
    targets, open_, standing = {}, set(), set()
    for line in journal.entries("step_intended", "step_applied", "step_failed", "step_undone"):
        number = line.body.get("intent", line.number)
        if line.kind == "step_intended":
            targets[number] = line.body["change"]["target"]["id"]
            assert targets[number] in sealed
            open_.add(number)
        elif line.kind == "step_undone":
            standing.discard(targets[number])
        else:
            open_.remove(number)
            if line.kind == "step_applied":
                assert targets[number] not in standing
                standing.add(targets[number])
    assert open_ == set()
    return standing


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
