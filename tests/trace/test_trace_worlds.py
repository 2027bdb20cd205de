"""What trace makes of accounts where something happened, and of their likes where nothing did."""

from __future__ import annotations

from datetime import timedelta

from trace_world import (
    ACCOUNT,
    BOTO,
    CHROME,
    CI_KEY,
    CLI,
    DEV_KEY,
    FIREFOX,
    NOW,
    OFFICE,
    TERRAFORM,
    THIEF,
    THIEF2,
    THIEF_CLI,
    World,
    assumed,
    by_key,
    console,
    launched,
    made_key,
    made_user,
    role,
    root,
    session,
    user,
)

ROGUE_KEY = "AKIABBBBBBBBBBBBBBB1"


def names(found):
    return {thing.id for thing in found.affected}


def best(found):
    return found.root_causes[0]


ASKED = ("sts:GetCallerIdentity", "iam:ListRoles", "iam:ListAttachedUserPolicies")
REFUSED = ("organizations:ListAccounts", "ses:GetSendQuota", "iam:GetAccountAuthorizationDetails")


def recon(world, hours, actor, where, calls=ASKED):
    """What a thief asks first; where is address and program."""
    for number, action in enumerate(calls):
        world.call(hours - number / 60, actor, action, *where)
    for number, action in enumerate(REFUSED):
        world.call(hours - 0.1 - number / 60, actor, action, *where, error="AccessDenied")


def leaked_key(world):
    actor = by_key("ci", CI_KEY)
    recon(world, 30, actor, (THIEF, THIEF_CLI))
    world.call(28, actor, "iam:CreateUser", THIEF, THIEF_CLI, **made_user("support"), readOnly=False)
    world.call(28, actor, "iam:CreateAccessKey", THIEF, THIEF_CLI, **made_key("support", ROGUE_KEY))
    world.call(
        27,
        by_key("support", ROGUE_KEY),
        "ec2:RunInstances",
        THIEF2,
        BOTO,
        **launched("i-0bbb1", "i-0bbb2", region="eu-west-3"),
    )
    return world


def test_leaked_key_with_a_user_made_by_it_is_followed_to_the_machines(told):
    found = told(leaked_key(World().ordinary()), kind="exposed_access_key", access_keys=(CI_KEY,))
    assert best(found).kind == "leaked_access_key"
    assert best(found).credential == CI_KEY
    assert best(found).since == NOW - timedelta(hours=30)
    assert set(found.attackers.principals) == {user("ci"), user("support")}
    assert set(found.attackers.credentials) == {CI_KEY, ROGUE_KEY}
    assert set(found.attackers.ips) == {THIEF, THIEF2}
    assert names(found) == {user("support"), "i-0bbb1", "i-0bbb2"}


def test_notice_that_names_only_the_second_key_leads_back_to_the_first(told):
    found = told(leaked_key(World().ordinary()), kind="suspected_access_key", access_keys=(ROGUE_KEY,))
    assert best(found).kind == "leaked_access_key"
    assert best(found).credential == CI_KEY
    assert set(found.attackers.ips) == {THIEF, THIEF2}


def test_notice_that_names_only_a_machine_leads_back_to_the_key(told):
    found = told(leaked_key(World().ordinary()), kind="crypto_mining", resources=("i-0bbb2",))
    assert best(found).credential == CI_KEY
    assert set(found.attackers.principals) == {user("ci"), user("support")}


def test_notice_that_names_nothing_still_finds_the_intruder(told):
    found = told(leaked_key(World().ordinary()), kind="third_party_access")
    assert best(found).credential == CI_KEY
    assert set(found.attackers.ips) == {THIEF, THIEF2}


def test_build_runner_at_a_new_address_that_does_the_usual_is_not_the_intruder(told):
    world = leaked_key(World().ordinary())
    for hours in (31, 29, 20, 10):
        world.call(
            hours,
            by_key("ci", CI_KEY),
            "s3:PutObject",
            "198.51.100.29",
            TERRAFORM,
            request={"bucketName": "build"},
        )
    found = told(world, kind="exposed_access_key", access_keys=(CI_KEY,))
    assert set(found.attackers.ips) == {THIEF, THIEF2}
    assert best(found).since == NOW - timedelta(hours=30)


def test_hosted_builds_that_come_from_everywhere_do_not_hide_the_thief(told):
    world = World().ordinary()
    for day in range(20):
        for number in range(3):
            where = f"198.18.{day * 3 + number}.{day + 5}"
            world.call(
                24 * day + number,
                by_key("ci", CI_KEY),
                "s3:PutObject",
                where,
                TERRAFORM,
                request={"bucketName": "build"},
            )
    found = told(leaked_key(world), kind="exposed_access_key", access_keys=(CI_KEY,))
    assert set(found.attackers.ips) == {THIEF, THIEF2}
    assert best(found).since == NOW - timedelta(hours=30)


