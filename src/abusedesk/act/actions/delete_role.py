"""Delete a role that the intruder made, with its policies."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_remove
from ._iam import identity
from ._iam_seen import Seen, evidence, gone, itself, listed, rights, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_KINDS = {
    "instance_profiles": "iam.instance_profile",
    "inline": "iam.role_policy",
    "attached": "iam.attached_policy",
    "boundary": "iam.permissions_boundary",
    "role": "iam.role",
}
_PROFILES = ("instance_profiles", "InstanceProfiles", "InstanceProfileName")


def preview(aws: Reader, target: Target) -> Change:
    """The role, its trust policy and all that hangs on it now, by section; and nothing of it."""
    return Change("delete_role", target, state(_seen(aws, target), tuple(_KINDS)), gone(tuple(_KINDS)))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The role with its trust policy, and all that hangs on it."""
    return evidence(_seen(aws, change.target), change, _KINDS)


def apply(aws: Writer, change: Change) -> None:
    """Take what was seen off the role, then delete it; what is gone already is left."""
    who, before = identity(change.target, ("Role",)), change.before
    _iam_remove.each(
        before["instance_profiles"],
        lambda name: aws.one("iam:RemoveRoleFromInstanceProfile", InstanceProfileName=name, **who.named),
    )
    _iam_remove.rights(aws, who, before)
    if before["role"]:
        with suppress(Absent):
            aws.one("iam:DeleteRole", RoleName=who.name)


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    who = identity(target, ("Role",))
    found = list(itself(aws, who, "role"))
    yield from found
    if found:
        for one in listed(aws, who, "iam:ListInstanceProfilesForRole", _PROFILES):
            # The roles in it are this one, which stands here by itself.
            data = {name: value for name, value in one.data.items() if name != "Roles"}
            yield Seen(one.section, one.key, data, one.page)
        yield from rights(aws, who)


ACTION = Action(
    id="delete_role",
    title=msg("Delete a role that the intruder made"),
    harm=msg(
        "The role is gone with its policies: its running sessions are denied everything, instances that "
        "had it get no more credentials. A role of the same name would have another unique id, so that "
        "policies that name the old one do not speak of it. Everything is saved as evidence first."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html",
    wave="delete",
    reads=(
        "iam:GetRole",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
    ),
    writes=(
        "iam:RemoveRoleFromInstanceProfile",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRole",
    ),
    preview=preview,
    apply=apply,
    irreversible=msg("a role of the same name is another one, and its running sessions are not its own"),
    keep=keep,
    after=("deny_all_to_principal",),
)
