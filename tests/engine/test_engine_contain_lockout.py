"""Whatever the plan and the account: the responder still gets in afterwards, and an administrator too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.act import Facts, refusals
from abusedesk.drill.policy.evaluate import Policies, Question, judged
from abusedesk.engine._rights import Account, ways_in
from abusedesk.model import Step, Text
from drill.drill_folders import ACCOUNT, ADMIN, user

DENY = {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
SOME = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
ONLY_HERE = {
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "*",
            "Resource": "*",
            "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        }
    ]
}
POLICIES = {"admin": ADMIN, "some": SOME, "deny": DENY, "only_here": ONLY_HERE}
NAMES = ("a", "b", "c", "me")
DOCUMENTS = st.lists(st.sampled_from(sorted(POLICIES)), max_size=2, unique=True)
PEOPLE = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {"own": DOCUMENTS, "admins": st.booleans(), "key": st.booleans(), "password": st.booleans()}
        )
        for name in NAMES
    }
)
STEPS = st.lists(
    st.sampled_from(
        [
            *(("deny_all_to_principal", f"arn:aws:iam::{ACCOUNT}:user/{name}") for name in NAMES),
            *(("deactivate_access_key", f"AKIA{name.upper()}") for name in NAMES),
            ("delete_group", f"arn:aws:iam::{ACCOUNT}:group/admins"),
        ]
    ),
    max_size=9,
    unique=True,
)


def arn(name):
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def doors(name, facts):
    return frozenset([f"AKIA{name.upper()}"] * facts["key"] + ["password"] * facts["password"])


def account(people):
    users = [
        user(
            name,
            UserPolicyList=[{"PolicyName": one, "PolicyDocument": POLICIES[one]} for one in facts["own"]],
            GroupList=["admins"] * facts["admins"],
        )
        for name, facts in people.items()
    ]
    group = {
        "GroupName": "admins",
        "Arn": f"arn:aws:iam::{ACCOUNT}:group/admins",
        "GroupPolicyList": [{"PolicyName": "all", "PolicyDocument": ADMIN}],
    }
    return Account(
        account=ACCOUNT,
        users=tuple(users),
        groups=(group,),
        doors={name: doors(name, facts) for name, facts in people.items()},
    )


def may_administer(name, facts, done):
    """Whether somebody who is that user and signs in somehow may make users, by IAM's own rules."""
    documents = [POLICIES[one] for one in facts["own"]]
    if facts["admins"] and ("delete_group", f"arn:aws:iam::{ACCOUNT}:group/admins") not in done:
        documents.append(ADMIN)
    if ("deny_all_to_principal", arn(name)) in done:
        documents.append(DENY)
    question = Question(action="iam:CreateUser", context={"aws:sourceip": ["198.51.100.7"]})
    left = doors(name, facts) - {target for action, target in done if action == "deactivate_access_key"}
    return bool(left) and judged(Policies(identity=tuple(documents)), question) == "allowed"


@settings(max_examples=300)
@given(PEOPLE, STEPS, st.sampled_from(["contain", "eradicate"]))
def test_whatever_is_let_through_locks_nobody_out(people, wanted, phase):
    mine = {**people["me"], "key": True}
    people = {**people, "me": mine}
    seen = account(people)
    what = Text("who abusedesk acts as", "")
    protected = {arn("me"): what, "AKIAME": what}
    if mine["admins"]:
        protected[f"arn:aws:iam::{ACCOUNT}:group/admins"] = what
    steps = [
        Step(step=number, phase=phase, action=action, target=target, region="aws-global", because=("f-1",))
        for number, (action, target) in enumerate(wanted, 1)
    ]
    facts = Facts(account=ACCOUNT, protected=protected, ways_in=ways_in(seen))
    found = refusals(steps, facts)
    done = {(one.action, one.target) for one in steps if one.step not in found}
    assert may_administer("me", mine, done) == may_administer("me", mine, set())
    if any(may_administer(name, facts, set()) for name, facts in people.items()):
        assert any(may_administer(name, facts, done) for name, facts in people.items())


@pytest.mark.parametrize("name", NAMES)
def test_an_administrator_by_his_policies_is_one_by_the_facts(name):
    people = {one: {"own": [], "admins": False, "key": False, "password": False} for one in NAMES}
    assert ways_in(account(people)) == ()
    people[name] = {"own": ["admin"], "admins": False, "key": True, "password": False}
    assert ways_in(account(people)) == (frozenset({arn(name), f"AKIA{name.upper()}"}),)