def test_owner_who_puts_things_right_from_the_office_is_no_intruder(told):
    world = leaked_key(World().ordinary())
    world.call(2, console("alice", "late"), "iam:UpdateAccessKey", OFFICE, CHROME, request={"userName": "ci"})
    world.call(
        2,
        console("alice", "late"),
        "ec2:TerminateInstances",
        OFFICE,
        CHROME,
        region="eu-west-3",
        request={"instancesSet": {"items": [{"instanceId": "i-0bbb1"}]}},
    )
    found = told(world, kind="exposed_access_key", access_keys=(CI_KEY,))
    assert user("alice") not in found.attackers.principals
    assert OFFICE not in found.attackers.ips


def test_pen_tester_beside_the_intruder_is_left_out(told):
    world = leaked_key(World().ordinary())
    world.person(
        "pentest-acme",
        key="AKIAPENTESTPENTEST01",
        console=False,
        mfa=False,
        born=4,
        Tags=[{"Key": "purpose", "Value": "penetration test, ticket SEC-12"}],
    )
    world.call(90, console("alice", "x"), "iam:CreateUser", OFFICE, CHROME, **made_user("pentest-acme"))
    world.call(
        90,
        console("alice", "x"),
        "iam:CreateAccessKey",
        OFFICE,
        CHROME,
        **made_key("pentest-acme", "AKIAPENTESTPENTEST01"),
    )
    recon(world, 40, by_key("pentest-acme", "AKIAPENTESTPENTEST01"), ("203.0.113.5", THIEF_CLI))
    world.guardduty("PenTest:IAMUser/KaliLinux", "203.0.113.5", credential="AKIAPENTESTPENTEST01")
    for notice in ({"access_keys": (CI_KEY,)}, {}):
        found = told(world, kind="third_party_access", **notice)
        assert user("pentest-acme") not in found.attackers.principals
        assert best(found).credential == CI_KEY


def test_key_in_doubt_that_only_its_owner_used_on_the_road_is_ordinary_use(told):
    world = World().ordinary()
    world.sign_in(31, "bob", "203.0.113.200")
    for action in ("ec2:DescribeInstances", "s3:ListBuckets"):
        world.call(30, by_key("bob", DEV_KEY), action, "203.0.113.200", CLI)
    found = told(world, kind="suspected_access_key", access_keys=(DEV_KEY,), iam_users=("bob",))
    assert best(found).kind == "authorised_activity"
    assert found.attackers == type(found.attackers)()
    assert found.affected == ()


def test_published_key_that_nobody_has_used_yet_is_a_leak_without_an_intruder(told):
    found = told(World().ordinary(), kind="exposed_access_key", access_keys=(CI_KEY,))
    assert best(found).kind == "leaked_access_key"
    assert best(found).since is None
    assert found.attackers.ips == ()


def stolen_password(world):
    world.sign_in(26.2, "bob", THIEF, FIREFOX, mfa="No", fails=True)
    world.sign_in(26, "bob", THIEF, FIREFOX, mfa="No")
    actor = console("bob", "thief", mfa="false")
    for number, action in enumerate(
        ("iam:GetAccountSummary", "iam:ListRoles", "secretsmanager:ListSecrets", "kms:ListKeys")
    ):
        world.call(25.9 - number / 60, actor, action, THIEF, FIREFOX)
    world.call(25.5, actor, "secretsmanager:GetSecretValue", THIEF, FIREFOX, request={"secretId": "prod/db"})
    world.call(25, actor, "iam:CreateAccessKey", THIEF, FIREFOX, **made_key("alice", ROGUE_KEY))
    world.call(
        24,
        by_key("alice", ROGUE_KEY),
        "s3:GetObject",
        THIEF2,
        BOTO,
        request={"bucketName": "customers"},
        readOnly=True,
    )
    return world


def test_stolen_password_beside_its_owner_at_work(told):
    found = told(stolen_password(World().ordinary()), kind="third_party_access")
    assert best(found).kind == "stolen_console_password"
    assert best(found).principal == user("bob")
    assert best(found).since == NOW - timedelta(hours=26)
    assert set(found.attackers.ips) == {THIEF, THIEF2}
    assert set(found.attackers.principals) == {user("bob"), user("alice")}
    assert DEV_KEY not in found.attackers.credentials
    secret = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:prod/db"
    assert names(found) - {user("alice")} == {secret, "arn:aws:s3:::customers"}


