"""Deregister an image that the intruder made; its snapshots stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import evidence, tag_of
from ._ec2_copies import IMAGES, mark
from ._ec2_gone import found, saved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_PERMISSIONS = "ec2:DescribeImageAttribute"


def preview(aws: Reader, target: Target) -> Change:
    """
    The image now, and none.

    Refused for an image of another account, for one that is protected, and for our own copies.
    """
    image = _image(aws, target)
    if image:
        _refuse(target, image[0])
    now = {"image": saved(image[0], "LastLaunchedTime", "State") if image else None}
    return Change("deregister_image", target, now, {"image": None})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The image with its snapshots' ids, and with whom it is shared."""
    image = _image(aws, change.target)
    if image is None:
        return
    yield evidence(change, "ec2.image", change.target.id, image[1], image[0])
    shared = aws.one(_PERMISSIONS, ImageId=change.target.id, Attribute="launchPermission")
    yield evidence(change, "ec2.image_launch_permission", change.target.id, shared, shared.data)


def apply(aws: Writer, change: Change) -> None:
    """Deregister it."""
    if _image(aws, change.target):
        aws.one("ec2:DeregisterImage", ImageId=change.target.id)


def _image(aws: Reader | Writer, target: Target) -> tuple[Mapping[str, Any], Page] | None:
    image = found(aws, IMAGES, "Images", ImageIds=[target.id])
    return None if image is None or image[0].get("State") == "deregistered" else image


def _refuse(target: Target, image: Mapping[str, Any]) -> None:
    if image.get("OwnerId", target.account) != target.account:
        raise Refused(f"{target.id} is not of account {target.account}")
    if str(tag_of(image) or "").startswith(mark("")):
        raise Refused(f"{target.id} is our own copy of an instance: it is evidence")
    if str(image.get("DeregistrationProtection", "disabled")) != "disabled":
        raise Refused(f"{target.id} is protected from being deregistered")


ACTION = Action(
    id="deregister_image",
    title=msg("Deregister an image"),
    harm=msg(
        "Nobody can launch from the image any more, nor those that it is shared with. Its snapshots stay, "
        "and instances that were launched from it run on."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html",
    wave="delete",
    reads=(IMAGES, _PERMISSIONS),
    writes=("ec2:DeregisterImage",),
    preview=preview,
    apply=apply,
    irreversible=msg("registered again from its snapshots it has another id"),
    keep=keep,
)
