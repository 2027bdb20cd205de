"""Amazon SES: recipients complain."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import MAIL, RECIPIENTS
from abusedesk.intake.kinds._ses import BOUNCE, COMPLAINT, CREDENTIALS, DENIED, MAILING, TRAP
from abusedesk.translate import msg

KIND = Kind(
    id="ses_complaint",
    title=msg("Amazon SES: recipients complain"),
    means=msg("AWS says that people who get your mail through Amazon SES report it as unwanted."),
    first_step=msg("Pause sending in Amazon SES for that region until the cause is known."),
    asks=msg(
        "What caused it, what you have already changed and how that keeps it from happening "
        "again, in the review's case."
    ),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    codes=(r"(?:^|_)SES_.*(?:COMPLAINT|FEEDBACK)",),
    subject=(r"\bcomplaints?\b",),
    prose=COMPLAINT,
    needs=(MAILING,),
    unless=(
        *BOUNCE,
        *TRAP,
        *CREDENTIALS,
        *DENIED,
    ),
    clock="none",
    questions=MAIL,
    untold=RECIPIENTS,
    xarf=("messaging/spam",),
)