def test_secret_is_named_in_full_when_anybody_else_named_it_so(told):
    world = stolen_password(World().ordinary())
    full = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:prod/db-a1B2c3"
    actor = session("web", "i-0aaaaaaaaaaaaaaa1", "ASIAWEBSECRET0000001")
    world.call(200, actor, "secretsmanager:GetSecretValue", "192.0.2.200", BOTO, request={"secretId": full})
    assert full in names(told(world, kind="third_party_access"))


def test_traveller_who_signs_in_with_his_second_factor_is_no_thief(told):
    world = World().ordinary()
    world.sign_in(26, "bob", THIEF, CHROME)
    for action in ("ec2:DescribeInstances", "iam:ListUsers", "ec2:StartInstances"):
        world.call(25.8, console("bob", "road"), action, THIEF, CHROME)
    found = told(world, kind="third_party_access")
    assert found.attackers.ips == ()
    assert best(found).kind not in {"stolen_console_password", "leaked_access_key"}


def test_role_of_an_instance_used_from_elsewhere_and_passed_on(told):
    world = World().ordinary()
    stolen = session("web", "i-0aaaaaaaaaaaaaaa1", "ASIASTOLENSTOLEN0001")
    world.call(50.5, stolen, "s3:GetObject", "192.0.2.200", BOTO, request={"bucketName": "app"})
    recon(world, 50, stolen, (THIEF, CLI), ("sts:GetCallerIdentity", "s3:ListBuckets", "iam:ListRoles"))
    world.call(49, stolen, "sts:AssumeRole", THIEF, CLI, **assumed("deploy", "x", "ASIADEPLOYDEPLOY0001"))
    deploy = session("deploy", "x", "ASIADEPLOYDEPLOY0001")
    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:sync"
    world.call(
        48,
        deploy,
        "lambda:CreateFunction20150331",
        THIEF2,
        CLI,
        request={"functionName": "sync", "role": role("runner")},
        response={"functionArn": arn, "functionName": "sync"},
    )
    world.call(
        40,
        session("runner", "sync", "ASIARUNNERRUNNER0001"),
        "iam:CreateUser",
        "203.0.113.99",
        BOTO,
        **made_user("svc"),
    )
    found = told(world, kind="third_party_access", regions=("us-east-1",))
    assert best(found).kind == "stolen_instance_credentials"
    assert best(found).since == NOW - timedelta(hours=50)
    assert set(found.attackers.principals) == {role("web"), role("deploy"), role("runner"), user("svc")}
    assert {arn, user("svc")} <= names(found)
    assert "192.0.2.200" not in found.attackers.ips


def test_new_instance_of_a_group_with_its_own_address_is_no_thief_of_the_role(told):
    world = World().ordinary()
    for hours in (50, 40, 30):
        actor = session("web", "i-0ccccccccccccccc1", f"ASIANEWNEWNEWNEW{hours:04d}")
        world.call(hours, actor, "s3:GetObject", "198.18.7.7", BOTO, request={"bucketName": "app"})
    found = told(world, kind="account_compromised")
    assert found.attackers.ips == ()


def test_mail_key_used_for_mail_only(told):
    world = World().ordinary()
    key = "AKIASMTPSMTPSMTP0001"
    world.person("ses-smtp-user.20240101", key=key, console=False, mfa=False)
    actor = by_key("ses-smtp-user.20240101", key)
    for number in range(30):
        world.call(
            30 - number / 10,
            actor,
            "ses:GetSendQuota" if number < 2 else "ses:SendRawEmail",
            THIEF,
            BOTO,
            request={"source": "news@example.com"},
        )
    found = told(world, kind="ses_credentials", access_keys=(key,))
    assert best(found).kind == "mail_credentials_leaked"
    assert found.attackers.credentials == (key,)


def test_complaints_about_our_own_mail_are_a_matter_of_the_list(told):
    found = told(World().ordinary(), kind="ses_complaint")
    assert best(found).kind == "mail_list_quality"
    assert found.attackers.ips == ()


def test_root_used_by_a_stranger(told):
    world = World().ordinary()
    actor = root()
    world.call(
        20,
        actor,
        "signin:ConsoleLogin",
        THIEF,
        FIREFOX,
        response={"ConsoleLogin": "Success"},
        additionalEventData={"MFAUsed": "No"},
    )
    for number, action in enumerate(("iam:CreateAccessKey", "iam:CreateUser", "account:PutAlternateContact")):
        more = (
            made_user("adm") if "User" in action else {"response": {"accessKey": {"accessKeyId": ROGUE_KEY}}}
        )
        world.call(19 - number / 10, actor, action, THIEF, FIREFOX, **more)
    found = told(world, kind="root_compromised")
    assert best(found).kind == "root_compromised"
    assert ROGUE_KEY in found.attackers.credentials


