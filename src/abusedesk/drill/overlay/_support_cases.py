"""
Support cases and what was written in them.

https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeCases.html
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._plans import need_paid
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_KEPT = "support"
_RESOLVED = "resolved"
# The longest text of one communication, in characters:
# https://docs.aws.amazon.com/awssupport/latest/APIReference/API_AddCommunicationToCase.html
_LONGEST = 8000
# "Case ID 1234567890", "[CASE 1234567890]", "displayId=1234567890" in a notice; twelve digits are an account.
_NAMED = re.compile(r"(?i)(?:\bcase(?: id)?|displayId|caseId)\s*[:#=(\[]?\s*(\d{15}|\d{10,11})(?!\d)")
_TIME = "%Y-%m-%dT%H:%M:%S.000Z"


def describe_cases(call: Call) -> Mapping[str, Any]:
    """The open cases, with resolved ones where they are asked for."""
    need_paid(call)
    wanted = {*call.get("caseIdList", ()), *([call.get("displayId")] if call.get("displayId") else ())}
    found = [
        one
        for one in _cases(call)
        if (not wanted or wanted & {one["caseId"], one["displayId"]})
        and (call.get("includeResolvedCases") or one["status"] != _RESOLVED)
    ]
    if call.get("caseIdList") and not found:
        raise AwsError("CaseIdNotFound", "The requested caseId could not be located.")
    shown, more = page(call, found)
    spoken = call.get("includeCommunications", True)
    return {"cases": [_shown(one, spoken=bool(spoken)) for one in shown], **more}


def describe_communications(call: Call) -> Mapping[str, Any]:
    """What was written in one case, the newest first."""
    need_paid(call)
    shown, more = page(call, list(reversed(_case(call)["communications"])))
    return {"communications": [copy.deepcopy(one) for one in shown], **more}


def add_communication_to_case(call: Call) -> Mapping[str, Any]:
    """One more communication, by whoever signed the request."""
    need_paid(call)
    body = str(call.get("communicationBody", ""))
    if not 1 <= len(body) <= _LONGEST:
        raise AwsError("ValidationException", f"communicationBody must have 1 to {_LONGEST} characters.")
    case = _case(call)
    case["communications"].append(
        {
            "caseId": case["caseId"],
            "body": body,
            "submittedBy": call.principal.arn,
            "timeCreated": call.now.strftime(_TIME),
            "attachmentSet": [],
        }
    )
    case["status"] = "customer-action-completed"
    return {"result": True}


def _case(call: Call) -> dict[str, Any]:
    for one in _cases(call):
        if one["caseId"] == call.get("caseId"):
            return one
    raise AwsError("CaseIdNotFound", f"The case {call.get('caseId')} could not be located.")


def _cases(call: Call) -> list[dict[str, Any]]:
    """The account's cases: those of support.json, and one for each that a notice of the incident names."""
    if _KEPT not in call.account.kept:
        given = [copy.deepcopy(dict(one)) for one in call.account.facts.cases]
        for one in given:
            recent = one.pop("recentCommunications", {}).get("communications", [])
            one["communications"] = sorted(recent, key=lambda said: str(said.get("timeCreated", "")))
        known = {one["displayId"] for one in given}
        given += [_of_notice(call, number) for number in _named(call) if number not in known]
        call.account.kept[_KEPT] = given
    kept: list[dict[str, Any]] = call.account.kept[_KEPT]
    return kept


def _named(call: Call) -> list[str]:
    texts = [path.read_text("utf-8", "replace") for path in call.world.incident.notices]
    first = call.world.incident.accounts[0].id == call.account.id
    ours = [text for text in texts if call.account.id in text or first]
    return list(dict.fromkeys(number for text in ours for number in _NAMED.findall(text)))


def _of_notice(call: Call, number: str) -> dict[str, Any]:
    made = call.world.incident.now.strftime(_TIME)
    case_id = f"case-{call.account.id}-muen-2026-{int(number) % 16**12:012x}"
    said = {
        "caseId": case_id,
        "body": "Please see the notice that was sent to you by mail.",
        "submittedBy": "Amazon Web Services",
        "timeCreated": made,
        "attachmentSet": [],
    }
    return {
        "caseId": case_id,
        "displayId": number,
        "subject": "Notice from AWS Trust & Safety",
        "status": "pending-customer-action",
        "serviceCode": "customer-account",
        "categoryCode": "other-account-issues",
        "severityCode": "normal",
        "submittedBy": "Amazon Web Services",
        "timeCreated": made,
        "ccEmailAddresses": [],
        "language": "en",
        "communications": [said],
    }


def _shown(case: Mapping[str, Any], *, spoken: bool) -> dict[str, Any]:
    shown = {name: value for name, value in case.items() if name != "communications"}
    if spoken:
        shown["recentCommunications"] = {"communications": list(reversed(case["communications"]))[:5]}
    return shown
