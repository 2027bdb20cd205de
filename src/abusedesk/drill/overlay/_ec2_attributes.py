"""
EC2's attributes of snapshots, images, volumes and network interfaces, one a call.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshotAttribute.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.overlay._ec2_things import KINDS, one
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

# Attributes whose member is not called as they are.
_MEMBERS = {"groupSet": "Groups", "kernel": "KernelId", "ramdisk": "RamdiskId"}
_EVERYBODY = {"Group": "all"}


def describing(kind: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that tells one attribute of a thing of kind; nothing set is told as empty."""

    def answer(call: Call) -> Mapping[str, Any]:
        identity = KINDS[kind][0]
        thing = one(call, kind, call.get(identity))
        attribute = str(call.get("Attribute", "description"))
        shape: Any = models.operation("ec2", call.operation).output_shape
        wanted = _MEMBERS.get(attribute, attribute).lower()
        member = next((name for name in shape.members if name.lower() in {wanted, f"{wanted}s"}), "")
        if not member:
            raise AwsError(
                "InvalidParameterValue", f"Value ({attribute}) for parameter attribute is invalid."
            )
        value = _shared(thing) if member in _SHARES else thing.get(member)
        return {identity: thing[identity], member: _told(value, shape.members[member])}

    return answer


_SHARES = frozenset({"LaunchPermissions", "CreateVolumePermissions"})


def _told(value: Any, shape: Any) -> Any:
    if shape.type_name == "list":
        return value or []
    if shape.type_name == "structure" and not isinstance(value, dict):
        kind = shape.members["Value"].type_name if "Value" in shape.members else ""
        if value is None and kind != "boolean":
            return {}
        return {"Value": bool(value) if kind == "boolean" else value}
    return value


def _shared(thing: dict[str, Any]) -> list[dict[str, Any]]:
    """With whom an image or snapshot is shared, to look at or to change."""
    member = "LaunchPermissions" if "ImageId" in thing else "CreateVolumePermissions"
    held: list[dict[str, Any]] = thing.setdefault(member, [dict(_EVERYBODY)] if thing.get("Public") else [])
    return held


def sharing(kind: str, member: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that changes with whom a thing of kind is shared; member is the parameter that says so."""

    def answer(call: Call) -> Mapping[str, Any]:
        thing = one(call, kind, call.get(KINDS[kind][0]))
        if isinstance(call.get("Description"), dict) and call.get("Description").get("Value") is not None:
            thing["Description"] = call.get("Description")["Value"]
        change: Mapping[str, Any] = call.get(member, {})
        adds, removes = list(change.get("Add", ())), list(change.get("Remove", ()))
        named = [{"UserId": one} for one in call.get("UserIds", ())]
        named += [{"Group": one} for one in (call.get("GroupNames") or call.get("UserGroups") or ())]
        (adds if call.get("OperationType") == "add" else removes).extend(named)
        held = _shared(thing)
        held[:] = [one for one in held if one not in removes]
        held += [dict(one) for one in adds if one not in held]
        if "Public" in thing:
            thing["Public"] = _EVERYBODY in held
        return {}

    return answer


def reset(kind: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that shares a thing of kind with nobody."""

    def answer(call: Call) -> Mapping[str, Any]:
        thing = one(call, kind, call.get(KINDS[kind][0]))
        _shared(thing).clear()
        if "Public" in thing:
            thing["Public"] = False
        return {}

    return answer


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "DescribeSnapshotAttribute": describing("snapshots"),
    "DescribeImageAttribute": describing("images"),
    "DescribeVolumeAttribute": describing("volumes"),
    "DescribeNetworkInterfaceAttribute": describing("network_interfaces"),
    "ModifySnapshotAttribute": sharing("snapshots", "CreateVolumePermission"),
    "ModifyImageAttribute": sharing("images", "LaunchPermission"),
    "ResetSnapshotAttribute": reset("snapshots"),
    "ResetImageAttribute": reset("images"),
}
