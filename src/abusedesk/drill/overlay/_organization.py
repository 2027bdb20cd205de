"""
Which organization an account is in, and what it has turned on of centralized root access.

The folder says so: "organizations:organization" among the things of each account's home region is what
DescribeOrganization answers there, "iam:enabled_features" among the management account's what
ListOrganizationsFeatures lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.state.accounts import AccountState


def of(account: AccountState) -> Mapping[str, Any]:
    """The organization that account is in, empty where it is in none."""
    found = account.things.get(account.home, {}).get("organizations:organization") or {}
    one = found[0] if isinstance(found, list) else found
    return one.get("Organization", one) if isinstance(one, dict) else {}


def features(account: AccountState) -> list[str]:
    """What the organization that account manages has turned on."""
    return [str(one) for one in account.things.get(account.home, {}).get("iam:enabled_features") or ()]


def list_organizations_features(call: Call) -> Mapping[str, Any]:
    """
    What is turned on, for the management account alone.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
    """
    here = of(call.account)
    if not here:
        raise AwsError("OrganizationNotFoundException", "No organization is associated with your account.")
    if here.get("MasterAccountId") != call.account.id:
        raise AwsError(
            "AccountNotManagementOrDelegatedAdministratorException",
            "The account is neither the management account nor a delegated administrator.",
        )
    return {"OrganizationId": here["Id"], "EnabledFeatures": features(call.account)}