def test_role_taken_by_another_account_to_which_it_was_opened(told):
    world = World().ordinary()
    outside = {"type": "AWSAccount", "accountId": "999988887777", "principalId": "AIDAOUTSIDE"}
    for day in range(2, 20):
        key = f"ASIAVENDORVENDOR{day:04d}"
        world.call(
            24 * day, outside, "sts:AssumeRole", "198.51.100.9", BOTO, **assumed("audit", "vendor", key)
        )
        world.call(24 * day, session("audit", "vendor", key), "iam:ListUsers", "198.51.100.9", BOTO)
    world.call(
        20, outside, "sts:AssumeRole", THIEF, CLI, **assumed("audit", "vendor", "ASIAVENDORTHIEF00001")
    )
    actor = session("audit", "vendor", "ASIAVENDORTHIEF00001")
    recon(world, 19.9, actor, (THIEF, CLI))
    world.call(19, actor, "secretsmanager:GetSecretValue", THIEF, CLI, request={"secretId": "prod/db"})
    found = told(world, kind="third_party_access")
    assert best(found).kind == "third_party_access"
    assert found.attackers.principals == (role("audit"),)
    assert found.attackers.ips == (THIEF,)


def test_key_stolen_in_the_first_days_of_the_log_is_told_from_its_owner_by_what_came_later(told):
    world = World().ordinary()
    actor = by_key("ci", CI_KEY)
    recon(world, 500, actor, (THIEF, THIEF_CLI))
    world.call(499, actor, "iam:CreateUser", THIEF, THIEF_CLI, **made_user("support"))
    found = told(world, kind="exposed_access_key", access_keys=(CI_KEY,))
    assert found.attackers.ips == (THIEF,)
    assert best(found).since == NOW - timedelta(hours=500)


def test_instances_that_a_scaling_group_of_the_intruder_launched_are_his(told):
    world = leaked_key(World().ordinary())
    world.call(
        26,
        by_key("support", ROGUE_KEY),
        "autoscaling:CreateAutoScalingGroup",
        THIEF2,
        BOTO,
        request={"autoScalingGroupName": "farm"},
    )
    service = {
        **session("AWSServiceRoleForAutoScaling", "AutoScaling", "ASIAAUTOSCALING00001"),
        "invokedBy": "autoscaling.amazonaws.com",
    }
    run = launched("i-0ddd1", region="us-east-1")
    run["request"]["tagSpecificationSet"] = {
        "items": [{"tags": [{"key": "aws:autoscaling:groupName", "value": "farm"}]}]
    }
    world.call(
        25.9, service, "ec2:RunInstances", "autoscaling.amazonaws.com", "autoscaling.amazonaws.com", **run
    )
    other = launched("i-0ddd2")
    other["request"]["tagSpecificationSet"] = {
        "items": [{"tags": [{"key": "aws:autoscaling:groupName", "value": "web"}]}]
    }
    world.call(
        25.8, service, "ec2:RunInstances", "autoscaling.amazonaws.com", "autoscaling.amazonaws.com", **other
    )
    found = told(world, kind="exposed_access_key", access_keys=(CI_KEY,))
    assert "i-0ddd1" in names(found)
    assert "i-0ddd2" not in names(found)
    assert not any("AutoScaling" in name for name in found.attackers.principals)


def test_refused_calls_touch_nothing(told):
    world = leaked_key(World().ordinary())
    world.call(
        26,
        by_key("ci", CI_KEY),
        "s3:DeleteBucket",
        THIEF,
        THIEF_CLI,
        request={"bucketName": "app"},
        error="AccessDenied",
    )
    found = told(world, kind="exposed_access_key", access_keys=(CI_KEY,))
    assert "arn:aws:s3:::app" not in names(found)


def test_our_own_calls_are_never_reconnaissance(told):
    world = World().ordinary()
    recon(
        world,
        1,
        session("responder", "abusedesk", "ASIARESPONDER0000001"),
        ("203.0.113.9", "Boto3/1.44 abusedesk/0.1 case/7"),
    )
    found = told(world, kind="account_compromised")
    assert found.attackers.principals == ()


