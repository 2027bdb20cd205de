"""Data encrypted with a key of another account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.detect._calls import by_actor, member, members, successful
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

_CALLS = (
    "PutBucketEncryption",
    "PutObject",
    "CopyObject",
    "CreateMultipartUpload",
    "CopySnapshot",
    "CopyImage",
    "CopyDBSnapshot",
    "CreateVolume",
    "ModifyEbsDefaultKmsKeyId",
    "UpdateSecret",
)
# https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN
_KEY = re.compile(r"arn:aws[\w-]*:kms:[\w-]+:(\d{12}):(?:key|alias)/\S+")


def find(lake: Lake) -> list[Finding]:
    """One finding for each actor; high where an object was rewritten in its place, else medium."""
    return by_actor(ANALYTIC, _judged(lake))


def _judged(lake: Lake) -> Iterator[tuple[Event, Severity]]:
    for event, record in successful(lake, *_CALLS):
        asked = record.get("requestParameters")
        texts = (one for _, one in members(asked) if isinstance(one, str))
        owners = {found[1] for text in texts if (found := _KEY.fullmatch(text))}
        own = event.account or member(record, "userIdentity", "accountId")
        if own and owners - {own}:
            yield event, Severity.HIGH if _in_place(record) else Severity.MEDIUM


def _in_place(record: dict[str, Any]) -> bool:
    asked = record.get("requestParameters")
    if record.get("eventName") != "CopyObject":
        return False
    source = str(member(asked, "x-amz-copy-source")).lstrip("/").partition("?")[0]
    return source == f"{member(asked, 'bucketName')}/{member(asked, 'key')}"


ANALYTIC = Analytic(
    id="foreign_encryption_key",
    title=msg("Data encrypted with a key of another account"),
    severity=Severity.HIGH,
    techniques=("T1486",),
    tactics=("impact",),
    means=msg(
        "Whoever owns the key decides who reads the data from now on, and can lock it: a known way of "
        "extortion."
    ),
    harmless=msg(
        "A key that the company keeps in an account of its own: the account number should be known."
    ),
    source="https://attack.mitre.org/techniques/T1486/",
    find=find,
)
