"""What the evidence says of the account's own people, machines and addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ._addresses import is_public
from ._spoor import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Dossier, Evidence, Finding

_NAMED = ("iam.user_listed", "iam.user", "iam.role", "iam.group", "iam.policy")
# What owners call the people and machines that they let in to look for holes.
_ANNOUNCED = re.compile(
    r"pen[\s_-]?test|penetration|red[\s_-]?team|vuln(erability)?[\s_-]?(scan|assess)|security[\s_-]?(test|assess|audit)"
    r"|脆弱性診断|侵入テスト|ペネトレーション",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """
    The account as IAM and EC2 show it.

    names: a user's ARN by name; full: any IAM ARN by "user/name"; ours: our public addresses and the
    instance that holds each (or ""); announced: principals that are there to test; machines: those that
    no person signs in as.
    """

    names: Mapping[str, str]
    full: Mapping[str, str]
    ours: Mapping[str, str]
    announced: frozenset[str]
    machines: frozenset[str]
    findings: Mapping[str, tuple[Finding, ...]]
    born: Mapping[str, datetime]


def gather(dossier: Dossier) -> Facts:
    """All of it, from the dossier."""
    full = {short(one.key): one.key for kind in _NAMED for one in dossier.things(kind)}
    return Facts(
        names={key.removeprefix("user/"): arn for key, arn in full.items() if key.startswith("user/")},
        full=full,
        ours=dict(_ours(dossier)),
        announced=frozenset(
            one.key
            for kind in ("iam.user", "iam.role")
            for one in dossier.things(kind)
            if is_announced(one.data)
        ),
        machines=frozenset(_machines(dossier)),
        findings=_by_address(dossier.findings),
        born={
            one.key: created
            for kind in ("iam.user", "iam.role")
            for one in dossier.things(kind)
            if (created := moment(one.data.get("CreateDate")))
        },
    )


def is_announced(data: Mapping[str, Any]) -> bool:
    """Whether a thing's own name, path, description or tags say that it is there to test defences."""
    words = [str(data.get(name, "")) for name in ("UserName", "RoleName", "Path", "Description", "GroupName")]
    return any(_ANNOUNCED.search(word) for word in [*words, *tags(data)])


def tags(data: Mapping[str, Any]) -> Iterator[str]:
    """Keys and values of a thing's tags."""
    for tag in data.get("Tags") or ():
        if isinstance(tag, dict):
            yield f"{tag.get('Key', '')} {tag.get('Value', '')}"


def _ours(dossier: Dossier) -> Iterator[tuple[str, str]]:
    for one in dossier.things("ec2.network_interface"):
        attached = one.data.get("Attachment") or {}
        yield from ((ip, str(attached.get("InstanceId", ""))) for ip in _public(one.data.get("Association")))
    for one in dossier.things("ec2.address"):
        yield from ((ip, str(one.data.get("InstanceId", "") or "")) for ip in _public(one.data))
    for one in dossier.things("ec2.instance"):
        faces = [face.get("Association") for face in one.data.get("NetworkInterfaces") or ()]
        addresses = [one.data.get("PublicIpAddress"), *(ip for face in faces for ip in _public(face))]
        yield from ((ip, one.key) for ip in addresses if is_public(ip))


def _public(association: Mapping[str, Any] | None) -> Iterator[str]:
    ip = (association or {}).get("PublicIp")
    if isinstance(ip, str) and is_public(ip):
        yield ip


def _machines(dossier: Dossier) -> Iterator[str]:
    people = {one.key for one in dossier.things("iam.login_profile")}
    people |= {one.key for one in dossier.things("iam.user_listed") if one.data.get("PasswordLastUsed")}
    if dossier.things("iam.login_profile"):
        yield from (one.key for one in dossier.things("iam.user") if one.key not in people)
    for one in dossier.things("iam.role"):
        document = one.data.get("AssumeRolePolicyDocument")
        if isinstance(document, dict) and '"Service"' in str(document).replace("'", '"'):
            yield one.key


def _by_address(findings: tuple[Finding, ...]) -> Mapping[str, tuple[Finding, ...]]:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for ip in finding.ips:
            groups[ip].append(finding)
    return {ip: tuple(found) for ip, found in groups.items()}


def moment(value: object) -> datetime | None:
    """The time that an answer's text gives, aware UTC; None for "N/A", "no_information" and other words."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def newest(evidence: tuple[Evidence, ...]) -> dict[str, Evidence]:
    """The last evidence read for each key."""
    return {one.key: one for one in sorted(evidence, key=lambda one: one.asked)}
