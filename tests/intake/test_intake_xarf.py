from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.intake._reported import reported
from intake.xarf_reports import OTHER3, XARF3, XARF4

WHEN = datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC)


def changed(report, path, value):
    """Report with what path names changed to value, or left out where value is None."""
    made = copy.deepcopy(report)
    *outer, last = path.split(".")
    inner = made
    for name in outer:
        inner = inner[name]
    if value is None:
        inner.pop(last)
    else:
        inner[last] = value
    return made


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Version", "9"), ("Disclosure", None), ("Disclosure", "yes"), ("ReporterInfo", None),
        ("ReporterInfo", []), ("ReporterInfo.ReporterOrg", "x"),
        ("ReporterInfo.ReporterOrgDomain", "not a host"),
        ("ReporterInfo.ReporterOrgEmail", "nobody"), ("ReporterInfo.Other", "x"),
        ("ReporterInfo.ReporterType", "Robot"), ("OnBehalfOf", {}), ("OnBehalfOf", False),
        ("InternalProcessing", {"EventTags": [1]}),
        ("InternalProcessing", {"SubscriberInformation": {"ID": 5}}),
        ("InternalProcessing", {"ContractInformation": {"ResolverData": {"a": 1}}}),
        ("Report", None), ("Report", "x"), ("Report.ReportClass", "Content"), ("Report.ReportType", "Odd"),
        ("Report.ReportType", ["PortScan"]), ("Report.Date", None), ("Report.Date", "yesterday"),
        ("Report.Date", "2026-13-05T01:02:03Z"), ("Report.Date", "2026-03-05T01:02:03"),
        ("Report.FirstSeen", "2026-03-05"), ("Report.SourceIp", None), ("Report.SourceIp", "203.0.113"),
        ("Report.SourcePort", 70_000), ("Report.SourcePort", "22"), ("Report.SourcePort", True),
        ("Report.DestinationIp", "x"), ("Report.DestinationPort", [22, "x"]), ("Report.ByteCount", True),
        ("Report.PacketCount", "9"), ("Report.Samples", {}), ("Report.Samples", []),
        ("Report.Samples", [{"Payload": "x"}]), ("Report.Samples", ["x"]),
        ("Report.Samples", [{"ContentType": "a/b", "Payload": "x", "Base64Encoded": "no"}]),
        ("Report.Samples", [{"FileName": "x", "FileHash": {"HashValue": "1", "HashAlgorithm": "crc"}}]),
        ("Report.ReporterCaseID", []), ("Report.ReporterSeverity", 45), ("Report.Ongoing", "yes"),
        ("Report.Custom", {"a": []}), ("Report.ASN", 0), ("Report.SourceUrl", 6),
    ],
)  # fmt: skip
def test_an_older_xarf_report_that_breaks_a_rule_is_invalid(path, value):
    assert reported(json.dumps(XARF3)).valid is True
    found = reported(json.dumps(changed(XARF3, path, value)))
    assert (found.format, found.valid) == ("xarf", False)


