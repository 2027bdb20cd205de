"""Delete a group that the intruder made, with its policies."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_remove
from ._iam import identity, plain
from ._iam_seen import Seen, evidence, gone, rights, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_KINDS = {
    "members": "iam.group_membership",
    "inline": "iam.group_policy",
    "attached": "iam.attached_policy",
    "group": "iam.group",
}
_MEMBER = ("UserName", "UserId", "Arn")


def preview(aws: Reader, target: Target) -> Change:
    """The group, its members and policies now, by section; and nothing of it."""
    return Change("delete_group", target, state(_seen(aws, target), tuple(_KINDS)), gone(tuple(_KINDS)))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The group, its members and policies."""
    return evidence(_seen(aws, change.target), change, _KINDS)


def apply(aws: Writer, change: Change) -> None:
    """Empty the group of what was seen, then delete it; what is gone already is left."""
    who, before = identity(change.target, ("Group",)), change.before
    _iam_remove.rights(aws, who, before)
    _iam_remove.each(
        before["members"],
        lambda name: aws.one("iam:RemoveUserFromGroup", UserName=name, **who.named),
    )
    if before["group"]:
        with suppress(Absent):
            aws.one("iam:DeleteGroup", GroupName=who.name)


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    who = identity(target, ("Group",))
    with suppress(Absent):
        pages = list(aws.pages("iam:GetGroup", GroupName=who.name))
        yield Seen("group", who.arn, plain(dict(pages[0].data["Group"])), pages[0])
        for page in pages:
            for one in page.data["Users"]:
                yield Seen("members", one["UserName"], {name: one[name] for name in _MEMBER}, page)
        yield from rights(aws, who)


ACTION = Action(
    id="delete_group",
    title=msg("Delete a group that the intruder made"),
    harm=msg(
        "The group is gone with its policies, and its members can no longer do what it allowed. They are "
        "saved as evidence with the policies first."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html",
    wave="delete",
    reads=("iam:GetGroup", "iam:ListGroupPolicies", "iam:GetGroupPolicy", "iam:ListAttachedGroupPolicies"),
    writes=(
        "iam:DeleteGroupPolicy",
        "iam:DetachGroupPolicy",
        "iam:RemoveUserFromGroup",
        "iam:DeleteGroup",
    ),
    preview=preview,
    apply=apply,
    irreversible=msg("a group of the same name is another one, with another unique id and date"),
    keep=keep,
)
