"""Real logs of hosts, and what others read in them, where they lie beside the repository."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone

import pytest

from abusedesk import logs
from abusedesk.model import Event

pytestmark = pytest.mark.corpus

# Theirs, to ours; what they leave to the file's writer (a user "-") is none here.
FIELDS = {
    "src_ip": lambda event: event.src_ip,
    "src_port": lambda event: event.src_port,
    "dst_ip": lambda event: event.dst_ip,
    "dst_port": lambda event: event.dst_port,
    "user": lambda event: event.user or "-",
    "outcome": lambda event: event.outcome,
    "host": lambda event: event.target,
    "pid": lambda event: event.pid,
    "process": lambda event: event.process,
    "message": lambda event: event.message,
    "method": lambda event: event.http_method,
    "url": lambda event: event.url,
    "status": lambda event: event.status,
    "ua": lambda event: event.user_agent,
}
ZONE = timezone(timedelta(hours=-2))  # which they took for lines without one


@pytest.fixture(scope="module")
def compared(corpus) -> dict[str, dict[str, list[tuple[bool, object, object, str]]]]:
    rows = [
        json.loads(line) for line in (corpus / "beats-oss" / "expected.core.jsonl").read_text().splitlines()
    ]
    by_file = defaultdict(list)
    for row in rows:
        by_file[row["file"]].append(row)
    told: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for file, expected in by_file.items():
        raw = (corpus / file).read_bytes()
        found = list(logs.read(corpus / file, name="x", timezone=ZONE))
        events = {each.line: each for each in found if isinstance(each, Event)}
        for row in expected:
            event = events.get(raw[: row["offset"]].count(b"\n") + 1)
            stream = told[row["stream"]]
            stream["line"].append((event is not None, row["raw"], None, row["raw"]))
            for name, value in row["expected"].items():
                if event is None or name not in FIELDS | {"ts": None}:
                    continue
                if name == "ts":
                    apart = (event.time or datetime.min.replace(tzinfo=UTC)) - datetime.fromisoformat(value)
                    same = abs(apart) < timedelta(milliseconds=1)
                    stream[name].append((same, value, event.time, row["raw"]))
                else:
                    ours = FIELDS[name](event)
                    stream[name].append((ours == value, value, ours, row["raw"]))
    return told


# Where we say otherwise on purpose, of how many: the value is theirs, ours, and why.
OTHERWISE = {
    ("apache.access", "ua"): 1,  # "-" is no user agent
    ("apache.error", "message"): 2,  # without [client …] in the midst; the referer is in the record
    ("apache.error", "src_port"): 1,  # text there, a number here
    ("auditd.log", "line"): 42,  # further records of an event, which are one event here
    ("auditd.log", "outcome"): 4,  # "1" there, success here
    ("nginx.access", "src_ip"): 2,  # they take the first address of X-Forwarded-For, anybody's; we the last
    ("nginx.access", "dst_port"): 4,  # text there
    ("system.syslog", "process"): 21,  # macOS's "name[1] (other[2])" whole there, the name here
}


def test_every_field_that_others_read_is_read_alike(compared):
    missed = {}
    for stream, fields in compared.items():
        for name, rows in fields.items():
            alike = sum(same for same, *_ in rows)
            print(f"{stream} {name}: {alike} of {len(rows)}")  # noqa: T201 - shown with -s
            if alike < len(rows):
                missed[stream, name] = len(rows) - alike
    assert missed == OTHERWISE
    assert sum(len(rows) for fields in compared.values() for rows in fields.values()) > 3000


# Of these each line but the named ones is an attack; what is not in the formats is left out.
ATTACKS = {
    "CVE-2019-18935": 0,
    "CVE-2022-35914": 0,
    "CVE-2022-42889": 0,
    "apache2-http-sensitive-files": 0,
    "apache2-malformed": 0,
    "bind9-syslog": 1,
    "dovecot-logs": 0,
    "dovecot-slow-bf-no-overlap": 0,
    "dovecot-spam": 0,
    "dovecot-time-based-bf": 0,
    "f5-big-ip-cve-2020-5902": 0,
    "http-cve-probing": 0,
    "http-dos-bypass-cache": 0,
    "litespeed-http-sensitive-files": 0,
    "nginx-cve-2021-41773": 0,
    "nginx-http-malformed": 0,
    "nginx-http-path-traversal": 0,
    "nginx-http-w00twoot": 0,
    "nginx-http-xss-probing": 0,
    "nginx-mail-bf": 0,
    "nginx-proxy-manager-logs": 0,
    "postfix-sasl-bf": 0,
    "postfix-spam": 0,
    "proftpd-bf": 0,
    "pulse-secure-sslvpn-cve-2019-11510": 0,
    "pureftpd-bf": 0,
    "sap-probing": 0,
    "ssh-generic-test": 0,
    "ssh-timeout": 0,
    "sshd-impossible-travel-user": 0,
    "traefik_clf": 0,
    "traefik_json": 0,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_attacking_address_of_each_scenario_can_be_read(corpus, name):
    (path,) = (corpus / "crowdsec-hub" / name).glob("*.log")
    rows = [
        json.loads(line) for line in (corpus / "crowdsec-hub" / "expected.jsonl").read_text().splitlines()
    ]
    wanted = {
        source[1]
        for row in rows
        if row["test"] == name
        for alert in row["alerts"]
        for source in alert["sources"]
        if source[0] == "Ip"
    }
    events = [each for each in logs.read(path, name="x") if isinstance(each, Event)]
    seen = {event.src_ip for event in events}
    assert wanted <= seen
    without = sum(event.src_ip is None for event in events)
    print(f"{name}: {len(events) - without} of {len(events)} with an address")  # noqa: T201 - shown with -s
    assert without == ATTACKS[name]


def test_a_journal_is_read_as_others_expect_it(corpus):
    for folder, least in (("auth", 9), ("syslog", 3)):
        base = corpus / "beats-oss" / "system" / folder / "test"
        expected = json.loads((base / "debian-12.journal-expected.json").read_text())
        events = list(logs.read(base / "debian-12.export", name="x"))
        assert len(events) == len(expected) == least
        by_message = {event.message: event for event in events if isinstance(event, Event)}
        for row in expected:
            event = by_message[row["message"].strip()]
            assert event.target == row["host.hostname"]
            assert event.process == row.get("process.name", row["log.syslog.appname"])
            assert event.outcome == row.get("event.outcome", event.outcome)
            assert event.user == (row.get("user.name") or event.user or "").strip() or event.user is None
            assert event.src_ip == row.get("source.ip", event.src_ip)
            assert event.src_port == row.get("source.port", event.src_port)


@pytest.mark.parametrize(
    ("name", "events", "rejected"),
    [("utmp", 14, 0), ("utmp_aarch64", 6, 0), ("utmp_s390", 6, 0), ("utmp_x86_64", 6, 0), ("wtmp.1", 2, 1)],
)
def test_log_ins_of_every_layout_are_read(corpus, name, events, rejected):
    found = list(logs.read(corpus / "plaso" / "utmp" / name, name="x"))
    assert sum(isinstance(each, Event) for each in found) == events
    assert len(found) - events == rejected


def test_damaged_log_ins_are_read_as_far_as_they_are_whole(corpus):
    found = list(logs.read(corpus / "plaso" / "utmp" / "utmp_corrupted", name="x"))
    users = [each.user for each in found if isinstance(each, Event)]
    assert users[:2] == ["alice", "bob"]
    assert len(found) - len(users) == 3


def test_vsftpd_is_read_to_the_user_and_the_address(corpus):
    events = list(logs.read(corpus / "plaso" / "vsftpd.log", name="x"))
    assert {type(each) for each in events} == {Event}
    assert all(event.src_ip and event.action for event in events)
