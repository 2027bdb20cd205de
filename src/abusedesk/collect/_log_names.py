"""Which S3 keys look like a host's or a program's log."""

from __future__ import annotations

import re

# What the usual systems and servers call their logs.
_NAMES = frozenset(
    {
        "access",
        "apache",
        "audit",
        "auth",
        "authlog",
        "catalina",
        "cron",
        "daemon",
        "eve",
        "exim",
        "haproxy",
        "httpd",
        "journal",
        "kern",
        "lighttpd",
        "log",
        "logs",
        "maillog",
        "messages",
        "modsec",
        "named",
        "nginx",
        "openvpn",
        "php",
        "postfix",
        "secure",
        "squid",
        "sshd",
        "sudo",
        "suricata",
        "syslog",
        "tomcat",
        "uwsgi",
        "vsftpd",
    }
)
_TEXT = frozenset(["", "csv", "err", "json", "jsonl", "log", "ndjson", "out", "tsv", "txt"])
_PACKED = (".gz", ".bz2", ".xz", ".zst")
_FOLDER = re.compile(r"(^|/)[a-z0-9]*[._-]?(logs?|syslog)/")
# What rotation appends: .1, -20260301, .2026-03-01, _20260301T0210Z.
_ROTATION = re.compile(r"([._-]\d[\dt:z_-]*)+$")


def looks_like_log(key: str) -> bool:
    """
    Whether key is by its name a log of a host or a program, packed or not, rotated or not.

    By the file's words (secure, access_log, auth.log.1, web-01.sshd-20260301.gz), or as any text file in a
    folder for logs (var/log/, host-logs/).
    """
    folder, slash, name = key.lower().rpartition("/")
    for ending in _PACKED:
        name = name.removesuffix(ending)
    name = _ROTATION.sub("", name)
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    if ending not in _TEXT and ending not in _NAMES:
        return False
    words = set(re.split(r"[^a-z]+", _ROTATION.sub("", stem))) | {ending}
    return bool(words & _NAMES) or bool(name and _FOLDER.search(folder + slash))
