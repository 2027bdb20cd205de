"""Real logs, where they lie beside the repository."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from abusedesk import logs
from abusedesk.model import Event, Rejected

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def found_in(path: Path, **said) -> list[Event | Rejected]:
    return list(logs.read(path, name=path.name, **said))


@pytest.mark.parametrize(
    ("folder", "unit"),
    [
        ("traildiscover/log-examples/*.json", "cloudtrail"),
        ("stratus-detonation/masked/*.json", "cloudtrail"),
        ("plaso/jsonl/aws_cloudtrail.jsonl", "cloudtrail"),
        ("custodian-eventbridge/event-cloud-trail-*.json", "cloudtrail"),
        ("guardduty-samples/samples/*.json", "guardduty"),
        ("custodian-eventbridge/*-duty-event.json", "guardduty"),
    ],
)
def test_real_records_are_recognised_and_every_one_is_read(corpus, folder, unit):
    paths = sorted(corpus.glob(folder))
    assert paths
    for path in paths:
        found = found_in(path)
        assert found
        assert {type(each) for each in found} == {Event}, found
        assert {each.source for each in found} == {unit}
        assert all(each.action for each in found)


def test_every_cloudtrail_record_of_the_panther_tests_is_read(corpus, tmp_path):
    rows = rows_of(corpus / "panther-tests" / "tests.jsonl")
    records = [row["log"] for row in rows if row["log_type"] == "AWS.CloudTrail"]
    whole = [record for record in records if record.get("eventSource") and record.get("eventName")]
    path = tmp_path / "panther.jsonl"
    path.write_text("\n".join(map(json.dumps, whole)))
    found = found_in(path)
    assert len(whole) > 100
    assert len([each for each in found if isinstance(each, Event)]) == len(whole)
    # One has had its time taken out.
    assert ["'redacted'" in each.why for each in found if isinstance(each, Rejected)] == [True]


def test_every_sample_finding_of_guardduty_is_known_for_a_sample(corpus):
    for path in (corpus / "guardduty-samples" / "samples").glob("*.json"):
        (event,) = found_in(path)
        assert json.loads(event.record)["sample"] is True
        assert event.target


def test_the_same_syslog_in_six_kinds_of_packing_is_read_alike(corpus):
    told = [
        [
            (each.time, each.message)
            for each in found_in(corpus / "plaso" / f"syslog.{ending}")
            if isinstance(each, Event) and each.source == "syslog"  # one has a wtmp in it too
        ]
        for ending in ("gz", "bz2", "xz", "zip", "tar", "tgz")
    ]
    assert len(told[0]) > 10
    assert all(each == told[0] for each in told)


FIELDS = {
    "src_ip": "src_ip",
    "src_port": "src_port",
    "user": "user",
    "outcome": "outcome",
    "host": "target",
    "pid": "pid",
    "message": "message",
}


def test_auth_logs_are_read_as_others_expect_them_in_every_field(corpus):
    rows = [
        json.loads(line) for line in (corpus / "beats-oss" / "expected.core.jsonl").read_text().splitlines()
    ]
    by_file = defaultdict(list)
    for row in rows:
        if row["stream"] == "system.auth":
            by_file[row["file"]].append(row)
    equal: Counter[str] = Counter()
    for file, expected in by_file.items():
        raw = (corpus / file).read_bytes()
        found = {each.line: each for each in found_in(corpus / file, timezone=timezone(timedelta(hours=-2)))}
        for row in expected:
            event = found[raw[: row["offset"]].count(b"\n") + 1]
            for theirs, ours in FIELDS.items():
                if theirs in row["expected"]:
                    assert getattr(event, ours) == row["expected"][theirs], (theirs, row["raw"])
                    equal[theirs] += 1
            if "ts" in row["expected"]:
                # They keep milliseconds.
                apart = event.time - datetime.fromisoformat(row["expected"]["ts"])
                assert timedelta(0) <= apart < timedelta(milliseconds=1)
                equal["ts"] += 1
    assert equal["user"] > 150
    assert equal["src_ip"] == 40
    assert equal["ts"] == 2


@pytest.mark.parametrize("name", ["ssh-generic-test", "ssh-timeout", "sshd-impossible-travel-user"])
def test_sshd_logs_of_others_scenarios_are_understood_to_the_address(corpus, name):
    (path,) = (corpus / "crowdsec-hub" / name).glob("*.log")
    found = found_in(path)
    assert found
    for event in found:
        assert isinstance(event, Event), event
        assert event.action
        assert event.src_ip
