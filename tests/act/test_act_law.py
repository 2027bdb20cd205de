"""
The law of actions, asked of every one in a world of its own.

preview -> apply -> preview: no change needed -> revert -> the account as it was before, all of it; the same
from whatever moment the process was killed at. For those without a way back: what is lost is kept.
"""

import json

import pytest

from abusedesk import act
from abusedesk.errors import Denied, Refused
from act.act_law import Stage, difference, expected, theatre, worlds

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

WORLDS = worlds()
# Before the first write, then after each: what is read in between changes nothing.
MOMENTS = ((0, True), *((number, False) for number in range(80)))
STAGED = sorted(set(WORLDS) & set(act.every()))
REVERSIBLE = [name for name in STAGED if act.every()[name].reversible]


@pytest.fixture(scope="module")
def playing(tmp_path_factory):
    with theatre(tmp_path_factory.mktemp("law") / "first") as opened:
        yield opened


@pytest.fixture
def stage(request, tmp_path, playing):
    return Stage(request.param, tmp_path / "incident", playing)


def all_actions(test):
    return pytest.mark.parametrize("stage", STAGED, indirect=True)(test)


def those_with_a_way_back(test):
    return pytest.mark.parametrize("stage", REVERSIBLE, indirect=True)(test)


def same(stage, state):
    found = difference(state, stage.server.state())
    assert not found, "\n".join(found)


def test_every_action_has_a_world():
    assert sorted(act.every()) == sorted(WORLDS)


@all_actions
def test_a_preview_is_json_changes_nothing_and_needs_no_permission_to_write(stage):
    state = stage.server.state()
    change = stage.planned()
    assert change.needed
    assert change.target == stage.world.TARGET
    assert json.loads(json.dumps([change.before, change.after])) == [change.before, change.after]
    same(stage, state)
    reads = [one.rpartition("=")[2] for one in stage.action.reads]
    allowed = {"Statement": [{"Effect": "Allow", "Action": reads or ["none:None"], "Resource": "*"}]}
    stage.begin_again(responder_policy=allowed)
    assert stage.planned() == change
    with pytest.raises(Denied):
        stage.apply(change)
    same(stage, state)


@all_actions
def test_after_it_is_applied_no_change_is_needed_and_applying_again_does_nothing(stage):
    change = stage.planned()
    for evidence in act.keep(stage.action, stage.session, change):
        assert evidence.collector == stage.action.id
    calls = stage.apply(change)
    assert calls
    assert stage.settled(change).before == expected(stage.world, change)
    check = getattr(stage.world, "CHECK", None)
    if check is not None:
        check(stage.server, stage.session, change)
    state = stage.server.state()
    if not hasattr(stage.world, "SHOWN"):
        assert not stage.preview().needed
        # Of a secret the state alone does not tell whether it reached anybody, so it is looked after.
        assert stage.action.hands_over or stage.finish(change) == ()
        stage.again(change, "apply")
    with pytest.raises(Refused, match="changed since"):
        stage.apply(change)
    same(stage, state)


@all_actions
def test_killed_at_any_write_it_is_finished_and_nothing_is_made_twice(stage):
    change = stage.planned()
    stage.apply(change)
    stage.settled(change)
    whole, handed = stage.server.state(), set(stage.vault.held)
    for number, before in MOMENTS:
        stage.begin_again()
        if not stage.killed(lambda: stage.apply(change), number, before=before):
            return
        _finished(stage, change)
        stage.comes_to(whole)
        same(stage, whole)
        assert len(stage.vault.held) == len(handed)
    pytest.fail(f"{stage.action.id} writes too often")


def _finished(stage, change):
    try:
        stage.finish(change)
    except Refused:
        # Only one that nobody can tell whole from changed may refuse; then it has to be whole.
        assert hasattr(stage.world, "SHOWN")


@those_with_a_way_back
def test_reverted_the_account_is_as_before_and_so_it_is_when_reverted_twice(stage):
    first = stage.planned()
    state = stage.server.state()
    stage.apply(first)
    stage.settled(first)
    assert stage.revert(first)
    same(stage, state)
    assert stage.planned() == first
    stage.again(first, "revert")
    same(stage, state)


@those_with_a_way_back
def test_killed_at_any_write_of_the_way_back_it_is_gone_again(stage):
    state, change = stage.server.state(), stage.planned()
    for number, before in MOMENTS:
        stage.begin_again()
        stage.apply(change)
        stage.settled(change)
        if not stage.killed(lambda: stage.revert(change), number, before=before):
            return
        stage.revert(change)
        same(stage, state)
    pytest.fail(f"{stage.action.id} writes too often to go back")


@those_with_a_way_back
def test_killed_half_way_it_can_be_reverted_without_being_finished(stage):
    state, change = stage.server.state(), stage.planned()
    for number, before in MOMENTS:
        stage.begin_again()
        if not stage.killed(lambda: stage.apply(change), number, before=before):
            return
        stage.revert(change)
        same(stage, state)


@pytest.mark.parametrize("stage", [name for name in STAGED if name not in REVERSIBLE], indirect=True)
def test_one_without_a_way_back_says_why_and_keeps_what_is_lost(stage):
    change = stage.planned()
    kept = act.keep(stage.action, stage.session, change)
    assert kept or change.before
    stage.apply(change)
    with pytest.raises(Refused, match="cannot be taken back"):
        stage.revert(change)
