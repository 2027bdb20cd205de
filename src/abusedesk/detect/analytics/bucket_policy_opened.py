"""A bucket policy that lets in another account, or everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._calls import by_actor, member, successful
from abusedesk.detect._policy import grants
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.detect._policy import Grant
    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

# What a public web site needs, and what AWS's own log delivery from its accounts needs.
_READ_ONE = frozenset({"s3:getobject", "s3:getobjectversion"})
_WRITE_ONE = frozenset({"s3:putobject", "s3:putobjectacl"})


def find(lake: Lake) -> list[Finding]:
    """One finding for each actor that wrote such a bucket policy."""
    return by_actor(ANALYTIC, _judged(lake))


def _judged(lake: Lake) -> Iterator[tuple[Event, Severity]]:
    for event, record in successful(lake, "PutBucketPolicy"):
        document = member(record, "requestParameters", "bucketPolicy")
        severities = [_severity(one) for one in grants(document, event.account)]
        if severities:
            yield event, max(severities, key=lambda one: one.rank)


def _severity(grant: Grant) -> Severity:
    actions = {action.lower() for action in grant.actions}
    if grant.conditions:
        return Severity.LOW
    if grant.everybody:
        return Severity.MEDIUM if actions <= _READ_ONE else Severity.HIGH
    return Severity.LOW if actions <= _WRITE_ONE else Severity.MEDIUM


ANALYTIC = Analytic(
    id="bucket_policy_opened",
    title=msg("Bucket opened to another account or to everybody"),
    severity=Severity.HIGH,
    techniques=("T1530", "T1537"),
    tactics=("exfiltration", "collection"),
    means=msg(
        "Whoever is let in can copy the bucket's data from outside, where your trail does not see him "
        "at work."
    ),
    harmless=msg("A public web site, log delivery of AWS's, or a partner whose account number is known."),
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
    find=find,
)
