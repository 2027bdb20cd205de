"""Objects copied into a bucket of another account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._calls import USERS, by_actor, listed, member, successful
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding


def find(lake: Lake) -> list[Finding]:
    """One finding for each actor: medium with a user's credential, low with a role's."""
    return by_actor(ANALYTIC, _judged(lake))


def _judged(lake: Lake) -> Iterator[tuple[Event, Severity]]:
    for event, record in successful(lake, "CopyObject", "UploadPartCopy"):
        own = member(record, "userIdentity", "accountId")
        source = str(member(record, "requestParameters", "x-amz-copy-source")).lstrip("/").partition("/")[0]
        # The resources have the source too, which may well belong to another account.
        owners = {
            member(one, "accountId")
            for one in listed(record, "resources")
            if _bucket(one) not in {source, ""}
        }
        if own and owners - {None, own}:
            user = member(record, "userIdentity", "type") in USERS
            yield event, Severity.MEDIUM if user else Severity.LOW


def _bucket(resource: object) -> str:
    arn = member(resource, "ARN") or member(resource, "arn") or ""
    return str(arn).rpartition(":")[2].partition("/")[0]


ANALYTIC = Analytic(
    id="objects_copied_to_other_account",
    title=msg("Objects copied into a bucket of another account"),
    severity=Severity.MEDIUM,
    techniques=("T1537", "T1530"),
    tactics=("exfiltration",),
    means=msg("S3 carries the data over by itself, fast and without any machine in between."),
    harmless=msg(
        "Delivery to a partner or to the company's own account: the account number should be known."
    ),
    source="https://attack.mitre.org/techniques/T1537/",
    find=find,
)
