"""What the account itself tells of root: changes of its password, its devices and contacts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from abusedesk.aws.read import Reader
from abusedesk.errors import Absent, Denied, DeskError
from abusedesk.model import Text
from abusedesk.translate import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from abusedesk.aws.read import Page
    from abusedesk.aws.session import Session
    from abusedesk.model import Event

READS = (
    "account:GetAlternateContact",
    "account:GetContactInformation",
    "account:GetPrimaryEmail",
    "cloudtrail:LookupEvents",
    "iam:ListVirtualMFADevices",
    "organizations:DescribeOrganization",
)
# A sign-in event of root, which global services record in the first region:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
_HOME = "us-east-1"
PASSWORD_CHANGED = "PasswordUpdated"  # noqa: S105 - the name of an event
_CONTACTS = ("BILLING", "OPERATIONS", "SECURITY")


@dataclass(slots=True, kw_only=True)
class Asked:
    """
    What the account told of root itself, and what was not told; pages are what to keep.

    management is the organization's management account, where the account is a member of one; central
    whether that account may act as root, None where nobody knows.
    """

    changed: datetime | None = None
    unseen_change: Text | None = None
    device: Mapping[str, Any] | None = None
    address: Text | None = None
    alternate: Text | None = None
    management: str = ""
    central: bool | None = None
    pages: list[tuple[Page, str]]


def ask(session: Session, account: str, since: datetime, ips: Sequence[str]) -> Asked:
    """Ask what the collectors do not: password changes, devices and contacts; what is denied says so."""
    found = Asked(pages=[])
    aws = Reader(session, _HOME, READS)
    root = f":iam::{account}:root"
    try:
        found.changed = _changed(aws, since, ips, found)
    except DeskError as why:
        found.unseen_change = _why(why)
    try:
        for page in aws.pages("iam:ListVirtualMFADevices", AssignmentStatus="Assigned"):
            for one in page.data["VirtualMFADevices"]:
                if str((one.get("User") or {}).get("Arn", "")).endswith(root):
                    found.device = one
                    found.pages.append((page, str(one["SerialNumber"])))
    except DeskError:
        found.device = None  # the summary says whether there is any
    try:
        page = aws.one("organizations:DescribeOrganization")
        owner = str(page.data["Organization"].get("MasterAccountId", ""))
        found.management = owner if owner != account else ""
    except DeskError:
        found.management = ""  # in no organization, or nobody may say: then root is secured by hand alone
    found.address = _address(aws, account, found)
    found.alternate = _alternate(aws, found)
    return found


def _changed(aws: Reader, since: datetime, ips: Sequence[str], found: Asked) -> datetime | None:
    named = [{"AttributeKey": "EventName", "AttributeValue": PASSWORD_CHANGED}]
    for page in aws.pages("cloudtrail:LookupEvents", LookupAttributes=named, StartTime=since):
        for one in page.data.get("Events", ()):
            record = json.loads(one.get("CloudTrailEvent") or "{}")
            is_root = (record.get("userIdentity") or {}).get("type") == "Root"
            if is_root and record.get("sourceIPAddress") not in ips and not record.get("errorCode"):
                found.pages.append((page, PASSWORD_CHANGED))
                return moment(record.get("eventTime"))
    return None


def _address(aws: Reader, account: str, found: Asked) -> Text:
    try:
        page = aws.one("account:GetContactInformation")
        found.pages.append((page, account))
        told = page.data["ContactInformation"]
        names = ("FullName", "CompanyName", "AddressLine1", "City", "CountryCode", "PhoneNumber")
        shown = Text(*[", ".join(str(told[name]) for name in names if told.get(name))] * 2)
    except DeskError as why:
        shown = _why(why)
    try:
        # Only for member accounts, asked from the management account:
        # https://docs.aws.amazon.com/accounts/latest/reference/API_GetPrimaryEmail.html
        page = aws.one("account:GetPrimaryEmail", AccountId=account)
        found.pages.append((page, account))
        mail = Text(*[str(page.data.get("PrimaryEmail", ""))] * 2)
    except DeskError as why:
        mail = _why(why)
    return text("contact: {contact}; e-mail address: {mail}", contact=shown, mail=mail)


def _alternate(aws: Reader, found: Asked) -> Text:
    shown: list[Text] = []
    for kind in _CONTACTS:
        try:
            page = aws.one("account:GetAlternateContact", AlternateContactType=kind)
            found.pages.append((page, kind))
            told = page.data["AlternateContact"]
            names = ("Name", "Title", "EmailAddress", "PhoneNumber")
            value = Text(*[", ".join(str(told[name]) for name in names if told.get(name))] * 2)
        except Absent:
            value = text("none")
        except DeskError as why:
            value = _why(why)
        shown.append(Text(f"{kind}: {value.en}", f"{kind}: {value.ja}"))
    return Text("; ".join(one.en for one in shown), "; ".join(one.ja for one in shown))


def _why(why: DeskError) -> Text:
    if isinstance(why, Denied):
        return text(
            "It could not be read: the permission {permission} is missing.", permission=why.permission
        )
    return text("It could not be read: AWS did not answer.")


def changed_in(events: Iterable[Event], since: datetime, ips: Sequence[str]) -> datetime | None:
    """When root's password was changed last, by events, by somebody else than the intruder."""
    times = [
        one.time
        for one in events
        if one.time is not None
        and one.time >= since
        and one.outcome != "failure"
        and (one.actor or "").endswith(":root")
        and one.src_ip not in ips
    ]
    return max(times, default=None)


def moment(value: object) -> datetime | None:
    """A time of an answer or report, aware UTC; None where it is none ("N/A", "no_information")."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
