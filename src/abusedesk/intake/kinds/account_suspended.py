"""AWS account suspended."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import PUBLIC_KEY
from abusedesk.intake.kinds._questions import RULES, SUSPENDED
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="account_suspended",
    title=msg("AWS account suspended"),
    means=msg("AWS has closed your account off; nothing in it can be used until the matter is settled."),
    first_step=msg("Answer the support case; it can still be reached after signing in as root."),
    asks=msg("An answer in the support case to what led to the suspension."),
    source="https://repost.aws/knowledge-center/reactivate-suspended-account",
    codes=(r"(?:^|_)SUSPEN",),
    subject=(r"\baccount\b.{0,30}\b(?:suspended|suspension)|\bsuspen(?:ded|sion)\b.{0,20}\baccount",),
    prose=(
        (
            r"\b(?:had to|decided to|were forced to|now) (?:suspend|close|lock|deactivate) (?:your |the "
            r")?(?:aws )?account\b"
        ),
        (
            r"\baccess to (?:your |the )?(?:aws )?account\b.{0,20}\b(?:has been|is|was) (?:now "
            r")?(?:disabled|blocked|"
            r"locked|withdrawn|revoked)"
        ),
        r"\baccount\b.{0,30}\b(?:has been|is|was|have been|been) (?:now |temporarily )?suspended\b",
        r"\bwe(?:'ve| have)(?: now)? suspended your (?:aws )?account",
        r"\bsuspended your (?:aws )?account",
        r"\baccess to (?:your |the )?(?:aws )?account\b.{0,20}\b(?:has been|is|was) (?:now )?suspended",
        r"\b(?:closed|deactivated|locked) your (?:aws )?account\b",
        (
            r"\bwe(?:'ve| have)?(?: now)? (?:suspended|closed off|locked|deactivated) (?:the |"
            r"your )?(?:aws )?account"
        ),
    ),
    unless=(
        ABOUT_SES,
        r"\baccount\b.{0,30}\bcompromised",
        *PUBLIC_KEY,
    ),
    limited_at_first=True,
    addresses="callers",
    questions=SUSPENDED,
    untold=RULES,
)
