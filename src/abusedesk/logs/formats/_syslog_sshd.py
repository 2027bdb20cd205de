"""
What sshd and dropbear say.

Written from OpenSSH's own format strings (auth.c, auth2.c, packet.c, session.c, sshd.c, and those
of older versions, which named no port) and dropbear's (svr-auth*.c).
"""

from __future__ import annotations

from ._syslog_pattern import pattern

_SSHD = (
    # Log-ins
    pattern(
        "accepted_{method}",
        "success",
        r"Accepted (?P<method>\S+) for <user> <from> *<ssh2>(?:: (?P<key>.*))?",
    ),
    pattern(
        "failed_{method}",
        "failure",
        r"Failed (?P<method>\S+) for <who><user> <from> *<ssh2>(?:: (?P<key>[^:]* \S+))?",
    ),
    pattern(
        "partial_{method}",
        None,
        r"(?:Partial|Postponed) (?P<method>\S+) for <who><user> <from><ssh2><preauth>",
    ),
    pattern("invalid_user", "failure", r"(?P<invalid_user>Invalid|Illegal) user <user> <from>"),
    pattern(
        "max_attempts",
        "failure",
        r"<error>maximum authentication attempts exceeded for <who><user> <from><ssh2><preauth>",
    ),
    pattern(
        "too_many_failures",
        "failure",
        r"Disconnecting <who><user> <at>: (?P<reason>Too many authentication failures).*",
    ),
    pattern(
        "too_many_failures",
        "failure",
        r"Disconnecting: (?P<reason>Too many authentication failures)(?: for <who>(?P<user>.*?))?<preauth>",
    ),
    pattern("not_allowed", "failure", r"User <user> <from> not allowed because (?P<reason>.*)"),
    pattern(
        "not_allowed",
        "failure",
        r"(?P<user>ROOT) LOGIN REFUSED FROM (?P<src_ip>\S+)(?: port (?P<src_port>\d+))?<preauth>",
    ),
    pattern(
        "not_allowed",
        "failure",
        r"<error>Access denied for user <user> by PAM account configuration<preauth>",
    ),
    pattern("authentication_failure", "failure", r"<error>PAM: (?P<reason>.+?) for <who><user> <from>"),
    # Connections
    pattern("no_identification", "failure", r"Did not receive identification string <from>"),
    pattern("bad_protocol", "failure", r"Bad protocol version identification (?P<reason>.*) <from>"),
    pattern("banner_exchange", "failure", r"<error>banner exchange: Connection from <at>: (?P<reason>.*)"),
    pattern("no_agreement", "failure", r"<error>Unable to negotiate with <at>: (?P<reason>.*)"),
    pattern(
        "timeout",
        "failure",
        r"<error>Timeout before authentication for (?:connection from )?<ip>(?: port (?P<src_port>\d+))?.*",
    ),
    pattern(
        "connection_failed",
        "failure",
        r"<error>(?P<reason>ssh_dispatch_run_fatal): Connection from <who>(?:<user> )?<at>: .*",
    ),
    pattern(
        "connection_dropped",
        "failure",
        r"<error>drop connection #\d+ from \[(?P<src_ip>[^\]]+)\]:(?P<src_port>\d+) on .*",
    ),
    pattern("connection_closed", None, r"Connection (?:closed|reset) by <who>(?:<user> )?<at><preauth>"),
    pattern("connection_closed", None, r"Connection (?:closed|reset) by <ip><preauth>"),
    pattern("disconnected", None, r"Disconnected from <who>(?:<user> )?<at><preauth>"),
    pattern("disconnected", None, r"Disconnected from <ip><preauth>"),
    pattern(
        "received_disconnect",
        None,
        r"<error>Received disconnect from (?P<src_ip>[^\s\[\]]+?)(?: port (?P<src_port>\d+))?",
        r": ?\d+:(?P<reason>.*)",
    ),
    pattern("connection", None, r"Connection from <at>(?: on (?P<local_ip>\S+) port (?P<local_port>\d+).*)?"),
    pattern(
        "reverse_mapping_failed",
        None,
        r"reverse mapping checking getaddrinfo for (?P<name>\S+) <ip> failed.*",
    ),
    pattern("reverse_mapping_failed", None, r"Address (?P<src_ip>\S+) maps to (?P<name>\S+), but .*"),
    # Sessions
    pattern("session_started", "success", r"Starting session: (?P<what>.*?) for <user> <from>(?: id \d+)?"),
    pattern("session_closed", None, r"Clos(?:e|ing) session: user <user> <from>.*"),
    pattern("subsystem", "success", r"subsystem request for (?P<what>\S+) by user <user>"),
    pattern("listening", None, r"Server listening on (?P<local_ip>\S+) port (?P<local_port>\d+)\.?"),
)

_DROPBEAR = (
    pattern(
        "accepted_{method}",
        "success",
        r"(?P<method>Password|Pubkey) auth succeeded for '<user>'(?: with .*)? ",
        r"from (?P<src_ip>\S+):(?P<src_port>\d+)",
    ),
    pattern(
        "failed_{method}",
        "failure",
        r"Bad (?P<method>password) attempt for '<user>' from (?P<src_ip>\S+):(?P<src_port>\d+)",
    ),
    pattern(
        "invalid_user",
        "failure",
        r"Login attempt for nonexistent user(?: '<user>')? from (?P<src_ip>\S+):(?P<src_port>\d+)",
    ),
)

SSHD_PATTERNS = {"sshd": _SSHD, "dropbear": _DROPBEAR}
