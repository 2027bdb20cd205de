"""A plan is carried out as it was approved, written down, and can be taken back."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from abusedesk import engine
from abusedesk.aws.write import Writer
from abusedesk.errors import Absent, BadInput, Denied, Refused
from abusedesk.model import CaseState, Receipt, to_json
from drill.drill_folders import ACCOUNT, NOW
from engine.contained_case import (
    ALL,
    BOSS,
    BOSS_KEY,
    CAROLS_KEY,
    HIS_KEY,
    HOST,
    LEAKED,
    MALLORY,
    MEANS,
    PLAN,
    account,
    approve,
    begun_again,
    case,
    connection,
    needed,
    seen,
    session,
    step,
)

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with account(tmp_path_factory.mktemp("account")) as one:
        yield one


@pytest.fixture
def server(served, monkeypatch):
    return begun_again(served, monkeypatch)


def kinds(store, case_id):
    return [one.kind for one in store.journal(case_id).entries()]


def test_an_approved_plan_is_carried_out_and_the_case_is_contained(store, server):
    case_id = case(store)
    assert needed(store, case_id, server) == [2, 3, 4, 1]
    done = approve(store, case_id, server)
    assert {one.step.step: one.end for one in done.ended} == dict.fromkeys([1, 2, 3, 4], "applied")
    assert done.left == ()
    assert [one.step for one in done.by_hand] == [5]
    assert needed(store, case_id, server) == []
    assert done.state is store.case(case_id).state is CaseState.CONTAINED


def test_every_step_has_an_intent_before_and_a_receipt_after(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    lines = list(store.journal(case_id).entries("step_intended", "step_applied"))
    ended = {one.body["intent"]: one.number for one in lines if one.kind == "step_applied"}
    begun = [one.number for one in lines if one.kind == "step_intended"]
    assert sorted(ended) == begun
    assert all(intent < end for intent, end in ended.items())
    receipts = store.get_all(case_id, "receipts", Receipt)
    assert {one.step for one in receipts} == {1, 2, 3, 4}
    assert all(one.stands and one.approved_by == ("Hanako",) and one.calls for one in receipts)
    assert store.journal(case_id).broken_at() is None


def test_all_are_denied_before_a_machine_is_isolated(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    actions = [one.body["change"]["action"] for one in store.journal(case_id).entries("step_intended")]
    assert actions[-1] == "isolate_instance"
    lines = list(store.journal(case_id).entries("step_intended", "step_applied"))
    assert [one.kind for one in lines[:3]] == ["step_intended"] * 3


def test_the_state_before_is_sealed_before_the_change(store, server):
    case_id = case(store)
    first = {one.step.target: one.change for one in seen(store, case_id, server).previews if one.change}
    approve(store, case_id, server)
    kept = [one for one in store.evidence(case_id) if one.kind == "act.before"]
    assert {one.key for one in kept} == {HOST, LEAKED, HIS_KEY, MALLORY}
    for one in kept:
        assert json.loads(store.blobs.path(one.sha256).read_bytes()) == to_json(first[one.key])
        assert store.blobs.intact(one.sha256)


def test_another_digest_is_refused_and_the_step_that_changed_is_named(store, server):
    case_id = case(store)
    digest = seen(store, case_id, server).digest
    approve(store, case_id, server, engine.Choice(step=2))
    with pytest.raises(Refused, match=r"step 2 .*deactivate_access_key AKIAALICE"):
        approve(store, case_id, server, digest=digest)
    assert needed(store, case_id, server) == [3, 4, 1]


def test_nothing_runs_without_a_name(store, server):
    case_id = case(store)
    digest = seen(store, case_id, server).digest
    with pytest.raises(BadInput):
        approve(store, case_id, server, digest=digest, name=" ")
    nobody = engine.Approval(names=(), digest=digest)
    with pytest.raises(Refused, match="who approves"):
        engine.contain(store, case_id, connection(server), ALL, nobody, MEANS)
    assert "step_intended" not in kinds(store, case_id)


def test_one_step_leaves_the_rest_waiting_for_approval(store, server):
    case_id = case(store)
    done = approve(store, case_id, server, engine.Choice(step=3))
    assert [one.step.step for one in done.ended] == [3]
    assert done.state is CaseState.AWAITING_APPROVAL
    assert needed(store, case_id, server) == [2, 4, 1]


def test_what_a_person_must_do_is_refused(store, server):
    case_id = case(store)
    with pytest.raises(Refused, match="by hand"):
        approve(store, case_id, server, engine.Choice(step=5))


def test_a_second_run_needs_nothing(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    done = approve(store, case_id, server)
    assert {one.end for one in done.ended} == {"nothing"}
    assert len(store.get_all(case_id, "receipts", Receipt)) == 4


def test_a_missing_permission_fails_its_step_and_the_rest_goes_on(store, served, monkeypatch):
    allowed = [one for each in engine.policies_to_contain() for one in each["Statement"][0]["Action"]]
    allowed.remove("iam:PutUserPolicy")
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": allowed, "Resource": "*"}]}
    server = begun_again(served, monkeypatch, responder_policy=policy)
    case_id = case(store)
    done = approve(store, case_id, server)
    assert [one.step.step for one in done.left] == [4]
    assert "iam:PutUserPolicy" in done.left[0].why.en
    assert not done.denied
    assert {one.step.step for one in done.ended if one.end == "applied"} == {1, 2, 3}
    assert done.state is CaseState.AWAITING_APPROVAL
    [failed] = [one for one in done.receipts if one.failed]
    assert (failed.step, failed.stands) == (4, False)


def test_with_the_generated_policy_nothing_is_denied(store, served, monkeypatch):
    allowed = [one for each in engine.policies_to_contain() for one in each["Statement"][0]["Action"]]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": allowed, "Resource": "*"}]}
    server = begun_again(served, monkeypatch, responder_policy=policy)
    case_id = case(store)
    done = approve(store, case_id, server)
    assert done.left == ()
    watched = engine.watch(store, case_id, connection(server), 0)
    undone = engine.undo(store, case_id, connection(server))
    assert watched.unread == ()
    assert {one.end for one in undone.taken_back} == {"undone"}


def test_when_aws_refuses_all_it_says_so(store, served, monkeypatch):
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]}
    policy["Statement"].append({"Effect": "Deny", "Action": ["iam:Update*", "iam:Put*"], "Resource": "*"})
    server = begun_again(served, monkeypatch, responder_policy=policy)
    case_id = case(store, PLAN[1:])
    assert approve(store, case_id, server).denied


def test_a_target_that_is_gone_needs_nothing(store, server):
    case_id = case(store, (*PLAN, step(6, "isolate_instance", "i-0fffffffffffffff9", region="us-east-1")))
    done = approve(store, case_id, server)
    assert done.left == ()
    assert done.state is CaseState.CONTAINED


def test_two_operators_at_once_the_second_is_refused(store, server):
    case_id = case(store)
    digest = seen(store, case_id, server).digest
    with store.alone(f"contain-{case_id}") as ours:
        assert ours
        with pytest.raises(Refused, match="somebody else"):
            approve(store, case_id, server, digest=digest)
        with pytest.raises(Refused, match="somebody else"):
            engine.undo(store, case_id, connection(server))


def test_another_account_is_refused(store, server):
    case_id = case(store)
    digest = seen(store, case_id, server).digest
    store.set_account(case_id, "444455556666")
    with pytest.raises(Refused, match="444455556666"):
        approve(store, case_id, server, digest=digest)


def test_without_valid_credentials_it_is_denied(store, server, monkeypatch):
    case_id = case(store)
    digest = seen(store, case_id, server).digest
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY0000000001")
    with pytest.raises(Denied):
        approve(store, case_id, server, digest=digest)


def as_boss(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", BOSS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


def refusals(store, case_id, connection):
    previews = engine.dry_run(store, case_id, connection, store.plan(case_id)).previews
    return {one.step.step: one.refused.en for one in previews if one.refused}


def test_nobody_shuts_the_last_administrator_out(store, server):
    case_id = case(
        store, (step(1, "deny_all_to_principal", BOSS), step(2, "deactivate_access_key", BOSS_KEY))
    )
    assert set(refusals(store, case_id, connection(server))) == {1, 2}
    with pytest.raises(Refused, match="could sign in any more"):
        approve(store, case_id, server, engine.Choice(step=1))
    assert kinds(store, case_id).count("contain_approved") == 0


def test_who_acts_as_a_user_does_not_shut_that_user_out(store, server, monkeypatch):
    as_boss(monkeypatch)
    plan = (step(1, "deny_all_to_principal", BOSS), step(2, "deactivate_access_key", BOSS_KEY), PLAN[3])
    found = refusals(store, case(store, plan), connection(server))
    assert set(found) == {1, 2}
    assert all("lock yourself out" in one for one in found.values())


def test_who_assumes_a_role_shuts_out_neither_it_nor_whom_it_is_assumed_with(store, tmp_path, monkeypatch):
    as_boss(monkeypatch)
    role = f"arn:aws:iam::{ACCOUNT}:role/deployer"
    plan = (step(1, "deny_all_to_principal", BOSS), step(2, "deny_all_to_principal", role), PLAN[3])
    # What AWS lends is checked against this machine's clock.
    with account(tmp_path, now=datetime.now(UTC)) as served_now:
        way = replace(connection(served_now), role_arn=role)
        found = refusals(store, case(store, plan), way)
    assert set(found) == {1, 2}
    assert all("lock yourself out" in one for one in found.values())


def test_an_interrupted_run_is_told_by_the_next_dry_run(store, server):
    case_id = case(store)
    digest = seen(store, case_id, server).digest
    body = {"digest": digest, "approved_by": ["Hanako"], "choice": to_json(ALL), "steps": []}
    store.journal(case_id).append("contain_approved", {**body, "at": NOW, "state": "awaiting_approval"})
    assert seen(store, case_id, server).interrupted == digest
    approve(store, case_id, server)
    assert seen(store, case_id, server).interrupted == ""


def test_an_answered_case_stays_answered_after_more_steps(store, server):
    case_id = case(store)
    approve(store, case_id, server, engine.Choice(step=2))
    store.set_state(case_id, CaseState.REPLIED, "an answer was sent")
    assert approve(store, case_id, server).state is CaseState.REPLIED
    assert store.case(case_id).state is CaseState.REPLIED


def test_deletion_waits_until_all_is_contained(store, server):
    delete = step(6, "deactivate_access_key", CAROLS_KEY, phase="eradicate")
    case_id = case(store, (*PLAN, delete))
    alone = engine.Choice(phase="eradicate")
    [preview] = seen(store, case_id, server, alone).previews
    assert preview.waits == (1, 2, 3, 4)
    with pytest.raises(Refused, match="step 6: It waits until these steps are done: 1, 2, 3, 4"):
        approve(store, case_id, server, alone)
    assert approve(store, case_id, server).left == ()
    intended = [one.body["change"]["target"]["id"] for one in store.journal(case_id).entries("step_intended")]
    assert intended[-1] == CAROLS_KEY


def test_what_fails_holds_deletion_back(store, served, monkeypatch):
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]}
    policy["Statement"].append({"Effect": "Deny", "Action": ["iam:PutUserPolicy"], "Resource": "*"})
    delete = step(6, "deactivate_access_key", CAROLS_KEY, phase="eradicate")
    server = begun_again(served, monkeypatch, responder_policy=policy)
    case_id = case(store, (*PLAN, delete))
    done = approve(store, case_id, server)
    assert {one.step.step: one.why.en for one in done.left}[6] == "It waits until these steps are done: 4."


def test_undo_takes_everything_back_the_newest_first(store, server):
    case_id = case(store)
    before = to_json([one.change for one in seen(store, case_id, server).previews])
    approve(store, case_id, server)
    undone = engine.undo(store, case_id, connection(server))
    assert [one.end for one in undone.taken_back] == ["undone"] * 4
    assert undone.taken_back[0].step == 1
    assert to_json([one.change for one in seen(store, case_id, server).previews]) == before
    assert all(one.reverted for one in undone.receipts)
    assert undone.state is CaseState.AWAITING_APPROVAL


def test_undo_of_one_step_leaves_the_others(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    engine.undo(store, case_id, connection(server), 3)
    assert needed(store, case_id, server) == [3]
    with pytest.raises(Refused, match="not applied"):
        engine.undo(store, case_id, connection(server), 3)
    with pytest.raises(BadInput, match="--step 9"):
        engine.undo(store, case_id, connection(server), 9)


def test_undo_refuses_what_is_no_longer_as_we_left_it(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    other = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}]}
    Writer(session(server), "us-east-1", ["iam:PutUserPolicy"]).one(
        "iam:PutUserPolicy",
        UserName="mallory",
        PolicyName="abusedesk-deny-all",
        PolicyDocument=json.dumps(other),
    )
    undone = engine.undo(store, case_id, connection(server))
    [kept] = [one for one in undone.taken_back if one.end == "failed"]
    assert (kept.step, "no longer as" in kept.why) == (4, True)
    assert needed(store, case_id, server).count(4) == 1


def test_what_was_undone_can_be_done_again(store, server):
    case_id = case(store)
    approve(store, case_id, server)
    engine.undo(store, case_id, connection(server))
    assert approve(store, case_id, server).state is CaseState.CONTAINED
    receipts = store.get_all(case_id, "receipts", Receipt)
    assert len([one for one in receipts if one.stands]) == 4
    assert len([one for one in receipts if one.reverted]) == 4


def test_what_is_undone_by_somebody_else_is_done_again_and_then_called_breached(store, server):
    case_id = case(store)
    hand = Writer(session(server), "us-east-1", ["iam:DeleteUserPolicy"])

    def fight(_):
        with suppress(Absent):
            hand.one("iam:DeleteUserPolicy", UserName="mallory", PolicyName="abusedesk-deny-all")

    done = approve(store, case_id, server, means=replace(MEANS, wait=fight, grace=2, rounds=3))
    [breach] = done.breached
    assert (breach.step, breach.rounds) == (4, 3)
    rounds = [
        one
        for one in store.journal(case_id).entries("step_intended")
        if one.body["change"]["target"]["id"] == MALLORY
    ]
    assert len(rounds) >= 3


def test_what_is_undone_once_is_done_again_and_holds(store, server):
    case_id = case(store)
    hand = Writer(session(server), "us-east-1", ["iam:UpdateAccessKey"])
    waits = []

    def fight(seconds):
        waits.append(seconds)
        if len(waits) == 1:
            hand.one("iam:UpdateAccessKey", UserName="mallory", AccessKeyId=HIS_KEY, Status="Active")

    done = approve(store, case_id, server, means=replace(MEANS, wait=fight, settle=4, grace=4))
    assert (done.breached, done.left) == ((), ())
    assert needed(store, case_id, server) == []
    engine.undo(store, case_id, connection(server))
    assert needed(store, case_id, server) == [2, 3, 4, 1]
