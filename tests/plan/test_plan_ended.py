"""Machines of the owner's that are done with, and principals with no room for another policy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from abusedesk.act.actions._iam_inline import size
from abusedesk.act.actions.deny_all_to_principal import DENY_ALL, POLICY_NAME
from abusedesk.model import Notice, RootCause, Trace
from abusedesk.plan._denial import _LEAST
from plan.plan_cases import (
    APP,
    BEFORE,
    CI,
    DURING,
    HOST,
    IAM,
    OLD,
    aimed,
    dossier,
    evidence,
    instance,
    raid,
    steps,
    told,
    touched,
)

PROFILE = f"{IAM}:instance-profile/app"
LENT = evidence("iam.role", APP, RoleName="app", CreateDate=BEFORE, InstanceProfileList=[{"Arn": PROFILE}])
STOP, TAKE = ("stop_instance", HOST), ("replace_instance_profile", HOST)
BROKEN = {"kind": "host_compromised_by_web", "principal": None, "principals": (), "credentials": ()}


def host(**more):
    return instance(HOST, IamInstanceProfile={"Arn": PROFILE}, LaunchTime=BEFORE, **more)


def on_host(how="used", *calls, shown=None, **story):
    thing = touched(HOST, how, "AWS::EC2::Instance", calls)
    return steps(
        dossier(LENT, host() if shown is None else shown), raid(thing, timeline=told(thing, *calls), **story)
    )


def test_host_that_is_built_anew_is_stopped_once_it_is_copied_and_cut_off():
    found = on_host(**BROKEN)
    order = [one.action for one in found if one.target == HOST]
    assert order.index("snapshot_volumes") < order.index("isolate_instance") < order.index("stop_instance")
    assert order.index("stop_instance") < order.index("rebuild_instance")
    assert "memory" in next(one for one in found if one.action == "stop_instance").reason.en


@pytest.mark.parametrize(
    "state",
    [
        {"RootDeviceType": "instance-store"},
        {"InstanceLifecycle": "spot"},
        {"State": {"Name": "stopped"}},
        {"State": {"Name": "stopping"}},
    ],
)
def test_host_that_aws_does_not_stop_or_that_is_stopped_is_let_be(state):
    shown = host()
    shown = replace(shown, data={**shown.data, **state})
    assert STOP not in aimed(on_host(shown=shown, **BROKEN), "eradicate")


@pytest.mark.parametrize(
    ("reported", "elastic", "expected"),
    [("203.0.113.10", (), False), ("203.0.113.10", ("203.0.113.10",), True), ("192.0.2.1", (), True)],
)
def test_host_whose_reported_address_would_go_to_others_is_not_stopped(reported, elastic, expected):
    card = {"NetworkInterfaceId": "eni-1", "Association": {"PublicIp": "203.0.113.10"}}
    shown = host(PublicIpAddress="203.0.113.10", NetworkInterfaces=[card])
    kept = [evidence("ec2.address", f"eipalloc-{one}", "us-east-1", PublicIp=one) for one in elastic]
    case = dossier(LENT, shown, *kept, notice=Notice(kind="port_scan", ips=(reported,)))
    found = steps(case, raid(touched(HOST, "used", "AWS::EC2::Instance"), **BROKEN))
    assert (STOP in aimed(found, "eradicate")) is expected


def test_host_that_he_only_looked_at_or_changed_goes_on():
    assert STOP not in aimed(on_host("modified", "ec2:ModifyInstanceAttribute"), "eradicate")
    assert STOP not in aimed(on_host("read", "ec2:GetPasswordData"), "eradicate")


def test_machine_that_he_started_is_stopped_again():
    found = on_host("modified", "ec2:StartInstances")
    assert STOP in aimed(found, "eradicate")
    again = on_host("modified", "ec2:StopInstances", "ec2:StartInstances")
    assert STOP not in aimed(again, "eradicate")


def test_machine_that_he_launched_is_terminated_and_not_stopped_first():
    thing = touched(HOST, "created", "AWS::EC2::Instance", ["ec2:RunInstances"])
    found = steps(dossier(instance(HOST, LaunchTime=DURING)), raid(thing))
    assert ("terminate_instance", HOST) in aimed(found, "eradicate")
    assert STOP not in aimed(found, "eradicate")


def test_host_whose_role_was_used_elsewhere_loses_it_after_the_sessions():
    found = on_host(**{**BROKEN, "principals": (APP,), "credentials": ("ASIASTOLEN",)})
    assert aimed(found, "contain")[:2] == [("revoke_role_sessions", APP), TAKE]


def test_host_whose_role_stayed_on_it_keeps_it():
    found = on_host(**BROKEN)
    assert ("revoke_instance_credentials", HOST) in aimed(found, "contain")
    assert TAKE not in aimed(found, "contain", "eradicate")


def test_role_that_he_gave_to_a_machine_is_taken_away_once_its_sessions_are_ended():
    found = on_host("modified", "ec2:AssociateIamInstanceProfile")
    assert ("revoke_instance_credentials", HOST) in aimed(found, "contain")
    assert TAKE in aimed(found, "eradicate")
    assert TAKE not in aimed(found, "contain")


def test_machine_without_a_profile_has_none_to_lose():
    bare = instance(HOST, LaunchTime=BEFORE)
    found = on_host("modified", "ec2:AssociateIamInstanceProfile", shown=bare)
    assert TAKE not in aimed(found, "contain", "eradicate")


def padded(characters, name="Big"):
    """An inline policy of exactly so many characters."""
    document = {"Version": "2012-10-17", "Sid": ""}
    return {"PolicyName": name, "PolicyDocument": {**document, "Sid": "x" * (characters - size(document))}}


FULL = [padded(2048)]
TEN = [{"PolicyArn": f"{IAM}:policy/p{number}", "PolicyName": f"p{number}"} for number in range(10)]


def denied(inline, attached, *more, arn=CI):
    kind = "User" if ":user/" in arn else "Role"
    shown = evidence(
        f"iam.{kind.lower()}",
        arn,
        CreateDate=BEFORE,
        **{f"{kind}PolicyList": inline, "AttachedManagedPolicies": attached},
    )
    cause = RootCause(kind="stolen_console_password", confidence=0.9, principal=arn)
    story = Trace(root_causes=(cause,), attackers=raid(principals=(arn,)).attackers)
    return [
        action for action, target in aimed(steps(dossier(shown, *more), story), "contain") if target == arn
    ]


def test_user_with_no_room_for_a_policy_is_denied_by_a_boundary():
    assert denied(FULL, TEN) == ["deny_by_boundary"]


@pytest.mark.parametrize(
    ("inline", "attached"),
    [
        ([], TEN),
        (FULL, TEN[:9]),
        (FULL, [*TEN[:9], {"PolicyArn": "arn:aws:iam::aws:policy/AWSDenyAll"}]),
        ([padded(2000, POLICY_NAME)], TEN),
    ],
)
def test_user_with_room_is_denied_by_a_policy(inline, attached):
    assert denied(inline, attached) == ["deny_all_to_principal"]


def test_account_that_may_attach_more_has_room():
    summary = evidence("iam.account_summary", "1", SummaryMap={"AttachedPoliciesPerUserQuota": 20})
    assert denied(FULL, TEN, summary) == ["deny_all_to_principal"]


def test_role_that_he_made_full_is_denied_by_a_boundary_too():
    shown = evidence(
        "iam.role", APP, CreateDate=DURING, RolePolicyList=[padded(10240)], AttachedManagedPolicies=TEN
    )
    found = steps(dossier(shown), raid(touched(APP, "created", "AWS::IAM::Role")))
    assert ("deny_by_boundary", APP) in aimed(found, "contain")
    assert ("empty_role_trust", APP) in aimed(found, "contain")


def test_room_is_never_thought_larger_than_the_denial_needs():
    assert size(DENY_ALL) <= _LEAST < size(DENY_ALL) + 64


def test_policies_as_text_count_without_their_white_space():
    text = '{ "Version": "2012-10-17" }' + " " * 5000
    assert denied([{"PolicyName": "a", "PolicyDocument": text}], TEN) == ["deny_all_to_principal"]


def test_user_unread_is_denied_by_a_policy():
    cause = RootCause(kind="stolen_console_password", confidence=0.9, principal=OLD)
    story = Trace(root_causes=(cause,), attackers=raid(principals=(OLD,)).attackers)
    assert ("deny_all_to_principal", OLD) in aimed(steps(dossier(), story), "contain")
