"""The incidents about mail and content: what each of them tells can be seen in its evidence."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest

from abusedesk.drill import generate
from drill.incidents_support import story, when

MAIL, SITE, BUCKET = "ses-leaked-smtp", "phishing-site", "phishing-bucket"
# By seed: somebody's own upload, one without credentials, a thief's.
WAYS = {1: "hosted_content", 11: "public_storage", 2: "leaked_access_key"}
LINE = re.compile(r'(?:\S+:443 )?(\S+) - - \[([^\]]+)\] "(\w+) (\S+) [^"]*" (\d+)')


@pytest.fixture(params=(20260305, 1, 3))
def mail(request, tmp_path_factory):
    return story(tmp_path_factory, MAIL, request.param)


@pytest.fixture(params=(20260305, 1, 2))
def site(request, tmp_path_factory):
    return story(tmp_path_factory, SITE, request.param)


@pytest.fixture(params=tuple(WAYS))
def bucket(request, tmp_path_factory):
    return request.param, story(tmp_path_factory, BUCKET, request.param)


def requests(folder, host):
    """(time, address, method, path, status) of each line of one host's access log, in order of time."""
    name = next(
        tag["Value"]
        for _, one in folder.of("ec2:instances")
        if one["InstanceId"] == host
        for tag in one["Tags"]
        if tag["Key"] == "Name"
    )
    found = []
    for file in (folder.home / "logs").rglob("*"):
        if file.is_file() and (host in file.name or f"/{name}/" in file.as_posix()):
            data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            for line in data.decode().splitlines():
                ip, stamp, method, path, status = LINE.match(line).groups()
                found.append(
                    (datetime.strptime(stamp, "%d/%b/%Y:%H:%M:%S %z"), ip, method, path, int(status))
                )
    return sorted(found)


def reported(folder):
    """Path of the page that the notice speaks of."""
    url = re.search(r"hxxps?://[^<\r\n]+", folder.text)[0].replace(" ", "").replace("[.]", ".")
    return "/" + url.partition("://")[2].partition("/")[2]


def test_mail_notice_says_which_region_and_how_it_stands_and_no_deadline(mail):
    region = next(name for name, things in mail.resources.items() if things.get("ses:account"))
    state = mail.resources[region]["ses:account"]
    assert state["EnforcementStatus"] in {"SHUTDOWN", "PROBATION"}
    assert state["SendingEnabled"] == (state["EnforcementStatus"] == "PROBATION")
    assert ("sending paused" in mail.mail["Subject"] or "can no longer send" in mail.text) != state[
        "SendingEnabled"
    ]
    assert "within" not in mail.text.partition("Regards")[0]


def test_mail_thief_goes_round_the_regions_while_two_programs_of_the_owners_keep_to_theirs(mail):
    thief = {one["awsRegion"] for one in mail.intruders if one["eventSource"].startswith("ses.")}
    assert len(thief) >= 8
    owners = {}
    for one in mail.records:
        if one["eventSource"].startswith("ses.") and one not in mail.intruders:
            owners.setdefault(one["userIdentity"].get("userName"), set()).add(one["awsRegion"])
    assert len(owners) >= 3
    assert all(len(regions) <= 2 for regions in owners.values())


def test_mail_identities_that_the_thief_made_exist_and_the_owners_are_innocent(mail):
    arns = {
        f"arn:aws:ses:{region}:{mail.account['id']}:identity/{one['IdentityName']}"
        for region, one in mail.of("ses:email_identities")
    }
    assert set(mail.truth["affected"]) <= arns
    assert arns - set(mail.truth["affected"]) == {
        one for one in mail.truth["innocent"] if ":identity/" in one
    }


def test_mail_goes_out_in_a_flood_after_the_key_was_first_used(mail):
    since = datetime.fromisoformat(mail.truth["since"])
    points = [one for _, one in mail.of("ses:send_data_points")]
    late = [p["DeliveryAttempts"] for p in points if datetime.fromisoformat(p["Timestamp"]) > since]
    early = [p["DeliveryAttempts"] for p in points if datetime.fromisoformat(p["Timestamp"]) < since]
    assert max(late) > 5 * max(early)


