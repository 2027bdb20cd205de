"""
What mail servers say, by service.

Written from the format strings of Postfix (smtpd.c, postscreen*.c, qmgr_active.c, pickup.c, log_adhoc.c)
and of Dovecot (client-common.c of login-common, passdb*.c of auth). A queue's id is "queue" in the record.
"""

from __future__ import annotations

from ._syslog_pattern import pattern

# "name[address]" and a port where the server is told to log it; postscreen knows no name.
_CLIENT = r"(?P<client>[^\s\[\]]*)\[(?:(?P<src_ip>[0-9a-fA-F.:]+)|unknown)\](?::(?P<src_port>\d+))?"
_DELIVERY = (
    r"<queue>to=<(?P<to>[^>]*)>, (?:orig_to=<[^>]*>, )?",
    r"relay=(?P<relay>[^,\[]*)(?:\[(?P<dst_ip>[0-9a-fA-F.:]+)\](?::(?P<dst_port>\d+))?)?, ",
    r"(?:(?:delay|delays|conn_use)=[^,]*, )*(?:dsn=(?P<dsn>[\d.]+), )?",
)
_REASON = r"(?: \((?P<reason>.*)\))?"

POSTFIX = (
    pattern("connect", None, r"(?:connect|CONNECT) from ", _CLIENT, r"(?: to \[(?P<dst_ip>[^\]]*)\]:.*)?"),
    pattern("disconnect", None, r"(?:disconnect|DISCONNECT) (?:from )?", _CLIENT, r"(?P<commands>.*)"),
    pattern(
        "authentication_failure",
        "failure",
        r"warning: ",
        _CLIENT,
        r": SASL (?P<method>\S+) authentication (?:failed|aborted)(?:: (?P<reason>.*?))?",
        r"(?:, sasl_username=<user>)?",
    ),
    pattern(
        "reject",
        "failure",
        r"(?:<queue>)?(?:milter-)?(?:reject|reject_warning|hold|discard): (?P<command>\S+) from ",
        _CLIENT,
        r": (?P<reason>.*?)(?:; from=<(?P<from>[^>]*)>,? to=<(?P<to>[^>]*)>",
        r"(?:,? proto=(?P<proto>[^\s,]+))?(?:,? helo=<(?P<helo>.*)>)?.*)?",
    ),
    pattern(
        "client",
        "success",
        r"<queue>client=",
        _CLIENT,
        r"(?:, sasl_method=(?P<method>[^,\s]+))?(?:, sasl_username=(?P<user>[^,]*))?(?:, .*)?",
    ),
    pattern("sent", "success", *_DELIVERY, r"status=(?:sent|deliverable)", _REASON),
    pattern("deferred", "unknown", *_DELIVERY, r"status=deferred", _REASON),
    pattern("bounced", "failure", *_DELIVERY, r"status=(?:bounced|undeliverable)", _REASON),
    pattern(
        "queued",
        None,
        r"<queue>from=<(?P<from>.*)>, size=(?P<size>\d+), nrcpt=(?P<recipients>\d+) \(queue .*\)",
    ),
    pattern(
        "expired", "failure", r"<queue>from=<(?P<from>.*)>, status=(?:force-)?expired, returned to sender"
    ),
    pattern("submitted", "success", r"<queue>uid=(?P<uid>\d+) from=<(?P<from>.*)>"),
    pattern("message_id", None, r"<queue>(?:resent-)?message-id=<?(?P<message_id>.*?)>?"),
    pattern("removed", None, r"<queue>removed"),
    pattern("returned", None, r"<queue>sender (?:non-)?delivery(?: status)? notification: (?P<notice>\S+)"),
    pattern(
        "lost_connection",
        None,
        r"(?:lost connection|HANGUP) after (?P<command>.*?) from ",
        _CLIENT,
        r".*",
    ),
    pattern("timeout", None, r"timeout after (?P<command>.*?) from ", _CLIENT, r".*"),
    pattern("too_many_errors", "failure", r"too many errors after (?P<command>.*?) from ", _CLIENT, r".*"),
    pattern(
        "limit_exceeded",
        "failure",
        r"warning: (?P<limit>[\w ]+) limit exceeded: (?P<count>\d+) from ",
        _CLIENT,
        r".*",
    ),
    pattern(
        "bad_protocol",
        "failure",
        r"(?:warning: )?(?:non-SMTP command|improper command pipelining after (?P<command>\S+)) from ",
        _CLIENT,
        r"(?:: (?P<reason>.*))?",
    ),
    pattern("bad_protocol", "failure", r"PREGREET \d+ after [\d.]+ from ", _CLIENT, r"(?:: (?P<reason>.*))?"),
    pattern("tls_failed", "failure", r"SSL_accept error from ", _CLIENT, r".*"),
    pattern("listed", None, r"DNSBL rank (?P<rank>\d+) for ", _CLIENT),
    pattern("refused", "failure", r"(?:BLACKLISTED|DENYLISTED) ", _CLIENT),
    pattern("passed", None, r"PASS (?:NEW|OLD) ", _CLIENT),
    pattern(
        "statistics",
        None,
        r"statistics: max (?P<what>[\w ]+) (?P<count>\d+)(?:/\d+s)? for \([^:)]*:(?P<src_ip>[^)]+)\) at .*",
    ),
)

# "imap-login: " is before it in syslog; Dovecot's own files have it for the program, and then "Info: ".
_PROTOCOL = r"(?:(?P<protocol>imap|pop3|submission|managesieve|lmtp)-login: )?(?:Info: )?"
_OTHER_SIDE = (
    r"user=<<user>>(?:, method=(?P<method>[^,\s]+))?, rip=(?P<src_ip>[^,\s]+)(?:, rport=(?P<src_port>\d+))?",
    r"(?:, lip=(?P<dst_ip>[^,\s]+))?(?:, .*)?",
)

DOVECOT = (
    pattern("login", "success", _PROTOCOL, r"Login: ", *_OTHER_SIDE),
    pattern(
        "authentication_failure",
        "failure",
        _PROTOCOL,
        r"(?P<reason>[^<>]*?\(auth failed, (?P<attempts>\d+) attempts[^<>]*?\)[^<>]*?): ",
        *_OTHER_SIDE,
    ),
    pattern(
        "disconnected", None, _PROTOCOL, r"(?P<reason>(?:Disconnected|Aborted|Login)[^<>]*?): ", *_OTHER_SIDE
    ),
    pattern(
        "authentication_failure",
        "failure",
        r"(?:[\w-]+(?:[(<][\d,]+[)>])?: )?(?:Info: )?(?:conn [^<>]{0,120}: auth-worker<\d+>: )?",
        r"(?P<passdb>[\w-]+)\(<user>,(?P<src_ip>[0-9a-fA-F.:]+)(?:,<(?P<session>[^>]*)>)?\): ",
        r"(?P<reason>(?i:unknown user|password mismatch|invalid credentials|pam_authenticate\(\) failed).*)",
    ),
    pattern(
        "session_closed",
        None,
        r"(?:imap|pop3|lmtp)\((?P<user>[^)]*)\)(?:<\d+>)?(?:<(?P<session>[^>]*)>)?: ",
        r"(?:Info: )?(?P<reason>(?:Disconnected|Logged out|Connection closed).*)",
    ),
)
