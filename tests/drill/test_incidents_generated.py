"""The incidents that ship: what every folder made by a generator holds."""

import ipaddress
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from abusedesk import drill
from abusedesk.drill import generate
from abusedesk.errors import BadInput
from drill.incidents_support import story, when

SEED = 20260305
OTHERS = {
    "leaked-key-miners": 2,
    "not-ours-reused-address": 1,
    "phishing-bucket": 2,
    "phishing-site": 1,
    "ses-leaked-smtp": 3,
    "ssh-bruteforce-portscan": 3,
}
NAMES = tuple(OTHERS)
MEMBERS = {
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "requestParameters",
    "responseElements",
    "eventID",
    "readOnly",
    "eventType",
    "managementEvent",
    "recipientAccountId",
    "eventCategory",
}
GLOBAL = {"iam.amazonaws.com", "organizations.amazonaws.com", "cloudfront.amazonaws.com"}
OUTSIDE = [
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "10.0.0.0/8")
]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    return {name: story(tmp_path_factory, name, SEED) for name in NAMES}


@pytest.fixture(params=NAMES)
def folder(request, built):
    return built[request.param]


def contents(path):
    return {
        file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()
    }


def test_the_incidents_ship_under_their_names():
    assert tuple(name.replace("_", "-") for name in generate.every()) == NAMES


def test_an_unknown_incident_is_refused_and_the_known_ones_are_named(tmp_path):
    with pytest.raises(BadInput, match="leaked-key-miners"):
        generate.build("no-such", tmp_path, seed=1)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_bytes_in_another_process(name, built, tmp_path):
    code = (
        "import sys, pathlib; from abusedesk.drill import generate; "
        "generate.build(sys.argv[1], pathlib.Path(sys.argv[2]), seed=int(sys.argv[3]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(  # noqa: S603 # our own code
        [sys.executable, "-c", code, name, str(tmp_path), str(SEED)], check=True, env=environment
    )
    assert contents(tmp_path) == contents(built[name].path)


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_gives_other_names_ids_addresses_and_times(name, built, tmp_path_factory):
    first, second = built[name], story(tmp_path_factory, name, OTHERS[name])
    assert first.account["id"] != second.account["id"]
    assert first.now != second.now
    assert not set(first.truth["innocent"]) & set(second.truth["innocent"])
    assert not set(first.truth["attackers"]["ips"]) & set(second.truth["attackers"]["ips"])
    assert first.mail["Subject"] != second.mail["Subject"]


def test_the_loader_finds_no_mistake_in_it_and_passes_nothing_over(folder):
    incident = drill.load(folder.path)
    assert incident.accounts[0].id == folder.account["id"]
    assert incident.ignored == ()


def test_it_spans_17_regions_and_20000_events(folder):
    assert len(set(folder.account["opted_in"])) == 17
    assert set(folder.regions) == set(folder.account["opted_in"]) == set(folder.resources)
    assert len(folder.records) >= 20_000
    assert all(len(records) >= 500 for records in folder.regions.values())


def test_the_intruder_makes_less_than_a_twentieth_of_the_events(folder):
    assert len(folder.intruders) < len(folder.records) / 20


def test_every_record_has_the_members_that_aws_writes(folder):
    for region, records in folder.regions.items():
        for record in records:
            assert record.keys() >= MEMBERS, record
            assert record["awsRegion"] == region
            assert record["recipientAccountId"] == folder.account["id"]
            assert ("requestID" in record) == (record["eventType"] == "AwsApiCall")
            assert region == "us-east-1" or record["eventSource"] not in GLOBAL


def test_event_ids_are_unique_and_times_lie_in_the_three_weeks_before_now_in_order(folder):
    assert len({record["eventID"] for record in folder.records}) == len(folder.records)
    for records in folder.regions.values():
        times = [when(record) for record in records]
        assert times == sorted(times)
        assert folder.now - timedelta(days=22) <= times[0]
        assert times[-1] < folder.now


def test_identities_have_the_form_of_their_kind(folder):
    for record in folder.records:
        identity = record["userIdentity"]
        kind = identity["type"]
        if kind == "AssumedRole":
            assert identity["sessionContext"]["sessionIssuer"]["arn"].startswith("arn:aws:iam::")
            assert identity["accessKeyId"].startswith("ASIA")
        elif kind == "AWSService":
            assert identity["invokedBy"] == record["sourceIPAddress"]
        elif kind == "IAMUser" and record["eventName"] != "ConsoleLogin":
            assert identity["accessKeyId"].startswith("ASIA") == ("sessionContext" in identity)
    kinds = Counter(record["userIdentity"]["type"] for record in folder.records)
    assert {"IAMUser", "AssumedRole", "AWSService"} <= set(kinds)


def test_ordinary_life_has_errors_denials_mistyped_passwords_and_the_owners_own_suspicious_work(folder):
    theirs = {record["eventID"] for record in folder.intruders}
    owners = [record for record in folder.records if record["eventID"] not in theirs]
    names = Counter(record["eventName"] for record in owners)
    assert {"CreateUser", "CreateAccessKey", "CreateLoginProfile", "DisableAlarmActions"} <= set(names)
    assert sum(record.get("errorCode") == "AccessDenied" for record in owners) > 50
    assert any(record.get("errorMessage") == "Failed authentication" for record in owners)
    launched = {record["awsRegion"] for record in owners if record["eventName"] == "RunInstances"}
    assert len(launched) >= 3


def test_every_address_is_reserved_and_routes_nowhere(folder):
    for address in sorted({record["sourceIPAddress"] for record in folder.records}):
        if not address.endswith(".amazonaws.com"):
            assert any(ipaddress.ip_address(address) in net for net in OUTSIDE), address


