"""Denial-of-service attack on your resource."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._network import TARGET
from abusedesk.intake.kinds._questions import VICTIM
from abusedesk.translate import msg

KIND = Kind(
    id="denial_of_service_target",
    title=msg("Denial-of-service attack on your resource"),
    means=msg(
        "AWS says that others flood one of your resources with traffic. You are the victim here; "
        "nothing of yours attacks anybody."
    ),
    first_step=msg(
        "Check that the service is still reachable, and put AWS Shield, CloudFront or a security "
        "group rule in front of it."
    ),
    asks=msg("Nothing; AWS tells you so that you can protect yourself."),
    source="https://docs.aws.amazon.com/waf/latest/developerguide/ddos-overview.html",
    labels=(r"(?:target|victim) of",),
    codes=(r"DDOS_(?:ATTACK_)?(?:TARGET|DETECTED)|DOS_(?:TARGET|VICTIM)|SHIELD",),
    subject=TARGET,
    prose=TARGET,
    hints=(
        r"\b(?:at|towards?|against|to|reaching|hitting) your\b|\binbound\b|\bincoming\b",
        r"\battack\w*|\bflood\w*|\bd?dos\b",
        r"\bnull[- ]rout\w*|\bscrub\w*|\bshield\b|\bblackhol\w*",
    ),
    addresses="attackers",
    clock="none",
    expects_reply=False,
    questions=VICTIM,
)