def test_mail_seeds_differ_in_the_kind_of_notice_and_in_what_the_key_may_do(tmp_path_factory):
    folders = [story(tmp_path_factory, MAIL, seed) for seed in (20260305, 1, 2, 3, 5)]
    assert {"complaint rate" in folder.text for folder in folders} == {True, False}
    assert {bool(folder.truth["affected"]) for folder in folders} == {True, False}


def test_site_shell_answers_for_the_first_time_after_something_was_sent_by_the_same_stranger(site):
    (host,) = site.truth["affected"]
    since = datetime.fromisoformat(site.truth["since"])
    asked = requests(site, host)
    first = next(one for one in asked if one[0] == since and one[1] == site.truth["attackers"]["ips"][0])
    assert first[2] == "POST"
    assert first[4] < 400
    mine = [
        one
        for one in asked
        if one[1] in site.truth["attackers"]["ips"] and one[2] == "POST" and one[0] > since
    ]
    (shell,) = {one[3] for one in mine}
    assert len(mine) >= 5
    assert all(one[0] > since for one in asked if one[3] == shell and one[4] < 400)


def test_site_page_is_served_to_many_only_after_the_break_in(site):
    (host,) = site.truth["affected"]
    page = reported(site)
    shown = [one for one in requests(site, host) if one[3] == page and one[4] == 200]
    assert shown[0][0] > datetime.fromisoformat(site.truth["since"])
    assert shown[0][1] in site.truth["attackers"]["ips"]
    visitors = {one[1] for one in shown} - set(site.truth["attackers"]["ips"])
    assert len(visitors) > 20
    assert visitors <= set(site.truth["innocent"])


def test_site_bots_ask_for_what_is_not_there_and_the_owners_own_new_scripts_answer(site):
    (host,) = site.truth["affected"]
    asked = requests(site, host)
    refused = {one[1] for one in asked if one[4] in {403, 404}}
    assert len(refused) > 20
    assert not refused & set(site.truth["attackers"]["ips"])
    new = {one[3] for one in asked if one[4] == 200 and re.match(r"/(api/orders|tools/import)\.", one[3])}
    assert len(new) == 2


def test_bucket_seeds_tell_it_in_three_ways(bucket):
    seed, folder = bucket
    assert folder.truth["root_cause"] == WAYS[seed]


def test_bucket_page_was_written_before_the_notice_by_whom_the_truth_says(bucket):
    _, folder = bucket
    (name,) = folder.truth["affected"]
    puts = [one for one in folder.called("PutObject") if one["requestParameters"]["bucketName"] == name]
    page = [
        one
        for one in puts
        if reported(folder).removeprefix(f"/{name}") == f"/{one['requestParameters']['key']}"
    ]
    (written,) = page
    assert when(written) < folder.mail["Date"].datetime
    ips = set(folder.truth["attackers"]["ips"])
    assert (written["sourceIPAddress"] in ips) == bool(ips)
    assert len(puts) > 100
    assert not written["managementEvent"]


def test_bucket_lets_the_world_write_only_where_that_is_the_cause(bucket):
    seed, folder = bucket
    (name,) = folder.truth["affected"]
    shown = next(one for _, one in folder.of("s3:buckets") if one["Name"] == name)
    (statement,) = shown["Policy"]["Statement"]
    assert ("s3:PutObject" in str(statement["Action"])) == (WAYS[seed] == "public_storage")


def test_notices_came_while_the_history_runs(mail, site):
    for folder in (mail, site):
        assert folder.now - timedelta(days=2) < folder.mail["Date"].datetime < folder.now.astimezone(UTC)


def test_every_generator_says_what_it_is():
    assert all(one.title and one.summary for one in generate.every().values())
