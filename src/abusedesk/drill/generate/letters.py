"""Mails in the shapes of AWS Trust & Safety's, in our own words, with the owner's mail server's headers."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from abusedesk.drill.generate import ids

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.drill.generate.company import Company

_FOOT = (
    "Regards,\nAWS Trust & Safety\n\n"
    "===========================\n"
    "Amazon Web Services, Inc. is a subsidiary of Amazon.com, Inc. This message was produced and distributed "
    "by "
    "Amazon Web Services Inc., 410 Terry Avenue North, Seattle, WA 98109-5210\n"
    "AWS Trust & Safety Center: https://repost.aws/aws-trust-and-safety\n"
)
FORWARDED = "---Beginning of forwarded report(s)---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail from AWS: its sender (address, name), when (aware UTC), its text, the report forwarded in it."""

    sender: tuple[str, str]
    subject: str
    sent: datetime
    text: str
    report: str = ""


def sealed(company: Company, letter: Letter) -> bytes:
    """The mail as it lies in the owner's mailbox: plain, with HTML beside it, or in HTML alone."""
    rng = company.rng
    form = rng.choice(("plain", "both", "both", "html"))
    text = f"{letter.text}\n\n{_FOOT}"
    if letter.report:
        text += f"\n{FORWARDED}\n{letter.report}\n"
    mail = EmailMessage(policy=rng.choice((SMTP, default)))
    for name, value in _headers(company, letter).items():
        mail[name] = value
    if form == "html":
        mail.set_content(_html(text), subtype="html", cte="quoted-printable")
    else:
        mail.set_content(text, cte="quoted-printable")
    if form == "both":
        mail.add_alternative(_html(text), subtype="html", cte="quoted-printable")
        mail.set_boundary(f"----=_Part_{ids.hexa(rng, 12)}")
    return mail.as_bytes()


def curly(text: str) -> str:
    """Text with the apostrophes that AWS's newer templates have."""
    return text.replace("'", "’")


def _headers(company: Company, letter: Letter) -> dict[str, object]:
    rng = company.rng
    address, name = letter.sender
    domain = address.partition("@")[2]
    host = f"mx1.{company.name}.example.com"
    relay = f"a{rng.randint(8, 60)}-{rng.randint(1, 99)}.smtp-out.amazonses.com"
    stamp = format_datetime(letter.sent)
    return {
        "Return-Path": f"<{ids.hexa(rng, 16)}@{domain}>",
        "Authentication-Results": (
            f"{host}; dkim=pass header.i=@{domain}; spf=pass smtp.mailfrom={domain}; "
            f"dmarc=pass header.from={domain}"
        ),
        "Received": f"from {relay} ({relay} [{company.addresses.crowd()}]) by {host} with ESMTPS; {stamp}",
        "Date": letter.sent,
        "From": Address(name, addr_spec=address),
        "To": Address(
            "",
            addr_spec=f"{rng.choice(('aws', 'security', 'cloud-admin', 'root'))}@{company.name}.example.com",
        ),
        "Message-ID": f"<{ids.hexa(rng, 16)}-{ids.uuid(rng)}-000000@{domain}>",
        "Subject": letter.subject,
        "MIME-Version": "1.0",
    }


def _html(text: str) -> str:
    blocks = text.split("\n\n")
    body = "".join(
        f"<p>{escape(block, quote=False).replace(chr(10), '<br>' + chr(10))}</p>\n" for block in blocks
    )
    return f'<html><head><meta charset="utf-8"></head><body>\n{body}</body></html>\n'
