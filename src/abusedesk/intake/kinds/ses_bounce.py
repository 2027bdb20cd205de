"""Amazon SES: bounce rate too high."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import MAIL, RECIPIENTS
from abusedesk.intake.kinds._ses import BOUNCE, CREDENTIALS, DENIED, MAILING, TRAP
from abusedesk.translate import msg

KIND = Kind(
    id="ses_bounce",
    title=msg("Amazon SES: bounce rate too high"),
    means=msg(
        "AWS says that too much of the mail that you send with Amazon SES goes to addresses that "
        "do not exist."
    ),
    first_step=msg("Pause sending in Amazon SES for that region until the cause is known."),
    asks=msg(
        "What caused it, what you have already changed and how that keeps it from happening "
        "again, in the review's case."
    ),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    codes=(r"(?:^|_)SES_.*BOUNCE",),
    subject=(r"\bbounces?\b",),
    prose=BOUNCE,
    needs=(MAILING,),
    unless=(
        *TRAP,
        *CREDENTIALS,
        *DENIED,
    ),
    clock="none",
    questions=MAIL,
    untold=RECIPIENTS,
)
