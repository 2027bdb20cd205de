"""Regions as an account sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.drill import models

if TYPE_CHECKING:
    from abusedesk.drill.state.accounts import AccountState

# Enabled without being asked for; those opened since March 2019 are not.
# https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
_DEFAULT = frozenset(
    {
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
        "cn-north-1",
        "cn-northwest-1",
        "us-gov-east-1",
        "us-gov-west-1",
    }
)
_APART = ("us-iso", "eu-iso", "eusc-")  # partitions of their own


def statuses(account: AccountState) -> list[tuple[str, str]]:
    """
    Each region of the account's partition and its OptInStatus in EC2's words.

    A default region that the folder does not list as opted in answers as one that is not.
    """
    found = []
    for region in models.regions():
        if models.partition_of(region) != account.partition or region.startswith(_APART):
            continue
        if region in account.facts.opted_in:
            found.append((region, "opt-in-not-required" if region in _DEFAULT else "opted-in"))
        else:
            found.append((region, "not-opted-in"))
    return found
