"""Organizations: the account is in none, unless the folder describes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import generic
from abusedesk.drill.overlay import Overlay
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call


def answer(call: Call) -> Mapping[str, Any]:
    """What the folder has; else that the account is in no organization."""
    found = generic.answered(call)
    if found is None:
        raise AwsError(
            "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."
        )
    return found


OVERLAY = Overlay(
    id="organizations",
    answers=dict.fromkeys(
        (
            "DescribeOrganization",
            "DescribeAccount",
            "DescribePolicy",
            "ListAccounts",
            "ListRoots",
            "ListParents",
            "ListPolicies",
            "ListPoliciesForTarget",
            "ListDelegatedAdministrators",
        ),
        answer,
    ),
)
