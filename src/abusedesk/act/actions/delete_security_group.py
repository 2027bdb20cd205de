"""Delete a security group that the intruder made and nobody uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import evidence, listed
from ._ec2_gone import found, saved
from ._ec2_isolation import GROUPS
from ._ec2_rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_USERS = ("ip-permission.group-id", "egress.ip-permission.group-id")


def preview(aws: Reader, target: Target) -> Change:
    """
    The group with its rules now, and none.

    Refused for a default group, and while an interface or another group's rule uses it.
    """
    group = _group(aws, target)
    if group:
        _refuse(aws, target, group[0])
    now = {"group": saved(group[0]) if group else None}
    return Change("delete_security_group", target, now, {"group": None})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The group, and its rules each by itself."""
    group = _group(aws, change.target)
    if group is None:
        return
    yield evidence(change, "ec2.security_group", change.target.id, group[1], group[0])
    filters = [{"Name": "group-id", "Values": [change.target.id]}]
    for page in aws.pages(RULES, Filters=filters):
        for rule in page.data["SecurityGroupRules"]:
            yield evidence(change, "ec2.security_group_rule", str(rule["SecurityGroupRuleId"]), page, rule)


def apply(aws: Writer, change: Change) -> None:
    """Delete it; AWS refuses while it is in use."""
    if _group(aws, change.target):
        aws.one("ec2:DeleteSecurityGroup", GroupId=change.target.id)


def _group(aws: Reader | Writer, target: Target) -> tuple[Mapping[str, Any], Page] | None:
    return found(aws, GROUPS[0], "SecurityGroups", GroupIds=[target.id])


def _refuse(aws: Reader, target: Target, group: Mapping[str, Any]) -> None:
    if group.get("GroupName") == "default":
        raise Refused(f"{target.id} is the default group of its VPC, which AWS lets nobody delete")
    worn = [{"Name": "group-id", "Values": [target.id]}]
    users = [
        str(one["NetworkInterfaceId"]) for one in listed(aws, GROUPS[1], "NetworkInterfaces", Filters=worn)
    ]
    for name in _USERS:
        filters = [{"Name": name, "Values": [target.id]}]
        found_in = listed(aws, GROUPS[0], "SecurityGroups", Filters=filters)
        users += [str(one["GroupId"]) for one in found_in if one["GroupId"] != target.id]
    if users:
        raise Refused(f"{target.id} is in use by {', '.join(sorted(set(users)))}")


ACTION = Action(
    id="delete_security_group",
    title=msg("Delete a security group"),
    harm=msg(
        "Nothing stops, since a group that is in use is refused. Launch templates that name it can launch "
        "nothing any more."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html",
    wave="delete",
    reads=(*GROUPS, RULES),
    writes=("ec2:DeleteSecurityGroup",),
    preview=preview,
    apply=apply,
    irreversible=msg("made again from its saved rules it has another id"),
    keep=keep,
)
