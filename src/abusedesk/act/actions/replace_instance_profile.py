"""Take the role away that an instance's profile lends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import INSTANCES, alive, listed, wait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_ASSOCIATIONS = "ec2:DescribeIamInstanceProfileAssociations"


def preview(aws: Reader, target: Target) -> Change:
    """The ARN of its instance profile now, and none."""
    alive(aws, target)
    held = _association(aws, target.id)
    profile = held["IamInstanceProfile"]["Arn"] if held else None
    return Change("replace_instance_profile", target, {"profile": profile}, {"profile": None})


def apply(aws: Writer, change: Change) -> None:
    """Take the profile off."""
    held = _association(aws, change.target.id)
    if held:
        aws.one("ec2:DisassociateIamInstanceProfile", AssociationId=held["AssociationId"])


def revert(aws: Writer, change: Change) -> None:
    """Put the profile before back on, once the old association is over."""
    profile, instance = change.before["profile"], change.target.id
    if profile is None or _association(aws, instance) is not None:
        return
    wait(lambda: not _leaving(aws, instance), f"the profile of {instance} was being taken off")
    aws.one("ec2:AssociateIamInstanceProfile", InstanceId=instance, IamInstanceProfile={"Arn": profile})


def _association(aws: Reader | Writer, instance: str) -> Mapping[str, Any] | None:
    return next((one for one in _all(aws, instance) if one["State"] in {"associated", "associating"}), None)


def _leaving(aws: Writer, instance: str) -> bool:
    return any(one["State"] == "disassociating" for one in _all(aws, instance))


def _all(aws: Reader | Writer, instance: str) -> list[Mapping[str, Any]]:
    filters = [{"Name": "instance-id", "Values": [instance]}]
    return list(listed(aws, _ASSOCIATIONS, "IamInstanceProfileAssociations", Filters=filters))


ACTION = Action(
    id="replace_instance_profile",
    title=msg("Take the role away from an instance"),
    harm=msg(
        "Programs on the instance get no new credentials and stop when theirs expire. Credentials that it "
        "was already lent work for up to six hours, wherever they are: end the role's sessions as well."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateIamInstanceProfile.html",
    wave="sessions",
    reads=(INSTANCES, _ASSOCIATIONS),
    # Putting a profile on passes its role, which IAM asks for by itself.
    writes=(
        "ec2:DisassociateIamInstanceProfile",
        "ec2:AssociateIamInstanceProfile=iam:PassRole",
        "ec2:AssociateIamInstanceProfile",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
