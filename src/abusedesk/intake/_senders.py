"""Whose address is whose: Amazon's domains, and those that only look like them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from abusedesk.intake._headers import address, domain

# Domains from which notices were seen; sub-domains count.
DOMAINS = ("amazon.com", "amazonaws.com", "aws.com", "amazonses.com", "awssupport.com")
# Hosts that AWS's own links lead to, besides DOMAINS and the top-level domain .aws.
_LINK_DOMAINS = (
    *DOMAINS,
    "amazon.co.jp",
    "amazonaws.com.cn",
    "awstrack.me",
    "awscloud.com",
    "amazonwebservices.com",
    "awsstatic.com",
    "a2z.com",
)
# What only an account owner's resource can be called: never a link of AWS's own pages.
_RESOURCE_HOST = re.compile(
    r"(?:^|\.)(?:ec2-[\d-]+\.|s3[.-]|[\w-]+\.s3[.-]|elb\.|execute-api\.|lambda-url\.|compute(?:-1)?\.)|"
    r"(?:cloudfront\.net|elasticbeanstalk\.com|amplifyapp\.com|awsapprunner\.com|on\.aws)$"
)
_NOTICE_SENDERS = frozenset(
    [
        "trustandsafety@support.aws.com",
        "ec2-abuse@amazon.com",
        "abuse@amazonaws.com",
        "ec2-abuse-team@amazon.com",
        "ses-review@amazon.com",
        "ses-enforcement@amazon.com",
        "email-abuse@amazon.com",
        "complaints@email-abuse.amazonses.com",
    ]
)
_ACCOUNT_SENDERS = frozenset(
    [
        "no-reply-aws@amazon.com",
        "health@aws.com",
        "no-reply@amazonaws.com",
        "aws-account-notifications@amazon.com",
        "no-reply@signin.aws",
        "aws-verification@amazon.com",
    ]
)
_NAME = re.compile(r"(?i)\b(?:aws|amazon)\b")
_HOMOGLYPHS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s"})


def is_amazon(host: str) -> bool:
    """Whether host (a mail domain) is one that Amazon's notices come from."""
    host = host.lower().rstrip(".")
    return host.endswith(".aws") or any(host == one or host.endswith(f".{one}") for one in DOMAINS)


def is_amazon_link(host: str) -> bool:
    """Whether host is Amazon's own page, not a resource that a customer runs there."""
    host = host.lower().rstrip(".")
    if _RESOURCE_HOST.search(host):
        return False
    return host.endswith(".aws") or any(host == one or host.endswith(f".{one}") for one in _LINK_DOMAINS)


def is_resource_host(host: str) -> bool:
    """Whether host is a name that AWS gives to customers' resources."""
    return bool(_RESOURCE_HOST.search(host.lower()))


def from_aws(sender: str) -> bool:
    """
    Whether a From value says that it is AWS's; proves nothing.

    A quoted message often keeps the name alone, and a mailing list puts its own address behind the name.
    """
    host = domain(sender)
    if is_amazon(host):
        return True
    name = sender.split("<", maxsplit=1)[0]
    return bool(_NAME.search(name)) and (not host or " via " in name.lower())


def rank(sender: str) -> int:
    """3 for an address that sends abuse notices, 2 for AWS's account and Health mails, else 0."""
    found = address(sender)
    return 3 if found in _NOTICE_SENDERS else 2 if found in _ACCOUNT_SENDERS else 0


def is_health(sender: str) -> bool:
    """Whether sender is AWS Health or AWS User Notifications, whose mails have a layout of their own."""
    return address(sender) in {"health@aws.com", "notifications@aws.com"} or domain(sender) in {
        "health.aws",
        "notifications.aws",
    }


def is_lookalike(host: str) -> bool:
    """Whether host imitates Amazon's: aws within another name, a letter off, or punycode of it."""
    host = host.lower().rstrip(".")
    if not host or is_amazon(host):
        return False
    if any(label.startswith("xn--") for label in host.split(".")) or not host.isascii():
        return True
    words = re.split(r"[.-]", host.translate(_HOMOGLYPHS).replace("rn", "m"))
    if any(
        word.startswith(("amazon", "amzn")) or word in {"aws", "awssupport", "amazonaws"} for word in words
    ):
        return True
    return any(len(word) > 4 and SequenceMatcher(None, word, "amazon").ratio() >= 0.83 for word in words)  # noqa: PLR2004 # one letter in six
