"""What servers say in syslog: mail, proxies, name servers, FTP, firewalls."""

from __future__ import annotations

import json
import time

import pytest

from abusedesk.logs.formats._syslog_messages import said

CLIENT = "unknown[203.0.113.9]"
SIDE = "method=PLAIN, rip=203.0.113.9, lip=10.0.0.5, TLS, session=<a1>"

SAID = [
    ("postfix/smtpd[9]", f"connect from {CLIENT}", ("postfix:connect", None, None, "203.0.113.9"), {}),
    (
        "postfix/submission/smtpd[9]",
        f"warning: {CLIENT}: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=info@example.com",
        ("postfix:authentication_failure", "failure", "info@example.com", "203.0.113.9"),
        {"method": "LOGIN"},
    ),
    (
        "postfix/smtpd[9]",
        (
            "NOQUEUE: reject: RCPT from mail.example.net[203.0.113.9]:4000: 554 5.7.1 <b@example.org>: "
            "Relay access denied; from=<a@example.net> to=<b@example.org> proto=ESMTP helo=<x>"
        ),
        ("postfix:reject", "failure", None, "203.0.113.9"),
        {"from": "a@example.net", "to": "b@example.org", "helo": "x", "command": "RCPT"},
    ),
    (
        "postfix/smtpd[9]",
        f"4F9D195432C: client={CLIENT}, sasl_method=LOGIN, sasl_username=alice@example.com",
        ("postfix:client", "success", "alice@example.com", "203.0.113.9"),
        {"queue": "4F9D195432C"},
    ),
    (
        "postfix/pickup[9]",
        "4F9D195432C: uid=33 from=<www-data>",
        ("postfix:submitted", "success", None, None),
        {"uid": "33", "from": "www-data"},
    ),
    (
        "postfix/qmgr[9]",
        "4F9D195432C: from=<alice@example.com>, size=1234, nrcpt=50 (queue active)",
        ("postfix:queued", None, None, None),
        {"recipients": "50", "from": "alice@example.com"},
    ),
    (
        "postfix/smtp[9]",
        (
            "4F9D195432C: to=<bob@example.org>, relay=mx.example.org[198.51.100.7]:25, delay=1.2, "
            "delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 OK)"
        ),
        ("postfix:sent", "success", None, None),
        {"to": "bob@example.org", "relay": "mx.example.org", "dsn": "2.0.0"},
    ),
    (
        "postfix/smtp[9]",
        (
            "4F9D195432C: to=<bob@example.org>, relay=none, delay=9, delays=1/2/3/3, dsn=5.4.4, "
            "status=bounced (Host not found)"
        ),
        ("postfix:bounced", "failure", None, None),
        {"reason": "Host not found"},
    ),
    (
        "postfix/postscreen[9]",
        "PREGREET 11 after 0.1 from [203.0.113.9]:4000: EHLO x",
        ("postfix:bad_protocol", "failure", None, "203.0.113.9"),
        {},
    ),
    (
        "postfix/smtpd[9]",
        f"warning: Connection rate limit exceeded: 61 from {CLIENT} for service smtp",
        ("postfix:limit_exceeded", "failure", None, "203.0.113.9"),
        {"count": "61"},
    ),
    (
        "dovecot",
        f"imap-login: Login: user=<alice@example.com>, {SIDE}",
        ("dovecot:login", "success", "alice@example.com", "203.0.113.9"),
        {"protocol": "imap"},
    ),
    (
        "dovecot[7]",
        f"pop3-login: Disconnected: Connection closed (auth failed, 3 attempts): user=<bob>, {SIDE}",
        ("dovecot:authentication_failure", "failure", "bob", "203.0.113.9"),
        {"attempts": "3"},
    ),
    (
        "imap-login",
        f"Info: Aborted login (auth failed, 1 attempts in 2 secs): user=<x>, rip=192.0.2.1>, {SIDE}",
        ("dovecot:authentication_failure", "failure", "x>, rip=192.0.2.1", "203.0.113.9"),
        {},
    ),
    (
        "dovecot",
        (
            "auth-worker(24): Info: conn unix:auth-worker (pid=1,uid=2): auth-worker<5>: "
            "sql(bob,203.0.113.9,<a>): Password mismatch"
        ),
        ("dovecot:authentication_failure", "failure", "bob", "203.0.113.9"),
        {"passdb": "sql"},
    ),
    (
        "fail2ban.actions[9]",
        "NOTICE [sshd] Ban 203.0.113.9",
        ("fail2ban:ban", None, None, "203.0.113.9"),
        {"jail": "sshd"},
    ),
    (
        "named[9]",
        "client @0x7f1c 203.0.113.9#3076 (example.com): query (cache) 'example.com/ANY/IN' denied",
        ("named:query_denied", "failure", None, "203.0.113.9"),
        {"dns_query": "example.com", "type": "ANY"},
    ),
    (
        "proftpd[9]",
        "web-1 (host.example.net[203.0.113.9]): USER bob (Login failed): Incorrect password",
        ("proftpd:failed_password", "failure", "bob", "203.0.113.9"),
        {},
    ),
    (
        "pure-ftpd",
        "(?@203.0.113.9) [WARNING] Authentication failed for user [bob]",
        ("pure-ftpd:failed_password", "failure", "bob", "203.0.113.9"),
        {},
    ),
    (
        "vsftpd",
        '[pid 3] [bob] FAIL LOGIN: Client "::ffff:203.0.113.9"',
        ("vsftpd:login", "failure", "bob", "203.0.113.9"),
        {},
    ),
    (
        "kernel",
        (
            "[  12.345678] [UFW BLOCK] IN=eth0 OUT= MAC=00:11 SRC=203.0.113.9 DST=10.0.0.5 LEN=40 TOS=0x00 "
            "PROTO=TCP SPT=40000 DPT=23 WINDOW=1024 SYN"
        ),
        ("kernel:packet_refused", "failure", None, "203.0.113.9"),
        {"protocol": "TCP", "dst_port": "23"},
    ),
    (
        "pkexec[9]",
        "bob: Executing command [USER=root] [TTY=unknown] [CWD=/] [COMMAND=/usr/bin/id]",
        ("pkexec:command", "success", "bob", None),
        {"command": "/usr/bin/id", "target_user": "root"},
    ),
    (
        "systemd[1]",
        "Started x.service - Example worker.",
        ("systemd:started", "success", None, None),
        {"unit": "x.service - Example worker"},
    ),
]


