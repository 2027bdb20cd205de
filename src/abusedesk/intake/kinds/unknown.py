"""Notice of an unrecognised kind."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import HOST, REPORTER
from abusedesk.translate import msg

KIND = Kind(
    id="unknown",
    title=msg("Notice of an unrecognised kind"),
    means=msg("This looks like a notice of AWS's, but its kind was not recognised. A person has to read it."),
    first_step=msg("Read the mail and choose its kind; until then treat it as due within 24 hours."),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    questions=HOST,
    untold=REPORTER,
)
