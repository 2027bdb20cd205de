"""Published abuse reports: what they say, and whether they are valid, as their authors labelled them."""

from __future__ import annotations

import json

import pytest

from abusedesk.intake._reported import reported

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def labelled(corpus):
    lines = (corpus / "xarf-samples" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    return [(label, reported((corpus / label["file"]).read_text(encoding="utf-8"))) for label in labels]


def test_valid_and_invalid_reports_are_told_apart(labelled):
    wrong = [label["file"] for label, found in labelled if found.valid is not label["valid"]]
    assert len(labelled) > 30
    assert not wrong, f"{len(labelled) - len(wrong)} of {len(labelled)} right"


def test_type_source_and_date_of_every_valid_report_are_as_labelled(labelled):
    for label, found in labelled:
        if label["valid"]:
            assert found.format == "xarf"
            assert (found.feedback_type, found.source_ip) == (label["report_type"], label["source_ip"])
            assert found.date is not None
            assert found.date.strftime("%Y-%m-%dT%H:%M:%SZ") == label["date"]


def test_an_invalid_report_still_says_what_it_can(labelled):
    for label, found in labelled:
        assert found.format == "xarf"
        assert found.feedback_type == label["report_type"]
