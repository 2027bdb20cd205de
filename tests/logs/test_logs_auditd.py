"""The audit log of Linux: records to events."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.logs.formats._auditd_address import socket_of
from abusedesk.logs.formats._auditd_record import record_of

AT = "msg=audit(1772676600.123:42)"
SYSCALL = (
    f"type=SYSCALL {AT}: arch=c000003e syscall=59 success=yes exit=0 a0=55d a1=55e items=2 ppid=6 pid=7 "
    'auid=1000 uid=33 gid=33 tty=pts0 ses=3 comm="curl" exe="/usr/bin/curl" key="web"'
)
EXECVE = f'type=EXECVE {AT}: argc=3 a0="curl" a1="-s" a2=687474703A2F2F3139382E35312E3130302E372F782079'
REST = [
    f'type=CWD {AT}: cwd="/var/www"',
    f'type=PATH {AT}: item=0 name="/usr/bin/curl" nametype=NORMAL',
    f"type=PATH {AT}: item=1 name=2F7372762F6120622E7368 nametype=NORMAL",
    f"type=PROCTITLE {AT}: proctitle=6375726C002D7300",
]
LOGIN = (
    "type=USER_LOGIN msg=audit(1772676601.5:43): pid=9 uid=0 auid=4294967295 ses=4294967295 "
    'msg=\'op=login acct="bob" exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=failed\''
)


def test_the_records_of_one_event_are_one_event(read):
    event = read("\n".join([SYSCALL, EXECVE, *REST])).event
    assert (event.source, event.action, event.outcome) == ("auditd", "auditd:execve", "success")
    assert event.time == datetime(2026, 3, 5, 2, 10, 0, 123000, tzinfo=UTC)
    assert (event.process, event.pid, event.line) == ("curl", 7, 1)
    assert event.message == "curl -s 'http://198.51.100.7/x y'"
    record = json.loads(event.record)
    assert record["type"] == ["SYSCALL", "EXECVE", "CWD", "PATH", "PROCTITLE"]
    assert record["name"] == ["/usr/bin/curl", "/srv/a b.sh"]
    assert record["a1"] == ["55e", "-s"]
    assert (record["auid"], record["key"], record["exe"]) == ("1000", "web", "/usr/bin/curl")
    assert record["Image"] == "/usr/bin/curl"
    assert record["CommandLine"] == event.message
    assert (record["CurrentDirectory"], record["ParentProcessId"], record["User"]) == ("/var/www", "6", "33")


def test_records_of_events_that_are_mixed_find_each_other(read):
    other = [line.replace(":42)", ":44)") for line in (SYSCALL, EXECVE)]
    found = read("\n".join([SYSCALL, other[0], EXECVE, LOGIN, other[1], *REST]))
    assert [event.action for event in found.events] == ["auditd:execve"] * 2 + ["auditd:user_login"]
    assert [event.line for event in found.events] == [1, 2, 4]


def test_a_log_in_that_failed_names_the_account_and_the_address(read):
    event = read(LOGIN).event
    assert (event.action, event.outcome, event.user, event.src_ip) == (
        "auditd:user_login",
        "failure",
        "bob",
        "203.0.113.9",
    )


def test_an_account_with_a_quotation_mark_hides_nothing(read):
    event = read(LOGIN.replace('"bob"', "\"b'ob res=success' x\"")).event
    assert (event.outcome, event.src_ip) == ("failure", "203.0.113.9")


def test_what_a_program_tells_does_not_stand_against_the_kernel(read):
    event = read(LOGIN.replace("op=login", "pid=1 auid=0 op=login")).event
    assert event.pid == 9
    assert json.loads(event.record)["auid"] == "4294967295"


def test_enriched_logs_name_users_and_calls(read):
    line = SYSCALL + '\x1dARCH=x86_64 SYSCALL=execve AUID="alice" UID="www-data"'
    event = read(line).event
    assert (event.action, event.user) == ("auditd:execve", "alice")
    assert json.loads(event.record)["SYSCALL"] == "execve"


@pytest.mark.parametrize(
    ("syscall", "sides"),
    [("42", (None, "203.0.113.9")), ("43", ("203.0.113.9", None)), ("288", ("203.0.113.9", None))],
)
def test_a_socket_is_the_side_that_the_call_makes_it(read, syscall, sides):
    call = SYSCALL.replace("syscall=59", f"syscall={syscall}")
    event = read(f"{call}\ntype=SOCKADDR {AT}: saddr=02000FA0CB0071090000000000000000").event
    assert (event.src_ip, event.dst_ip) == sides
    assert 4000 in {event.src_port, event.dst_port}


def test_a_command_of_sudo_is_a_command(read):
    event = read(
        "type=USER_CMD msg=audit(1772676600.123:45): pid=9 uid=1000 auid=1000 ses=3 "
        "msg='cwd=\"/home/bob\" cmd=636174202F6574632F736861646F77 terminal=pts/0 res=success'"
    ).event
    assert event.message == "cat /etc/shadow"
    record = json.loads(event.record)
    assert (record["command"], record["Image"], record["User"]) == ("cat /etc/shadow", "cat", "1000")


def test_a_refusal_of_selinux_and_of_apparmor_is_a_failure(read):
    selinux = f'type=AVC {AT}: avc:  denied  {{ read }} for  pid=7 comm="httpd" name="x" tclass=file'
    apparmor = (
        f'type=AVC {AT.replace("42", "43")}: apparmor="DENIED" operation="open" pid=7 comm="x" seresult=1'
    )
    found = read(f"{selinux}\n{apparmor}")
    assert [event.outcome for event in found.events] == ["failure", "failure"]
    assert json.loads(found.events[0].record)["seperms"] == "read"


def test_a_long_argument_in_parts_is_whole_again(read):
    lines = [
        f'type=EXECVE {AT}: argc=2 a0="echo" a1_len=8 a1[0]=61626364',
        f"type=EXECVE {AT}: a1[1]=65666768",
    ]
    assert read("\n".join(lines)).event.message == "echo abcdefgh"


def test_the_same_event_in_two_files_has_one_id_and_its_other_records_another(read):
    one = read(f"{SYSCALL}\n{EXECVE}").event
    assert read(f"{SYSCALL}\n{EXECVE}", name="audit.log.1").event.id == one.id
    assert read(REST[-1]).event.id != one.id


def test_the_marks_of_ausearch_are_no_records(read):
    found = read(f"----\ntime->Thu Mar  5 02:10:00 2026\n{SYSCALL}\n----\n{LOGIN}\n")
    assert (len(found.events), found.rejected) == (2, [])


def test_an_event_of_endless_records_does_not_grow(read):
    found = read("\n".join([SYSCALL, *[f'type=PATH {AT}: name="{"x" * 900}{n}"' for n in range(1999)]]))
    assert all(len(event.record) < 2_500_000 for event in found.events)
    assert len(found.events) == 1


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\1"), min_size=1))
def test_what_the_kernel_writes_in_hexadecimal_is_read_as_it_was(text):
    line = f"type=PATH {AT}: name={text.encode().hex().upper()} item=0"
    assert record_of(line).fields.get("name") == text or text in {"?", "(null)", "(none)", "(unknown)"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_a_crash_as_a_record(first, second):
    fields = record_of(f"type=X {AT}: a={first} msg='b={second}'").fields
    assert all(isinstance(value, str) for value in fields.values())


@given(st.binary(max_size=40))
def test_no_bytes_are_a_crash_as_an_address(raw):
    found = socket_of(raw.hex())
    assert found is None or found.family in {"inet", "inet6", "unix"}
