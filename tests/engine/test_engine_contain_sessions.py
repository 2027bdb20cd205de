"""A session that began after the others were revoked does not stay, where a way to it was open that long."""

from dataclasses import replace

import pytest

from abusedesk import drill, engine
from act.worlds import restore_trust_policy as opened
from drill.drill_folders import ACCOUNT, sign_in, write
from engine.contained_case import MEANS, NOW, approve, case, needed, step

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ROLE = f"arn:aws:iam::{ACCOUNT}:role/deployer"
REVOKE = step(1, "revoke_role_sessions", ROLE)
SHUT = replace(step(2, "restore_trust_policy", ROLE), parts=opened.TARGET.parts)
ONE_SEARCH = replace(MEANS, sweeps=1)


@pytest.fixture
def server(tmp_path, monkeypatch):
    folder = write(tmp_path / "incident", opened.FILES)
    with drill.serve(drill.load(folder), throttle=False) as served:
        sign_in(monkeypatch, served)
        yield served


def in_order(store, server, *numbers):
    """The case after its steps were taken in that order, minutes apart, and a search after the last."""
    case_id = case(store, (REVOKE, SHUT))
    for number in numbers:
        means = ONE_SEARCH if number == numbers[-1] else MEANS
        done = approve(store, case_id, server, engine.Choice(step=number), means=means)
        assert [one.end for one in done.ended] == ["applied"]
        server.clock.advance(120)
    return case_id


def revocations(store, case_id):
    return [one for one in store.plan(case_id) if one.action == REVOKE.action]


def test_sessions_are_revoked_again_where_the_trust_was_mended_only_afterwards(store, server):
    case_id = in_order(store, server, 1, 2)
    first, again = revocations(store, case_id)
    assert first.parts == ()
    assert again.parts
    assert again.step in needed(store, case_id, server)
    done = approve(store, case_id, server, engine.Choice(step=again.step), means=ONE_SEARCH)
    assert [one.end for one in done.ended] == ["applied"]
    assert again.step not in needed(store, case_id, server)
    assert revocations(store, case_id) == [first, again]
    undone = engine.undo(store, case_id, engine.Connection(endpoint_url=server.endpoint_url))
    assert {one.end for one in undone.taken_back} == {"undone"}
    assert set(needed(store, case_id, server)) == {1, 2, again.step}


def test_an_approval_to_contain_covers_that_the_sessions_are_revoked_again(store, server):
    case_id = case(store, (REVOKE,))
    approve(store, case_id, server, engine.Choice(phase="contain"))
    server.clock.advance(120)
    store.save_plan(case_id, (REVOKE, SHUT), NOW)
    done = approve(store, case_id, server, engine.Choice(phase="contain"), means=ONE_SEARCH)
    [again] = [one for one in done.added if one.action == REVOKE.action]
    assert {one.step.step: one.end for one in done.ended}[again.step] == "applied"


def test_sessions_are_not_revoked_again_where_the_trust_was_mended_before(store, server):
    case_id = in_order(store, server, 2, 1)
    assert len(revocations(store, case_id)) == 1
