"""What a notice about content speaks of: pages by their path, objects by bucket and key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from abusedesk.model import Notice

CONTENT_KINDS = frozenset(
    {"phishing_content", "malware_content", "forbidden_content", "copyright", "forum_spam", "public_bucket"}
)
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html and WebsiteEndpoints.html
_S3 = r"(?:s3|s3-website)(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?"
_OF_BUCKET = re.compile(rf"(?P<bucket>[a-z0-9][a-z0-9.-]{{1,61}}[a-z0-9])\.{_S3}", re.IGNORECASE)
_OF_PATH = re.compile(_S3, re.IGNORECASE)
# What a folder's address is answered with.
_INDEX = re.compile(r"(?:^|/)(?:index|default)\.[a-z]{2,5}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """One reported address: host in lower case, path with its "/" and without query, %-codes read."""

    host: str
    path: str

    @property
    def folder(self) -> str:
        """The folder that the page lies in, with "/" at its end."""
        return self.path[: self.path.rfind("/") + 1]

    def is_at(self, path: str) -> bool:
        """Whether path, as a server logs it, is this page; a folder is the page that stands for it."""
        asked = unquote(path)
        return asked == self.path or _INDEX.sub("/", asked) == _INDEX.sub("/", self.path)


@dataclass(frozen=True, slots=True)
class Stored:
    """A reported object; key is "" where only the bucket is told."""

    bucket: str
    key: str

    @property
    def folder(self) -> str:
        """What the keys of its neighbours begin with, "" for all of the bucket."""
        return self.key[: self.key.rfind("/") + 1]


def pages(notice: Notice) -> tuple[Page, ...]:
    """The reported pages, each once."""
    found = []
    for url in notice.urls:
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            found.append(Page((parts.hostname or "").lower(), unquote(parts.path) or "/"))
        except ValueError:
            continue
    return tuple(dict.fromkeys(page for page in found if page.host))


def objects(notice: Notice, buckets: Collection[str]) -> tuple[Stored, ...]:
    """The reported objects; buckets are the account's own, a site's name may be that of one."""
    found = list(_of_pages(notice, buckets))
    told = {one.bucket for one in found}
    named = (name.removeprefix("arn:aws:s3:::") for name in notice.resources)
    for name in named:
        bucket, _, key = name.partition("/")
        if bucket in buckets and bucket not in told:
            found.append(Stored(bucket, key))
    return tuple(dict.fromkeys(found))


def _of_pages(notice: Notice, buckets: Collection[str]) -> Iterator[Stored]:
    for page in pages(notice):
        key = page.path.removeprefix("/")
        hosted = _OF_BUCKET.fullmatch(page.host)
        if hosted and hosted["bucket"] in buckets:
            yield Stored(hosted["bucket"], key)
        elif _OF_PATH.fullmatch(page.host):
            bucket, _, rest = key.partition("/")
            if bucket in buckets:
                yield Stored(bucket, rest)
        elif page.host in buckets:
            yield Stored(page.host, key)
