"""Port scan from your account."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._network import PORT_SCAN, TARGET
from abusedesk.intake.kinds._questions import HOST, REPORTER
from abusedesk.translate import msg

KIND = Kind(
    id="port_scan",
    title=msg("Port scan from your account"),
    means=msg(
        "AWS says that one of your resources tries many addresses or ports of other people's "
        "machines. Most often somebody got into it and uses it to look for further victims."
    ),
    first_step=msg(
        "Isolate the instance: give all its network interfaces a security group without rules; "
        "leave it running."
    ),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    labels=(
        PORT_SCAN,
        r"\bscanning\b",
        r"\b(?:network|host|ip) scan",
        r"\bprob(?:es?|ing)\b",
    ),
    codes=(r"PORT_?SCAN",),
    subject=(PORT_SCAN,),
    prose=(
        r"\b(?:enumerat|sweep|prob)\w*\b.{0,40}\b(?:ports?|hosts|networks?|services?|systems)\b",
        r"\b(?:many|multiple|numerous|several|various|different|range of|number of) (?:\w+ )?ports\b",
        r"port[- ]?scan\w*",
        r"\bscan(?:s|ned|ning)?\b.{0,40}\b(?:ports?|hosts?|networks?|addresses)\b",
        r"\b(?:prob(?:es?|ed|ing)|sweep(?:s|ing)?)\b.{0,50}\bports?\b",
        (
            r"\b(?:connection (?:attempts|requests)|connects?|connections|packets|syns?|"
            r"requests)\b.{0,60}\b(?:many|wide range|large (?:number|range)|multiple|numerous|sequential|"
            r"thousands|hundreds|range|various)\b.{0,30}\b(?:ports?|hosts?|addresses|machines|systems)\b"
        ),
        r"\bnetwork reconnaissance\b",
        r"\b(?:prob(?:es?|ed|ing)|sweep(?:s|ing)?|scan\w*)\b.{0,40}\b(?:tcp|udp)\b.{0,12}\d",
        (
            r"\b(?:prob(?:es?|ed|ing)|sweep(?:s|ing)?)\b.{0,60}\b(?:the internet|other networks|"
            r"many hosts)\b"
        ),
    ),
    hints=(
        r"\bscan\w*|\bprob(?:e|es|ed|ing)\b|\benumerat\w*|\bsweep\w*|\breconnaissance",
        r"\bports?\b|\bservices\b|\bhosts\b|\bsubnets?\b|\bnetworks?\b",
    ),
    unless=(
        *TARGET,
        r"vulnerability scan",
    ),
    reports=(
        r"port_?scan(?:ning)?",
        r"portscan",
        r"scanning",
    ),
    questions=HOST,
    untold=REPORTER,
    xarf=("connection/port_scan", "connection/vulnerability_scan", "connection/reconnaissance"),
)
