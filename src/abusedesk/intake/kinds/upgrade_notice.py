"""Upgrade or retirement notice."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.translate import msg

KIND = Kind(
    id="upgrade_notice",
    title=msg("Upgrade or retirement notice"),
    means=msg("AWS announces that something you use will be upgraded, retired or changed. That is no abuse."),
    first_step=msg("Note the date and plan the change; nothing is urgent today."),
    asks=msg("Nothing but the change itself, before the date."),
    source="https://docs.aws.amazon.com/health/latest/ug/aws-health-concepts-and-terms.html",
    codes=(r"PLANNED_LIFECYCLE|MAINTENANCE|RETIREMENT|UPGRADE|DEPRECAT",),
    subject=(
        (
            r"\b(?:upgrad\w+|end[- ]of[- ](?:life|support|standard support)|deprecat\w+|retire\w*|"
            r"maintenance|migrat\w+|certificate|rotat\w+|no longer)\b"
        ),
    ),
    prose=(
        r"\bend[- ]of[- ](?:life|support|standard support)\b",
        r"\b(?:will|must|need to|should|required to) (?:be )?(?:automatically )?(?:upgrade|migrate)",
        r"\bdeprecat(?:ed?|ing|ion)\b",
        r"\bcertificates?\b.{0,60}\b(?:expir\w+|rotat\w+|updat\w+)",
        r"\b(?:longer|discontinu\w+) (?:be )?support",
        r"\bscheduled (?:for )?(?:maintenance|retirement)",
    ),
    unless=(
        r"\babus(?:e|ive)\b",
        r"\bcompromised\b",
        r"\bimplicated\b",
        KEY_ID,
        r"\bunauthori[sz]ed\b",
        r"\bbounce|\bcomplaint",
    ),
    limited_at_first=True,
    clock="none",
    expects_reply=False,
)
