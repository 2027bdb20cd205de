from __future__ import annotations

import pytest

from abusedesk import intake
from abusedesk.model import to_json

MAIL = """From: AWS Trust and Safety <trustandsafety@support.aws.com>
Date: Mon, 09 Mar 2026 06:30:00 +0000
Content-Type: text/plain; charset=utf-8
Subject: Your AWS Abuse Report [5]

{}

AWS Trust & Safety
"""
SCAN = "Reported Activity: Port Scanning\n"
KEY = "Your access key AKIAIOSFODNN7EXAMPLE is publicly available. "


def read(body: str, **expected):
    notice = to_json(intake.read(MAIL.format(body).encode(), name="a.eml").notice)
    return {name: notice[name] for name in expected}, expected


@pytest.mark.parametrize(
    ("words", "deadline", "basis"),
    [
        ("Please respond within twenty-four (24) hours of receiving this.", "2026-03-10T06:30:00Z", "stated"),
        ("You have 48 hours to reply.", "2026-03-11T06:30:00Z", "stated"),
        ("Within five (5) days, your account will be suspended.", "2026-03-14T06:30:00Z", "stated"),
        ("You must contact AWS by 2026-03-18.", "2026-03-18T00:00:00Z", "stated"),
        ("Please act before March 20, 2026.", "2026-03-20T00:00:00Z", "stated"),
        ("Respond by June 20, 2026 at 5 PM PDT.", "2026-06-21T00:00:00Z", "stated"),
        ("Reply no later than 12 March 2026 10:00 JST", "2026-03-12T01:00:00Z", "stated"),
        ("Please reply by 14:00 UTC on 11 March 2026.", "2026-03-11T14:00:00Z", "stated"),
        ("Reply within 48 hours; you must contact us by 2026-03-10.", "2026-03-10T00:00:00Z", "stated"),
        ("Please respond by 5 March 2026; the date is past.", "2026-03-10T06:30:00Z", "policy"),
        ("Please respond by 15 March 2026.", "2026-03-15T00:00:00Z", "stated"),
        ("Please respond by 2026/03/15.", "2026-03-15T00:00:00Z", "stated"),
        ("Please respond by 15.03.2026.", "2026-03-15T00:00:00Z", "stated"),
        ("You must answer by 15. März 2026.", "2026-03-15T00:00:00Z", "stated"),
        ("You must answer by 15. March 2026 at the latest.", "2026-03-15T00:00:00Z", "stated"),
        ("Please respond by Friday.", "2026-03-10T06:30:00Z", "policy"),
        ("The review period ends on 04-02-2026.", "2026-04-02T00:00:00Z", "stated"),
        ("The review period ends on April 2, 2026.", "2026-04-02T00:00:00Z", "stated"),
        ("Your probation period will expire on 2026-04-02.", "2026-04-02T00:00:00Z", "stated"),
        ("Review period end date: 04-02-2026", "2026-04-02T00:00:00Z", "stated"),
        ("The event ended on April 2, 2026.", "2026-03-10T06:30:00Z", "policy"),
        ("Our team will respond within 12 hours.", "2026-03-10T06:30:00Z", "policy"),
        ("Usage may be created within 6 hours.", "2026-03-10T06:30:00Z", "policy"),
        ("Objects created before January 1, 2020 must not be removed.", "2026-03-10T06:30:00Z", "policy"),
        ("If the abuse notice specifies a timeline, keep it.", "2026-03-10T06:30:00Z", "policy"),
    ],
)
def test_the_deadline_is_what_aws_states_else_its_policy(words, deadline, basis):
    found, expected = read(SCAN + words, deadline=deadline, deadline_basis=basis)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("Abuse Time: 27 Feb 2026 14:46:47 GMT", "2026-02-27T14:46:47Z", None),
        ("Abuse Time: 2026-03-08 06:16 (UTC)", "2026-03-08T06:16:00Z", None),
        ("Abuse Time: Mar 8, 03:30 AM UTC", "2026-03-08T03:30:00Z", None),
        ("Abuse Time: March 8, 2026 at 6:30:56 AM UTC+3", "2026-03-08T03:30:56Z", None),
        ("Abuse Time: 2026-01-01 12:00:00 PDT", "2026-01-01T19:00:00Z", None),
        ("Abuse Time: Sun, 08 Mar 2026 19:00:00 +0900", "2026-03-08T10:00:00Z", None),
        ("Abuse Time: 08 Mar 2026 01:00:00 - 03:30:00 UTC", "2026-03-08T01:00:00Z", "2026-03-08T03:30:00Z"),
        (
            "Abuse Time: 2026-03-08T01:00:00Z to 2026-03-08T02:00:00Z",
            "2026-03-08T01:00:00Z",
            "2026-03-08T02:00:00Z",
        ),
        (
            "Report begin time: 2026-03-08 02:04:18 UTC\nReport end time: 2026-03-08 02:05:18 UTC",
            "2026-03-08T02:04:18Z",
            "2026-03-08T02:05:18Z",
        ),
        ("We saw it.", None, None),
    ],
)
def test_times_of_the_activity_are_utc(words, start, end):
    found, expected = read(SCAN + words, activity_start=start, activity_end=end)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "account"),
    [
        ("AWS ID: 111122223333    Region: us-east-1", "111122223333"),
        ("AWS Account ID:111122223333", "111122223333"),
        ("AWS Account ID\t111122223333", "111122223333"),
        ("*AWS Account ID:* 1111-2222-3333", "111122223333"),
        ("AWS Account ID:\n111122223333", "111122223333"),
        ("AWS Account ID: １１１１２２２２３３３３", "111122223333"),
        ("AWS\u200b Account ID:\u00a0111122223333", "111122223333"),
        ("Something in your AWS account (111122223333) scans.", "111122223333"),
        ("See arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0", "111122223333"),
        ("Case 123456789012, ticket 210987654321", None),
        ("Account ****-****-6006, AWS ID: 9338686***00", None),
        ("Bus arn:aws:events:us-west-2:999988887777:event-bus/default", None),
        ("AWS Account ID: 1111222233334", None),
    ],
)
def test_an_account_is_one_that_is_called_so(words, account):
    found, expected = read(SCAN + words, account=account)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "regions"),
    [
        ("Region: AP-NORTHEAST-1", ["ap-northeast-1"]),
        ("Region(s): us-east-1, eu-west-3", ["us-east-1", "eu-west-3"]),
        ("Region: us-west-2a", ["us-west-2"]),
        ("Region: Tokyo", ["ap-northeast-1"]),
        ("It is in US West\n(Oregon).", ["us-west-2"]),
        ("It is in South America (São Paulo) and Canada (Central).", ["sa-east-1", "ca-central-1"]),
        ("See https://us-west-2.console.aws.amazon.com/ec2/home?region=us-west-2", []),
        ("Bus arn:aws:events:us-west-2:999988887777:event-bus/default", []),
        ("Thing arn:aws:lambda:eu-north-1:111122223333:function:f", ["eu-north-1"]),
    ],
)
def test_a_region_is_the_affected_things(words, regions):
    found, expected = read(SCAN + words, regions=regions)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "ours", "remote", "ports"),
    [
        ("EC2 Instance Id: i-0123456789abcdef0 [203.0.113.5]", ["203.0.113.5"], [], []),
        ("EC2 Instance Id: i-0123456789abcdef0\n[203.0.113.5]", ["203.0.113.5"], [], []),
        (
            "Source IP: 203.0.113.5\nDestination IP: 198.51.100.3, 198.51.100.4",
            ["203.0.113.5"],
            ["198.51.100.3", "198.51.100.4"],
            [],
        ),
        ("Destination ports: 22, 80 and 443", [], [], [22, 80, 443]),
        ("203.0.113.5:4444 -> 198.51.100.3:22", ["203.0.113.5"], ["198.51.100.3"], [22]),
        (
            "Your IP 203.0.113.5 connected to 198.51.100.3 on TCP port 23.",
            ["203.0.113.5"],
            ["198.51.100.3"],
            [23],
        ),
        ("It sent requests to 198.51.100.9.", [], ["198.51.100.9"], []),
        ("Implicated Resource: 203[.]0[.]113[.]5", ["203.0.113.5"], [], []),
        ("Address 2001:db8::7 scans.", ["2001:db8::7"], [], []),
        ("ec2-203-0-113-9.compute-1.amazonaws.com", ["203.0.113.9"], [], []),
        ("Version 1.2.3.4.5, 999.1.1.1, 0.0.0.0/0, 10.0.0.0/8, 127.0.0.1", [], [], []),
        ("i-0123456789abcdef0 198.51.100.219 80 17 Outgoing Port 80 Blocked", [], ["198.51.100.219"], [80]),
        (
            "DOS,i-0ab12cd34ef56ab78,2026-03-08 12:00:00 PDT,198.51.100.8,TCP,*,80,us-east-1",
            [],
            ["198.51.100.8"],
            [80],
        ),
    ],
)
def test_addresses_are_ours_or_the_other_sides(words, ours, remote, ports):
    found, expected = read(SCAN + words, ips=ours, remote_ips=remote, ports=ports)
    assert found == expected


