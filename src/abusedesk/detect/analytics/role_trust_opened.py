"""A role that lets in another account, or everybody."""

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


def find(lake: Lake) -> list[Finding]:
    """One finding for each actor that wrote such a trust policy."""
    return by_actor(ANALYTIC, _judged(lake))


def _judged(lake: Lake) -> Iterator[tuple[Event, Severity]]:
    for event, record in successful(lake, "CreateRole", "UpdateAssumeRolePolicy"):
        asked = member(record, "requestParameters")
        document = member(asked, "assumeRolePolicyDocument") or member(asked, "policyDocument")
        changed = str(record.get("eventName")) == "UpdateAssumeRolePolicy"
        severities = [_severity(one, changed=changed) for one in grants(document, event.account)]
        if severities:
            yield event, max(severities, key=lambda one: one.rank)


def _severity(grant: Grant, *, changed: bool) -> Severity:
    if grant.everybody and not grant.conditions:
        return Severity.HIGH
    # Vendors who work in many accounts are told apart by an external id; a thief needs none.
    if grant.conditions:
        return Severity.LOW
    return Severity.HIGH if changed else Severity.MEDIUM


ANALYTIC = Analytic(
    id="role_trust_opened",
    title=msg("Role opened to another account or to everybody"),
    severity=Severity.HIGH,
    techniques=("T1098.003", "T1098"),
    tactics=("persistence", "privilege-escalation"),
    means=msg(
        "Whoever is let in takes on the role from his own account, whenever he likes, without any key "
        "or user here."
    ),
    harmless=msg(
        "A service provider or another account of the company's. The account number should be known, "
        "and a provider's role should ask for an external id."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html",
    find=find,
)
