"""An account's trails: what they are, whether they log, and what they let through."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from abusedesk.drill.incident import Account, Record

_SWITCHES = frozenset({"StopLogging", "StartLogging", "DeleteTrail", "CreateTrail"})
_DEFAULT = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


@dataclass(slots=True)
class Trail:
    """
    One trail. facts is as DescribeTrails answers it; regions None: every region.

    switches holds (time, on) for each StartLogging and StopLogging, in order of time. made is when it was
    made in the practice account, which no records of the folder tell; None for the folder's own.
    """

    facts: dict[str, Any]
    regions: tuple[str, ...] | None = None
    selectors: list[dict[str, Any]] = field(default_factory=lambda: [dict(_DEFAULT)])
    advanced: list[dict[str, Any]] = field(default_factory=list)
    switches: list[tuple[datetime, bool]] = field(default_factory=list)
    made: datetime | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.facts["Name"])

    def logs_at(self, moment: datetime) -> bool:
        """Whether it logged at moment; before the first switch known, it did unless that turned it on."""
        if self.made is not None and moment < self.made:
            return False
        past = [on for time, on in self.switches if time <= moment]
        if past:
            return past[-1]
        return not (self.switches and self.switches[0][1])

    def switched(self, moment: datetime, opened: datetime) -> tuple[datetime | None, datetime | None]:
        """When it last began and last ceased to log, up to moment; opened is when the account was."""
        past = [one for one in self.switches if one[0] <= moment and one != (self.made, False)]
        begun = [time for time, on in past if on]
        ceased = [time for time, on in past if not on]
        if not begun and self.made is None and (ceased or self.logs_at(moment)):
            begun = [opened]  # it logged before anything that is known of it
        return begun[-1] if begun else None, ceased[-1] if ceased else None

    def covers(self, region: str) -> bool:
        """Whether region's records go into it."""
        return self.regions is None or region in self.regions

    def lets_through(self, record: Record) -> bool:
        """Whether its selectors cover record."""
        if self.advanced:
            return any(_advanced(selector, record) for selector in self.advanced)
        return any(_basic(selector, record) for selector in self.selectors)


def trails_of(account: Account, home: str, partition: str) -> dict[str, Trail]:
    """The account's trails by name: those of its resources, else the one of incident.toml."""
    found: dict[str, Trail] = {}
    for region, things in account.resources.items():
        for listed in things.get("cloudtrail:trail_list", things.get("cloudtrail:trails", ())):
            facts = {"HomeRegion": region, **listed}
            regions = None if facts.get("IsMultiRegionTrail", True) else (facts["HomeRegion"],)
            found[facts["Name"]] = Trail(facts=facts, regions=regions)
    if not found and account.trail is not None:
        said = account.trail
        home = home if said.regions is None or home in said.regions else said.regions[0]
        facts = {
            "Name": said.name,
            "S3BucketName": said.bucket,
            **({"S3KeyPrefix": said.prefix} if said.prefix else {}),
            "IncludeGlobalServiceEvents": True,
            "IsMultiRegionTrail": said.regions is None or len(said.regions) > 1,
            "HomeRegion": home,
            "TrailARN": f"arn:{partition}:cloudtrail:{home}:{account.id}:trail/{said.name}",
            "LogFileValidationEnabled": True,
            "HasCustomEventSelectors": False,
            "HasInsightSelectors": False,
            "IsOrganizationTrail": False,
        }
        found[said.name] = Trail(facts=facts, regions=said.regions)
    for trail in found.values():
        _select(trail, account)
        trail.switches = list(_switches(trail, account))
    return found


def _select(trail: Trail, account: Account) -> None:
    """Give trail the event selectors that the folder has for it, in any form that GetEventSelectors has."""
    for things in account.resources.values():
        said = things.get("cloudtrail:event_selectors")
        if said is None:
            continue
        answers = said if isinstance(said, list) else [said]
        plain = [
            one for one in answers if "EventSelectors" not in one and "AdvancedEventSelectors" not in one
        ]
        for one in [*answers, {"EventSelectors": [p for p in plain if "FieldSelectors" not in p]}]:
            if one.get("TrailARN", trail.facts["TrailARN"]) == trail.facts["TrailARN"] and one.get(
                "EventSelectors"
            ):
                trail.selectors = [dict(selector) for selector in one["EventSelectors"]]
                trail.facts["HasCustomEventSelectors"] = True
        for one in [*answers, {"AdvancedEventSelectors": [p for p in plain if "FieldSelectors" in p]}]:
            if one.get("AdvancedEventSelectors"):
                trail.advanced = [dict(selector) for selector in one["AdvancedEventSelectors"]]
                trail.facts["HasCustomEventSelectors"] = True


def _switches(trail: Trail, account: Account) -> Iterable[tuple[datetime, bool]]:
    found = []
    for records in account.records.values():
        for record in records:
            if record.name in _SWITCHES and record.source == "cloudtrail.amazonaws.com":
                data = json.loads(record.raw)
                named = (data.get("requestParameters") or {}).get("name", "")
                if not data.get("errorCode") and trail.name == str(named).rpartition("/")[2]:
                    found.append((record.time, record.name in {"StartLogging", "CreateTrail"}))
    return sorted(found)


def _basic(selector: Mapping[str, Any], record: Record) -> bool:
    wanted = selector.get("ReadWriteType", "All")
    if wanted != "All" and (wanted == "ReadOnly") is not record.read_only:
        return False
    if record.management:
        return selector.get(
            "IncludeManagementEvents", True
        ) is not False and record.source not in selector.get("ExcludeManagementEventSources", ())
    arns = _data_arns(record)
    return any(
        any(arn.startswith(value) for value in resource.get("Values", ()) for _, arn in arns)
        for resource in selector.get("DataResources", ())
    )


def _advanced(selector: Mapping[str, Any], record: Record) -> bool:
    resources = _data_arns(record)
    values = {
        "eventCategory": ["Management" if record.management else "Data"],
        "readOnly": ["true" if record.read_only else "false"],
        "eventName": [record.name],
        "eventSource": [record.source],
        "resources.type": [kind for kind, _ in resources],
        "resources.ARN": [arn for _, arn in resources],
    }
    return all(
        _field(one, values.get(one.get("Field", ""), [])) for one in selector.get("FieldSelectors", ())
    )


def _field(selector: Mapping[str, Any], values: list[str]) -> bool:
    tests: dict[str, Callable[[str, str], bool]] = {
        "Equals": lambda value, wanted: value == wanted,
        "StartsWith": lambda value, wanted: value.startswith(wanted),
        "EndsWith": lambda value, wanted: value.endswith(wanted),
    }
    for name, test in tests.items():
        wanted, unwanted = selector.get(name), selector.get(f"Not{name}")
        if wanted and not any(test(value, one) for value in values for one in wanted):
            return False
        if unwanted and any(test(value, one) for value in values for one in unwanted):
            return False
    return True


def _data_arns(record: Record) -> list[tuple[str, str]]:
    """Types and ARNs of what a data event touched."""
    if record.management:
        return []
    data = json.loads(record.raw)
    found = [
        (str(one.get("type", "")), str(one.get("ARN") or one.get("ARNPrefix") or ""))
        for one in data.get("resources") or ()
        if isinstance(one, dict)
    ]
    asked = data.get("requestParameters") or {}
    if isinstance(asked, dict) and asked.get("bucketName"):
        found.append(("AWS::S3::Object", f"arn:aws:s3:::{asked['bucketName']}/{asked.get('key', '')}"))
    return found
