"""CloudTrail's digest files, which lie beside the logs: they hold no calls, but say which logs there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.logs import _records
from abusedesk.logs._fields import compact, moment, text_of
from abusedesk.logs._unit import Format
from abusedesk.model import Event
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines
    from abusedesk.model import Rejected

_NAMES = (re.compile(rb'"digestStartTime"\s*:'), re.compile(rb'"digestS3Bucket"\s*:'))
_REGION = re.compile(r"_([a-z]{2,4}(?:-[a-z]+)+-\d)_\d{8}T\d{6}Z\.json\.gz$")


def sniff(head: bytes) -> bool:
    """Whether JSON with members that only digest files have is there."""
    return head.startswith(b"{") and all(name.search(head) for name in _NAMES)


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """One Event per digest, which is a file's; time is the end of the hour it tells of, target its bucket."""
    return _records.read(lines, _is_digest, _event)


def _is_digest(value: dict[str, Any]) -> bool:
    return "digestS3Bucket" in value and "digestStartTime" in value


def _event(digest: dict[str, Any], lines: Lines, own_id: str, line: int) -> Event:
    ends, key = digest.get("digestEndTime"), text_of(digest.get("digestS3Object"))
    region = _REGION.search(key or "")
    return Event(
        time=moment(ends) if ends else None,
        source=FORMAT.id,
        id=key or own_id,
        account=text_of(digest.get("awsAccountId")),
        region=region[1] if region else None,
        action="cloudtrail:Digest",
        target=text_of(digest.get("digestS3Bucket")),
        file=lines.name,
        line=line,
        record=compact(digest),
    )


FORMAT = Format(
    id="cloudtrail_digest",
    title=msg("AWS CloudTrail digest files"),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html",
    logsources=(("aws", "cloudtrail_digest"),),
    sniff=sniff,
    read=read,
)
