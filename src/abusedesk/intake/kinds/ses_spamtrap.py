"""Amazon SES: spam traps or block lists."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import MAIL, RECIPIENTS
from abusedesk.intake.kinds._ses import CREDENTIALS, DENIED, MAILING, TRAP
from abusedesk.translate import msg

KIND = Kind(
    id="ses_spamtrap",
    title=msg("Amazon SES: spam traps or block lists"),
    means=msg(
        "AWS says that mail that you send with Amazon SES hit traps for spammers, or that your "
        "domain is on a block list."
    ),
    first_step=msg("Pause sending in Amazon SES for that region until the cause is known."),
    asks=msg(
        "What caused it, what you have already changed and how that keeps it from happening "
        "again, in the review's case."
    ),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    codes=(r"(?:^|_)SES_.*(?:SPAM_?TRAP|BLOCK_?LIST|LIST_?BOMB|ANTI_?SPAM)",),
    subject=(r"spam ?-?trap|block ?-?list|list ?-?bomb",),
    prose=TRAP,
    needs=(MAILING,),
    unless=(
        *CREDENTIALS,
        *DENIED,
    ),
    clock="none",
    questions=MAIL,
    untold=RECIPIENTS,
    xarf=("messaging/spam", "reputation/blocklist"),
)
