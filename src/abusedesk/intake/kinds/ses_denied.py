"""Amazon SES request refused."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import MAIL, RULES
from abusedesk.intake.kinds._ses import DENIED, MAILING
from abusedesk.translate import msg

KIND = Kind(
    id="ses_denied",
    title=msg("Amazon SES request refused"),
    means=msg("AWS refused production access, a higher limit or an appeal in Amazon SES."),
    first_step=msg("Nothing is urgent; gather what was missing before you ask again."),
    asks=msg("Nothing; a new request with more facts is possible."),
    source="https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html",
    codes=(r"(?:^|_)SES_.*DENIED",),
    subject=(r"\b(?:denied|declined|rejected)\b",),
    prose=DENIED,
    needs=(MAILING,),
    clock="none",
    expects_reply=False,
    questions=MAIL,
    untold=RULES,
)
