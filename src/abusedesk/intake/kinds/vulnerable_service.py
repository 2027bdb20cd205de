"""Vulnerable or exposed service."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._network import PORT_SCAN
from abusedesk.intake.kinds._questions import REPORTER, SERVICE
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="vulnerable_service",
    title=msg("Vulnerable or exposed service"),
    means=msg(
        "AWS says that a service on one of your resources is reachable from the internet with a "
        "known weakness. It may not have been abused yet."
    ),
    first_step=msg("Close the service's port to the internet in the security group."),
    asks=msg(
        "That the reported weakness is removed, how it came about, and how it is kept from coming back."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    labels=(
        r"^vulnerability:(?!.*(?:resolver|recurs|prox))",
        r"^(?!vulnerability:).*(?:vulnerab|exposed service|rpcbind|portmapper|memcached)",
    ),
    codes=(r"^(?!.*SES_).*VULNERAB|OPEN_SERVICE|EXPOSED_SERVICE",),
    subject=(r"vulnerab(?:le|ility)",),
    prose=(
        (
            r"\b(?:unauthenticated|unprotected|unsecured|exposed|open) (?:mongodb|redis|elasticsearch|"
            r"docker|kubelet|"
            r"kubernetes|jenkins|mysql|postgres\w*|rdp|vnc|telnet|smb|snmp|rpcbind|database|etcd|hadoop|"
            r"kibana)\b"
        ),
        (
            r"\bvulnerab(?:le|ility|ilities)\b.{0,40}\b(?:service|software|version|instance|host|server|"
            r"resource|port)s?\b"
        ),
        r"\b(?:instance|resource|host|server|service)s?\b.{0,60}\bvulnerable\b",
        r"\breported vulnerabilit",
        (
            r"\bpublicly (?:accessible|exposed|reachable|available)\b.{0,50}\b(?:service|port|database|"
            r"memcached|redis|elasticsearch|rpcbind|portmapper|ntp|snmp|ldap|mongodb|docker)"
        ),
        (
            r"\b(?:accepts?|allows?|answers?|responds? to) (?:\w+ ){0,4}(?:from |of )(?:anyone|anybody|"
            r"everyone|everybody|any host|the (?:whole |entire |public )?internet)\b"
        ),
        r"\bCVE-\d{4}-\d{4,7}\b",
        (
            r"\b(?:reachable|accessible|open|exposed|available)\b.{0,60}\b(?:without (?:a |"
            r"any )?(?:password|authentication|log-?in|protection)|from everywhere|from anywhere|"
            r"by anyone)\b"
        ),
        r"\bexposed services?\b",
        (
            r"\b(?:misconfigured|unprotected|unauthenticated|unsecured) (?:\w+ ){0,3}(?:service|database|"
            r"server|api|port|interface)s?\b"
        ),
    ),
    hints=(
        (
            r"\b(?:mongodb|redis|elasticsearch|memcached|docker|kubelet|kubernetes|jenkins|mysql|"
            r"postgres\w*|rdp|vnc|telnet|smb|snmp|rpcbind|database|dashboard|etcd|hadoop|kibana|"
            r"grafana|gitlab|confluence|exchange)\b"
        ),
        (
            r"\bexpos\w+|\breachable\b|\baccessible\b|\bunauthenticated\b|\bwithout (?:a |"
            r"any )?(?:authentication|password|protection)|\bunprotected\b|\bpublic\w*|\bany(?:one|"
            r"body)\b"
        ),
        r"\bvulnerab\w+|\bflaws?\b|\bweakness\w*|\bunpatched\b|\boutdated\b|\bmisconfigur\w+",
    ),
    unless=(
        r"remote hosts?\b",
        r"\bbuckets?\b",
        KEY_ID,
        r"\baccess keys?\b.{0,80}publicly",
        r"open (?:dns |recursive )*resolver",
        ABOUT_SES,
        PORT_SCAN,
        r"open[- ]prox|\bprox(?:y|ies|ied)\b",
    ),
    reports=(
        r"open_?service",
        r"vulnerab\w+",
        r"openservice",
        r"outdated",
    ),
    questions=SERVICE,
    untold=REPORTER,
    xarf=("vulnerability/open_service", "vulnerability/cve", "vulnerability/misconfiguration"),
)
