"""
GuardDuty, from guardduty/<region>.json.

https://docs.aws.amazon.com/guardduty/latest/APIReference/
"""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.shapes import aware
from abusedesk.drill.state.principals import made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_PAGE = 50
_FORM = "%Y-%m-%dT%H:%M:%S.000Z"
_KEPT = timedelta(days=90)


def _detectors(call: Call) -> dict[str, dict[str, Any]]:
    """Detector id -> what it is, of the region; findings with it."""
    regions: dict[str, dict[str, Any]] = call.account.kept.setdefault("guardduty", {})
    if call.region not in regions:
        regions[call.region] = {}
        findings = call.account.facts.detectors.get(call.region)
        if findings is not None:
            detector = made_up("", call.account.id, call.region, "detector", length=32).lower()
            named = [str(one.get("Service", {}).get("DetectorId") or "") for one in findings]
            _open(call, next((one for one in named if one), detector), findings)
    found: dict[str, dict[str, Any]] = regions[call.region]
    return found


def _open(call: Call, detector: str, findings: Any) -> None:
    began = call.world.incident.now - timedelta(days=200) if findings else call.now
    call.account.kept["guardduty"][call.region][detector] = {
        "facts": {
            "CreatedAt": began.strftime(_FORM),
            "UpdatedAt": began.strftime(_FORM),
            "FindingPublishingFrequency": "SIX_HOURS",
            "ServiceRole": f"arn:{call.account.partition}:iam::{call.account.id}:role/aws-service-role/"
            "guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
            "Status": "ENABLED",
            "Tags": {},
        },
        "findings": {str(one["Id"]): copy.deepcopy(dict(one)) for one in findings},
    }


def _detector(call: Call) -> dict[str, Any]:
    found = _detectors(call).get(str(call.get("DetectorId")))
    if found is None:
        raise AwsError(
            "BadRequestException",
            "The request is rejected because the input detectorId is not owned by the current account.",
        )
    return found


def list_detectors(call: Call) -> Mapping[str, Any]:
    """The region's detector, or none."""
    return {"DetectorIds": list(_detectors(call))}


def get_detector(call: Call) -> Mapping[str, Any]:
    """What a detector is."""
    return dict(_detector(call)["facts"])


def create_detector(call: Call) -> Mapping[str, Any]:
    """Turn GuardDuty on."""
    if _detectors(call):
        raise AwsError("BadRequestException", "The request is rejected because a detector already exists.")
    detector = "".join(f"{ord(char) % 16:x}" for char in made_up("", call.request_id, length=32))
    _open(call, detector, ())
    return {"DetectorId": detector}


def update_detector(call: Call) -> Mapping[str, Any]:
    """Suspend or resume a detector."""
    facts = _detector(call)["facts"]
    if call.get("Enable") is not None:
        facts["Status"] = "ENABLED" if call.get("Enable") else "DISABLED"
    facts["UpdatedAt"] = call.now.strftime(_FORM)
    return {}


def delete_detector(call: Call) -> Mapping[str, Any]:
    """Turn GuardDuty off; its findings go with it."""
    _detector(call)
    del _detectors(call)[str(call.get("DetectorId"))]
    return {}


def list_findings(call: Call) -> Mapping[str, Any]:
    """Ids of the findings that meet the criteria, 50 a page."""
    findings = [one for one in _detector(call)["findings"].values() if _recent(call, one)]
    criteria = call.get("FindingCriteria", {}).get("Criterion", {})
    met = [one for one in findings if all(_meets(one, name, rule) for name, rule in criteria.items())]
    order = call.get("SortCriteria", {})
    if order.get("AttributeName"):
        met.sort(
            key=lambda one: str(_attribute(one, order["AttributeName"])),
            reverse=order.get("OrderBy") == "DESC",
        )
    shown, more = page(call, [str(one["Id"]) for one in met], _PAGE)
    return {"FindingIds": shown, "NextToken": more.get("NextToken", "")}


def get_findings(call: Call) -> Mapping[str, Any]:
    """Findings by id, at most 50."""
    ids = call.get("FindingIds", [])
    if len(ids) > _PAGE:
        raise AwsError(
            "BadRequestException", "The request is rejected because too many finding ids were given."
        )
    findings = _detector(call)["findings"]
    return {"Findings": [findings[one] for one in ids if one in findings]}


def archive_findings(call: Call) -> Mapping[str, Any]:
    """Mark findings as archived."""
    return _archive(call, archived=True)


def unarchive_findings(call: Call) -> Mapping[str, Any]:
    """Mark findings as current again."""
    return _archive(call, archived=False)


def _archive(call: Call, *, archived: bool) -> Mapping[str, Any]:
    findings = _detector(call)["findings"]
    for one in call.get("FindingIds", ()):
        if one in findings:
            findings[one].setdefault("Service", {})["Archived"] = archived
    return {}


def get_findings_statistics(call: Call) -> Mapping[str, Any]:
    """How many findings of each severity."""
    counts: dict[str, int] = {}
    for one in _detector(call)["findings"].values():
        severity = str(one.get("Severity", 0.0))
        counts[severity] = counts.get(severity, 0) + 1
    return {"FindingStatistics": {"CountBySeverity": counts}}


def _recent(call: Call, finding: Mapping[str, Any]) -> bool:
    updated = aware(finding.get("UpdatedAt"))
    return updated is None or call.now - _KEPT <= updated <= call.now


def _attribute(finding: Mapping[str, Any], name: str) -> Any:
    """The value at a path such as "service.archived"; times as milliseconds."""
    value: Any = finding
    for step in name.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(step[:1].upper() + step[1:], value.get(step))
    if name in {"updatedAt", "createdAt"} and (moment := aware(value)) is not None:
        return int(moment.timestamp() * 1000)
    return value


def _meets(finding: Mapping[str, Any], name: str, rule: Mapping[str, Any]) -> bool:
    value = _attribute(finding, name)
    value = False if value is None and name == "service.archived" else value
    text = str(value).lower() if isinstance(value, bool) else str(value)
    wanted = rule.get("Equals") or rule.get("Eq")
    unwanted = rule.get("NotEquals") or rule.get("Neq")
    if (wanted and text not in wanted) or (unwanted and text in unwanted):
        return False
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    bounds: dict[str, Callable[[float], bool]] = {
        "GreaterThanOrEqual": lambda bound: number is not None and number >= bound,
        "Gte": lambda bound: number is not None and number >= bound,
        "GreaterThan": lambda bound: number is not None and number > bound,
        "Gt": lambda bound: number is not None and number > bound,
        "LessThanOrEqual": lambda bound: number is not None and number <= bound,
        "Lte": lambda bound: number is not None and number <= bound,
        "LessThan": lambda bound: number is not None and number < bound,
        "Lt": lambda bound: number is not None and number < bound,
    }
    return all(test(rule[bound]) for bound, test in bounds.items() if rule.get(bound) is not None)


OVERLAY = Overlay(
    id="guardduty",
    answers={
        "ListDetectors": list_detectors,
        "GetDetector": get_detector,
        "CreateDetector": create_detector,
        "UpdateDetector": update_detector,
        "DeleteDetector": delete_detector,
        "ListFindings": list_findings,
        "GetFindings": get_findings,
        "GetFindingsStatistics": get_findings_statistics,
        "ArchiveFindings": archive_findings,
        "UnarchiveFindings": unarchive_findings,
    },
)
