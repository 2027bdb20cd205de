"""A secret, encryption key, queue, topic or image store whose policy lets in others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.detect._calls import by_actor, member, successful
from abusedesk.detect._policy import grants
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

# The call and where in its requestParameters the policy stands.
_POLICIES = {
    "PutResourcePolicy": ("resourcePolicy",),
    "PutKeyPolicy": ("policy",),
    "SetRepositoryPolicy": ("policyText",),
    "SetQueueAttributes": ("attributes", "Policy"),
    "SetTopicAttributes": ("attributeValue",),
    "CreateFileSystemPolicy": ("policy",),
    "PutBackupVaultAccessPolicy": ("policy",),
}


def find(lake: Lake) -> list[Finding]:
    """One finding for each actor that wrote such a policy."""
    return by_actor(ANALYTIC, _judged(lake))


def _judged(lake: Lake) -> Iterator[tuple[Event, Severity]]:
    for event, record in successful(lake, *_POLICIES):
        path = _POLICIES.get(str(record.get("eventName")), ())
        found = grants(member(record, "requestParameters", *path), event.account)
        open_to_all = [one for one in found if one.everybody and not one.conditions]
        if found:
            yield event, Severity.MEDIUM if open_to_all else Severity.LOW


ANALYTIC = Analytic(
    id="resource_policy_opened",
    title=msg("Secret, key, queue, topic or image store opened to another account or to everybody"),
    severity=Severity.MEDIUM,
    techniques=("T1537", "T1098"),
    tactics=("exfiltration", "persistence"),
    means=msg("Whoever is let in uses the resource from his own account, without any key or user here."),
    harmless=msg("Sharing within the company: the account number should be known."),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    find=find,
)
