"""
Account: regions and contacts.

https://docs.aws.amazon.com/accounts/latest/reference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import generic
from abusedesk.drill.overlay import Overlay, _regions
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_STATUS = {
    "opt-in-not-required": "ENABLED_BY_DEFAULT",
    "opted-in": "ENABLED",
    "not-opted-in": "DISABLED",
}


def list_regions(call: Call) -> Mapping[str, Any]:
    """Every region of the partition with its opt-in status."""
    wanted = call.get("RegionOptStatusContains")
    regions = [
        {"RegionName": name, "RegionOptStatus": _STATUS[status]}
        for name, status in _regions.statuses(call.account)
        if not wanted or _STATUS[status] in wanted
    ]
    shown, more = page(call, regions, 50)
    return {"Regions": shown, **more}


def get_region_opt_status(call: Call) -> Mapping[str, Any]:
    """One region's opt-in status."""
    name = str(call.get("RegionName"))
    status = dict(_regions.statuses(call.account)).get(name)
    if status is None:
        raise AwsError("ValidationException", f"{name} is no region.")
    return {"RegionName": name, "RegionOptStatus": _STATUS[status]}


def get_alternate_contact(call: Call) -> Mapping[str, Any]:
    """The folder's alternate contact of the wanted type."""
    found = generic.answered(call)
    wanted = call.get("AlternateContactType")
    if found is not None and found.get("AlternateContact", {}).get("AlternateContactType", wanted) == wanted:
        return found
    raise AwsError(
        "ResourceNotFoundException", "No contact of the inputted alternate contact type found.", 404
    )


def get_contact_information(call: Call) -> Mapping[str, Any]:
    """The folder's contact, else an invented one."""
    return generic.answered(call) or {
        "ContactInformation": {
            "FullName": "Example Corporation",
            "AddressLine1": "1 Example Street",
            "City": "Example",
            "CountryCode": "JP",
            "PostalCode": "100-0000",
            "PhoneNumber": "+81-0-0000-0000",
        }
    }


def get_primary_email(call: Call) -> Mapping[str, Any]:
    """The folder's account address, else an invented one."""
    return generic.answered(call) or {"PrimaryEmail": "aws@example.com"}


OVERLAY = Overlay(
    id="account",
    answers={
        "ListRegions": list_regions,
        "GetRegionOptStatus": get_region_opt_status,
        "GetAlternateContact": get_alternate_contact,
        "GetContactInformation": get_contact_information,
        "GetPrimaryEmail": get_primary_email,
    },
)
