"""Each format of hosts knows its own logs by their content, and no other's."""

from __future__ import annotations

import json
import struct

import pytest

from abusedesk import logs

UTMP = struct.Struct("<h2xi32s4s32s256shhiii16s20x")
EXPORT = (
    b"__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1772676600000000\n_BOOT_ID=1\n_HOSTNAME=web-1\n"
    b"SYSLOG_IDENTIFIER=sshd\n_PID=42\nMESSAGE=Server listening on 0.0.0.0 port 22.\n\n"
)
SAMPLES = {
    "apache_error": (
        b"[Thu Mar 05 02:10:00.123456 2026] [core:error] [pid 42:tid 140] [client 203.0.113.9:4000] "
        b"AH00126: Invalid URI in request GET /../../etc/passwd HTTP/1.1"
    ),
    "auditd": b'type=SYSCALL msg=audit(1772676600.123:42): arch=c000003e syscall=59 pid=7 comm="id"',
    "journald": EXPORT,
    "nginx_error": (
        b"2026/03/05 02:10:00 [error] 42#42: *7 access forbidden by rule, client: 203.0.113.9, "
        b'server: www.example.com, request: "GET /.env HTTP/1.1", host: "www.example.com"'
    ),
    "utmp": UTMP.pack(
        7, 42, b"pts/0", b"ts/0", b"alice", b"203.0.113.9", 0, 0, 1, 1772676600, 5, b"\xcb\x00\x71\x09"
    ),
}
MORE = {
    "journald": json.dumps(
        {
            "__CURSOR": "s=1;i=1",
            "__REALTIME_TIMESTAMP": "1772676600000000",
            "_BOOT_ID": "1",
            "MESSAGE": "Server listening on 0.0.0.0 port 22.",
        }
    ).encode(),
    "syslog": (
        b"2026-03-05 02:10:00,123 fail2ban.actions        [42]: NOTICE  [sshd] Ban 203.0.113.9",
        b'Thu Mar  5 02:10:00 2026 [pid 2] CONNECT: Client "203.0.113.9"',
        b"<38>1 2026-03-05T02:10:00Z web-1 sshd 42 - - Server listening on 0.0.0.0 port 22.",
        b"77 <38>1 2026-03-05T02:10:00Z web-1 sshd 42 - - Server listening on :: port 22.x",
        b"2026-03-05T02:10:00.123456+00:00 web-1 sshd[42]: Server listening on 0.0.0.0 port 22.",
        b"2026-03-05T02:10:00.500-07:00 INFO kernel: [  316.559919] wlan0: moved",
    ),
    "web_access": (
        (
            b'{"remote_addr":"203.0.113.9","request":"GET / HTTP/1.1","status":"200","time_local":'
            b'"05/Mar/2026:02:10:00 +0000"}'
        ),
        b'www.example.com 203.0.113.9, 10.0.0.1 - - [05/Mar/2026:02:10:00 +0000] "GET /" 200 1 "-" "-"',
        b'[05/Mar/2026:02:10:00 +0000] 203.0.113.9 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET / HTTP/1.1" 12',
    ),
}
EACH = [
    *SAMPLES.items(),
    ("journald", MORE["journald"]),
    *((name, head) for name in ("syslog", "web_access") for head in MORE[name]),
]


@pytest.mark.parametrize(("name", "head"), EACH)
def test_a_log_of_a_host_is_known_by_its_own_format_and_by_no_other(name, head):
    assert [unit.id for unit in logs.every().values() if unit.sniff(head)] == [name]


@pytest.mark.parametrize(("name", "head"), EACH)
def test_the_log_of_a_host_is_one_event_of_its_time_and_nothing_is_left_over(read, name, head):
    event = read(head).event
    assert event.source == {"journald": "syslog"}.get(name, name)
    assert event.time.strftime("%m-%dT%M") == "03-05T10"
    assert event.id


@pytest.mark.parametrize(("name", "head"), EACH)
def test_the_log_of_a_host_cut_anywhere_is_no_crash(read, name, head):
    for cut in range(0, len(head), 11):
        found = read(head[:cut], format=name)
        assert found.events or found.rejected or cut == 0


@pytest.mark.parametrize("name", ["apache_error", "auditd"])
def test_a_bad_line_between_good_ones_of_a_host_is_named_and_costs_no_other(read, name):
    found = read(b"\n".join([SAMPLES[name], b"nonsense of nobody", SAMPLES[name].replace(b"42", b"43")]))
    assert [event.line for event in found.events] == [1, 3]
    assert [(one.line, one.why[:9]) for one in found.rejected] == [(2, "expected ")]


@pytest.mark.parametrize("first", [b"", b"\x7fELF\x02\x01", b"PK\x03\x04", bytes(1024), b"\x00\xff" * 900])
def test_bytes_of_other_files_are_no_log_ins(first):
    assert not logs.every()["utmp"].sniff(first + bytes(800))
