"""Spam from your account."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import MAIL, REPORTER
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="spam",
    title=msg("Spam from your account"),
    means=msg(
        "AWS says that unwanted mail comes from one of your resources. A program or a form on it "
        "was abused, or somebody got in."
    ),
    first_step=msg("Stop outgoing mail: remove outbound TCP 25, 465 and 587 from the security group."),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    labels=(
        r"(?<!forum )(?<!comment )(?<!blog )(?<!web )\bspam(?!trap)",
        r"unsolicited",
        r"(?:e-?mail|mail) abuse",
        r"bulk e-?mail",
    ),
    codes=(r"^(?!.*(?:FORUM|COMMENT|BLOG)).*(?:^|_)SPAM(?:_|$)|UNSOLICITED|EMAIL_ABUSE",),
    subject=(r"\bspam(?:ming)?\b|unsolicited",),
    prose=(
        (
            r"\b(?:unrequested|unwanted|unsolicited|undesired|junk|bulk|mass|advertising|commercial|"
            r"promotional)\b.{0,20}"
            r"\b(?:e-?mails?|mails?|messages|mailings?)\b"
        ),
        r"\bunsolicited (?:bulk |commercial |mass )*(?:e-?mails?|messages?|mail)\b",
        r"\b(?:send|sent|sending|source|origin\w*)\b.{0,30}\bspam\b",
        r"\bspam (?:e-?mails?|messages?|mail|activity|campaign|originat\w+|being sent|from)",
        r"\bspam\b.{0,20}\b(?:sent|coming|leaving|sending|emanating|distributed)\b",
        r"\bmass mail",
        r"\bjunk (?:e-?)?mail\b",
        r"\bunwanted (?:bulk |commercial )*(?:e-?mails?|messages)\b",
        r"\b(?:bulk|mass) (?:e-?mail|mailing)s?\b",
    ),
    hints=(
        (
            r"\bspam\w*|\bbulk\b|\bjunk\b|\bunsolicited\b|\badvertis\w+|\bpromotional\b|\bunwanted\b|"
            r"\bnobody (?:asked|wanted)|\bnever asked"
        ),
        r"\be-?mails?\b|\bmail(?:s|ings?)?\b|\bsmtp\b",
        r"\brecipients?\b|\bcomplain\w*",
    ),
    unless=(
        ABOUT_SES,
        (
            r"\b(?:forum|blog|comment|guestbook|wiki)s?\b.{0,60}\b(?:spam\w*|posts?|posted|posting)\b|"
            r"\b(?:spam\w*|posts?|posted|posting|comments?)\b.{0,60}\b(?:forum|blog|guestbook|wiki)s?\b"
        ),
        r"spam ?-?traps?",
        r"phish",
    ),
    reports=(
        r"spam",
        r"abuse",
        r"unsolicited",
        r"opt-out",
    ),
    questions=MAIL,
    untold=REPORTER,
    xarf=("messaging/spam", "messaging/bulk_messaging"),
)
