"""Reflection or amplification of an attack."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._network import TARGET
from abusedesk.intake.kinds._questions import REPORTER, SERVICE
from abusedesk.translate import msg

KIND = Kind(
    id="reflector",
    title=msg("Reflection or amplification of an attack"),
    means=msg(
        "AWS says that a service on one of your resources answers small forged questions with "
        "large answers, which attackers aim at others."
    ),
    first_step=msg("Close the service's UDP port to the internet in the security group."),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    labels=(
        r"reflect",
        r"amplif",
    ),
    codes=(r"REFLECT|AMPLIF",),
    subject=(r"reflect(?:ion|or)|amplif",),
    prose=(
        r"\b(?:reflection|reflective|reflected|amplification)\b",
        r"\b(?:as|like) an? (?:\w+ )?(?:reflector|amplifier)s?\b",
        r"\bamplif(?:y|ies|ied|ying|iers?)\b",
        r"\breflect(?:s|ing|ors?)\b.{0,60}\b(?:attack|traffic|packets?|requests?)",
        r"\bspoofed (?:requests?|packets?|queries|source)",
    ),
    hints=(
        r"\b(?:ntp|ssdp|memcached|chargen|c?ldap|snmp|portmap\w*|mode 7|monlist|ws-discovery|coap)\b",
        r"\bforg\w+|\bspoof\w*|\bfake (?:source|sender)|\bvictims?\b",
        (
            r"\bamplif\w*|\breflect\w*|\bmany times\b|\b(?:larger|bigger|multiplied) (?:answers|"
            r"responses|repl\w+|packets)"
        ),
    ),
    unless=(
        r"open (?:dns |recursive )*resolver",
        *TARGET,
    ),
    reports=(
        r"reflect(?:or|ion)",
        r"amplif\w+",
        r"amplification",
    ),
    questions=SERVICE,
    untold=REPORTER,
    xarf=("connection/ddos", "vulnerability/open_service"),
)
