"""No action lies idle: for each there is a case in which the plan asks for it, by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from abusedesk import act
from abusedesk.model import AccessKey, Coverage, Inventory, Notice, RootCause, Trace, User
from plan.plan_cases import (
    ACCOUNT,
    ACTIONS,
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
    access_key,
    active,
    dossier,
    evidence,
    iam_user,
    instance,
    raid,
    steps,
    told,
    touched,
)

# Sends a letter that was approved as a letter; no step of a plan does.
NOT_PLANNED = {"add_support_communication"}
BUCKET, URL = "arn:aws:s3:::b", "https://b.s3.us-east-1.amazonaws.com/index.html"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"
LAYER = f"arn:aws:lambda:us-east-1:{ACCOUNT}:layer:his:1"
GROUP = f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/g"
ALARM = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"
PROFILE = f"{IAM}:instance-profile/app"
LENT = evidence("iam.role", APP, RoleName="app", CreateDate=BEFORE, InstanceProfileList=[{"Arn": PROFILE}])
CENTRAL = ["RootCredentialsManagement", "RootSessions"]
ROOM = {"PolicyName": "big", "PolicyDocument": {"Sid": "x" * 2048}}
TEN = [{"PolicyArn": f"{IAM}:policy/p{number}"} for number in range(10)]


def his(type_, name, *evidence, how="created", calls=(), parts=(), **story):
    """A case in which the intruder touched one thing."""
    thing = replace(touched(name, how, f"AWS::{type_}", calls), parts=parts)
    return dossier(*evidence), raid(thing, timeline=told(thing, *calls), **story)


def key_of_ci(created=BEFORE, *more):
    keys = (active(CI_KEY, NOW),)
    people = Inventory(users=(User(arn=CI, access_keys=keys), User(arn=OLD, access_keys=more)))
    return dossier(iam_user(CI), access_key(CI_KEY, "ci", created)), raid(inventory=people)


def on_host(*evidence, **story):
    told_of = {"kind": "host_compromised_by_web", "principals": (), "credentials": (), **story}
    shown = {"IamInstanceProfile": {"Arn": PROFILE}, "VpcId": "vpc-1", "LaunchTime": BEFORE}
    shown |= {"SecurityGroups": [{"GroupId": "sg-1"}], "MetadataOptions": {"HttpTokens": "optional"}}
    return his("EC2::Instance", HOST, LENT, instance(HOST, **shown), *evidence, how="used", **told_of)


def reported(kind, *evidence, notice="phishing_content"):
    cause = RootCause(kind=kind, confidence=0.9, for_=tuple(one.id for one in evidence))
    things = (touched(BUCKET, "used", "AWS::S3::Bucket"),)
    urls = (URL,) if notice == "phishing_content" else ()
    return dossier(*evidence, notice=Notice(kind=notice, urls=urls)), Trace(
        root_causes=(cause,), affected=things
    )


def guessed(*evidence):
    cause = RootCause(kind="stolen_console_password", confidence=0.9, principal=CI)
    people = Inventory(users=(User(arn=CI, console_last_sign_in=NOW),))
    return dossier(*evidence), Trace(
        root_causes=(cause,), attackers=raid(credentials=()).attackers, inventory=people
    )


def without_guardduty():
    case, story = key_of_ci()
    return replace(case, coverage=(Coverage("guardduty", "us-east-1", "not_enabled"),)), story


DOOR = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
OPEN = (
    evidence("ec2.security_group", "sg-1", "us-east-1",
             IpPermissions=[{**DOOR, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]),
    evidence("ec2.security_group_rule", "sgr-1", "us-east-1",
             GroupId="sg-1", IsEgress=False, CidrIpv4="0.0.0.0/0", **DOOR),
)  # fmt: skip
IN_GROUP = evidence("autoscaling.group", GROUP, "us-east-1", AutoScalingGroupName="g",
                    Instances=[{"InstanceId": HOST}])  # fmt: skip
BALANCED = evidence("elbv2.target_health", "tg-1", "us-east-1", Targets=[{"Target": {"Id": HOST}}])
OUTSIDER = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}}]}
CASES = {
    "block_public_access": his("S3::Bucket", BUCKET, how="created"),
    "cancel_fleet": his("EC2::EC2Fleet", "fleet-1"),
    "cancel_spot_requests": his("EC2::SpotInstanceRequest", "sir-1"),
    "close_bucket_to_writers": reported("public_storage"),
    "close_port_to_world": on_host(*OPEN),
    "deactivate_access_key": key_of_ci(),
    "deactivate_mfa_device": his("IAM::User", OLD, how="modified", parts=("mfa:arn:x",)),
    "deactivate_service_specific_credential": his(
        "IAM::User", OLD, how="modified", parts=("credential:ACCA1",)
    ),
    "delete_access_key": key_of_ci(DURING),
    "delete_group": his("IAM::Group", f"{IAM}:group/g"),
    "delete_identity_provider": his("IAM::SAMLProvider", f"{IAM}:saml-provider/s"),
    "delete_key_pair": his("EC2::KeyPair", "key-1"),
    "delete_launch_template": his("EC2::LaunchTemplate", "lt-1"),
    "delete_login_profile": his(
        "IAM::User", OLD, iam_user(OLD), evidence("iam.login_profile", OLD, CreateDate=DURING), how="modified"
    ),
    "delete_policy": his("IAM::ManagedPolicy", f"{IAM}:policy/p"),
    "delete_role": his("IAM::Role", APP),
    "delete_root_credentials": (
        dossier(
            evidence("iam.account_summary", "root", SummaryMap={"AccountAccessKeysPresent": 1}),
            evidence("iam.organizations_features", "o-1", EnabledFeatures=CENTRAL),
        ),
        raid(),
    ),
    "delete_security_group": his("EC2::SecurityGroup", "sg-9"),
    "delete_ses_identity": his("SES::EmailIdentity", f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/example.com"),
    "delete_user": his("IAM::User", OLD, calls=("iam:CreateUser",)),
    "deny_all_to_principal": guessed(),
    "deny_by_boundary": guessed(iam_user(CI, UserPolicyList=[ROOM], AttachedManagedPolicies=TEN)),
    "deregister_image": his("EC2::Image", "ami-1"),
    "detach_policy": his("IAM::User", OLD, how="modified", parts=("policy:p",)),
    "empty_role_trust": his("IAM::Role", APP),
    "enable_flow_logs": on_host(),
    "enable_guardduty": without_guardduty(),
    "enable_trail": key_of_ci(),
    "isolate_instance": on_host(),
    "leave_auto_scaling_group": on_host(IN_GROUP),
    "leave_group": his("IAM::User", OLD, how="modified", parts=("group:admins",)),
    "leave_load_balancer": on_host(BALANCED),
    "pause_sending": his("SES::Template", f"arn:aws:ses:us-east-1:{ACCOUNT}:template/t"),
    "protect_instance": on_host(),
    "remove_content": reported("hosted_content"),
    "remove_function_access": his(
        "Lambda::Function", FUNCTION, how="modified", calls=("lambda:AddPermission",), parts=("statement:s",)
    ),
    "remove_function_layer": (
        dossier(),
        raid(
            replace(touched(FUNCTION, "modified", "AWS::Lambda::Function"), parts=(f"layer:{LAYER}",)),
            touched(LAYER, "created", "AWS::Lambda::LayerVersion"),
        ),
    ),
    "replace_instance_profile": on_host(principals=(APP,), credentials=("ASIASTOLEN",)),
    "require_imdsv2": on_host(),
    "reset_password": guessed(),
    "restore_alarm": his("CloudWatch::Alarm", ALARM, how="deleted", parts=("alarm:{}",)),
    "restore_security_group": his("EC2::SecurityGroup", "sg-1", how="modified", parts=("rule:sgr-1",)),
    "restore_trust_policy": his(
        "IAM::Role", APP, evidence("iam.role", APP, CreateDate=BEFORE, AssumeRolePolicyDocument=OUTSIDER),
        how="modified", parts=("trust:444455556666",),
    ),
    "restrict_bucket_policy": his(
        "S3::Bucket", BUCKET,
        evidence("s3.bucket", "b", Policy={"Statement": [{**OUTSIDER["Statement"][0], "Sid": "s"}]}),
        how="modified", calls=("s3:PutBucketPolicy",),
    ),
    "retire_access_key": key_of_ci(BEFORE, active(OLD_KEY, NOW)),
    "revoke_instance_credentials": on_host(),
    "revoke_role_sessions": on_host(principals=(APP,)),
    "revoke_user_sessions": key_of_ci(),
    "rotate_access_key": key_of_ci(BEFORE, AccessKey(id=NEW_KEY, status="Active", last_used=NOW)),
    "scale_group_to_zero": his("AutoScaling::AutoScalingGroup", GROUP),
    "snapshot_volumes": his("EC2::Instance", MINER, instance(MINER, LaunchTime=DURING)),
    "stop_function": his("Lambda::Function", FUNCTION, how="modified"),
    "stop_instance": on_host(),
    "suspend_auto_scaling": his("AutoScaling::AutoScalingGroup", GROUP),
    "take_content_offline": reported("hosted_content"),
    "terminate_instance": his("EC2::Instance", MINER, instance(MINER, LaunchTime=DURING)),
    "unshare_snapshot": his("EC2::Snapshot", "snap-1", how="modified", parts=("share:all",)),
}  # fmt: skip


def test_every_action_has_a_case_here_or_a_reason_to_have_none():
    assert set(CASES) | NOT_PLANNED == set(act.every())


@pytest.mark.parametrize("action", sorted(CASES))
def test_plan_asks_for_it_with_a_reason_and_by_itself(action):
    found = [one for one in steps(*CASES[action]) if one.action == action]
    assert found
    assert all(one.automatic and one.reason.en for one in found)
    assert all(one.writes == ACTIONS[action].writes for one in found)


@pytest.mark.parametrize("action", sorted(CASES))
def test_nothing_happens_without_an_intruder_or_a_report(action):
    case, _ = CASES[action]
    calm = Trace(root_causes=(RootCause(kind="authorised_activity", confidence=0.9),))
    quiet = steps(replace(case, notice=Notice(kind="port_scan")), calm)
    assert action not in {one.action for one in quiet}
