"""Reported content: off the internet first, gone later, and kept from coming back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Step

    from ._situation import Situation

_KINDS = frozenset({"phishing_content", "malware_content", "forbidden_content", "forum_spam"})
_ALLOWED = frozenset({"not_ours", "authorised_activity"})
_BUCKET = "AWS::S3::Bucket"
_S3 = re.compile(r"(^|\.)s3[.-]")


def contain(now: Situation) -> Iterator[Step]:
    """The content itself, and the bucket that anybody may write to."""
    for place in _places(now):
        reason = text("AWS reports what lies at {place}.", place=place[0])
        yield now.step("contain", "take_content_offline", place, reason, by_hand=not _in_s3(place[0]))
    if now.cause is not None and now.cause.kind == "public_storage":
        for place in _buckets(now):
            reason = text("Anybody can put more into {bucket}.", bucket=place[0])
            yield now.step("contain", "close_bucket_to_writers", place, reason)


def eradicate(now: Situation) -> Iterator[Step]:
    """The content, deleted."""
    for place in _places(now):
        reason = text("AWS asks that what lies at {place} is removed.", place=place[0])
        yield now.step("eradicate", "remove_content", place, reason, by_hand=not _in_s3(place[0]))


def prevent(now: Situation) -> Iterator[Step]:
    """What the cause asks for, where content or mail was abused."""
    account = (now.dossier.account, GLOBAL)
    match now.cause.kind if now.cause else "":
        case "host_compromised_by_web":
            reason = text("The intruder came in through what the host serves.")
            for place in [(host.id, host.region) for host in now.owned] or [account]:
                yield now.step("prevent", "patch_web_application", place, reason)
        case "hosted_content":
            reason = text("Who may publish here can do so again.")
            for place in _buckets(now) or [account]:
                yield now.step("prevent", "look_after_uploads", place, reason)
        case "public_storage" if now.dossier.notice.kind != "public_bucket":
            reason = text("What anybody may write, anybody may abuse.")
            for place in _buckets(now) or [account]:
                yield now.step("prevent", "sign_uploads", place, reason)
        case "mail_credentials_leaked":
            reason = text("A key that sends mail was good for more, and from everywhere.")
            who = now.cause.principal if now.cause and now.cause.principal else now.dossier.account
            yield now.step("prevent", "restrict_mail_sending", (who, GLOBAL), reason)


def _places(now: Situation) -> list[tuple[str, str]]:
    """The reported addresses, where AWS complains of content of ours."""
    notice = now.dossier.notice
    if notice.kind not in _KINDS or now.cause is None or now.cause.kind in _ALLOWED:
        return []
    region = next(iter(notice.regions), GLOBAL)
    return [(url, region) for url in dict.fromkeys(notice.urls)]


def _in_s3(url: str) -> bool:
    """Whether S3 itself serves a URL, by any of its host names."""
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    host = url.partition("://")[2].partition("/")[0].lower()
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn")) and bool(_S3.search(host))


def _buckets(now: Situation) -> list[tuple[str, str]]:
    return [(thing.id, thing.region or GLOBAL) for thing in now.affected if thing.type == _BUCKET]
