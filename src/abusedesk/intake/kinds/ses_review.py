"""Amazon SES sending under review."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import MAIL, RECIPIENTS
from abusedesk.intake.kinds._ses import BOUNCE, COMPLAINT, CREDENTIALS, DENIED, MAILING, TRAP
from abusedesk.translate import msg

KIND = Kind(
    id="ses_review",
    title=msg("Amazon SES sending under review"),
    means=msg(
        "AWS looks into the mail that you send with Amazon SES and may stop it, or has stopped it already."
    ),
    first_step=msg("Pause sending in Amazon SES for that region until the cause is known."),
    asks=msg(
        "What caused it, what you have already changed and how that keeps it from happening "
        "again, in the review's case."
    ),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    codes=(
        (
            r"(?:^|_)SES_(?!.*(?:BOUNCE|COMPLAINT|FEEDBACK|SPAM|BLOCK_?LIST|LIST_?BOMB|CREDENTIAL|VULNERABLE|"
            r"DENIED))"
        ),
    ),
    subject=(r"\b(?:ses|sending|e-?mail)\b.{0,50}\b(?:review|paused?|probation|suspended|suspension)",),
    prose=(
        (
            r"\b(?:related|connected|linked|associated|belongs?) (?:to|with) (?:another|an?|a different) "
            r"(?:\w+ ){0,2}"
            r"account\b"
        ),
        r"\bunder review\b",
        r"\breview period\b",
        r"\bability\b.{0,80}\bsend\b.{0,80}\b(?:paused|suspended|disabled)\b",
        r"\bon probation\b",
        r"\b(?:sending|ability to send)\b.{0,60}\b(?:paused?|suspended|disabled|shut ?down)\b",
        r"\bpaus(?:ed|ing)\b.{0,60}\b(?:send\w*|ability)\b",
        r"\breview of your (?:amazon )?(?:ses|sending|account)",
    ),
    needs=(MAILING,),
    unless=(
        *BOUNCE,
        *COMPLAINT,
        *TRAP,
        *CREDENTIALS,
        *DENIED,
    ),
    clock="none",
    questions=MAIL,
    untold=RECIPIENTS,
)
