"""What the units find that is slow, shared among many addresses, or started by other means."""

from __future__ import annotations

import json

import pytest

from abusedesk import detect
from abusedesk.detect._machines import is_large
from abusedesk.model import Severity
from detect.samples import lake_of, sample

UNITS = detect.every()
HEADER = (
    "account-id instance-id interface-id srcaddr dstaddr srcport dstport protocol tcp-flags packets bytes"
)


def found(rule, records):
    with lake_of(records) as lake:
        return detect.run(lake, [UNITS[rule]])


def flows(lines):
    return [{"format": "vpc_flow", "line": f"{HEADER} start end action log-status"}] + [
        {"format": "vpc_flow", "line": f"111122223333 i-0a1b2c3d4e5f60718 eni-0a1b2c3d4e5f60718 {line}"}
        for line in lines
    ]


def scan(flags):
    starts = {i: 1772572449 + 600 * i for i in range(1, 121)}
    return flows(
        f"10.0.1.20 203.0.113.{i} {40000 + i} 22 6 {flags} 3 180 {start} {start + 50} ACCEPT OK"
        for i, start in starts.items()
    )


def test_a_finding_of_flows_names_the_instance_and_its_interface():
    (one,) = found("outbound_slow_scan", scan(flags=2))
    assert one.resources == ("eni-0a1b2c3d4e5f60718", "i-0a1b2c3d4e5f60718")
    assert one.count == 120


def test_who_answers_connections_does_not_scan():
    assert found("outbound_slow_scan", scan(flags=18)) == []


def test_a_slow_scan_is_not_seen_as_a_fast_one():
    assert found("outbound_scan", sample("outbound_slow_scan", "fires")) == []


@pytest.mark.parametrize(("answers", "is_flood"), [(100, True), (400_000, False)])
def test_a_flood_is_told_from_a_transfer_by_what_comes_back(answers, is_flood):
    lines = [
        "10.0.1.20 203.0.113.8 41000 27015 17 0 2000000 1024000000 1772572449 1772572499 ACCEPT OK",
        f"203.0.113.8 10.0.1.20 27015 41000 17 0 {answers} 60000 1772572449 1772572499 ACCEPT OK",
    ]
    assert bool(found("outbound_flood", flows(lines))) is is_flood


def test_a_flood_of_full_packets_is_one_finding_with_both_ends():
    first, second = found("outbound_flood", sample("outbound_flood", "fires"))
    assert {first.ips, second.ips} == {("10.0.1.20", "203.0.113.7"), ("10.0.1.20", "203.0.113.8")}
    assert first.severity is Severity.HIGH


def test_shared_guessing_names_guessers_and_followers_but_not_the_owner():
    sure, unsure = found(
        "sshd_login_after_shared_guessing", sample("sshd_login_after_shared_guessing", "fires")
    )
    assert sure.severity is Severity.HIGH
    assert sure.actors == ("deploy",)
    assert sure.ips == tuple(f"203.0.113.{i}" for i in (*range(10, 18), 99))
    assert unsure.actors == ("ops",)
    assert unsure.severity is Severity.MEDIUM


def test_the_address_that_the_new_administrator_came_from_is_named():
    one, two, three = found("login_of_new_administrator", sample("login_of_new_administrator", "fires"))
    told = {(*finding.actors, *finding.ips, finding.severity) for finding in (one, two, three)}
    assert told == {
        ("systemd-net", "203.0.113.66", Severity.HIGH),
        ("svc", "203.0.113.67", Severity.HIGH),
        ("anna", "203.0.113.68", Severity.MEDIUM),
    }
    assert {finding.count for finding in (one, two, three)} == {2, 3}


def test_containers_are_high_in_number_or_in_many_regions_and_else_medium():
    (one,) = found("containers_from_nothing", sample("containers_from_nothing", "fires"))
    assert one.severity is Severity.HIGH
    assert one.count == 6
    (less,) = found("containers_from_nothing", sample("containers_from_nothing", "failed"))
    assert less.severity is Severity.MEDIUM


def test_many_machines_of_any_size_are_told_unless_the_caller_always_asks_for_as_many():
    group = sample("auto_scaling_of_large_machines", "quiet")[1]
    group["requestParameters"]["desiredCapacity"] = 30
    (one,) = found("auto_scaling_of_large_machines", [group])
    assert one.severity is Severity.MEDIUM
    earlier = json.loads(json.dumps(group))
    earlier["eventTime"] = "2026-02-20T10:00:00Z"
    earlier["eventID"] = "00000000-0000-4000-8000-000000000001"
    later = found("auto_scaling_of_large_machines", [earlier, group])
    assert {event for finding in later for event in finding.events} == {earlier["eventID"]}


def test_objects_read_while_the_instance_itself_went_on_are_worse_than_by_a_user_who_moved():
    worst, other = found("objects_read_from_new_address", sample("objects_read_from_new_address", "fires"))
    assert (worst.severity, worst.ips) == (Severity.HIGH, ("203.0.113.66",))
    assert (other.severity, other.ips) == (Severity.MEDIUM, ("203.0.113.99",))


def test_a_role_of_awss_own_is_no_actor_even_where_the_record_does_not_say_who_invoked_it():
    record = sample("large_instances_launched", "fires")[0]
    assert found("large_instances_launched", [record])
    record["userIdentity"] = {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling",
        "sessionContext": {
            "sessionIssuer": {
                "arn": "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/"
                "AWSServiceRoleForAutoScaling"
            }
        },
    }
    assert found("large_instances_launched", [record]) == []


def test_a_role_that_only_bears_the_name_of_awss_own_is_an_actor():
    record = sample("large_instances_launched", "fires")[0]
    record["userIdentity"] = {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForJobs/me",
        "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/AWSServiceRoleForJobs"}},
    }
    assert found("large_instances_launched", [record])


@pytest.mark.parametrize("large", ["c5.24xlarge", "p4d.24xlarge", "g5.xlarge", "c5.metal", "x2idn.large"])
def test_graphics_and_very_large_machines_are_large(large):
    assert is_large(large)


@pytest.mark.parametrize("small", ["m6i.large", "t3.2xlarge", "c5.4xlarge", "", "large"])
def test_ordinary_machines_are_not_large(small):
    assert not is_large(small)
