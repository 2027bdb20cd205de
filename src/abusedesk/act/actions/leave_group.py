"""Take a user out of groups."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._iam import identity, known, part_names

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """Whether the user is in each group of target.parts, names; and in none of them."""
    who = identity(target, ("User",))
    groups = part_names(target, "groups")
    known(aws, who)
    pages = aws.pages("iam:ListGroupsForUser", UserName=who.name)
    member = {one["GroupName"] for page in pages for one in page.data["Groups"]}
    now = {"groups": {name: name in member for name in groups}}
    return Change("leave_group", target, now, {"groups": dict.fromkeys(groups, False)})


def apply(aws: Writer, change: Change) -> None:
    """Take the user out of the groups that it is in."""
    for group in _joined(change):
        with suppress(Absent):
            aws.one("iam:RemoveUserFromGroup", **_named(change, group))


def revert(aws: Writer, change: Change) -> None:
    """Put the user back into the groups that it was in."""
    for group in _joined(change):
        aws.one("iam:AddUserToGroup", **_named(change, group))


def _joined(change: Change) -> list[str]:
    return [name for name, member in change.before["groups"].items() if member]


def _named(change: Change, group: str) -> dict[str, str]:
    return {"GroupName": group, **identity(change.target, ("User",)).named}


ACTION = Action(
    id="leave_group",
    title=msg("Take a user out of groups"),
    harm=msg(
        "The user can no longer do what these groups allow; what they deny is allowed again if something "
        "else allows it."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html",
    wave="sweep",
    reads=("iam:GetUser", "iam:ListGroupsForUser"),
    writes=("iam:RemoveUserFromGroup", "iam:AddUserToGroup"),
    preview=preview,
    apply=apply,
    revert=revert,
)
