"""What the actions on EC2 share: an instance and what belongs to it, and the wait for a state."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent, Refused, Unreachable
from abusedesk.model import Evidence, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Change, Target

    Aws = Reader | Writer

TAG = "abusedesk"
INSTANCES, ATTRIBUTE = "ec2:DescribeInstances", "ec2:DescribeInstanceAttribute"
# What keep_instance() reads.
KEPT = (INSTANCES, ATTRIBUTE, "ec2:GetConsoleOutput", "ec2:GetConsoleScreenshot")
_GONE = frozenset({"shutting-down", "terminated"})
_LONGEST_PAUSE = 5.0  # seconds


def listed(aws: Aws, call: str, member: str, **parameters: Any) -> Iterator[Mapping[str, Any]]:
    """Each thing in the list called member of every page of call."""
    for page in aws.pages(call, **parameters):
        yield from page.data.get(member, ())


def shown(aws: Aws, target: Target) -> Mapping[str, Any]:
    """
    The instance as DescribeInstances tells it, a terminated one too. Needs INSTANCES.

    Raises:
        Absent: there is none.
    """
    return _page(aws, target)[0]


def alive(aws: Aws, target: Target) -> Mapping[str, Any]:
    """
    The instance, unless it is terminated or about to be. Needs INSTANCES.

    Raises:
        Absent: it is, or there is none.
    """
    instance = shown(aws, target)
    if state_of(instance) in _GONE:
        raise Absent(f"{target.id} is terminated", "empty")
    return instance


def state_of(instance: Mapping[str, Any]) -> str:
    """The name of the instance's state, such as "running"."""
    return str(instance["State"]["Name"])


def attribute(aws: Aws, target: Target, name: str) -> Any:
    """One attribute of the instance, None where it is not set. Needs ATTRIBUTE."""
    data = aws.one(ATTRIBUTE, InstanceId=target.id, Attribute=name).data
    return data.get(name[:1].upper() + name[1:], {}).get("Value")


def volumes_of(instance: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of its EBS volumes, sorted."""
    held = (one.get("Ebs", {}).get("VolumeId") for one in instance.get("BlockDeviceMappings", ()))
    return tuple(sorted(str(volume) for volume in held if volume))


def tag_of(thing: Mapping[str, Any], key: str = TAG) -> str | None:
    """The value of the thing's tag, None where it has none of that key."""
    return next((str(one.get("Value", "")) for one in thing.get("Tags", ()) if one.get("Key") == key), None)


def tagged(kind: str, value: str) -> dict[str, Any]:
    """A tag specification that marks what is made as ours."""
    return {"ResourceType": kind, "Tags": [{"Key": TAG, "Value": value}]}


def wait(there: Callable[[], bool], what: str, seconds: float = 300) -> None:
    """
    Look until there() is true, more and more rarely.

    Raises:
        Refused: it is not after seconds; what says what was waited for.
    """
    pause, until = 0.01, time.monotonic() + seconds
    while not there():
        if time.monotonic() > until:
            raise Refused(f"{what} for {seconds:.0f} seconds: try again later")
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def evidence(change: Change, kind: str, key: str, page: Page, data: Mapping[str, Any]) -> Evidence:
    """One thing of page as evidence of the action."""
    return Evidence(
        collector=change.action,
        kind=kind,
        key=key,
        account=change.target.account,
        region=page.region,
        call=page.call,
        asked=page.asked,
        sha256=page.sha256,
        data=to_json(dict(data)),
    )


def keep_instance(aws: Reader, change: Change) -> Iterator[Evidence]:
    """
    The instance's description, what it wrote to its console, its screen, and its user data. Needs KEPT.

    Screen and user data lie in the answers that are kept, not in the evidence's data: pictures are large, and
    user data may hold secrets. An instance that has none of them is no error.
    """
    target = change.target
    instance, page = _page(aws, target)
    yield evidence(change, "ec2.instance", target.id, page, instance)
    output = aws.one("ec2:GetConsoleOutput", InstanceId=target.id)
    yield evidence(change, "ec2.console_output", target.id, output, output.data)
    data = aws.one(ATTRIBUTE, InstanceId=target.id, Attribute="userData")
    length = len(str(data.data.get("UserData", {}).get("Value", "")))
    yield evidence(change, "ec2.user_data", target.id, data, {"InstanceId": target.id, "Length": length})
    if state_of(instance) == "running":
        yield from _screen(aws, change)


def _screen(aws: Reader, change: Change) -> Iterator[Evidence]:
    try:
        page = aws.one("ec2:GetConsoleScreenshot", InstanceId=change.target.id)
    except Unreachable as error:
        # Some types have no screen, and AWS says so by an error; no answer at all is another thing.
        if "AWS answered" not in str(error):
            raise
        return
    length = len(str(page.data.get("ImageData", "")))
    data = {"InstanceId": change.target.id, "Length": length}
    yield evidence(change, "ec2.console_screenshot", change.target.id, page, data)


def _page(aws: Aws, target: Target) -> tuple[Mapping[str, Any], Page]:
    for page in aws.pages(INSTANCES, InstanceIds=[target.id]):
        for reservation in page.data["Reservations"]:
            for instance in reservation["Instances"]:
                return instance, page
    raise Absent(f"there is no instance {target.id} in {aws.region}", "empty")
