"""Not a notice."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.translate import msg

KIND = Kind(
    id="none",
    title=msg("Not a notice"),
    means=msg("This mail is no notice of AWS Trust & Safety."),
    first_step=msg("Nothing has to be done."),
    asks=msg("Nothing."),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    clock="none",
    expects_reply=False,
)