def test_an_address_in_a_notice_about_a_key_is_that_of_whoever_used_it():
    found, expected = read(KEY + "It was used from IP 198.51.100.50.", ips=[], remote_ips=["198.51.100.50"])
    assert found == expected


@pytest.mark.parametrize(
    ("words", "resources"),
    [
        ("Implicated Resource: Lightsail Instance: wordpress-1", ["wordpress-1"]),
        ("Implicated Resource:EC2 Instance Id: i-0123456789abcdef0", ["i-0123456789abcdef0"]),
        ("arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0", ["i-0123456789abcdef0"]),
        ("arn:aws:s3:::downloads-example", ["arn:aws:s3:::downloads-example"]),
        ("Bucket: downloads-example", ["downloads-example"]),
        ("Distribution ID: E1ABCDEF2GHIJK", ["E1ABCDEF2GHIJK"]),
        ("Old i-1a2b3c4d and vol-0123456789abcdef0", ["i-1a2b3c4d", "vol-0123456789abcdef0"]),
        ("Your buckets in this account", []),
        ("arn:aws:iam::111122223333:user/eng/alice", []),
        ("arn:aws:health:global::event/AWS_ABUSE_DOS_REPORT_1", []),
    ],
)
def test_resources_go_by_id_else_by_arn_else_by_name(words, resources):
    found, expected = read(SCAN + words, resources=resources)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "users"),
    [
        ("The key belongs to IAM User “ci-deploy”, along with its secret.", ["ci-deploy"]),
        (
            "It is related to your key belonging to user deploy.bot@example.com, which may matter.",
            ["deploy.bot@example.com"],
        ),
        ("It belongs to IAM user: web_app.", ["web_app"]),
        ("arn:aws:iam::111122223333:user/eng/alice", ["alice"]),
        ("User name: bob", ["bob"]),
        ("Delete IAM users that you do not know, and IAM user accounts.", []),
        ("The key belongs to the root user.", []),
    ],
)
def test_iam_users_are_names_and_no_words(words, users):
    found, expected = read(KEY + words, iam_users=users)
    assert found == expected


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        ("available online at https://example.org/a .", ["https://example.org/a"]),
        (
            "hxxp://31 [.] 59 [.] 209 [.] 7/x and hxxps://shop[.]example[.]com",
            ["http://31.59.209.7/x", "https://shop.example.com"],
        ),
        ("Reported URL: login.example.com/a", ["login.example.com/a"]),
        ("(see http://xn--80ak6aa92e.example/)", ["http://xn--80ak6aa92e.example/"]),
        ("https://b.s3.eu-west-1.amazonaws.com/x.exe", ["https://b.s3.eu-west-1.amazonaws.com/x.exe"]),
        ("https://docs.aws.amazon.com/a https://repost.aws/b https://github.com/awslabs/git-secrets", []),
    ],
)
def test_urls_are_ours_and_not_pages_to_read(words, urls):
    found, expected = read("Your site hosts phishing content. " + words, urls=urls)
    assert found == expected


def test_masked_and_lower_case_keys_are_none():
    found, expected = read(
        KEY.replace("AKIAIOSFODNN7EXAMPLE", "AKIA************ABCD") + "akiaiosfodnn7example", access_keys=[]
    )
    assert found == expected
