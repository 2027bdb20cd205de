"""The incidents that ship: what each of them tells can be seen in its evidence."""

import gzip
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from drill.incidents_support import story, when

MINERS, SCAN, REUSED = "leaked-key-miners", "ssh-bruteforce-portscan", "not-ours-reused-address"


@pytest.fixture(params=(20260305, 2))
def miners(request, tmp_path_factory):
    return story(tmp_path_factory, MINERS, request.param)


@pytest.fixture(params=(20260305, 3))
def scan(request, tmp_path_factory):
    return story(tmp_path_factory, SCAN, request.param)


@pytest.fixture(params=(20260305, 1, 2))
def reused(request, tmp_path_factory):
    return story(tmp_path_factory, REUSED, request.param)


def flows(folder):
    """Every flow record by field name."""
    for file in sorted((folder.home / "logs" / "s3").rglob("*vpcflowlogs*.log.gz")):
        header, *lines = gzip.decompress(file.read_bytes()).decode().splitlines()
        for line in lines:
            yield dict(zip(header.split(), line.split(), strict=True))


def host_lines(folder):
    """Every line of the hosts' logs."""
    for file in sorted((folder.home / "logs" / "s3").rglob("*.gz")):
        if "vpcflowlogs" not in file.name:
            yield from gzip.decompress(file.read_bytes()).decode().splitlines()


def aws_part(folder):
    return folder.text.partition("---Beginning of forwarded report(s)---")[0]


def leaked(folder):
    return re.search(r"AKIA[A-Z0-9]{16}", folder.text)[0]


def test_miners_notice_names_key_user_and_a_day_to_answer_by(miners):
    user = re.search(r'belonging to IAM User "?([\w.-]+)"?,', miners.text)[1]
    holder = next(one for one in miners.iam["UserDetailList"] if one["UserName"] == user)
    assert leaked(miners) in {key["AccessKeyId"] for key in holder["AccessKeys"]}
    day = datetime.fromisoformat(re.search(r"must contact AWS by (\d{4}-\d\d-\d\d)", miners.text)[1])
    assert miners.now < day.replace(tzinfo=UTC) < miners.now + timedelta(days=7)


def test_miners_leaked_key_goes_on_working_from_its_own_addresses(miners):
    since = datetime.fromisoformat(miners.truth["since"])
    used = [one for one in miners.records if one["userIdentity"].get("accessKeyId") == leaked(miners)]
    ips = miners.truth["attackers"]["ips"]
    own = [one for one in used if one["sourceIPAddress"] not in ips]
    assert min(when(one) for one in used if one["sourceIPAddress"] in ips) == since
    assert sum(when(one) > since for one in own) > 10
    assert {one["sourceIPAddress"] for one in own} <= set(miners.truth["innocent"])


def test_miners_everything_the_intruder_used_occurs_in_events(miners):
    attackers = miners.truth["attackers"]
    used = {one["userIdentity"].get("accessKeyId") for one in miners.intruders}
    assert used - {None} == set(attackers["credentials"])
    assert {one["sourceIPAddress"] for one in miners.intruders} == set(attackers["ips"])
    text = json.dumps(miners.intruders)
    named = [*attackers["principals"], *miners.truth["affected"]]
    assert all(re.split("[:/]", name)[-1] in text for name in named)


def test_miners_nobody_else_used_the_intruders_addresses_or_his_own_user(miners):
    made = {
        one["requestParameters"]["userName"] for one in miners.intruders if one["eventName"] == "CreateUser"
    }
    assert len(made) == 1
    for record in miners.records:
        if record["userIdentity"].get("userName") in made:
            assert record["sourceIPAddress"] in miners.truth["attackers"]["ips"]


def test_miners_mine_in_six_regions_where_nobody_ever_changed_anything(miners):
    since = datetime.fromisoformat(miners.truth["since"])
    launched = defaultdict(set)
    for record in miners.intruders:
        if record["eventName"] == "RunInstances" and record["responseElements"]:
            items = record["responseElements"]["instancesSet"]["items"]
            launched[record["awsRegion"]] |= {item["instanceId"] for item in items}
    assert len(launched) == 6
    for region in launched:
        assert all(one["readOnly"] for one in miners.regions[region] if when(one) < since)
    existing = {item["InstanceId"] for _, item in miners.of("ec2:instances")}
    assert set().union(*launched.values()) <= set(miners.truth["affected"]) & existing


def test_miners_make_the_bill_jump_in_the_six_regions_only(miners):
    day = miners.truth["since"][:10]
    before, cost = Counter(), Counter()
    for row in miners.costs:
        if row["service"].endswith("Compute"):
            days = before if row["day"] < day else cost
            days[row["region"]] = max(days[row["region"]], float(row["amount"]))
    theirs = {
        region
        for region, item in miners.of("ec2:instances")
        if item["InstanceId"] in miners.truth["affected"]
    }
    assert len(theirs) == 6
    assert all(before[region] == 0 and cost[region] > 20 for region in theirs)
    assert all(cost[region] <= 1.01 * before[region] for region in cost if region not in theirs)


def test_scan_notice_names_the_instance_and_no_address_of_ours(scan):
    text = aws_part(scan)
    ours = {item["PublicIpAddress"] for _, item in scan.of("ec2:instances") if "PublicIpAddress" in item}
    assert set(re.findall(r"\bi-[0-9a-f]{17}\b", text)) == set(scan.truth["affected"])
    assert not re.findall(r"\d+\.\d+\.\d+\.\d+", text)
    assert not any(address in scan.text for address in ours)
    assert "Reported Activity: Port Scanning" in text


def test_scan_busiest_region_is_small_enough_for_event_history(scan):
    assert max(len(records) for records in scan.regions.values()) <= 6000
    assert "trail" not in scan.account


