"""Pause sending of mail by SES in one region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_ARN = re.compile(r"arn:aws[a-z-]*:ses:([a-z0-9-]+):(\d{12})(?::.*)?")
_STOPPED_BY_AWS = "SHUTDOWN"


def preview(aws: Reader, target: Target) -> Change:
    """Whether the region's account may send now; and that it may not."""
    match = _ARN.fullmatch(target.id)
    if match is None or match.groups() != (aws.region, target.account):
        raise Refused(f"{target.id} is not SES of {target.account} in {aws.region}")
    sending = bool(_account(aws).get("SendingEnabled"))
    return Change("pause_sending", target, {"sending": sending}, {"sending": False})


def apply(aws: Writer, change: Change) -> None:
    """Let it send no more."""
    if change.before["sending"]:
        aws.one("ses:UpdateAccountSendingEnabled", Enabled=False)


def revert(aws: Writer, change: Change) -> None:
    """Let it send again, unless AWS itself has paused it meanwhile: then AWS alone can."""
    if not change.before["sending"]:
        return
    if _account(aws).get("EnforcementStatus") == _STOPPED_BY_AWS:
        raise Refused(f"AWS itself has paused sending in {aws.region}; only AWS can let it begin again")
    aws.one("ses:UpdateAccountSendingEnabled", Enabled=True)


def _account(aws: Reader | Writer) -> Mapping[str, Any]:
    return aws.one("sesv2:GetAccount").data


ACTION = Action(
    id="pause_sending",
    title=msg("Pause sending of mail in a region"),
    harm=msg(
        "No mail goes out by SES in this region, wanted mail neither; what is tried meanwhile is refused "
        "and not kept. Mail that comes in is not touched."
    ),
    source="https://docs.aws.amazon.com/ses/latest/APIReference/API_UpdateAccountSendingEnabled.html",
    wave="services",
    reads=("sesv2:GetAccount=ses:GetAccount",),
    writes=("ses:UpdateAccountSendingEnabled",),
    preview=preview,
    apply=apply,
    revert=revert,
)
