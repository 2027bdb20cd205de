"""Denial-of-service attack from your account."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._network import TARGET
from abusedesk.intake.kinds._questions import HOST, REPORTER
from abusedesk.translate import msg

KIND = Kind(
    id="denial_of_service",
    title=msg("Denial-of-service attack from your account"),
    means=msg(
        "AWS says that one of your resources floods other people's machines with traffic. "
        "Somebody controls it, or a service on it is being abused to do so."
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
        r"denial[- ]of[- ]service",
        r"\bd?dos\b",
        r"\bflood",
    ),
    codes=(
        (
            r"^(?!.*(?:TARGET|VICTIM|SHIELD|DDOS_(?:ATTACK_)?DETECTED)).*(?:(?:^|_)D?DOS(?:_|$)|"
            r"DENIAL_OF_SERVICE)"
        ),
    ),
    subject=(r"denial[- ]of[- ]service|\bddos\b",),
    prose=(
        (
            r"\b(?:overwhelm|overload|saturat|exhaust)\w*\b.{0,30}\b(?:remote|other|third|"
            r"hosts?|servers?|"
            r"targets?|victims?|networks?|offline|websites?|services?)\b"
        ),
        r"\bdenial[- ]of[- ]service\b",
        r"\bddos\b",
        r"\bdos (?:attack|activity|traffic)",
        r"\b(?:packet|syn|udp|tcp|http|icmp|traffic)[- ]flood",
        r"\bflood(?:s|ing|ed)?\b.{0,40}\b(?:remote|hosts?|traffic|packets?|servers?)",
        r"\bdos,i-[0-9a-f]{8}",
    ),
    hints=(
        r"\bflood\w*|\battack(?:s|ed|ing)?\b|\bd?dos\b",
        r"\bpackets?\b|\btraffic\b|\bbandwidth\b|\brequests per second|\b[GM]bps\b",
        r"\bvictims?\b|\boverwhelm\w*|\bsaturat\w*|\bunreachable\b|\boffline\b|\b(?:remote|third)\b",
    ),
    unless=(
        *TARGET,
        r"\breflect(?:ion|or|ed|ive)|\bamplif",
    ),
    reports=(
        r"d?dos",
        r"ddos",
        r"dos",
    ),
    questions=HOST,
    untold=REPORTER,
    xarf=("connection/ddos",),
)