def test_nothing_read_means_not_known(told):
    world = World()
    found = told(world, kind="port_scan", resources=("i-0aaaaaaaaaaaaaaa1",))
    assert best(found).kind == "unknown"
    assert found.attackers.ips == ()


def test_key_of_a_build_machine_that_also_sent_mail_is_a_leaked_key(told):
    world = World().ordinary()
    actor = by_key("ci", CI_KEY)
    for number, action in enumerate(("ses:GetSendQuota", "ses:VerifyDomainIdentity", "ses:SendEmail")):
        world.call(20 - number, actor, action, THIEF, BOTO, request={"domain": "example.net"})
    found = told(world, kind="ses_review", regions=("us-east-1",))
    assert best(found).kind == "leaked_access_key"
    assert f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/example.net" in names(found)


def test_root_used_by_the_owner_with_his_second_factor_is_no_theft(told):
    world = World().ordinary()
    world.call(
        20,
        root(),
        "signin:ConsoleLogin",
        OFFICE,
        CHROME,
        response={"ConsoleLogin": "Success"},
        additionalEventData={"MFAUsed": "Yes"},
    )
    found = told(world, kind="root_compromised")
    assert found.attackers.principals == ()
    assert best(found).since is None


def test_vendor_that_takes_its_role_as_ever_is_no_intruder(told):
    world = World().ordinary()
    outside = {"type": "AWSAccount", "accountId": "999988887777", "principalId": "AIDAOUTSIDE"}
    for day in range(20):
        key = f"ASIAVENDORVENDOR{day:04d}"
        taken = assumed("audit", "vendor", key)
        world.call(24 * day + 1, outside, "sts:AssumeRole", "198.51.100.9", BOTO, **taken)
        world.call(24 * day, session("audit", "vendor", key), "iam:ListUsers", "198.51.100.9", BOTO)
    found = told(world, kind="third_party_access")
    assert found.attackers.ips == ()


def test_people_who_share_a_role_of_the_identity_center_are_told_apart(told):
    world = World().ordinary()
    shared = "AWSReservedSSO_Admin_0123456789abcdef"
    for day in range(20):
        for name, ip in (("ann@example.com", "198.18.1.1"), ("ben@example.com", "198.18.2.2")):
            actor = session(shared, name, f"ASIA{name[:3].upper()}{day:013d}")
            world.call(24 * day + 2, actor, "ec2:DescribeInstances", ip, CHROME)
            world.call(24 * day + 1, actor, "iam:CreateRole", ip, CHROME, error="AccessDenied")
    thief = session(shared, "ben@example.com", "ASIABENTHIEF00000001")
    recon(world, 20, thief, (THIEF, FIREFOX))
    world.call(19, thief, "iam:CreateUser", THIEF, FIREFOX, **made_user("help"))
    found = told(world, kind="third_party_access")
    assert set(found.attackers.ips) == {THIEF}
    assert best(found).kind == "stolen_console_password"
    assert not any("ANN" in key for key in found.attackers.credentials)


def test_second_key_used_from_the_intruders_address_is_his_too(told):
    world = leaked_key(World().ordinary())
    for action in ("sts:GetCallerIdentity", "secretsmanager:GetSecretValue"):
        more = {"request": {"secretId": "prod/db"}}
        world.call(20, by_key("bob", DEV_KEY), action, THIEF, THIEF_CLI, **more)
    found = told(world, kind="exposed_access_key", access_keys=(CI_KEY,))
    assert DEV_KEY in found.attackers.credentials
    assert OFFICE not in found.attackers.ips


def test_failed_sign_ins_from_elsewhere_before_the_theft_belong_to_it(told):
    world = stolen_password(World().ordinary())
    for number in range(5):
        world.sign_in(27 - number / 60, "bob", "203.0.113.201", FIREFOX, mfa="No", fails=True)
    found = told(world, kind="third_party_access")
    assert "203.0.113.201" in found.attackers.ips
    assert best(found).since == NOW - timedelta(hours=26)


def test_user_that_the_owner_made_for_somebody_at_home_is_left_alone(told):
    world = leaked_key(World().ordinary())
    world.person("carol", born=5)
    world.call(100, console("alice", "hire"), "iam:CreateUser", OFFICE, CHROME, **made_user("carol"))
    world.sign_in(96, "carol", "198.18.9.9", CHROME, mfa="No")
    for action in ("ec2:DescribeInstances", "iam:ListUsers", "ec2:RunInstances"):
        world.call(95, console("carol", "first", mfa="false"), action, "198.18.9.9", CHROME)
    found = told(world, kind="exposed_access_key", access_keys=(CI_KEY,))
    assert user("carol") not in found.attackers.principals
