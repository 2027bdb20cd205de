"""Which object in S3 a reported address is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from abusedesk.errors import Absent, Refused

from ._buckets import owned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Target

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
_DOMAIN = r"(?:dualstack\.)?(?:[a-z]{2}(?:-[a-z]+)+-\d\.)?amazonaws\.com(?:\.cn)?"
_REST = re.compile(rf"(?:(?P<bucket>[a-z0-9.-]+)\.)?s3(?:-[a-z0-9-]+)?\.{_DOMAIN}")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
_WEBSITE = re.compile(rf"(?P<bucket>[a-z0-9.-]+)\.s3-website(?:-[a-z0-9-]+)?\.{_DOMAIN}")


@dataclass(frozen=True, slots=True)
class Address:
    """A bucket and a key in it; website: a folder's name stands for the index document in it."""

    bucket: str
    key: str
    website: bool


def located(aws: Reader | Writer, target: Target) -> Address:
    """
    The object that target, a URL, is. Whether there is such an object, it does not ask.

    Raises:
        Refused: it lies in none of the account's buckets.
    """
    own = {str(one["Name"]) for page in aws.pages("s3:ListBuckets") for one in page.data.get("Buckets", ())}
    for found in _candidates(target.id):
        if found.bucket in own:
            key = found.key
            if found.website and (not key or key.endswith("/")):
                key += _index(aws, found.bucket, target.account)
            if key:
                return Address(found.bucket, key, found.website)
    raise Refused(f"{target.id} is no object in a bucket of {target.account}: by hand only")


def exists(aws: Reader | Writer, address: Address, account: str) -> bool:
    """Whether there is an object at address now."""
    try:
        aws.one("s3:HeadObject", **owned(address.bucket, account), Key=address.key)
    except Absent:
        return False
    return True


def _candidates(url: str) -> Iterator[Address]:
    """What url may be, likeliest first: AWS's host names, then a bucket that is named as the host."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return
    path = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "s3":
        yield Address(parts.netloc, path, website=False)
    elif (site := _WEBSITE.fullmatch(host)) is not None:
        yield Address(site["bucket"], path, website=True)
    elif (rest := _REST.fullmatch(host)) is not None:
        if rest["bucket"]:
            yield Address(rest["bucket"], path, website=False)
        else:
            bucket, _, key = path.partition("/")
            yield Address(bucket, key, website=False)
    else:
        yield Address(host, path, website=True)


def _index(aws: Reader | Writer, bucket: str, account: str) -> str:
    try:
        site = aws.one("s3:GetBucketWebsite", **owned(bucket, account)).data
    except Absent:
        return ""
    return str((site.get("IndexDocument") or {}).get("Suffix") or "")
