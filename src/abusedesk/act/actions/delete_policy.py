"""Delete a managed policy that the intruder made."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_remove
from ._iam import document, plain, resource
from ._iam_seen import Seen, evidence, gone, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_KINDS = {"versions": "iam.policy_version", "policy": "iam.policy"}
_RESTLESS = frozenset({"UpdateDate", "AttachmentCount", "PermissionsBoundaryUsageCount"})
_HOLDERS = {"PolicyUsers": "UserName", "PolicyRoles": "RoleName", "PolicyGroups": "GroupName"}


def preview(aws: Reader, target: Target) -> Change:
    """The policy and all of its versions' documents now; and none of it."""
    _refuse(target)
    now = state(_seen(aws, target), tuple(_KINDS))
    if now["policy"]:
        holders = _holders(aws, target)
        if holders:
            raise Refused(f"{target.id} is still attached: detach it from {', '.join(holders)} first")
    return Change("delete_policy", target, now, gone(tuple(_KINDS)))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The policy and all of its versions' documents."""
    return evidence(_seen(aws, change.target), change, _KINDS)


def apply(aws: Writer, change: Change) -> None:
    """Delete the versions that are not the default one, then the policy with that."""
    versions = [name for name, one in change.before["versions"].items() if not one.get("IsDefaultVersion")]
    _iam_remove.each(
        versions,
        lambda name: aws.one("iam:DeletePolicyVersion", PolicyArn=change.target.id, VersionId=name),
    )
    if change.before["policy"]:
        with suppress(Absent):
            aws.one("iam:DeletePolicy", PolicyArn=change.target.id)


def _refuse(target: Target) -> None:
    if not resource(target).startswith("policy/"):
        raise Refused(f"{target.id} is no managed policy")


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    try:
        page = aws.one("iam:GetPolicy", PolicyArn=target.id)
    except Absent:
        return
    data = {name: value for name, value in page.data["Policy"].items() if name not in _RESTLESS}
    yield Seen("policy", target.id, plain(data), page)
    for listed in aws.pages("iam:ListPolicyVersions", PolicyArn=target.id):
        for one in listed.data["Versions"]:
            version = str(one["VersionId"])
            whole = aws.one("iam:GetPolicyVersion", PolicyArn=target.id, VersionId=version)
            found = dict(whole.data["PolicyVersion"])
            yield Seen("versions", version, {**plain(found), "Document": document(found["Document"])}, whole)


def _holders(aws: Reader, target: Target) -> list[str]:
    """The names of those that the policy is attached to, as their boundary too."""
    pages = aws.pages("iam:ListEntitiesForPolicy", PolicyArn=target.id)
    return sorted(
        str(one[name]) for page in pages for member, name in _HOLDERS.items() for one in page.data[member]
    )


ACTION = Action(
    id="delete_policy",
    title=msg("Delete a policy that the intruder made"),
    harm=msg(
        "Nothing stops, since a policy that is still attached is refused. The policy can be written anew "
        "from the saved documents, but with another unique id and its versions counted anew."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html",
    wave="delete",
    reads=(
        "iam:GetPolicy",
        "iam:ListPolicyVersions",
        "iam:GetPolicyVersion",
        "iam:ListEntitiesForPolicy",
    ),
    writes=("iam:DeletePolicyVersion", "iam:DeletePolicy"),
    preview=preview,
    apply=apply,
    irreversible=msg("a policy that is written anew has another unique id, and its versions other numbers"),
    keep=keep,
)
