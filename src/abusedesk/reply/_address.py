"""To whom an answer goes, and under which subject."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.translate import msg

from ._clean import name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Mail, Notice

# https://repost.aws/knowledge-center/aws-abuse-report
TRUST_AND_SAFETY = "trustandsafety@support.aws.com"
SES_REVIEW = "ses-review@amazon.com"
_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
_AMAZON = re.compile(r"(?i).+@(?:[\w-]+\.)*(?:amazonaws\.com|amazon\.com|aws\.com|amazonses\.com|aws)")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html: answer in the Support Center.
_SES_IN_CONSOLE = datetime(2023, 1, 1, tzinfo=UTC)
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
    Where the answer goes: the mail's own reply address where it is Amazon's, else AWS's for this kind.

    An address that takes no mail is passed over, and so is any address in a mail that failed the check.
    """
    asked = _ADDRESS.search(mail.reply_to or mail.from_)
    trusted = asked is not None and is_amazons(asked[0]) and notice.authentic.verdict != "fail"
    if asked is not None and trusted and not takes_no_mail(asked[0]):
        return asked[0]
    return SES_REVIEW if notice.kind.startswith("ses_") else TRUST_AND_SAFETY


def notes(notice: Notice, mail: Mail) -> Iterator[str]:
    """What whoever sends the answer must know of the way that it takes."""
    asked = _ADDRESS.search(mail.reply_to or mail.from_)
    if asked and not is_amazons(asked[0]):
        yield (
            msg(
                "The notice came by an address that is not AWS's; the answer goes to AWS itself, "
                "and that address is not told"
            )
            + f": {name(asked[0])}"
        )
    if notice.kind.startswith("ses_") and (notice.received is None or notice.received >= _SES_IN_CONSOLE):
        yield msg(
            "Amazon SES has been taking answers in the Support Center since 2023: paste this text into the "
            "case there."
        )
    elif notice.channel == "support":
        yield msg("This is a support case: paste this text into the case in the Support Center.")
    if not mail.message_id and notice.channel != "support":
        yield msg(
            "No mail came with this notice: send the answer from the root user's or the security contact's "
            "address."
        )


def takes_no_mail(address: str) -> bool:
    """Whether address is one of AWS's that nobody reads: the answer goes into the support case."""
    return _NO_REPLY.search(address) is not None


def is_amazons(address: str) -> bool:
    """Whether address is in one of Amazon's domains."""
    return _AMAZON.fullmatch(address) is not None


def in_reply_to(mail: Mail) -> str:
    """The id of the message that is answered, "" where it has none or one that no header may hold."""
    return next(iter(_ids(mail.message_id)), "")


def references(mail: Mail) -> tuple[str, ...]:
    """
    The thread's message ids with the answered one last.

    RFC 5322, 3.6.4: without References the answered message's In-Reply-To counts where it holds one id.
    """
    earlier = [one for part in mail.references for one in _ids(part)]
    parents = _ids(mail.in_reply_to)
    if not earlier and len(parents) == 1:
        earlier = parents
    answered = _ids(mail.message_id)[:1]
    return (*dict.fromkeys(one for one in earlier if one not in answered), *answered)


def _ids(header: str) -> list[str]:
    return _MESSAGE_ID.findall(header)