@pytest.mark.parametrize(("program", "message", "what", "more"), SAID)
def test_what_servers_say_is_understood(read, program, message, what, more):
    event = read(f"Mar  5 02:10:00 web-1 {program}: {message}\n").event
    assert (event.action, event.outcome, event.user, event.src_ip) == what
    assert event.source == "syslog"
    assert json.loads(event.record).items() >= more.items()


def test_a_request_through_haproxy_has_the_columns_of_a_request(read):
    event = read(
        "Mar  5 02:10:00 lb haproxy[9]: 203.0.113.9:40000 [05/Mar/2026:02:10:00.123] web~ app/node2 "
        '0/0/1/17/18 403 291 - - ---- 1/1/0/0/0 0/0 {www.example.com|curl} "GET /.env?a=1 HTTP/1.1"\n'
    ).event
    assert (event.http_method, event.url, event.status, event.outcome) == ("GET", "/.env?a=1", 403, "failure")
    assert (event.src_ip, event.src_port, event.action) == ("203.0.113.9", 40000, "haproxy:http")


def test_a_delivery_names_where_it_went(read):
    event = read(
        "Mar  5 02:10:00 web-1 postfix/smtp[9]: 4F9D195432C: to=<b@example.org>, "
        "relay=mx.example.org[198.51.100.7]:25, delay=1, delays=0/0/0/1, dsn=4.7.0, status=deferred (later)\n"
    ).event
    assert (event.dst_ip, event.dst_port, event.outcome) == ("198.51.100.7", 25, "unknown")


RECORD = "pid=9 uid=0 auid=1000 msg='op=login acct=\"bob\" addr=203.0.113.9 terminal=ssh res=failed'"


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("audit[9]", f"USER_LOGIN {RECORD}"),
        ("audispd", f"node=web-1 type=USER_LOGIN msg=audit(1772676600.123:42): {RECORD}"),
    ],
)
def test_a_record_of_the_audit_log_that_was_handed_on_is_read_as_one(read, program, message):
    event = read(f"Mar  5 02:10:00 web-1 {program}: {message}\n").event
    assert (event.source, event.action, event.outcome) == ("syslog", "auditd:user_login", "failure")
    assert (event.user, event.src_ip, event.message) == ("bob", "203.0.113.9", message)
    assert json.loads(event.record).items() >= {"auid": "1000", "type": "USER_LOGIN"}.items()


def test_what_else_the_audit_daemon_says_is_no_record(read):
    assert read("Mar  5 02:10:00 web-1 auditd[9]: Audit daemon rotating log files\n").event.action is None


@pytest.mark.parametrize(
    "service", ["audit", "postfix/smtpd", "dovecot", "haproxy", "named", "kernel", "pure-ftpd"]
)
@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "<",
            ": ",
            "from=<",
            "IN=eth0 OUT= ",
            "(",
            "user=<>, rip=",
            "reject: RCPT from a[1]: x; from=<",
            "[",
        ),
        *("warning: a[1.2.3.4]: SASL A authentication failed: ", "client ", "block ", "Started "),
    ],
)
def test_no_hostile_message_takes_long(service, piece):
    begin = time.process_time()
    said(service, piece * (8_000 // len(piece)))
    said(service, piece * (1_150 // len(piece)))
    assert time.process_time() - begin < 1
