"""Turn GuardDuty on, or on again, in one region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_ARN = re.compile(r"arn:aws[a-z-]*:guardduty:([a-z0-9-]+):(\d{12})(?::detector/[^/]+)?")
_NONE, _ON = "none", "ENABLED"


def preview(aws: Reader, target: Target) -> Change:
    """
    The region's detector now: "none", "DISABLED" or "ENABLED"; and "ENABLED".

    target.id is a detector's ARN, or the same without the detector. A region has one detector at most:
    one that was deleted is made again, with another id.
    """
    match = _ARN.fullmatch(target.id)
    if match is None or match.groups() != (aws.region, target.account):
        raise Refused(f"{target.id} is not GuardDuty of {target.account} in {aws.region}")
    _, status = _detector(aws)
    return Change("enable_guardduty", target, {"detector": status}, {"detector": _ON})


def apply(aws: Writer, _: Change) -> None:
    """Make a detector, or let the one that is there go on."""
    detector, status = _detector(aws)
    if status == _NONE:
        aws.one("guardduty:CreateDetector", Enable=True)
    elif status != _ON:
        aws.one("guardduty:UpdateDetector", DetectorId=detector, Enable=True)


def revert(aws: Writer, change: Change) -> None:
    """Delete the detector where there was none, or suspend it where it was."""
    detector, status = _detector(aws)
    before = change.before["detector"]
    if before == _NONE and status != _NONE:
        aws.one("guardduty:DeleteDetector", DetectorId=detector)
    elif before != _NONE and status == _ON and before != _ON:
        aws.one("guardduty:UpdateDetector", DetectorId=detector, Enable=False)


def _detector(aws: Reader | Writer) -> tuple[str, str]:
    for page in aws.pages("guardduty:ListDetectors"):
        for detector in page.data.get("DetectorIds") or ():
            status = aws.one("guardduty:GetDetector", DetectorId=detector).data.get("Status")
            return str(detector), str(status)
    return "", _NONE


ACTION = Action(
    id="enable_guardduty",
    title=msg("Turn GuardDuty on"),
    harm=msg(
        "Nothing stops; it is billed by the amount of logs. A detector that is deleted again, when this is "
        "taken back, takes its findings with it."
    ),
    source="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html",
    wave="logging",
    reads=("guardduty:ListDetectors", "guardduty:GetDetector"),
    writes=(
        "guardduty:CreateDetector",
        "guardduty:UpdateDetector",
        "guardduty:DeleteDetector",
        # GuardDuty makes its own role in an account that never had it, with the caller's right to.
        # https://docs.aws.amazon.com/guardduty/latest/ug/slr-permissions.html
        "iam:CreateServiceLinkedRole",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
