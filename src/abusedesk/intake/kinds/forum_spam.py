"""Forum or comment spam from your account."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import HOST, REPORTER
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="forum_spam",
    title=msg("Forum or comment spam from your account"),
    means=msg(
        "AWS says that one of your resources posts unwanted advertising in other people's forums, "
        "blogs or comment fields."
    ),
    first_step=msg(
        "Isolate the instance: give all its network interfaces a security group without rules; "
        "leave it running."
    ),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/report-aws-abuse",
    labels=(r"(?:forum|comment|blog|web) ?spam",),
    codes=(r"(?:FORUM|COMMENT|BLOG)_?SPAM",),
    subject=(r"forum spam|comment spam",),
    prose=(
        (
            r"\b(?:advertis\w+|unsolicited|promotional)\b.{0,60}\b(?:forums?|blogs?|guestbooks?|wikis?|"
            r"comment sections?)\b"
        ),
        (
            r"\b(?:forums?|blogs?|guestbooks?|wikis?|comment sections?)\b.{0,60}\b(?:advertis\w+|"
            r"unsolicited|promotional)\b"
        ),
        r"\b(?:forum|comment|blog|guestbook|wiki)s?\b.{0,25}\bspam",
        r"\bspam\w*\b.{0,50}\b(?:forums?|blogs?|comments?|guestbooks?|wikis?)\b",
    ),
    hints=(
        (
            r"\bforums?\b|\bblogs?\b|\bguestbooks?\b|\bwikis?\b|\bcomments?\b|\bmessage boards?\b|"
            r"\bdiscussion\w*"
        ),
        r"\bspam\w*|\badvertis\w+|\bpromot\w+|\bunsolicited\b|\bjunk\b|\bunwanted\b",
    ),
    unless=(ABOUT_SES,),
    reports=(
        r"forum_?spam",
        r"bulk_messaging",
    ),
    questions=HOST,
    untold=REPORTER,
    xarf=("messaging/bulk_messaging",),
)
