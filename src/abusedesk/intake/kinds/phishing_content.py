"""Phishing page on your resource."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._ses import SES
from abusedesk.translate import msg

KIND = Kind(
    id="phishing_content",
    title=msg("Phishing page on your resource"),
    means=msg(
        "AWS says that a page on one of your resources imitates somebody else's to steal "
        "passwords or card numbers. Somebody put it there."
    ),
    first_step=msg(
        "Take the content offline without deleting it: close the port or block public access, and "
        "keep a copy."
    ),
    asks=msg(
        "That the content is removed, how it came to be there and what keeps it from coming back; "
        "or why it is allowed."
    ),
    source="https://repost.aws/knowledge-center/report-aws-abuse",
    labels=(r"phish",),
    codes=(r"PHISH",),
    subject=(r"phish",),
    prose=(r"\bphish\w*",),
    unless=(
        KEY_ID,
        SES,
    ),
    reports=(
        r"phish\w*",
        r"fraud",
    ),
)
