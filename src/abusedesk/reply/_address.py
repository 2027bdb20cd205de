"""To whom an answer goes, and under which subject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abusedesk.model import Mail, Notice

# https://repost.aws/knowledge-center/aws-abuse-report
TRUST_AND_SAFETY = "trustandsafety@support.aws.com"
SES_REVIEW = "ses-review@amazon.com"
_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
_AMAZON = re.compile(r"(?i).+@(?:[\w-]+\.)*(?:amazonaws\.com|amazon\.com|aws\.com|amazonses\.com|aws)")
_NO_REPLY = re.compile(r"(?i)(?:no-?reply|do-?not-?reply|aws-account-notifications|health@aws\.com)")


def subject(notice: Notice, mail: Mail) -> str:
    """
    The notice's subject byte for byte, after "Re: " unless it begins with re: in any case.

    Line breaks, which no subject may hold, become blanks. Without a subject one is made of the account.
    """
    asked = re.sub(r"[\r\n]+", " ", notice.subject or mail.subject)
    asked = asked or f"Abuse notice for AWS account {notice.account or ''}".rstrip()
    return asked if asked.lower().startswith("re:") else f"Re: {asked}"


def recipient(notice: Notice, mail: Mail) -> str:
    """
    Where the answer goes: the mail's own reply address, else AWS's address for this kind of notice.

    An address that takes no mail is passed over, and so is any address in a mail that failed the check.
    """
    asked = _ADDRESS.search(mail.reply_to or mail.from_)
    if asked and notice.authentic.verdict != "fail" and not takes_no_mail(asked[0]):
        return asked[0]
    return SES_REVIEW if notice.kind.startswith("ses_") else TRUST_AND_SAFETY


def takes_no_mail(address: str) -> bool:
    """Whether address is one of AWS's that nobody reads: the answer goes into the support case."""
    return _NO_REPLY.search(address) is not None


def is_amazons(address: str) -> bool:
    """Whether address is in one of Amazon's domains."""
    return _AMAZON.fullmatch(address) is not None


def references(mail: Mail) -> tuple[str, ...]:
    """The thread's message ids with the answered one last (RFC 5322, 3.6.4)."""
    earlier = mail.references or ((mail.in_reply_to,) if mail.in_reply_to else ())
    return tuple(dict.fromkeys([*earlier, mail.message_id])) if mail.message_id else tuple(earlier)
