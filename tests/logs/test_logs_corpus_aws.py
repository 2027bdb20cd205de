"""Real AWS logs, where they lie beside the repository: what others say of a line is what we say."""

from __future__ import annotations

import csv
import json
from ast import literal_eval
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from abusedesk import logs
from abusedesk.model import Event, Rejected

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus


def found_in(path: Path) -> list[Event | Rejected]:
    return list(logs.read(path, name=path.name))


def count(name: str, equal: Counter[str], total: int) -> None:
    assert equal
    for field, number in equal.items():
        print(f"{name}: {field}: {number} of {total}")  # noqa: T201 - shown with -s
        assert number == total, (name, field)


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("plaso/aws_elb_access.log", {"alb_access": 10, "clb_access": 4, "nlb_tls": 2}),
        ("cloudgoat/elasticloadbalancing.log", {"alb_access": 32}),
        ("crowdsec-hub/aws-alb-http-bad-user-agent/aws-alb-http-bad-user-agent.log", {"alb_access": 4}),
        ("crowdsec-hub/aws-cloudfront-logs/aws-cloudfront-logs.log", {"cloudfront": 2}),
        ("custodian-eventbridge/event-securityhub-iamkey-finding-action.json", {"securityhub": 1}),
    ],
)
def test_every_line_is_read_as_what_it_is(corpus, path, kinds):
    found = found_in(corpus / path)
    assert Counter(each.source if isinstance(each, Event) else each.why for each in found) == kinds


def test_balancer_lines_agree_with_a_plain_split_in_every_field(corpus):
    equal: Counter[str] = Counter()
    total = 0
    for path in ("plaso/aws_elb_access.log", "cloudgoat/elasticloadbalancing.log"):
        lines = (corpus / path).read_text().splitlines()
        for line, event in zip(lines, found_in(corpus / path), strict=True):
            total += 1
            parts = next(csv.reader([line], delimiter=" "))
            shift = {"clb_access": -1, "nlb_tls": 1}.get(event.source, 0)
            client = parts[3 + (2 if shift > 0 else shift)]
            status = "-" if event.source == "nlb_tls" else parts[8 + shift]
            request = "- - -" if event.source == "nlb_tls" else parts[12 + shift]
            when = datetime.fromisoformat(parts[1 + shift].removesuffix("Z"))
            equal["time"] += event.time.replace(tzinfo=None) == when
            equal["address"] += f"{event.src_ip}:{event.src_port}" == client
            equal["status"] += str(event.status or "-") == status
            equal["method"] += (event.http_method or "-") == request.split()[0]
            path_part = request.split()[1].split("/", 3)[-1] if event.url else None
            equal["path"] += (event.url or "").removeprefix("/") == (path_part or "")
    count("load balancers", equal, total)


def test_parsed_fields_of_crowdsec_are_ours(corpus):
    rows = [
        json.loads(line) for line in (corpus / "crowdsec-hub" / "expected.jsonl").read_text().splitlines()
    ]
    equal: Counter[str] = Counter()
    total = 0
    for row in rows:
        if row["log_type"] != "aws-cloudfront":
            continue
        for expected, event in zip(row["parsed"], found_in(corpus / row["file"]), strict=True):
            total += 1
            equal["path"] += event.url == expected["http_path"]
            equal["status"] += str(event.status) == expected["http_status"]
            equal["agent"] += event.user_agent == expected["http_user_agent"]
            equal["method"] += event.http_method == expected["http_verb"]
            equal["address"] += event.src_ip == expected["source_ip"]
    assert total
    count("cloudfront", equal, total)


def test_a_table_of_calls_to_a_bucket_is_read_row_by_row(corpus):
    path = corpus / "otrf-aws" / "raw" / "AWS_S3_HoneyBucketLogs.csv"
    rows = list(csv.DictReader(path.read_text().splitlines()))
    equal: Counter[str] = Counter()
    for row, event in zip(rows, found_in(path), strict=True):
        equal["time"] += event.time == datetime.fromisoformat(row["Event DateTime"])
        equal["call"] += event.action == f"s3:{row['Event Name']}"
        equal["address"] += event.src_ip == row["Source IP"].strip()
        equal["agent"] += (event.user_agent or "") == row["Request User Agent"].strip()
        equal["account"] += event.account == literal_eval(row["User ID"])["accountId"]
        equal["bucket"] += event.target.split(",")[0] == literal_eval(row["Request Parameters"])["bucketName"]
        equal["id"] += event.id == row["Event ID"]
    count("calls to a bucket", equal, len(rows))


@pytest.mark.parametrize(
    ("log_type", "unit", "fields"),
    [
        (
            "AWS.VPCDns",
            "resolver_query",
            {
                "dns_query": lambda log: log["query_name"].rstrip("."),
                "src_ip": lambda log: log["srcaddr"],
                "account": lambda log: log["account_id"],
                "region": lambda log: log["region"],
                "target": lambda log: log["srcids"]["instance"],
            },
        ),
        (
            "AWS.WAFWebACL",
            "waf",
            {
                "src_ip": lambda log: log["httpRequest"]["clientIp"],
                "http_method": lambda log: log["httpRequest"].get("httpMethod"),
                "url": lambda log: log["httpRequest"].get("uri"),
                "action": lambda log: f"waf:{log['action']}",
                "time": lambda log: datetime.fromisoformat(log["timestamp"]),
            },
        ),
        (
            "AWS.GuardDuty",
            "guardduty",
            {
                "action": lambda log: log["type"],
                "account": lambda log: log["accountId"],
                "region": lambda log: log["region"],
            },
        ),
    ],
)
def test_rows_of_the_panther_tests_have_their_fields_in_our_columns(corpus, tmp_path, log_type, unit, fields):
    rows = [json.loads(line) for line in (corpus / "panther-tests" / "tests.jsonl").read_text().splitlines()]
    given = [row["log"] for row in rows if row["log_type"] == log_type]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, given)))
    equal: Counter[str] = Counter()
    for log, event in zip(given, found_in(path), strict=True):
        assert event.source == unit
        for name, expected in fields.items():
            equal[name] += getattr(event, name) == expected(log)
    count(log_type, equal, len(given))
