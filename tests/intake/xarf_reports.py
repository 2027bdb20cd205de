"""Reports for tests that keep every rule of their version; all of them are invented."""

from __future__ import annotations

XARF3 = {
    "Version": "3",
    "Disclosure": True,
    "ReporterInfo": {
        "ReporterOrg": "Example",
        "ReporterOrgDomain": "example.net",
        "ReporterOrgEmail": "r@example.net",
    },
    "Report": {
        "ReportClass": "Activity",
        "ReportType": "PortScan",
        "Date": "2026-03-05T01:02:03Z",
        "SourceIp": "203.0.113.5",
        "SourcePort": 22,
    },
}
PARTY = {"org": "Example", "contact": "r@example.net", "domain": "example.net"}
XARF4 = {
    "xarf_version": "4.2.0",
    "report_id": "02eb480f-8172-431a-9276-c28ba90f694b",
    "timestamp": "2026-03-05T01:02:03Z",
    "reporter": PARTY,
    "sender": PARTY,
    "source_identifier": "203.0.113.5",
    "source_port": 4444,
    "category": "connection",
    "type": "login_attack",
    "first_seen": "2026-03-05T01:02:00Z",
    "protocol": "tcp",
}
# Version 3 as the library xarf knows it.
OTHER3 = {
    "Version": "3",
    "ReporterInfo": {"ReporterOrg": "Example", "ReporterContactEmail": "r@example.net"},
    "Report": {
        "ReportType": "Login-Attack",
        "Date": "2026-03-05T01:02:03Z",
        "Source": {"IP": "203.0.113.5", "Port": 4444},
        "Protocol": "tcp",
    },
}
