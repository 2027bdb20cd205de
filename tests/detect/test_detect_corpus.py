"""Our rules on logs of others: what they find, what they miss. Prints tables (pytest -s -m corpus)."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from abusedesk import detect, logs
from abusedesk.lake import Lake
from abusedesk.model import Severity
from detect.samples import lake_of

CORPUS = Path(os.environ.get("ABUSEDESK_CORPUS") or Path(__file__).parents[3] / "shared" / "data" / "corpus")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}: set ABUSEDESK_CORPUS"),
]


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


def test_detonations_of_attacks_are_found(lake, capsys):
    missed = []
    said = []
    for label in labels(CORPUS / "stratus-detonation" / "labels.jsonl"):
        found = found_in(json.loads((CORPUS / label["file"]).read_text()), lake)
        said.append(f"{label['id']}: {names(found)}")
        if not found:
            missed.append(label["id"])
    show(capsys, said)
    assert len(missed) <= 2, missed


def test_labelled_cloud_events_of_another_project(lake, capsys):
    cases = {
        case["id"]: case
        for case in labels(CORPUS / "panther-tests" / "tests.jsonl")
        if case["log_type"] == "AWS.CloudTrail"
        and {"eventName", "eventSource", "userIdentity"} <= set(case["log"])
    }
    found = found_in([record(case, day) for day, case in enumerate(cases.values())], lake)
    rows = {"hit": [], "missed": [], "silent": [], "louder": []}
    for name, case in cases.items():
        theirs = [one for one in found if name in one.events]
        loud = [one for one in theirs if one.severity.rank >= Severity.MEDIUM.rank]
        row = ("hit" if theirs else "missed") if case["expected"] else ("louder" if loud else "silent")
        rows[row].append(
            f"{name} {case['test']!r}: {', '.join(f'{one.rule} {one.severity}' for one in theirs)}"
        )
    show(capsys, [f"{row} {len(said)}" for row, said in rows.items()] + rows["missed"] + rows["louder"])
    # Their rules name calls, whoever makes them; what we miss is mostly reading, and house rules of theirs.
    assert rows["hit"]
    assert rows["louder"] == []


def record(case: dict, day: int) -> dict:
    # A day for each case: the cases are apart, and have one eventID and time for many of them.
    time = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    return {**case["log"], "eventID": case["id"], "eventTime": f"{time:%Y-%m-%dT%H:%M:%SZ}"}


def test_guardduty_s_own_samples_are_told_apart_from_alarms():
    for label in labels(CORPUS / "guardduty-samples" / "labels.jsonl"):
        with Lake() as one:
            one.add(logs.read(CORPUS / label["file"], name="finding.json"))
            found = detect.run(one, [detect.every()["guardduty_finding"]])
        assert [each.guardduty_type for each in found] == [label["type"]]
        assert found[0].tactics
        assert found[0].sample == (found[0].severity is Severity.INFO)
