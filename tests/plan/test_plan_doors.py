"""Doors left open, machines that start others, roots and hosts: what is done first, and to what exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from abusedesk.model import (
    Finding,
    Inventory,
    Notice,
    RootCause,
    Severity,
    Trace,
    User,
)
from plan.plan_cases import (
    ACCOUNT,
    APP,
    BEFORE,
    CI,
    CI_KEY,
    DURING,
    HOST,
    IAM,
    MINER,
    NEW_KEY,
    NOW,
    OLD,
    OLD_KEY,
    ROOT,
    access_key,
    active,
    aimed,
    dossier,
    evidence,
    iam_user,
    instance,
    raid,
    steps,
    told,
    touched,
)


@pytest.mark.parametrize("how", ["created", "modified"])
def test_user_who_was_there_before_is_cleaned_and_never_deleted(how):
    case = dossier(
        iam_user(OLD),
        access_key(OLD_KEY, "old"),
        access_key(NEW_KEY, "old", DURING),
        evidence("iam.login_profile", OLD, UserName="old", CreateDate=BEFORE),
    )
    thing = touched(OLD, how, "AWS::IAM::User")
    people = Inventory(users=(User(arn=OLD, access_keys=(active(OLD_KEY, NOW),)),))
    story = raid(thing, inventory=people, timeline=told(thing, "iam:CreateAccessKey", "iam:AttachUserPolicy"))
    found = steps(case, story)
    assert aimed(found, "eradicate") == [("delete_access_key", NEW_KEY)]
    assert {("deactivate_access_key", NEW_KEY), ("detach_policy", OLD)} <= set(aimed(found, "contain"))
    assert {("reset_password", OLD), ("rotate_access_key", OLD_KEY)} <= set(aimed(found, "recover"))


def test_user_whom_the_intruder_made_is_deleted_and_gets_nothing_new():
    case = dossier(iam_user(OLD, DURING), access_key(NEW_KEY, "old", DURING))
    people = Inventory(users=(User(arn=OLD, access_keys=(active(NEW_KEY, NOW),)),))
    found = steps(case, raid(touched(OLD, "created", "AWS::IAM::User"), inventory=people))
    assert ("delete_user", OLD) in aimed(found, "eradicate")
    assert not {target for _, target in aimed(found, "recover")} & {OLD, NEW_KEY}


def test_without_iam_only_a_user_whose_making_is_told_is_deleted():
    thing = touched(OLD, "created", "AWS::IAM::User")
    made = steps(dossier(), raid(thing, timeline=told(thing, "iam:CreateUser")))
    given = steps(dossier(), raid(thing, timeline=told(thing, "iam:CreateAccessKey")))
    assert ("delete_user", OLD) in aimed(made, "eradicate")
    assert ("delete_user", OLD) not in aimed(given, "eradicate")


def test_unknown_change_of_an_identity_asks_to_compare_its_policies():
    found = steps(dossier(iam_user(OLD)), raid(touched(OLD, "modified", "AWS::IAM::User")))
    assert ("compare_policies", OLD) in aimed(found, "contain")


def test_console_password_that_he_gave_is_taken_away_not_set_anew():
    case = dossier(
        iam_user(OLD),
        evidence("iam.login_profile", OLD, UserName="old", CreateDate=DURING),
        access_key("AKIA1", "x"),
    )
    people = Inventory(users=(User(arn=OLD),))
    found = steps(case, raid(touched(OLD, "modified", "AWS::IAM::User"), inventory=people))
    assert ("delete_login_profile", OLD) in aimed(found, "contain")
    assert ("reset_password", OLD) not in aimed(found, "recover")


@pytest.mark.parametrize(("active", "expected"), [("true", 2), ("false", 1)])
def test_root_is_secured_first_and_its_keys_are_deleted_where_it_has_any(active, expected):
    row = evidence(
        "iam.credential_report",
        ROOT,
        user="<root_account>",
        access_key_1_active=active,
        access_key_2_active="false",
    )
    story = raid(kind="root_compromised", principal=ROOT, principals=(ROOT,), credentials=("ASIAX",))
    found = steps(dossier(row, access_key(CI_KEY, "ci")), story)
    first = aimed(found, "contain")[:expected]
    assert first == [("secure_root", ROOT), ("delete_root_access_key", ROOT)][:expected]
    assert aimed(found, "contain")[expected:] == []
    assert ("secure_root", ROOT) not in aimed(found, "recover")


@pytest.mark.parametrize(
    ("who", "open_"),
    [
        ({"AWS": "arn:aws:iam::444455556666:root"}, True),
        ("*", True),
        ({"AWS": [f"{IAM}:user/ci", "444455556666"]}, True),
        ({"AWS": f"{IAM}:user/ci"}, False),
        ({"Service": "ec2.amazonaws.com"}, False),
    ],
)
def test_role_that_lets_outsiders_in_is_shut_at_once(who, open_):
    document = {"Statement": [{"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"}]}
    role = evidence("iam.role", APP, RoleName="app", CreateDate=BEFORE, AssumeRolePolicyDocument=document)
    found = steps(dossier(role), raid(touched(APP, "modified", "AWS::IAM::Role")))
    assert (("restore_trust_policy", APP) in aimed(found, "contain")) is open_
    assert ("delete_role", APP) not in aimed(found, "eradicate")


@pytest.mark.parametrize(
    ("name", "kind", "how", "action"),
    [
        ("snap-1", "AWS::EC2::Snapshot", "modified", "unshare_snapshot"),
        ("ami-1", "AWS::EC2::Image", "modified", "unshare_snapshot"),
        ("arn:aws:cloudtrail:us-east-1:1:trail/t", "AWS::CloudTrail::Trail", "modified", "enable_trail"),
        (
            "arn:aws:guardduty:us-east-1:1:detector/d",
            "AWS::GuardDuty::Detector",
            "deleted",
            "enable_guardduty",
        ),
        ("sg-1", "AWS::EC2::SecurityGroup", "modified", "restore_security_group"),
    ],
)
def test_open_door_is_shut_in_contain_and_not_put_off_to_recover(name, kind, how, action):
    found = steps(dossier(), raid(touched(name, how, kind)))
    assert (action, name) in aimed(found, "contain")
    assert name not in {target for _, target in aimed(found, "recover")}


def test_trail_that_records_again_is_only_compared():
    trail = "arn:aws:cloudtrail:us-east-1:1:trail/t"
    again = evidence("cloudtrail.trail", trail, "us-east-1", IsLogging=True)
    found = steps(dossier(again), raid(touched(trail, "modified", "AWS::CloudTrail::Trail")))
    assert ("enable_trail", trail) not in aimed(found, "contain")
    assert ("restore_settings", trail) in aimed(found, "recover")


def test_function_opened_to_others_loses_that_access():
    name = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"
    thing = touched(name, "modified", "AWS::Lambda::Function")
    story = raid(thing, timeline=told(thing, "lambda:CreateFunctionUrlConfig20211031"))
    assert ("remove_function_access", name) in aimed(steps(dossier(), story), "contain")


PROFILE = f"{IAM}:instance-profile/app"
LENT = evidence("iam.role", APP, RoleName="app", CreateDate=BEFORE, InstanceProfileList=[{"Arn": PROFILE}])


def host(name=HOST, **more):
    return instance(name, IamInstanceProfile={"Arn": PROFILE}, VpcId="vpc-1", LaunchTime=BEFORE, **more)


def test_stolen_instance_credentials_end_with_the_role_and_the_instance_that_lost_them():
    theft = Finding(
        id="f1",
        rule="r",
        title="t",
        severity=Severity.HIGH,
        actors=(f"arn:aws:sts::{ACCOUNT}:assumed-role/app/{HOST}",),
        credentials=("ASIASTOLEN",),
    )
    case = dossier(
        LENT, host(MetadataOptions={"HttpTokens": "optional"}), host("i-0ccccccccccccccc3"), findings=(theft,)
    )
    story = raid(
        kind="stolen_instance_credentials", principal=APP, principals=(APP,), credentials=("ASIASTOLEN",)
    )
    found = steps(case, story)
    assert aimed(found, "contain") == [
        ("revoke_role_sessions", APP),
        ("replace_instance_profile", HOST),
        ("isolate_instance", HOST),
    ]
    assert all(step.because == ("f1",) for step in found if step.phase == "contain")
    assert {("require_imdsv2", HOST), ("patch_host", HOST)} <= set(aimed(found, "prevent"))
    assert ("rebuild_instance", HOST) in aimed(found, "recover")


def test_host_with_a_role_loses_the_credentials_lent_to_it_and_all_that_lay_there_is_replaced():
    story = raid(
        touched(HOST, "used", "AWS::EC2::Instance"),
        kind="host_compromised_by_bruteforce",
        principal=None,
        principals=(),
        credentials=(),
    )
    found = steps(dossier(LENT, host()), story)
    assert aimed(found, "contain") == [("revoke_instance_credentials", HOST), ("isolate_instance", HOST)]
    assert ("rotate_host_secrets", HOST) in aimed(found, "recover")
    assert ("keys_instead_of_passwords", HOST) in aimed(found, "prevent")
    assert ("enable_flow_logs", "vpc-1") in aimed(found, "prevent")


GROUP = f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:*:autoScalingGroupName/asg-1"
SERVICE, CLUSTER = (f"arn:aws:ecs:us-east-1:{ACCOUNT}:{name}" for name in ("service/c/s", "cluster/c"))


def test_what_starts_machines_goes_before_the_machines():
    things = [
        touched(CLUSTER, "created", "AWS::ECS::Cluster"),
        touched("lt-1", "created", "AWS::EC2::Lt"),
        touched("sg-9", "created", "AWS::EC2::SecurityGroup"),
        touched(MINER, "created", "AWS::EC2::Instance"),
        touched(SERVICE, "created", "AWS::ECS::Service"),
        touched(GROUP, "created", "AWS::AutoScaling::AutoScalingGroup"),
    ]
    found = steps(dossier(instance(MINER, LaunchTime=DURING)), raid(*things))
    halted = [target for action, target in aimed(found, "contain") if action != "revoke_role_sessions"]
    assert halted.index("asg-1") < halted.index(MINER)
    assert halted.index(SERVICE) < halted.index(MINER)
    removed = [target for _, target in aimed(found, "eradicate")]
    assert removed == ["asg-1", SERVICE, MINER, CLUSTER, "lt-1", "sg-9"]


def test_name_known_in_part_is_looked_for_by_hand():
    found = steps(dossier(), raid(touched(GROUP, "created", "AWS::AutoScaling::AutoScalingGroup")))
    assert ("find_and_delete", "asg-1") in aimed(found, "eradicate")
    assert not [step for step in found if "*" in step.target]


def test_functions_go_before_roles_and_keys_before_users():
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"
    things = [
        touched(OLD, "created", "AWS::IAM::User"),
        touched(APP, "created", "AWS::IAM::Role"),
        touched(function, "created", "AWS::Lambda::Function"),
    ]
    found = steps(dossier(access_key(NEW_KEY, "ci", DURING)), raid(*things, credentials=(NEW_KEY,)))
    assert [target for _, target in aimed(found, "eradicate")] == [function, NEW_KEY, APP, OLD]


def test_key_that_is_shut_is_replaced_and_deleted_in_recovery():
    people = Inventory(users=(User(arn=CI, access_keys=(active(CI_KEY, NOW),)),))
    found = steps(dossier(iam_user(CI), access_key(CI_KEY, "ci")), raid(inventory=people))
    about = [action for action, target in aimed(found, "recover") if target == CI_KEY]
    assert about == ["rotate_access_key", "delete_access_key"]
    assert ("delete_access_key", CI_KEY) not in aimed(found, "eradicate")


def test_other_key_of_the_same_user_stands_in_for_one_that_is_shut():
    people = Inventory(users=(User(arn=CI, access_keys=(active(CI_KEY, NOW), active("AKIATWO", NOW))),))
    keys = access_key(CI_KEY, "ci"), access_key("AKIATWO", "ci")
    recovered = aimed(steps(dossier(iam_user(CI), *keys), raid(inventory=people)), "recover")
    assert ("rotate_access_key", CI_KEY) not in recovered
    two = [action for action, target in recovered if target == "AKIATWO"]
    assert two == ["rotate_access_key", "retire_access_key", "delete_access_key"]


def test_key_that_is_off_makes_room_for_the_new_one():
    keys = (active("AKIAONE", NOW), replace(active("AKIAOFF", NOW), status="Inactive"))
    people = Inventory(users=(User(arn=OLD, access_keys=keys),))
    recovered = aimed(steps(dossier(), raid(inventory=people)), "recover")
    assert ("delete_access_key", "AKIAOFF") in recovered
    assert ("rotate_access_key", "AKIAOFF") not in recovered


def test_unused_key_is_removed_and_not_rotated_and_smtp_is_spoken_of():
    ancient = NOW - timedelta(days=200)
    idle, mail = active("AKIAIDLE", ancient), active("AKIAMAIL", NOW)
    people = Inventory(users=(User(arn=OLD, access_keys=(idle, mail)),))
    last = evidence("iam.access_key_last_used", "AKIAMAIL", AccessKeyLastUsed={"ServiceName": "ses"})
    found = steps(dossier(last), raid(inventory=people))
    about = {(step.action, step.target): step for step in found}
    assert ("remove_unused_key", "AKIAIDLE") in about
    assert ("rotate_access_key", "AKIAIDLE") not in about
    assert "SMTP" in about["rotate_access_key", "AKIAMAIL"].reason.en


def test_flow_logs_are_for_the_owner_s_machines_only():
    case = dossier(instance(MINER, VpcId="vpc-his", LaunchTime=DURING), host())
    found = steps(case, raid(touched(MINER, "created", "AWS::EC2::Instance")))
    assert [target for action, target in aimed(found, "prevent") if action == "enable_flow_logs"] == ["vpc-1"]


@pytest.mark.parametrize("alias", ["eni-1", "198.51.100.7", "web-1", "ip-10-0-0-7"])
def test_finding_that_knows_a_machine_by_another_name_is_the_reason(alias):
    shown = host(
        PublicIpAddress="198.51.100.7",
        PrivateDnsName="ip-10-0-0-7.ec2.internal",
        NetworkInterfaces=[{"NetworkInterfaceId": "eni-1"}],
        Tags=[{"Key": "Name", "Value": "web-1"}],
    )
    found = Finding(id="f1", rule="r", title="t", severity=Severity.HIGH, resources=(alias,), ips=(alias,))
    story = raid(touched(HOST, "used", "AWS::EC2::Instance"))
    done = steps(dossier(shown, findings=(found,)), story)
    assert [step.because for step in done if step.action == "isolate_instance"] == [("f1",)]


@pytest.mark.parametrize(
    "arn",
    [
        f"{IAM}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
        f"{IAM}:role/AWSServiceRoleForSupport",
        f"{IAM}:role/security/abusedesk",
        f"{IAM}:policy/AWSCompromisedKeyQuarantineV3",
    ],
)
def test_aws_and_we_ourselves_are_never_aimed_at(arn):
    us = f"arn:aws:sts::{ACCOUNT}:assumed-role/abusedesk/session"
    kind = "AWS::IAM::Role" if ":role/" in arn else "AWS::IAM::ManagedPolicy"
    story = raid(touched(arn, "created", kind), principals=(CI, arn))
    assert arn not in {
        target for _, target in aimed(steps(dossier(responder=us), story), "contain", "eradicate")
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("authorised_activity", ["announce_tests"]), ("not_ours", ["keep_records"]), ("unknown", [])],
)
def test_where_nobody_did_wrong_nothing_is_planned_against_a_repeat(kind, expected):
    people = Inventory(users=(User(arn=OLD, console_last_sign_in=NOW),))
    quiet = Trace(root_causes=(RootCause(kind=kind, confidence=0.9),), inventory=people)
    notice = Notice(kind="port_scan", ips=("192.0.2.1",))
    assert [step.action for step in steps(dossier(notice=notice), quiet)] == expected


def test_general_steps_name_the_account():
    found = {step.action: step.target for step in steps(dossier(), raid())}
    assert (found["enable_trail"], found["set_budget"]) == (ACCOUNT, ACCOUNT)


@pytest.mark.parametrize(
    ("kind", "thing", "part", "action"),
    [
        ("AWS::IAM::User", OLD, "policy:arn:aws:iam::aws:policy/AdministratorAccess", "detach_policy"),
        ("AWS::IAM::User", OLD, "group:admins", "leave_group"),
        ("AWS::IAM::User", OLD, "credential:ACCA1", "deactivate_service_specific_credential"),
        ("AWS::IAM::User", OLD, "mfa:arn:aws:iam::111122223333:mfa/x", "deactivate_mfa_device"),
        ("AWS::EC2::SecurityGroup", "sg-1", "rule:sgr-1", "restore_security_group"),
        ("AWS::EC2::Snapshot", "snap-1", "share:444455556666", "unshare_snapshot"),
    ],
)
def test_what_he_added_is_what_the_step_takes_away(kind, thing, part, action):
    touch = replace(touched(thing, "modified", kind), parts=(part,))
    about = {step.action: step for step in steps(dossier(iam_user(OLD)), raid(touch))}
    assert about[action].parts == (part.partition(":")[2],)
    assert about[action].automatic


def test_nobody_knowing_what_he_added_a_person_has_to_look():
    about = {
        step.action: step
        for step in steps(dossier(), raid(touched("sg-1", "modified", "AWS::EC2::SecurityGroup")))
    }
    assert not about["restore_security_group"].automatic
