"""
Support cases and Trusted Advisor.

https://docs.aws.amazon.com/awssupport/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.overlay import _support_cases as cases
from abusedesk.drill.overlay._plans import need_paid
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call


def describe_trusted_advisor_checks(call: Call) -> Mapping[str, Any]:
    """The checks that advisor.json has results of."""
    need_paid(call)
    checks = [
        {
            "id": result["checkId"],
            "name": result["checkId"],
            "description": "",
            "category": "security",
            "metadata": [],
        }
        for result in call.account.facts.advisor or ()
    ]
    return {"checks": checks}


def describe_trusted_advisor_check_result(call: Call) -> Mapping[str, Any]:
    """One check's result."""
    need_paid(call)
    return {"result": _result(call, str(call.get("checkId")))}


def describe_trusted_advisor_check_summaries(call: Call) -> Mapping[str, Any]:
    """Several checks' results in short."""
    need_paid(call)
    members = ("checkId", "timestamp", "status", "resourcesSummary", "categorySpecificSummary")
    results = [_result(call, one) for one in call.get("checkIds", ())]
    return {
        "summaries": [
            {
                **{name: result[name] for name in members if name in result},
                "hasFlaggedResources": bool(result.get("flaggedResources")),
            }
            for result in results
        ]
    }


def _result(call: Call, check: str) -> Mapping[str, Any]:
    for result in call.account.facts.advisor or ():
        if result.get("checkId") == check:
            return result
    raise AwsError("InvalidParameterValueException", f"Check {check} cannot be found.")


OVERLAY = Overlay(
    id="support",
    answers={
        "DescribeTrustedAdvisorChecks": describe_trusted_advisor_checks,
        "DescribeTrustedAdvisorCheckResult": describe_trusted_advisor_check_result,
        "DescribeTrustedAdvisorCheckSummaries": describe_trusted_advisor_check_summaries,
        "DescribeCases": cases.describe_cases,
        "DescribeCommunications": cases.describe_communications,
        "AddCommunicationToCase": cases.add_communication_to_case,
    },
)
