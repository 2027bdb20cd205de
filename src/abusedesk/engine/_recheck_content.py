"""Whether content is no longer public, and sending is off or healthy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from abusedesk.errors import Absent
from abusedesk.translate import text

from ._looking import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.model import Recheck

    from ._looking import Look

READS = (
    "s3:GetBucketAcl",
    "s3:GetBucketPolicyStatus",
    "s3:GetPublicAccessBlock=s3:GetBucketPublicAccessBlock",
    "sesv2:GetAccount=ses:GetAccount",
)
_STORAGE_CAUSES = frozenset({"hosted_content", "public_storage"})
_CONTENT = frozenset(
    {"copyright", "forbidden_content", "malware_content", "phishing_content", "public_bucket"}
)
_EVERYBODY = ("/global/AllUsers", "/global/AuthenticatedUsers")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html and WebsiteEndpoints.html
_HOST = re.compile(
    r"(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?"
)
_PATH_HOST = re.compile(r"s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")
_SENDING = frozenset({"mail_credentials_leaked", "mail_list_quality"})


def content(look: Look) -> Iterator[Recheck]:
    """The buckets that the notice or the root cause speaks of; what else shows a page is not fetched."""
    kind = look.cause.kind if look.cause else ""
    if kind not in _STORAGE_CAUSES and look.notice.kind not in _CONTENT:
        return
    buckets = {bucket for one in look.notice.urls if (bucket := _bucket(one))}
    named = [*look.notice.resources, *(one.id for one in look.story.affected)]
    buckets |= {one.rpartition(":")[2].partition("/")[0] for one in named if one.startswith("arn:aws:s3:::")}
    for bucket in sorted(buckets):
        yield _public(look, bucket)
    for url in look.notice.urls:
        if not _bucket(url):
            why = text("Pages are not fetched: look whether it is gone, and record it as done.")
            yield look.row("content_gone", url, holds=None, why=why)


def _bucket(url: str) -> str:
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if found := _HOST.fullmatch(host):
        return found["bucket"]
    return parts.path.strip("/").partition("/")[0] if _PATH_HOST.fullmatch(host) else ""


def _public(look: Look, bucket: str) -> Recheck:
    aws = look.reader("aws-global", READS)
    ids: list[str] = []
    try:
        if _is_blocked(look, aws, bucket, ids):
            why = text("Block Public Access keeps everybody else out.")
            return look.row("content_gone", bucket, holds=True, why=why, evidence=tuple(ids))
        acl = aws.one("s3:GetBucketAcl", Bucket=bucket)
        ids.append(look.keep(acl, bucket, {"Grants": acl.data.get("Grants", [])}))
        shared = [one.get("Grantee", {}).get("URI", "") for one in acl.data.get("Grants", [])]
        public = any(one.endswith(_EVERYBODY) for one in shared) or _by_policy(look, aws, bucket, ids)
    except Absent:
        return look.row(
            "content_gone", bucket, holds=True, why=text("It no longer exists."), evidence=tuple(ids)
        )
    except UNREAD as why_not:
        return look.unread("content_gone", bucket, why_not)
    if public:
        why = text("Its policy or its access list lets everybody read.")
        return look.row("content_gone", bucket, holds=False, why=why, evidence=tuple(ids))
    why = text(
        "Neither its policy nor its access list lets everybody read; single objects were not looked at."
    )
    return look.row("content_gone", bucket, holds=True, why=why, evidence=tuple(ids))


def _is_blocked(look: Look, aws: Reader, bucket: str, ids: list[str]) -> bool:
    try:
        page = aws.one("s3:GetPublicAccessBlock", Bucket=bucket)
    except Absent:
        return False
    block = page.data["PublicAccessBlockConfiguration"]
    ids.append(look.keep(page, bucket, block))
    return bool(block.get("IgnorePublicAcls") and block.get("RestrictPublicBuckets"))


def _by_policy(look: Look, aws: Reader, bucket: str, ids: list[str]) -> bool:
    try:
        page = aws.one("s3:GetBucketPolicyStatus", Bucket=bucket)
    except Absent:
        return False
    ids.append(look.keep(page, bucket, page.data["PolicyStatus"]))
    return bool(page.data["PolicyStatus"].get("IsPublic"))


def sending(look: Look) -> Iterator[Recheck]:
    """Amazon SES in the regions of the notice, where it or the root cause is about mail."""
    kind = look.cause.kind if look.cause else ""
    if not look.notice.kind.startswith("ses_") and kind not in _SENDING:
        return
    used = {
        one.region for one in look.dossier.things("ses.account") if one.data.get("ProductionAccessEnabled")
    }
    for region in sorted(set(look.notice.regions) or used):
        yield _sends(look, region)


def _sends(look: Look, region: str) -> Recheck:
    try:
        page = look.reader(region, READS).one("sesv2:GetAccount")
    except Absent:
        why = text("Amazon SES is not there.")
        return look.row("sending_off", region, holds=True, why=why, region=region)
    except UNREAD as why_not:
        return look.unread("sending_off", region, why_not, region)
    ids = (look.keep(page, look.account, page.data),)
    status = str(page.data.get("EnforcementStatus", "")) or "unknown"
    if not page.data.get("SendingEnabled", True) or status == "SHUTDOWN":
        why = text("Amazon SES sends nothing (status {status}).", status=status)
        return look.row("sending_off", region, holds=True, why=why, region=region, evidence=ids)
    why = text("Amazon SES sends (status {status}).", status=status)
    return look.row("sending_off", region, holds=status == "HEALTHY", why=why, region=region, evidence=ids)
