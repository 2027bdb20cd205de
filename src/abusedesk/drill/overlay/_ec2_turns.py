"""
EC2's instances started, stopped and terminated: each by way of a state in between.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._ec2_things import one, things
from abusedesk.drill.overlay._later import TURNS, later
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}
_STOPPING = {"running": "stopping", "pending": "stopping"}
_STARTING = {"stopped": "pending"}


def _turned(call: Call, instance: dict[str, Any], ways: Mapping[str, str], to: str) -> dict[str, Any]:
    """Turn an instance by way of a state in between, as ways has it, to the state to, which shows later."""
    before = dict(instance["State"])
    if before["Name"] in ways:
        instance["State"] = _state(ways[before["Name"]])

        def arrived() -> None:
            if instance["State"]["Name"] == ways[before["Name"]]:
                instance["State"] = _state(to)
                _AT[to](call, instance)

        later(call, TURNS, arrived)
    return {
        "InstanceId": instance["InstanceId"],
        "PreviousState": before,
        "CurrentState": dict(instance["State"]),
    }


def _state(name: str) -> dict[str, Any]:
    return {"Code": _CODES[name], "Name": name}


def _because(call: Call, instance: dict[str, Any]) -> None:
    if instance["State"]["Name"] in {"stopping", "shutting-down"}:
        instance["StateTransitionReason"] = f"User initiated ({call.now:%Y-%m-%d %H:%M:%S} GMT)"


def _asked(call: Call) -> list[dict[str, Any]]:
    return [one(call, "instances", name) for name in call.get("InstanceIds", ())]


def _refuse_state(instance: Mapping[str, Any], states: set[str], what: str) -> None:
    if instance["State"]["Name"] not in states:
        raise AwsError(
            "IncorrectInstanceState",
            f"The instance '{instance['InstanceId']}' is not in a state from which it can be {what}.",
        )


def stop_instances(call: Call) -> Mapping[str, Any]:
    """
    Stop; an address that is no Elastic IP is lost.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html
    """
    asked = _asked(call)
    for instance in asked:
        _refuse_state(instance, {"pending", "running", "stopping", "stopped"}, "stopped")
        _may_stop(call, instance)
    changes = [_turned(call, instance, _STOPPING, "stopped") for instance in asked]
    for instance in asked:
        _because(call, instance)
    return {"StoppingInstances": changes}


def _may_stop(call: Call, instance: Mapping[str, Any]) -> None:
    name = instance["InstanceId"]
    if instance.get("DisableApiStop") is True:
        raise AwsError(
            "OperationNotPermitted",
            f"The instance '{name}' may not be stopped. Modify its 'disableApiStop' instance attribute and "
            "try again.",
        )
    if instance.get("RootDeviceType") == "instance-store":
        raise AwsError(
            "UnsupportedOperation",
            f"The instance '{name}' does not have an 'ebs' root device type and cannot be stopped.",
        )
    request = instance.get("SpotInstanceRequestId")
    if request and any(
        spot["SpotInstanceRequestId"] == request and spot.get("Type", "one-time") == "one-time"
        for spot in things(call, "spot_instance_requests")
    ):
        raise AwsError(
            "UnsupportedOperation",
            f"You can't stop the Spot Instance '{name}' because it is associated with a one-time Spot "
            "Instance request. You can only stop Spot Instances associated with persistent Spot Instance "
            "requests.",
        )


def _stopped(call: Call, instance: dict[str, Any]) -> None:
    elastic = {address.get("PublicIp") for address in things(call, "addresses")}
    if instance.get("PublicIpAddress") not in elastic:
        instance.pop("PublicIpAddress", None)
        for interface in instance.get("NetworkInterfaces", ()):
            interface.pop("Association", None)


def start_instances(call: Call) -> Mapping[str, Any]:
    """Start what is stopped."""
    asked = _asked(call)
    for instance in asked:
        _refuse_state(instance, {"pending", "running", "stopped"}, "started")
    return {"StartingInstances": [_turned(call, instance, _STARTING, "running") for instance in asked]}


def _running(_call: Call, instance: dict[str, Any]) -> None:
    instance.pop("StateTransitionReason", None)


def reboot_instances(call: Call) -> Mapping[str, Any]:
    """Reboot; nothing of it can be seen."""
    _asked(call)
    return {}


def terminate_instances(call: Call) -> Mapping[str, Any]:
    """
    Terminate, unless an instance is protected; volumes go that go with it.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
    """
    asked = _asked(call)
    for instance in asked:
        if instance.get("DisableApiTermination") is True:
            raise AwsError(
                "OperationNotPermitted",
                f"The instance '{instance['InstanceId']}' may not be terminated. Modify its "
                "'disableApiTermination' instance attribute and try again.",
            )
    return {"TerminatingInstances": [end(call, instance) for instance in asked]}


def end(call: Call, instance: dict[str, Any]) -> dict[str, Any]:
    """Begin to terminate an instance, whoever wants it; gives its change of state."""
    ways = dict.fromkeys(("pending", "running", "stopping", "stopped"), "shutting-down")
    change = _turned(call, instance, ways, "terminated")
    _because(call, instance)
    return change


def _terminated(call: Call, instance: dict[str, Any]) -> None:
    gone = instance["InstanceId"]
    volumes = things(call, "volumes")
    for volume in volumes[:]:
        held = [one for one in volume.get("Attachments", ()) if one.get("InstanceId") == gone]
        if any(one.get("DeleteOnTermination") for one in held):
            volumes.remove(volume)
        elif held:
            volume["Attachments"] = [one for one in volume["Attachments"] if one not in held]
            volume["State"] = "available"
    for name in ("NetworkInterfaces", "BlockDeviceMappings", "SecurityGroups"):
        instance[name] = []
    for name in ("PublicIpAddress", "PrivateIpAddress", "IamInstanceProfile", "VpcId", "SubnetId"):
        instance.pop(name, None)


_AT: dict[str, Callable[[Call, dict[str, Any]], None]] = {
    "stopped": _stopped,
    "running": _running,
    "terminated": _terminated,
}


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "StopInstances": stop_instances,
    "StartInstances": start_instances,
    "RebootInstances": reboot_instances,
    "TerminateInstances": terminate_instances,
}
