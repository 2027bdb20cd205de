"""Findings in the Open Cybersecurity Schema Framework, to what we say of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import member, text_of

from ._hub_summary import Summary, distinct, is_outside, items, short_name

if TYPE_CHECKING:
    from collections.abc import Iterator

# https://schema.ocsf.io/1.5.0/classes/detection_finding: severity_id
_SEVERITIES = {1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical", 6: "Fatal"}
_SAMPLE = "[SAMPLE]"


def is_ocsf(value: dict[str, Any]) -> bool:
    """Whether value has members that every finding of the Findings category has."""
    return "finding_info" in value and ("class_uid" in value or "class_name" in value)


def summary(finding: dict[str, Any]) -> Summary:
    """What finding says, by the names that its format has for it."""
    info = finding.get("finding_info")
    resources = [each for each in items(finding.get("resources")) if isinstance(each, dict)]
    title = text_of(member(info, "title"))
    user = next((each for each in _actors(finding) if isinstance(each, dict)), None)
    severity = finding.get("severity_id")
    return Summary(
        id=text_of(member(info, "uid")) or text_of(member(finding, "metadata", "uid")),
        kind=next(filter(None, map(text_of, items(member(info, "types")))), None)
        or text_of(finding.get("class_name")),
        product=text_of(member(finding, "metadata", "product", "name"))
        or text_of(member(finding, "metadata", "product", "uid")),
        title=title or text_of(finding.get("message")),
        severity=_SEVERITIES.get(severity) if isinstance(severity, int) else text_of(finding.get("severity")),
        status=text_of(member(finding, "compliance", "status")),
        account=text_of(member(finding, "cloud", "account", "uid")),
        region=text_of(member(finding, "cloud", "region"))
        or next(filter(None, (text_of(each.get("region")) for each in resources)), None),
        first=_first_of(info, "first_seen_time_dt", "first_seen_time", "created_time_dt", "created_time"),
        last=_first_of(info, "last_seen_time_dt", "last_seen_time", "modified_time_dt", "modified_time")
        or _first_of(finding, "time_dt", "time"),
        credential=text_of(member(user, "credential_uid")),
        actor=text_of(member(user, "uid")),
        user=text_of(member(user, "name")),
        resources=distinct(short_name(text_of(each.get("uid")) or "") for each in resources),
        addresses=distinct(_addresses(finding)),
        domain=next(filter(None, map(_domain, items(finding.get("evidences")))), None),
        sample=(title or "").startswith(_SAMPLE),
    )


def _first_of(value: Any, *names: str) -> Any:
    return next((found for name in names if (found := member(value, name)) is not None), None)


def _actors(finding: dict[str, Any]) -> Iterator[Any]:
    for each in [finding, *items(finding.get("evidences"))]:
        yield member(each, "actor", "user")


def _addresses(finding: dict[str, Any]) -> Iterator[str]:
    for each in [finding, *items(finding.get("evidences"))]:
        for side in ("src_endpoint", "dst_endpoint"):
            if is_outside(found := text_of(member(each, side, "ip"))):
                yield found or ""


def _domain(evidence: Any) -> str | None:
    return text_of(member(evidence, "query", "hostname"))
