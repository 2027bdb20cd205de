"""Deactivate MFA devices of a user that the intruder enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_remove
from ._iam import identity, known, part_names
from ._iam_seen import Seen, evidence, gone, listed, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_SECTIONS = ("mfa_devices",)
_KINDS = {"mfa_devices": "iam.mfa_device"}


def preview(aws: Reader, target: Target) -> Change:
    """Those of the user's devices that target.parts, serial numbers, names; and none of them."""
    known(aws, identity(target, ("User",)))
    return Change("deactivate_mfa_device", target, state(_seen(aws, target), _SECTIONS), gone(_SECTIONS))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """Since when each device was enabled."""
    return evidence(_seen(aws, change.target), change, _KINDS)


def apply(aws: Writer, change: Change) -> None:
    """Deactivate the devices that are still there."""
    user = identity(change.target, ("User",)).name
    _iam_remove.each(
        change.before["mfa_devices"],
        lambda serial: aws.one("iam:DeactivateMFADevice", UserName=user, SerialNumber=serial),
    )


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    who = identity(target, ("User",))
    serials = part_names(target, "MFA devices")
    found = listed(aws, who, "iam:ListMFADevices", ("mfa_devices", "MFADevices", "SerialNumber"))
    return (one for one in found if one.key in serials)


ACTION = Action(
    id="deactivate_mfa_device",
    title=msg("Deactivate MFA devices that the intruder enabled"),
    harm=msg(
        "The user can no longer prove an identity with these devices, and without another one signs in by "
        "password alone: take the password away as well. Whoever holds a device must enable it again with "
        "two of its codes."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html",
    wave="sweep",
    reads=("iam:GetUser", "iam:ListMFADevices"),
    writes=("iam:DeactivateMFADevice",),
    preview=preview,
    apply=apply,
    irreversible=msg("to enable an MFA device takes two codes that only its holder can read"),
    keep=keep,
)