def test_intruder_and_innocent_share_no_name(folder):
    truth = folder.truth
    guilty = {name for names in truth["attackers"].values() for name in names} | set(truth["affected"])
    assert not guilty & set(truth["innocent"])
    assert len(truth["innocent"]) > 30


def test_key_last_used_is_the_latest_event_signed_with_it(folder):
    latest = {}
    for record in folder.records:
        key = record["userIdentity"].get("accessKeyId", "")
        latest[key] = max(latest.get(key, ""), record["eventTime"])
    used = 0
    for user in folder.iam["UserDetailList"]:
        for key in user["AccessKeys"]:
            if key["AccessKeyId"] in latest:
                used += 1
                assert key["LastUsed"]["LastUsedDate"] == latest[key["AccessKeyId"]]
    assert used >= 3


def test_no_key_is_used_after_it_was_switched_off(folder):
    off = {
        one["requestParameters"]["accessKeyId"]: when(one)
        for one in folder.called("UpdateAccessKey")
        if one["requestParameters"]["status"] == "Inactive"
    }
    assert off
    for record in folder.records:
        key = record["userIdentity"].get("accessKeyId")
        assert key not in off or when(record) <= off[key]


def test_password_last_used_is_the_latest_sign_in(folder):
    latest = {}
    for record in folder.called("ConsoleLogin"):
        if record["responseElements"]["ConsoleLogin"] == "Success":
            arn = record["userIdentity"]["arn"]
            latest[arn] = max(latest.get(arn, ""), record["eventTime"])
    for user in folder.iam["UserDetailList"]:
        if user["Arn"] in latest:
            assert user["PasswordLastUsed"] == latest[user["Arn"]]
            assert user["LoginProfile"] is not None


def test_every_user_and_key_in_the_trail_exists(folder):
    arns = {user["Arn"] for user in folder.iam["UserDetailList"]}
    keys = {key["AccessKeyId"] for user in folder.iam["UserDetailList"] for key in user["AccessKeys"]}
    for record in folder.records:
        identity = record["userIdentity"]
        if identity["type"] == "IAMUser" and "arn" in identity:
            assert identity["arn"] in arns
        if identity.get("accessKeyId", "").startswith("AKIA"):
            assert identity["accessKeyId"] in keys


def test_instances_hang_together_with_networks_volumes_groups_and_key_pairs(folder):
    for things in folder.resources.values():
        groups = {one["GroupId"] for one in things["ec2:security_groups"]}
        subnets = {one["SubnetId"]: one["VpcId"] for one in things["ec2:subnets"]}
        volumes = {one["VolumeId"] for one in things.get("ec2:volumes", ())}
        pairs = {one["KeyName"] for one in things.get("ec2:key_pairs", ())}
        for one in things.get("ec2:instances", ()):
            assert {group["GroupId"] for group in one["SecurityGroups"]} <= groups
            assert subnets[one["SubnetId"]] == one["VpcId"]
            assert one["BlockDeviceMappings"][0]["Ebs"]["VolumeId"] in volumes
            assert one["KeyName"] in pairs
        assert any(vpc["IsDefault"] for vpc in things["ec2:vpcs"])


def test_instances_launched_in_the_trail_and_not_terminated_exist_and_no_others_are_new(folder):
    launched, ended = set(), set()
    for record in folder.called("RunInstances"):
        answer = record["responseElements"] or {"instancesSet": {"items": []}}
        launched |= {item["instanceId"] for item in answer["instancesSet"]["items"]}
    for record in folder.called("TerminateInstances"):
        ended |= {item["instanceId"] for item in record["requestParameters"]["instancesSet"]["items"]}
    first = min(when(record) for record in folder.records)
    items = [item for _, item in folder.of("ec2:instances")]
    new = {item["InstanceId"] for item in items if datetime.fromisoformat(item["LaunchTime"]) > first}
    assert new == launched - ended


def test_the_bill_covers_two_months_and_lacks_the_last_hours(folder):
    days = sorted({row["day"] for row in folder.costs})
    assert 59 <= len(days) <= 61
    assert datetime.fromisoformat(days[-1]).replace(tzinfo=UTC) <= folder.now - timedelta(hours=9)
    by_day = defaultdict(float)
    for row in folder.costs:
        by_day[row["day"]] += float(row["amount"])
    assert by_day[days[5]] > 5


def test_guardduty_findings_are_whole_and_samples_say_so(folder):
    samples, real = 0, 0
    for file in (folder.home / "guardduty").glob("*.json"):
        for finding in json.loads(file.read_text("utf-8"))["Findings"]:
            sample = "sample" in json.loads(finding["Service"]["AdditionalInfo"]["Value"])
            assert sample == finding["Title"].startswith("[SAMPLE]")
            samples, real = samples + sample, real + (not sample)
            assert finding["Region"] == file.stem
            assert datetime.fromisoformat(finding["UpdatedAt"]) <= folder.now
    if (folder.home / "guardduty").is_dir():
        assert samples == 3
        assert real >= 1
        assert len(folder.called("CreateSampleFindings")) == 1


def test_the_mail_is_amazons_goes_to_the_owner_and_came_before_now(folder):
    assert re.search(r"@(\w+\.)*(amazon|aws)\.com", folder.mail["From"])
    assert folder.mail["To"].endswith(".example.com")
    sent = folder.mail["Date"].datetime
    assert folder.now - timedelta(days=3) < sent < folder.now
    assert folder.account["id"] in folder.text
    assert "dkim=pass" in folder.mail["Authentication-Results"]
