"""Botnet activity."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._network import PORT_SCAN
from abusedesk.intake.kinds._questions import HOST, REPORTER
from abusedesk.translate import msg

KIND = Kind(
    id="botnet",
    title=msg("Botnet activity"),
    means=msg(
        "AWS says that one of your resources is part of a network of hijacked machines, or commands one."
    ),
    first_step=msg(
        "Isolate the instance: give all its network interfaces a security group without rules; "
        "leave it running."
    ),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/report-aws-abuse",
    labels=(
        r"\bbot(?:net|s)?\b",
        r"command (?:and|&) control",
        r"\bc(?:&c|2)\b",
    ),
    codes=(r"BOTNET|IOC_DETECTED|(?:^|_)(?:C2|CNC|BOT)(?:_|$)|COMMAND_AND_CONTROL|INFECTED_HOST",),
    subject=(r"botnet|command (?:and|&) control",),
    prose=(
        (
            r"\b(?:mirai|emotet|qakbot|trickbot|xorddos|gafgyt|kinsing|mozi)\b|\bbots? (?:is |are )?(?:runs?|"
            r"running|infect)"
        ),
        r"\b(?:instance|host|server|resource|machine)s?\b.{0,20}\binfected (?:with|by)\b",
        r"\bbot-?nets?\b",
        r"\bcommand[- ](?:and|&)[- ]control\b",
        r"\bc(?:2|&c) (?:server|host|infra|traffic|communication)",
        (
            r"\b(?:phon(?:e|es|ed|ing) home|zombie (?:host|network|machine)|bot (?:infection|herder|"
            r"malware))\b"
        ),
        r"\binfected with (?:\w+ ){0,3}(?:bot|malware|worm|trojan)\b",
    ),
    hints=(
        r"\bbots?\b|\bbotnets?\b|\bzombies?\b|\bc2\b|\bc&c\b|\bcontrollers?\b",
        (
            r"\binfected\b|\bmalware\b|\bcontacts?\b|\bconnects?\b|\btalks?\b|\bcommunicat\w+|"
            r"\bbeacon\w*|\bcommands?\b"
        ),
    ),
    unless=(
        PORT_SCAN,
        r"denial[- ]of[- ]service",
    ),
    reports=(
        r"bot(?:net)?",
        r"botnet\w*",
        r"c2|cnc",
        r"infected_?host",
        r"compromised_server",
    ),
    questions=HOST,
    untold=REPORTER,
    xarf=(
        "infrastructure/botnet",
        "connection/infected_host",
        "infrastructure/compromised_server",
        "reputation/threat_intelligence",
    ),
)
