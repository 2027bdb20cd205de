"""The responder never locks himself or the owner out, whatever the plan."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.act import Facts, Limits, refusals
from abusedesk.model import Step, Text
from drill.drill_folders import ACCOUNT

ME = f"arn:aws:iam::{ACCOUNT}:user/me"
OUR_ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/responder"
WHAT = Text("who abusedesk acts as", "")


def step(number, target, action="deny_all_to_principal", phase="contain", **more):
    return Step(
        step=number,
        phase=phase,
        action=action,
        target=target,
        region="aws-global",
        **{"because": ("f-1",), "automatic": True, **more},
    )


def user(name):
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def facts(**more):
    return Facts(account=ACCOUNT, **{"protected": {ME: WHAT, OUR_ROLE: WHAT, "AKIAME": WHAT}, **more})


@pytest.mark.parametrize(
    ("target", "more", "said"),
    [
        (ME, {}, "lock yourself out"),
        ("AKIAME", {}, "lock yourself out"),
        (f"arn:aws:iam::{ACCOUNT}:role/responder", {}, "lock yourself out"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/responder/i-0aaa", {}, "lock yourself out"),
        (user("bob"), {"parts": ("AKIAME",)}, "lock yourself out"),
        (f"arn:aws:iam::{ACCOUNT}:root", {}, "root"),
        (f"arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device", {}, "root"),
        ("arn:aws:iam::444455556666:user/bob", {}, "not of the case's account"),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", {}, "not of the case's account"),
        (user("bob"), {"because": ()}, "no finding names"),
        (user("bob"), {"parts": ("arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2",)}, "quarantine"),
    ],
)
def test_what_must_never_be_done_is_refused_with_the_reason(target, more, said):
    found = refusals([step(1, target, **more)], facts())
    assert said in found[1].en


def test_a_step_against_somebody_else_is_let_through():
    assert refusals([step(1, user("bob")), step(2, "AKIABOB"), step(3, "i-0aaa")], facts()) == {}


def test_our_own_key_is_not_shut_in_recovery_either_but_another_may_be_made():
    steps = [
        step(1, "AKIAME", "rotate_access_key", "recover"),
        step(2, "AKIAME", "retire_access_key", "recover"),
    ]
    assert set(refusals(steps, facts(adding=frozenset({1})))) == {2}


def test_what_only_prevents_needs_no_finding():
    assert refusals([step(1, ACCOUNT, "enable_guardduty", "prevent", because=())], facts()) == {}


def test_more_steps_than_the_cap_are_all_refused():
    steps = [step(number, user(f"u{number}")) for number in range(1, 5)]
    assert set(refusals(steps, facts(limits=Limits(steps=3)))) == {1, 2, 3, 4}
    assert refusals(steps, facts(limits=Limits(steps=4))) == {}
    few = facts(limits=Limits(deletions=1), deleting=frozenset({2, 3}))
    assert set(refusals(steps, few)) == {2, 3}


def test_never_both_of_the_last_two_administrators():
    ways = (frozenset({user("a")}), frozenset({user("b"), "AKIAB"}))
    steps = [step(1, user("a")), step(2, user("b")), step(3, "AKIAB")]
    found = refusals(steps, facts(ways_in=ways))
    assert set(found) == {2, 3}
    assert "could sign in any more" in found[2].en


def test_where_nobody_knows_who_administers_only_what_the_intruder_made_is_shut():
    unknown = facts(ways_in=None, made=frozenset({user("his")}))
    found = refusals(
        [step(1, user("his")), step(2, user("bob")), step(3, "AKIABOB"), step(4, "i-0aaa")], unknown
    )
    assert set(found) == {2, 3}


NAMES = st.sampled_from([ME, OUR_ROLE, "AKIAME", *map(user, "abcd"), "AKIAA", "AKIAB", "AKIAC", "i-0aaa"])
WAYS = st.lists(st.frozensets(NAMES, min_size=1, max_size=3), max_size=6)


@given(st.lists(NAMES, max_size=12), WAYS, st.sampled_from(["contain", "eradicate"]))
def test_after_all_that_is_allowed_the_responder_and_an_administrator_are_left(targets, ways, phase):
    known = facts(ways_in=tuple(ways))
    steps = [step(number, target, phase=phase) for number, target in enumerate(targets, 1)]
    found = refusals(steps, known)
    done = {one.target for one in steps if one.step not in found}
    assert not done & set(known.protected)
    if ways:
        assert any(not way & done for way in ways)
    # What is refused would have cut somebody off: alone, or the last way in.
    for one in steps:
        if one.step in found and one.target not in known.protected:
            assert all(way & (done | {one.target}) for way in ways)


@given(st.lists(NAMES, max_size=8), WAYS)
def test_what_was_refused_once_stays_refused_when_the_rest_is_done(targets, ways):
    known = facts(ways_in=tuple(ways))
    steps = [step(number, target) for number, target in enumerate(targets, 1)]
    found = refusals(steps, known)
    done = {one.target for one in steps if one.step not in found}
    later = replace(known, ways_in=tuple(way for way in ways if not way & done))
    again = refusals([one for one in steps if one.step in found], later)
    assert set(again) == set(found)


def test_root_may_be_the_target_of_what_the_management_account_does_and_of_nothing_else():
    root = f"arn:aws:iam::{ACCOUNT}:root"
    mine = step(1, root, "delete_root_credentials", "recover")
    assert refusals([mine], facts()) == {}
    assert "root" in refusals([step(1, root, "delete_access_key", "recover")], facts())[1].en
    other = step(1, "arn:aws:iam::444455556666:root", "delete_root_credentials", "recover")
    assert "not of the case's account" in refusals([other], facts())[1].en
    assert "lock yourself out" in refusals([mine], facts(protected={root: WHAT}))[1].en