@pytest.mark.parametrize(
    "report",
    [
        {"ReportClass": "Content", "ReportType": "Phishing", "SourceUrl": "https://x.example/"},
        {
            "ReportClass": "Vulnerability",
            "ReportType": "OpenService",
            "ServiceName": "redis",
            "SourceIp": "203.0.113.5",
        },
        {
            "ReportClass": "Content",
            "ReportType": "Copyright",
            "SourceUrl": "http://x.example/a",
            "InfringedMaterial": "A song",
            "FileName": "a.mp3",
        },
        {
            "ReportClass": "Content",
            "ReportType": "Trademark",
            "SourceUrl": "http://x.example",
            "TrademarkedMaterial": "x",
        },
        {
            "ReportClass": "Activity",
            "ReportType": "Harassment",
            "SourceUrl": "http://x.example",
            "Harasser": "x",
            "HarassmentDescription": "y",
            "HarassmentType": "hate",
        },
        {
            "ReportClass": "Activity",
            "ReportType": "PotentiallyCompromisedAccount",
            "Account": {"AccountIdentifier": "x"},
        },
        {
            "ReportClass": "Activity",
            "ReportType": "Malware",
            "ReportSubType": "RPZ-Rewrite",
            "SourceIp": "2001:db8::5",
        },
        {
            "ReportClass": "Content",
            "ReportType": "Botnet",
            "SourceIp": "203.0.113.5",
            "SourceUrl": "http://x.example/",
        },
        {
            "ReportClass": "Activity",
            "ReportType": "Exploit",
            "SourceIp": "203.0.113.5",
            "CVE": "CVE-2025-12345",
            "TransportProtocol": "tcp",
            "DestinationPort": [80, 443],
        },
    ],
)
@pytest.mark.parametrize("version", ["2", "3"])
def test_every_older_type_has_its_own_rules(report, version):
    whole = {**XARF3, "Version": version, "Report": {"Date": "2026-03-05T10:02:03.5+09:00", **report}}
    found = reported(json.dumps(whole))
    assert (found.valid, found.feedback_type) == (True, report["ReportType"])
    assert found.date.replace(microsecond=0) == WHEN
    needed = [
        name for name in report if name.startswith(("Source", "Account", "Service", "Infring", "Harasser"))
    ]
    alone = {name: value for name, value in report.items() if name not in needed}
    assert (
        reported(json.dumps({**whole, "Report": {**whole["Report"], **dict.fromkeys(needed, 5)}})).valid
        is False
    )
    assert (
        reported(json.dumps({**whole, "Report": {"Date": whole["Report"]["Date"], **alone}})).valid is False
    )


def test_an_account_is_not_reported_by_an_address():
    report = {
        "ReportClass": "Activity",
        "ReportType": "PotentiallyCompromisedAccount",
        "Date": "2026-03-05T01:02:03Z",
        "Account": {"AccountEmail": "a@example.com"},
    }
    whole = {**XARF3, "Report": report}
    assert reported(json.dumps(whole)).valid is True
    assert reported(json.dumps(changed(whole, "Report.SourceIp", "203.0.113.5"))).valid is False
    assert (
        reported(json.dumps(changed(whole, "Report.Account", {"AccountIdentifier": "a@b.example"}))).valid
        is False
    )


def test_version_3_as_the_library_knows_it_is_valid_too():
    found = reported(json.dumps(OTHER3))
    assert (found.valid, found.feedback_type, found.source_ip, found.date) == (
        True,
        "Login-Attack",
        "203.0.113.5",
        WHEN,
    )
    assert reported(json.dumps(changed(OTHER3, "Report.Protocol", None))).valid is False
    assert reported(json.dumps(changed(OTHER3, "ReporterInfo", "woah"))).valid is False


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("xarf_version", 4), ("report_id", None), ("reporter", "x"), ("reporter.contact", None),
        ("sender", None),
        ("timestamp", "today"), ("category", "odd"), ("type", "odd"), ("type", []), ("first_seen", None),
        ("protocol", None), ("source_identifier", None), ("source_port", "22"),
    ],
)  # fmt: skip
def test_a_report_of_version_4_is_as_valid_as_the_library_says(path, value):
    assert reported(json.dumps(XARF4)).valid is True
    found = reported(json.dumps(changed(XARF4, path, value)))
    assert (found.format, found.valid) == ("xarf", False)


def test_a_source_that_is_no_address_is_none():
    report = {**XARF4, "source_identifier": "https://203.0.113.5/login"}
    assert reported(json.dumps(report)).source_ip is None


def test_curly_quotes_within_json_do_not_break_it():
    report = changed(XARF4, "description", "they said “stop” [.] and went on")
    assert reported(f"see below\n{json.dumps(report, ensure_ascii=False)}").valid is True


def test_json_after_a_feedback_report_that_only_announces_it_is_read():
    announced = "Feedback-Type: xarf\nUser-Agent: X/1\nVersion: 1\n\n" + json.dumps(XARF3)
    assert reported(announced).feedback_type == "PortScan"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda one: (
            st.lists(one, max_size=3)
            | st.dictionaries(
                st.sampled_from([*XARF3["Report"], *XARF4, "Source", "IP", "Samples"]), one, max_size=4
            )
        ),
        max_leaves=8,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_json_of_any_shape_ever_raises(value):
    for whole in ({**XARF3, "Report": value}, {**XARF4, "reporter": value}, {**OTHER3, "Report": value}):
        assert reported(json.dumps(whole)).format == "xarf"
    assert reported(json.dumps({"xarf_version": value, "Report": value})).valid is False
