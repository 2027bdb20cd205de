"""
Our rules on logs of others: what they find, what they miss and why. Prints tables (pytest -s -m corpus).

The reasons stand in data-free tables here: nothing of the corpus is in this repository.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from abusedesk import detect, logs
from abusedesk.lake import Lake
from abusedesk.model import Event, Severity
from detect.samples import lake_of

CORPUS = Path(os.environ.get("ABUSEDESK_CORPUS") or Path(__file__).parents[3] / "shared" / "data" / "corpus")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}: set ABUSEDESK_CORPUS"),
]

READING = "one reading call on its own, which consoles and inventories make all day"
ORDINARY = "ordinary work, which a house rule of that project forbids"
NO_CALLER = "the line names no caller"
MISTAKE = "refused for a mistake in its parameters, not for a missing right"

# Why a technique's recorded call is in no finding.
NOT_FOUND = {
    "CreateCase": "a case about the support service itself: only those for higher limits tell anything",
    "CreateRule": "a refused change of a load balancer's rules, which is deployment work",
    "DeleteVolume": MISTAKE,
    "GetBucketAccelerateConfiguration": "a bucket that does not exist, asked by the console",
    "GetListingView": "made by an AWS service for the console, not by the caller",
    "GetSigninToken": "the single sign-on's own call at every ordinary log-in",
    "ReplaceIamInstanceProfileAssociation": MISTAKE,
    "SendEmail": NO_CALLER,
}

# Why a test that their rule alerts on is in no finding of ours, by their rule.
HOUSE_RULES = {
    "AWS.CloudTrail.Account.Discovery": READING,
    "AWS.CloudTrail.VPCE.ExternalPrincipal": ORDINARY,
    "AWS.EC2.ManualSecurityGroupChange": "no rule of that change opens anything to the internet",
    "AWS.EC2.ManyPasswordReadAttempts": "one password fetched: from three on it counts",
    "AWS.EC2.Monitoring": ORDINARY,
    "AWS.EC2.SecurityGroupModified": "no rule of that change opens anything to the internet",
    "AWS.EC2.Vulnerable.XZ.Image.Launched": "a list of images of their own",
    "AWS.IAM.Group.Read.Only.Events": "made by CloudFormation, an AWS service",
    "AWS.LAMBDA.CRUD": "a list of users of their own",
    "AWS.Modify.Cloud.Compute.Infrastructure": "one machine ended by a role: from ten on it counts",
    "AWS.RDS.IAMRoleAdded": "a role's own work: with a user's credentials it counts",
    "AWS.Root.Activity": "a reading call of the root user",
    "AWS.S3.DeleteObjects": "one call: many in a row count",
    "AWS.SSM.DistributedCommand": "looks into a cache of theirs; the line has one machine",
}

# Why the address that another tool's test alerts on is in no finding, by that test.
OTHER_PRODUCTS = {
    "litespeed-admin-bf": "a log of LiteSpeed's own, which is not read",
    "mailscanner-highscore-spam": "spam that came in: the machine attacks nobody",
    "sympa_ww-http-scan": "a log of a mailing list's web program, which is not known",
}

# Formats that a test of another tool calls by its own names; the rest is products whose logs are not read.
OURS = {"nginx", "apache2", "syslog", "litespeed", "aws-alb", "aws-cloudtrail", "auditd"}


def labels(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(scope="module")
def lake():
    with Lake() as made:
        yield made


def found_in(records: list[dict], lake: Lake) -> list:
    return detect.run(lake_of(records, lake), detect.every().values())


def names(found: list) -> str:
    return ", ".join(f"{one.rule} {one.severity}" for one in found) or "nothing"


def show(capsys, said: list[str]) -> None:
    with capsys.disabled():
        sys.stderr.write("\n" + "\n".join(said) + "\n")


def names_call_and_actor(found: list, lake: Lake, call: str, actors: set[str]) -> bool:
    """Whether a finding has an event of that call by one of actors (any, where none is told)."""
    told = {one.id: one for one in lake.events("true")}
    return any(
        (told[event].action or "").partition(":")[2] == call and (not actors or actors & set(one.actors))
        for one in found
        for event in one.events
    )


def test_each_detonation_yields_a_finding_that_names_its_call_and_its_actor(lake, capsys):
    said, missed = [], []
    every = labels(CORPUS / "stratus-detonation" / "labels.jsonl")
    for label in every:
        found = found_in(json.loads((CORPUS / label["file"]).read_text()), lake)
        calls = [call.partition(":")[2] for call in label["core_calls"]]
        named = [call for call in calls if names_call_and_actor(found, lake, call, set(label["actors"]))]
        said.append(f"{label['id']}: {names(found)}; named {named} of {calls}")
        if not named:
            missed.append(label["id"])
    show(capsys, [f"detonations named {len(every) - len(missed)} of {len(every)}", *said])
    assert missed == []


def test_each_call_known_from_attacks_is_found_or_it_is_told_why_not(lake, capsys):
    said, missed = [], set()
    files = sorted((CORPUS / "traildiscover" / "log-examples").glob("*.json"))
    for file in files:
        records = json.loads(file.read_text())
        records = records if isinstance(records, list) else [records]
        found = found_in(records, lake)
        call = records[0]["eventName"]
        actors = {name for one in records if (name := (one.get("userIdentity") or {}).get("arn"))}
        if names_call_and_actor(found, lake, call, actors):
            continue
        missed.add(file.stem)
        said.append(f"{file.stem}: {names(found)}: {NOT_FOUND.get(file.stem, 'no reason given')}")
    show(capsys, [f"calls known from attacks named {len(files) - len(missed)} of {len(files)}", *said])
    assert missed <= set(NOT_FOUND)


def test_labelled_cloud_events_of_another_project(lake, capsys):
    cases = {
        case["id"]: case
        for case in labels(CORPUS / "panther-tests" / "tests.jsonl")
        if case["log_type"] == "AWS.CloudTrail"
        and {"eventName", "eventSource", "userIdentity"} <= set(case["log"])
    }
    found = found_in([record(case, day) for day, case in enumerate(cases.values())], lake)
    rows: dict[str, Counter] = {}
    missed, louder = [], []
    for name, case in cases.items():
        theirs = [one for one in found if name in one.events]
        loud = [one for one in theirs if one.severity.rank >= Severity.MEDIUM.rank]
        row = rows.setdefault(case["severity"], Counter())
        row["true" if case["expected"] else "false"] += 1
        row["found"] += bool(case["expected"] and theirs)
        row["found medium"] += bool(case["expected"] and loud)
        row["loud on false"] += bool(not case["expected"] and loud)
        if case["expected"] and not theirs:
            missed.append((case["rule"], case["test"]))
        if not case["expected"] and loud:
            louder.append(f"{name} {case['test']!r}: {names(loud)}")
    table = [
        f"{severity}: true events found {row['found']} of {row['true']} (medium and above "
        f"{row['found medium']}); false events at medium and above {row['loud on false']} of {row['false']}"
        for severity, row in sorted(rows.items())
    ]
    why = [f"missed {rule} {test!r}: {HOUSE_RULES.get(rule, 'no reason given')}" for rule, test in missed]
    show(capsys, table + why + louder)
    assert louder == []
    assert {rule for rule, _ in missed} <= set(HOUSE_RULES)


def test_labelled_dns_queries_of_another_project(lake, capsys):
    cases = [
        case
        for case in labels(CORPUS / "panther-tests" / "tests.jsonl")
        if case["log_type"] == "AWS.VPCDns" and "query_name" in case["log"]
    ]
    wrong = []
    for case in cases:
        found = found_in([{"format": "resolver_query", "line": json.dumps(case["log"])}], lake)
        if bool(found) != case["expected"]:
            wrong.append(f"{case['id']} {case['test']!r}: {names(found)}")
    show(capsys, [f"labelled DNS queries told apart {len(cases) - len(wrong)} of {len(cases)}", *wrong])
    assert wrong == []


def record(case: dict, day: int) -> dict:
    # A day for each case: the cases are apart, and have one eventID and time for many of them.
    time = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    return {**case["log"], "eventID": case["id"], "eventTime": f"{time:%Y-%m-%dT%H:%M:%SZ}"}


def test_strangers_at_an_open_bucket_are_found(lake, capsys):
    with (CORPUS / "otrf-aws" / "raw" / "AWS_S3_HoneyBucketLogs.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = found_in([honey(row) for row in rows if row["Event Name"] == "ListObjects"], lake)
    lists = {row["Source IP"] for row in rows if row["Event Name"] == "ListObjects"}
    seen = {address for one in found for address in one.ips}
    show(capsys, [f"addresses that listed the bucket {len(lists & seen)} of {len(lists)}: {names(found)}"])
    assert any(one.rule == "bucket_listed_without_credentials" for one in found)


def honey(row: dict) -> dict:
    return {
        "eventVersion": "1.08",
        "eventID": row["Event ID"],
        "eventTime": row["Event DateTime"],
        "eventSource": "s3.amazonaws.com",
        "eventName": row["Event Name"],
        "awsRegion": "eu-west-1",
        "sourceIPAddress": row["Source IP"],
        "userAgent": row["Request User Agent"],
        "userIdentity": ast.literal_eval(row["User ID"]),
        "requestParameters": ast.literal_eval(row["Request Parameters"]),
        "eventType": row["Event Type"],
    }


def test_each_attacking_address_of_host_web_and_mail_logs_is_in_a_finding(capsys):
    said, whole, seen, loud, unexplained = [], 0, 0, [], 0
    for label in labels(CORPUS / "crowdsec-hub" / "expected.jsonl"):
        if label["log_type"] not in OURS:
            continue
        attackers = {
            name
            for alert in label.get("alerts", ())
            for kind, name in alert["sources"]
            if kind in {"Ip", "Range"}
        }
        found = findings(CORPUS / label["file"])
        named = {address for one in found for address in one.ips}
        left = attackers - named
        whole, seen = whole + len(attackers), seen + len(attackers & named)
        if left:
            why = OTHER_PRODUCTS.get(label["test"], "no reason given")
            unexplained += why == "no reason given"
            said.append(f"{label['test']}: {sorted(left)[:5]} in no finding ({names(found)}) {why}")
        if label.get("expected_alert_count") == 0 and any(one.severity.rank > 1 for one in found):
            loud.append(f"{label['test']}: {names(found)}")
    show(capsys, [f"attacking addresses in a finding {seen} of {whole}", *said, *loud])
    assert loud == []
    assert unexplained == 0


def findings(path: Path) -> list:
    with Lake() as one:
        one.add(event for event in logs.read(path, name=path.name) if isinstance(event, Event))
        return detect.run(one, detect.every().values())


def test_guardduty_s_own_samples_are_told_apart_from_alarms():
    for label in labels(CORPUS / "guardduty-samples" / "labels.jsonl"):
        with Lake() as one:
            one.add(logs.read(CORPUS / label["file"], name="finding.json"))
            found = detect.run(one, [detect.every()["guardduty_finding"]])
        assert [each.guardduty_type for each in found] == [label["type"]]
        assert found[0].tactics
        assert found[0].account
        assert found[0].regions
        assert found[0].resources or found[0].credentials or found[0].actors
        assert found[0].sample == (found[0].severity is Severity.INFO)
