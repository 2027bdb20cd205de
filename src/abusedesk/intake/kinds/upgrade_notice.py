"""Upgrade or retirement notice."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._questions import UPGRADE
from abusedesk.translate import msg

KIND = Kind(
    id="upgrade_notice",
    title=msg("Upgrade or retirement notice"),
    means=msg("AWS announces that something you use will be upgraded, retired or changed. That is no abuse."),
    first_step=msg("Note the date and plan the change; nothing is urgent today."),
    asks=msg("Nothing but the change itself, before the date."),
    source="https://docs.aws.amazon.com/health/latest/ug/aws-health-concepts-and-terms.html",
    codes=(r"PLANNED_LIFECYCLE|MAINTENANCE|RETIREMENT|UPGRADE|DEPRECAT|CERTIFICATE|RENEWAL",),
    subject=(
        (
            r"\b(?:upgrad\w+|end[- ]of[- ](?:life|support|standard support)|deprecat\w+|retire\w*|"
            r"maintenance|migrat\w+|certificate|rotat\w+|no longer)\b"
        ),
    ),
    prose=(
        r"\bsupport (?:of|for|period)\b.{0,80}\b(?:runs? out|ends?|expires?|laps(?:es?|ing)|ceas\w+)\b",
        r"\b(?:moved|upgraded|migrated|updated|switched)\b.{0,30}\bautomatically\b",
        r"\bautomatically (?:move|upgrade|migrate|update|switch)d?\b",
        r"\bend[- ]of[- ](?:life|support|standard support)\b",
        r"\b(?:will|must|need to|should|required to) (?:be )?(?:automatically )?(?:upgrade|migrate)",
        r"\bdeprecat(?:ed?|ing|ion)\b",
        r"\bcertificates?\b.{0,60}\b(?:expir\w+|rotat\w+|updat\w+)",
        r"\b(?:longer|discontinu\w+) (?:be )?support",
        r"\bscheduled (?:for )?(?:maintenance|retirement)",
        r"\b(?:end(?:s|ing)?|discontinu\w+|stop\w*|drop\w*|retir\w+|ceas\w+) (?:of |its |the )*support\b",
        (
            r"\bmov(?:e|ed|ing)\b.{0,60}\bto an? (?:newer|later|supported|recent|current) (?:runtime|"
            r"version|engine|release|generation)"
        ),
        r"\b(?:reach\w*|approach\w*) (?:its |the |their )?end\b",
        r"\bno longer (?:be )?(?:supported|available|receive|patched)",
        (
            r"\bsupport for\b.{0,60}\b(?:ends?|ended|ending|stops?|is discontinued|will be (?:removed|"
            r"withdrawn|dropped))\b"
        ),
        (
            r"\b(?:tls|ssl|runtime|version|engine|kernel|api)\b.{0,40}\b(?:ends?|end of|retired|withdrawn|"
            r"removed)\b.{0,30}\b(?:on|after|by|from)\b"
        ),
        (
            r"\b(?:need to|must|have to|should) be (?:updated|upgraded|migrated|moved|"
            r"replaced)\b.{0,60}\b(?:before|by|until|version|newer|latest)?"
        ),
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
    questions=UPGRADE,
)
