"""What the responder may not read is not claimed: the same incident with one permission denied."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from abusedesk import drill, engine
from abusedesk.engine._letters import dossier_of
from abusedesk.store import Store
from drill.drill_folders import ACCOUNT, NOW, iam, instance, record, sign_in, user, write

if TYPE_CHECKING:
    from abusedesk.model import Dossier, Reply

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

KEY, MINER, HOST = "AKIAALICE00000000001", "i-0bbbbbbbbbbbbbbb1", "i-0aaaaaaaaaaaaaaa1"
INTRUDER = "203.0.113.66"
MAIL = """\
From: AWS Trust and Safety <trustandsafety@support.aws.com>
To: owner@example.com
Subject: Your AWS Abuse Report [12345678901]
Date: Thu, 05 Mar 2026 01:00:00 +0000
Message-ID: <notice-1@support.aws.com>
Content-Type: text/plain; charset=utf-8

"""
LEAKED = f"""\
{MAIL}We have become aware that the AWS Access Key {KEY}, belonging to IAM User alice, along with the
corresponding Secret Key is publicly available online at https://git.example.com/leak .
AWS Account ID: {ACCOUNT}
"""
RESOLVER = f"""\
{MAIL}AWS Account ID: {ACCOUNT}
Region: us-east-1
Implicated Resource: EC2 Instance Id: {HOST}
Reported Activity: Open DNS Resolver
"""


@dataclass(frozen=True)
class Told:
    """A letter, and which call stands behind each id of evidence."""

    reply: Reply
    dossier: Dossier
    text: str = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "text", " ".join(self.reply.text.split()))

    @property
    def confirmed(self):
        """Its confirmed claims without their times of day, with what calls of AWS they lean on."""
        calls = {one.id: one.call for one in self.dossier.evidence}
        return {
            re.sub(r"\d\d:\d\d:\d\d", "T", one.text): {calls.get(id_, "event") for id_ in one.evidence}
            for one in self.reply.claims
            if one.status == "confirmed"
        }


def stolen(name, minutes, **more):
    return record(name, minutes=minutes, sourceIPAddress=INTRUDER, userAgent="python-requests/2", **more)


def leaked_key():
    """A key used from elsewhere: an instance launched, and GuardDuty and the bill saying so."""
    usual = [
        record("DescribeInstances", minutes=60 * 24 * day + hour, sourceIPAddress="192.0.2.10")
        for day in range(2, 20)
        for hour in range(0, 600, 120)
    ]
    item = {
        "instanceId": MINER,
        "instanceType": "c5.24xlarge",
        "instanceState": {"code": 0, "name": "pending"},
    }
    calls = [
        *(
            stolen(name, 300 - n, source="iam.amazonaws.com")
            for n, name in enumerate(["ListUsers", "ListRoles"])
        ),
        stolen(
            "RunInstances",
            290,
            requestParameters={"instanceType": "c5.24xlarge"},
            responseElements={"instancesSet": {"items": [item]}},
        ),
    ]
    found = {
        "AccountId": ACCOUNT,
        "Arn": f"arn:aws:guardduty:us-east-1:{ACCOUNT}:detector/d1/finding/f1",
        "CreatedAt": "2026-03-04T22:00:00.000Z",
        "UpdatedAt": "2026-03-04T23:00:00.000Z",
        "Description": "Bitcoin",
        "Id": "f1",
        "Partition": "aws",
        "Region": "us-east-1",
        "Resource": {"ResourceType": "Instance", "InstanceDetails": {"InstanceId": MINER}},
        "SchemaVersion": "2.0",
        "Service": {
            "Archived": False,
            "Count": 3,
            "DetectorId": "d1",
            "EventFirstSeen": "2026-03-04T22:00:00.000Z",
            "EventLastSeen": "2026-03-04T23:00:00.000Z",
            "ResourceRole": "ACTOR",
            "ServiceName": "guardduty",
        },
        "Severity": 8.0,
        "Title": f"The EC2 instance {MINER} is querying a Bitcoin-related domain name.",
        "Type": "CryptoCurrency:EC2/BitcoinTool.B!DNS",
    }
    days = [f"2026-0{2 if day < 29 else 3}-{day if day < 29 else day - 28:02}" for day in range(10, 33)]
    cost = [f"{day},Amazon Elastic Compute Cloud - Compute,us-east-1,BoxUsage,1.0" for day in days[:-1]]
    cost.append(f"{days[-1]},Amazon Elastic Compute Cloud - Compute,us-east-1,BoxUsage,400.0")
    miner = instance(MINER, 1, LaunchTime="2026-03-04T21:20:00Z", PublicIpAddress="203.0.113.11")
    return LEAKED, {
        "iam.json": iam(users=[user("alice", KEY), user("bob", "AKIABOB0000000000001")]),
        "cloudtrail/us-east-1.jsonl": [*usual, *calls],
        "guardduty/us-east-1.json": {"Findings": [found]},
        "resources/us-east-1.json": {"ec2:instances": [miner]},
        "cost.csv": "day,service,region,usage_type,amount\n" + "\n".join(cost) + "\n",
    }


def open_resolver():
    """A name server that its security group opens to everybody."""
    rule = {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    group = {
        "GroupId": "sg-0aaaaaaaaaaaaaaa1",
        "GroupName": "web",
        "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
        "Description": "web",
        "OwnerId": ACCOUNT,
        "IpPermissions": [rule],
        "IpPermissionsEgress": [],
    }
    return RESOLVER, {
        "cloudtrail/us-east-1.jsonl": [
            record("DescribeInstances", minutes=900, sourceIPAddress="192.0.2.10")
        ],
        "resources/us-east-1.json": {"ec2:instances": [instance(HOST, 1)], "ec2:security_groups": [group]},
    }


INCIDENTS = {"leaked key": leaked_key, "open resolver": open_resolver}
# Incident, permission, and words that must stand in a confirmed claim of the whole account's letter.
PAIRS = [
    ("leaked key", "cloudtrail:LookupEvents", "no other resource"),
    ("leaked key", "ec2:DescribeInstances", "still running"),
    ("leaked key", "guardduty:GetFindings", "Amazon GuardDuty reports"),
    ("leaked key", "ce:GetCostAndUsage", "According to Cost Explorer"),
    ("leaked key", "iam:ListAccessKeys", "had not been replaced since"),
    ("open resolver", "ec2:DescribeSecurityGroups", "let any address on the internet reach UDP 53"),
    ("open resolver", "cloudtrail:LookupEvents", "We read the event history"),
]


@pytest.fixture(scope="module")
def letter(tmp_path_factory):
    """The letter of an incident with a permission denied ("" for none), each made once."""
    made = {}

    def told(incident, denied=""):
        if (incident, denied) not in made:
            made[incident, denied] = _told(tmp_path_factory.mktemp("denied"), incident, denied)
        return made[incident, denied]

    return told


def _told(path, incident, denied):
    mail, files = INCIDENTS[incident]()
    loaded = drill.load(write(path / "incident", files))
    accounts = tuple(replace(one, deny=(denied,) if denied else ()) for one in loaded.accounts)
    store = Store(path / "home")
    with (
        drill.serve(replace(loaded, accounts=accounts), throttle=False, still=True) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        sign_in(patch, server)
        options = engine.Options(
            connection=engine.Connection(endpoint_url=server.endpoint_url), regions=("us-east-1",), now=NOW
        )
        document = engine.respond(store, mail.encode(), "notice.eml", options).document
    dossier = dossier_of(store, document.case.id)
    store.close()
    return Told(document.reply, dossier)


@pytest.mark.parametrize(("incident", "denied", "words"), PAIRS)
def test_a_claim_that_leaned_on_a_denied_call_is_gone_or_marked(letter, incident, denied, words):
    whole, less = letter(incident).confirmed, letter(incident, denied).confirmed
    assert any(words in claim for claim in whole)
    assert [claim for claim in less if words in claim] == []
    leaned = {claim for claim, calls in whole.items() if calls == {denied}}
    assert leaned & set(less) == set()
    assert not any(denied in calls for calls in less.values())


@pytest.mark.parametrize(("incident", "denied", "words"), PAIRS)
def test_less_that_was_read_confirms_nothing_more(letter, incident, denied, words):
    del words
    whole, less = letter(incident).confirmed, letter(incident, denied).confirmed
    assert set(less) - set(whole) == set()


@pytest.mark.parametrize(("incident", "denied", "words"), PAIRS)
def test_the_letter_says_that_it_was_not_read(letter, incident, denied, words):
    del words
    told = letter(incident, denied)
    lost = {row.collector for row in told.dossier.coverage if row.status == "denied"} - {"permissions"}
    assert lost
    said = [one.partition(".")[0].lower() for one in told.text.split("could not read ")[1:]]
    names = {one.split("_")[-1] for one in lost}
    assert any(name in one for name in names for one in said)
    assert "could not read" not in letter(incident).text
