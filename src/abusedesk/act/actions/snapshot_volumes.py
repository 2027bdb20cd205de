"""Copy an instance's volumes: an image without a reboot, or snapshots where there can be no image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import KEPT, alive, keep_instance, tagged, volumes_of
from ._ec2_copies import IMAGES, SNAPSHOTS, images, mark, snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_DONE = ["begun", "complete"]


def preview(aws: Reader, target: Target) -> Change:
    """
    How far the copies are that we make, of each volume and of all in an image; and that they are complete.

    image is null where AWS makes none, for an instance store root.
    """
    instance = alive(aws, target)
    volumes = volumes_of(instance)
    if not volumes:
        raise Refused(f"{target.id} has no EBS volume: what it holds cannot be copied from outside")
    made = snapshots(aws, target.id)
    far = {volume: _far(one for one in made if one.get("VolumeId") == volume) for volume in volumes}
    image = None
    if instance.get("RootDeviceType", "ebs") == "ebs":
        image = _far(images(aws, target.id))
    return Change(
        "snapshot_volumes",
        target,
        {"image": image, "volumes": far},
        {"image": None if image is None else _DONE, "volumes": dict.fromkeys(volumes, _DONE)},
    )


def _far(copies: Iterable[Mapping[str, Any]]) -> list[str]:
    """How far the best of copies is; a broken one counts for nothing."""
    states = {str(one.get("State")) for one in copies}
    if states & {"available", "completed"}:
        return _DONE
    return _DONE[:1] if "pending" in states else []


def apply(aws: Writer, change: Change) -> None:
    """
    Have the copies made that nobody has begun, told by name and tag; broken ones make room for new ones.

    While an image is being made its snapshots are too, though not all may show yet.
    """
    instance = change.target.id
    own = _less_broken(aws, instance)
    if change.after["image"] and not own:
        aws.one(
            "ec2:CreateImage",
            InstanceId=instance,
            Name=f"abusedesk-{instance}",
            Description="Evidence: taken before the instance was touched",
            NoReboot=True,
            TagSpecifications=[tagged("image", mark(instance)), tagged("snapshot", mark(instance))],
        )
    elif not any(one.get("State") == "pending" for one in own):
        _snapshots(aws, instance, tuple(change.after["volumes"]))


def revert(aws: Writer, change: Change) -> None:
    """Delete the copies that we made: the image first, since its snapshots are in use until then."""
    for image in images(aws, change.target.id):
        aws.one("ec2:DeregisterImage", ImageId=image["ImageId"])
    for snapshot in snapshots(aws, change.target.id):
        aws.one("ec2:DeleteSnapshot", SnapshotId=snapshot["SnapshotId"])


def _less_broken(aws: Writer, instance: str) -> list[Mapping[str, Any]]:
    """Our images of the instance, after those that failed were deregistered: a name serves but once."""
    kept = []
    for image in images(aws, instance):
        if image.get("State") in {"pending", "available"}:
            kept.append(image)
        else:
            aws.one("ec2:DeregisterImage", ImageId=image["ImageId"])
    return kept


def _snapshots(aws: Writer, instance: str, volumes: Sequence[str]) -> None:
    """Snapshots of those volumes that have none; of all at one moment where none has."""
    begun = {one.get("VolumeId") for one in snapshots(aws, instance) if one.get("State") != "error"}
    missing = [volume for volume in volumes if volume not in begun]
    said = {
        "Description": "Evidence: taken before the instance was touched",
        "TagSpecifications": [tagged("snapshot", mark(instance))],
    }
    if len(missing) == len(volumes):
        aws.one("ec2:CreateSnapshots", InstanceSpecification={"InstanceId": instance}, **said)
        return
    for volume in missing:
        aws.one("ec2:CreateSnapshot", VolumeId=volume, **said)


ACTION = Action(
    id="snapshot_volumes",
    title=msg("Copy the volumes of an instance"),
    harm=msg(
        "Nothing stops: the instance is not restarted, so the copy is as after a power cut. Memory and "
        "instance store are not in it. AWS charges for the copies until they are deleted."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html",
    wave="copy",
    reads=(*KEPT, IMAGES, SNAPSHOTS),
    writes=(
        "ec2:CreateImage",
        "ec2:CreateSnapshots",
        "ec2:CreateSnapshot",
        "ec2:CreateTags",
        "ec2:DeregisterImage",
        "ec2:DeleteSnapshot",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
    keep=keep_instance,
    patience=3600,
)
