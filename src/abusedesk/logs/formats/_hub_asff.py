"""Findings in the AWS Security Finding Format, to what we say of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.logs._fields import member, text_of

from ._hub_summary import Summary, distinct, is_outside, items, short_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY_PREFIX = "AWS::IAM::AccessKey:"
_ACCOUNT_PREFIX = "AWS::::Account:"
_SAMPLE = "[SAMPLE]"

# https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Severity
_BANDS = ((90, "CRITICAL"), (70, "HIGH"), (40, "MEDIUM"), (1, "LOW"), (0, "INFORMATIONAL"))


def is_asff(value: dict[str, Any]) -> bool:
    """Whether value has members that every such finding has."""
    return "ProductArn" in value and ("AwsAccountId" in value or "Types" in value)


def summary(finding: dict[str, Any]) -> Summary:
    """What finding says, by the names that its format has for it."""
    account = text_of(finding.get("AwsAccountId"))
    resources = [each for each in items(finding.get("Resources")) if isinstance(each, dict)]
    key = next((each for each in resources if each.get("Type") == "AwsIamAccessKey"), None)
    details = member(key, "Details", "AwsIamAccessKey")
    credential = text_of(member(key, "Id"))
    title = text_of(finding.get("Title"))
    return Summary(
        id=text_of(finding.get("Id")),
        kind=next(filter(None, map(text_of, items(finding.get("Types")))), None)
        or text_of(finding.get("GeneratorId")),
        product=_product(finding),
        title=title,
        severity=_severity(finding),
        status=text_of(member(finding, "Compliance", "Status")),
        account=account,
        region=text_of(finding.get("Region"))
        or next(filter(None, (text_of(each.get("Region")) for each in resources)), None),
        first=finding.get("FirstObservedAt") or finding.get("CreatedAt"),
        last=finding.get("LastObservedAt") or finding.get("UpdatedAt") or finding.get("CreatedAt"),
        credential=text_of(member(details, "AccessKeyId"))
        or (
            credential.removeprefix(_KEY_PREFIX)
            if credential and credential != f"{_KEY_PREFIX}null"
            else None
        ),
        actor=_actor(details, account),
        user=text_of(member(details, "PrincipalName")) or text_of(member(details, "UserName")),
        resources=distinct(_names(resources)),
        addresses=distinct(_addresses(finding)),
        domain=text_of(member(finding, "Action", "DnsRequestAction", "Domain")),
        sample=finding.get("Sample") is True or (title or "").startswith(_SAMPLE),
    )


def _product(finding: dict[str, Any]) -> str | None:
    arn = text_of(finding.get("ProductArn")) or ""
    return text_of(finding.get("ProductName")) or arn.rsplit("/", 1)[-1] or None


def _severity(finding: dict[str, Any]) -> str | None:
    for severity in (finding.get("Severity"), member(finding, "FindingProviderFields", "Severity")):
        if label := text_of(member(severity, "Label")):
            return label
        number = member(severity, "Normalized")
        if isinstance(number, (int, float)):
            return next((label for least, label in _BANDS if number >= least), None)
    return None


def _names(resources: list[dict[str, Any]]) -> Iterator[str]:
    for each in resources:
        name = text_of(each.get("Id"))
        if name and not name.startswith((_KEY_PREFIX, _ACCOUNT_PREFIX)):
            yield short_name(name)


def _actor(details: Any, account: str | None) -> str | None:
    """The ARN of whom the access key belongs to, as findings have it: without the path."""
    name = text_of(member(details, "PrincipalName")) or text_of(member(details, "UserName"))
    kind = text_of(member(details, "PrincipalType"))
    if account is None or (name is None and kind != "Root"):
        return None
    if kind == "Root":
        return f"arn:aws:iam::{account}:root"
    return f"arn:aws:iam::{account}:{'role' if kind in {'AssumedRole', 'Role'} else 'user'}/{name}"


def _addresses(finding: dict[str, Any]) -> Iterator[str]:
    """The other side's addresses: those of the action, of the network and in what GuardDuty passes on."""
    action = finding.get("Action")
    for detail in action.values() if isinstance(action, dict) else ():
        for each in [detail, *items(member(detail, "PortProbeDetails"))]:
            for version in ("V4", "V6"):
                yield text_of(member(each, "RemoteIpDetails", f"IpAddress{version}")) or ""
    for name in ("SourceIpV4", "SourceIpV6", "DestinationIpV4", "DestinationIpV6"):
        if is_outside(found := text_of(member(finding, "Network", name))):
            yield found or ""
    fields = finding.get("ProductFields")
    for name, value in fields.items() if isinstance(fields, dict) else ():
        if name.lower().endswith(("remoteipdetails/ipaddressv4", "remoteipdetails/ipaddressv6")):
            yield text_of(value) or ""
    for each in items(finding.get("ThreatIntelIndicators")):
        if member(each, "Type") in {"IPV4_ADDRESS", "IPV6_ADDRESS"}:
            yield text_of(member(each, "Value")) or ""
