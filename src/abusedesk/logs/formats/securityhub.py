"""Security Hub findings, in ASFF and OCSF: answers of the API and the CLI, EventBridge, exports."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from abusedesk.logs import _records
from abusedesk.logs._fields import compact, moment
from abusedesk.logs._unit import Format
from abusedesk.model import Event
from abusedesk.translate import msg

from . import _hub_asff, _hub_ocsf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.logs._lines import Lines
    from abusedesk.model import Rejected

    from ._hub_summary import Summary

# In a message of CloudWatch Logs the quotes have backslashes before them.
_ASFF = (re.compile(rb'"ProductArn\\?"\s*:'), re.compile(rb'"(?:AwsAccountId|Types)\\?"\s*:'))
_OCSF = (re.compile(rb'"finding_info\\?"\s*:'), re.compile(rb'"class_(?:uid|name)\\?"\s*:'))
_CALL = re.compile(rb'"eventSource\\?"\s*:')  # CloudTrail's record of a call that imports findings


def sniff(head: bytes) -> bool:
    """Whether JSON with members that only such findings have is there."""
    if not head.startswith((b"{", b"[")) or _CALL.search(head[:4096]):
        return False
    return any(all(pattern.search(head) for pattern in needed) for needed in (_ASFF, _OCSF))


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per finding; time is when it was last seen.

    action is its type. src_ip is the first address of the other side, target the first resource.
    record is the finding as it is and, as "summary", what both formats say under different names:
    id, kind, product, title, severity (Security Hub's word), status (of a check against a standard),
    account, region, first, last, credential, actor, user, resources, addresses, domain, sample.
    """
    return _records.read(lines, _is_finding, _event)


def _is_finding(value: dict[str, Any]) -> bool:
    return _hub_asff.is_asff(value) or _hub_ocsf.is_ocsf(value)


def _event(finding: dict[str, Any], lines: Lines, own_id: str, line: int) -> Event:
    said = (_hub_asff if _hub_asff.is_asff(finding) else _hub_ocsf).summary(finding)
    if said.kind is None:
        raise ValueError("not a finding of Security Hub: expected a type")
    return Event(
        time=moment(said.last) if said.last else None,
        source=FORMAT.id,
        id=said.id or own_id,
        account=said.account,
        region=said.region,
        action=said.kind,
        actor=said.actor,
        principal=said.actor,
        credential=said.credential,
        user=said.user,
        src_ip=next(iter(said.addresses), None),
        target=next(iter(said.resources), None),
        dns_query=said.domain,
        message=said.title,
        file=lines.name,
        line=line,
        record=_record(finding, said),
    )


def _record(finding: dict[str, Any], said: Summary) -> str:
    return compact({**finding, "summary": asdict(said)})


FORMAT = Format(
    id="securityhub",
    title=msg("AWS Security Hub findings"),
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html",
    logsources=(("aws", "securityhub"),),
    sniff=sniff,
    read=read,
)
