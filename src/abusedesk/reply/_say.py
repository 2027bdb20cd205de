"""Phrases about the case that several parts of a letter need."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from abusedesk.model import Text

from ._clean import is_private, listed, name
from ._hosts import ON_INSTANCE, instances_of_cause
from ._language import has, phrase
from ._letter import claim
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from abusedesk.model import Affected, Coverage, Notice

    from ._letter import Sentence
    from ._material import Material

_CASE = (
    re.compile(r"(?i)\bcase\s*:?\s*#?\s*([A-Z]?\d[\w.-]{5,40})"),
    re.compile(r"\[([A-Z]?\d[\d.-]{6,40})\]"),
    re.compile(r"(?i)\babuse report\W{1,3}([A-Z]?\d[\w.-]{6,40})"),
)
_PROPER = {
    "cloudtrail": "CloudTrail",
    "cloudwatch": "CloudWatch",
    "cost": "Cost Explorer",
    "ec2": "EC2",
    "guardduty": "GuardDuty",
    "iam": "IAM",
    "lambda": "Lambda",
    "s3": "S3",
    "ses": "SES",
    "sts": "STS",
    "vpc": "VPC",
}


def case_reference(subject: str, account: str) -> str:
    """The case or report id in the notice's subject; "" where it has none."""
    for pattern in _CASE:
        for found in pattern.findall(subject):
            if found != account:
                return str(found)
    return ""


def activity(notice: Notice) -> Text:
    """What the notice reports, in words."""
    key = f"activity.{notice.kind}"
    return phrase(key if has(key) else "mark.any_activity")


def activities(material: Material) -> Text:
    """What all notices of the case report, each kind once."""
    known = [
        key
        for one in material.notices
        if one.authentic.verdict != "fail" and has(key := f"activity.{one.kind}")
    ]
    said = [phrase(key) for key in dict.fromkeys(known)] or [activity(material.notice)]
    return Text(en=", ".join(one.en for one in said), ja="、".join(one.ja for one in said))


def reported_time(notice: Notice) -> Text | None:
    """When the reported activity was, as far as the notice says."""
    start, end = notice.activity_start, notice.activity_end
    if start and end and start != end:
        return phrase("mark.span", start=when(start), end=when(end))
    return when(start or end) if (start or end) else None  # type: ignore[arg-type]  # one of them is there


def unread(rows: Sequence[Coverage], limit: int = 4) -> Text:
    """What could not be read, by collector with its regions, the first few."""
    regions: dict[str, list[str]] = {}
    # What our own permissions are is of interest to us alone, as long as anything else is lost.
    for row in [one for one in rows if one.collector != "permissions"] or rows:
        regions.setdefault(row.collector, []).append(row.region)
    parts = [
        phrase("mark.unread", collector=_collector(one), regions=listed(found, 3))
        for one, found in list(regions.items())[:limit]
    ]
    joined = Text(en=", ".join(one.en for one in parts), ja="、".join(one.ja for one in parts))
    if len(regions) > limit:
        return phrase("mark.more", listed=joined, count=str(len(regions) - limit))
    return joined


def _collector(identifier: str) -> str:
    words = name(identifier).split("_")
    return " ".join(_PROPER.get(word, word) for word in words)


def public(addresses: Iterable[str]) -> list[str]:
    """The addresses that mean something to a reader outside our network."""
    return [one for one in addresses if not is_private(one)]


def counted(key: str, count: int) -> str:
    """The key of the sentence for count things: that for one has a key of its own."""
    return f"{key}_one" if count == 1 else key


def tally(touched: Sequence[Affected]) -> Text:
    """How many things were created, changed and so on, such as "3 created, 1 read"."""
    ways = Counter(one.how for one in touched)
    said = [phrase(f"mark.{how}", count=str(count)) for how, count in ways.most_common()]
    return Text(en=", ".join(one.en for one in said), ja="、".join(one.ja for one in said))


def resource(material: Material) -> Text:
    """The host, service or storage that the root cause speaks of, as far as it is known."""
    cause, notice = material.cause, material.notice
    if cause and cause.kind == "not_ours" and (notice.ips or notice.resources):
        return listed(notice.ips or notice.resources, 3)
    touched = [one for one in material.trace.affected if one.how != "created"]
    if cause and cause.kind in ON_INSTANCE:
        told = instances_of_cause(material)
        if told or cause.kind == "stolen_instance_credentials":
            return listed(told, 3) if told else phrase("mark.any_instance")
        touched = [one for one in touched if one.type == "AWS::EC2::Instance"]
    ids = sorted({one.id for one in touched})
    named = [*notice.resources, *notice.ips, *notice.urls]
    hit = [one for one in named if one in ids] or named or ids
    if not hit and cause:
        hit = [one.key for one in material.dossier.things("s3.bucket") if one.id in cause.for_]
    return listed(hit, 3) if hit else phrase("mark.any_resource")


def place(material: Material) -> Text:
    """Where reported content lies: its pages, and the host or service that serves them."""
    notice = material.notice
    if not notice.urls:
        return resource(material)
    pages = listed(notice.urls, 3)
    hosts = notice.resources or notice.ips
    return phrase("mark.on", pages=pages, resource=listed(hosts, 3)) if hosts else pages


def looked_at(material: Material) -> list[Sentence]:
    """How much of the event history was read, where all of it was."""
    if not material.history_was_read or not material.history_ids():
        return []
    scope = material.dossier.scope
    regions = {row.region for row in material.history if row.status in {"read", "empty"}}
    return [
        claim(
            counted("how.checked", len(regions)),
            material.history_ids(),
            read=True,
            count=str(len(regions)),
            start=when(scope.since),
            end=when(scope.until),
        )
    ]