def test_scan_the_guesser_failed_often_and_got_in_at_since(scan):
    guesser, visitor, store = scan.truth["attackers"]["ips"]
    lines = list(host_lines(scan))
    accepted = [line for line in lines if "Accepted" in line and f" {guesser} " in line]
    assert len(accepted) == 1
    assert sum("Failed password" in line and f" {guesser} " in line for line in lines) > 20
    since = datetime.fromisoformat(scan.truth["since"])
    assert f"{since:%H:%M:%S}" in accepted[0]
    assert any("Accepted" in line and f" {visitor} " in line for line in lines)
    assert sum("COMMAND=" in line and f"//{store}" in line for line in lines) == 1


def test_scan_no_other_bot_ever_got_in_and_the_owner_mistypes_too(scan):
    lines = list(host_lines(scan))
    entered = {re.search(r"from ([\d.]+) port", line)[1] for line in lines if "Accepted" in line}
    failed = {re.search(r"from ([\d.]+) port", line)[1] for line in lines if "Failed password" in line}
    strangers = entered - set(scan.truth["innocent"])
    assert strangers == set(scan.truth["attackers"]["ips"][:2])
    assert len(failed - entered) >= 15
    assert failed & entered & set(scan.truth["innocent"])


def test_scan_shows_in_flow_logs_only_after_the_break_in_and_the_program_came_before(scan):
    victim = scan.truth["affected"][0]
    private = next(
        item["PrivateIpAddress"] for _, item in scan.of("ec2:instances") if item["InstanceId"] == victim
    )
    out = [one for one in flows(scan) if one["srcaddr"] == private and not one["dstaddr"].startswith("10.")]
    asked = [one for one in out if one["srcport"] != "-" and int(one["srcport"]) > 32767]
    port, count = Counter(one["dstport"] for one in asked if one["dstport"] != "443").most_common(1)[0]
    assert count > 5000
    first = min(int(one["start"]) for one in asked if one["dstport"] == port)
    since = datetime.fromisoformat(scan.truth["since"]).timestamp()
    loaded = [int(one["start"]) for one in out if one["dstaddr"] == scan.truth["attackers"]["ips"][2]]
    assert since < loaded[0] < first


def test_scan_flow_log_and_buckets_are_resources(scan):
    ((region, log),) = scan.of("ec2:flow_logs")
    buckets = {item["Name"] for _, item in scan.of("s3:buckets")}
    stored = {path.name for path in (scan.home / "logs" / "s3").iterdir()}
    assert log["LogDestination"].removeprefix("arn:aws:s3:::") in stored
    assert stored <= buckets
    assert log["ResourceId"] in {item["VpcId"] for where, item in scan.of("ec2:vpcs") if where == region}


def reported(folder):
    """The address and the time that AWS's own text names."""
    text = aws_part(folder)
    address = re.search(r"\[(198\.19[\d.]+)\]|: (198\.19[\d.]+)", text)
    old = re.search(r"begin time : (\S+ \S+) UTC", text)
    new = re.search(r"Abuse Time: (.+) UTC", text)
    at = datetime.fromisoformat(old[1]) if old else datetime.strptime(new[1], "%d %b %Y %H:%M:%S")  # noqa: DTZ007 # zone set below
    return address[1] or address[2], at.replace(tzinfo=UTC)


def held(folder, address):
    """From when until when the account's own records and things say that it had address."""
    first = last = None
    for record in folder.called("AllocateAddress"):
        if record["responseElements"]["publicIp"] == address:
            first, allocation = when(record), record["responseElements"]["allocationId"]
            gone = [
                one
                for one in folder.called("ReleaseAddress")
                if one["requestParameters"]["allocationId"] == allocation
            ]
            last = when(gone[0]) if gone else None
    for _, item in folder.of("ec2:instances"):
        if item.get("PublicIpAddress") == address and first is None:
            first = datetime.fromisoformat(item["LaunchTime"])
    return first, last


def test_reused_address_was_not_ours_at_the_reported_time_but_was_another_time(reused):
    address, at = reported(reused)
    first, last = held(reused, address)
    assert first is not None
    assert at < first or (last is not None and last < at)
    assert reused.mail["Date"].datetime > max(at, first)
    assert address in reused.truth["innocent"]


def test_reused_seeds_tell_it_in_more_than_one_way(tmp_path_factory):
    ways = set()
    for seed in (20260305, 1, 2):
        folder = story(tmp_path_factory, REUSED, seed)
        address, _ = reported(folder)
        _, last = held(folder, address)
        ways.add(("released" if last else "later", address in json.dumps(folder.called("AllocateAddress"))))
    assert len(ways) >= 2


def test_reused_truth_accuses_nobody(reused):
    assert reused.truth["root_cause"] == "not_ours"
    assert reused.truth["since"] is None
    assert reused.truth["affected"] == []
    assert not any(reused.truth["attackers"].values())


def test_reused_hosts_were_quiet_around_the_reported_time(reused):
    _, at = reported(reused)
    span = (at - timedelta(hours=1)).timestamp(), (at + timedelta(hours=1)).timestamp()
    private = {item["PrivateIpAddress"] for _, item in reused.of("ec2:instances")}
    targets = defaultdict(set)
    for one in flows(reused):
        if (
            one["srcaddr"] in private
            and span[0] <= int(one["start"]) <= span[1]
            and int(one["dstport"]) < 1024
            and not one["dstaddr"].startswith("10.")  # the owner may look at his own network
        ):
            targets[one["srcaddr"], one["dstport"]].add(one["dstaddr"])
    assert targets
    assert all(port == "443" or len(found) < 5 for (_, port), found in targets.items())
