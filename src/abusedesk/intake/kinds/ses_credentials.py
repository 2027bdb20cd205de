"""Amazon SES: sending credentials abused."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import PUBLIC_KEY
from abusedesk.intake.kinds._questions import RECIPIENTS, SENDING
from abusedesk.intake.kinds._ses import CREDENTIALS, DENIED, MAILING
from abusedesk.translate import msg

KIND = Kind(
    id="ses_credentials",
    title=msg("Amazon SES: sending credentials abused"),
    means=msg(
        "AWS says that somebody else sends mail with your Amazon SES password or key, or through "
        "a form on your site."
    ),
    first_step=msg("Deactivate the access keys that send mail, and pause sending in that region."),
    asks=msg("That keys and SMTP passwords are renewed, unknown users removed, and forms protected."),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    codes=(r"(?:^|_)SES_.*(?:CREDENTIAL|VULNERABLE)",),
    subject=(r"(?:compromised|unauthori[sz]ed).{0,30}(?:credentials|sending)",),
    prose=CREDENTIALS,
    needs=(MAILING,),
    unless=(
        *PUBLIC_KEY,
        *DENIED,
    ),
    addresses="callers",
    clock="none",
    questions=SENDING,
    untold=RECIPIENTS,
    xarf=("messaging/spam",),
)
