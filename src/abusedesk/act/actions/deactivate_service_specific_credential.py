"""Deactivate a user's passwords and keys for single services: CodeCommit, Keyspaces, Bedrock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._iam import identity, known, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_TOLD = ("ServiceName", "ServiceUserName", "ServiceCredentialAlias", "CreateDate", "Status")


def preview(aws: Reader, target: Target) -> Change:
    """
    The user's service-specific credentials now, and none of them active.

    target.parts names their ids; without parts all of them are meant. One that is not there is null.
    """
    who = identity(target, ("User",))
    known(aws, who)
    found: dict[str, Any] = dict.fromkeys(target.parts)
    for page in aws.pages("iam:ListServiceSpecificCredentials", UserName=who.name):
        for one in page.data.get("ServiceSpecificCredentials", ()):
            credential = one["ServiceSpecificCredentialId"]
            if not target.parts or credential in found:
                found[credential] = {name: plain(one[name]) for name in _TOLD if one.get(name) is not None}
    after = {name: _off(one) for name, one in found.items()}
    return Change(
        "deactivate_service_specific_credential", target, {"credentials": found}, {"credentials": after}
    )


def apply(aws: Writer, change: Change) -> None:
    """Give each credential its status after."""
    _set(aws, change, change.after["credentials"])


def revert(aws: Writer, change: Change) -> None:
    """Give each credential its status before."""
    _set(aws, change, change.before["credentials"])


def _off(credential: Any) -> Any:
    active = credential is not None and credential["Status"] == "Active"
    return {**credential, "Status": "Inactive"} if active else credential


def _set(aws: Writer, change: Change, credentials: Mapping[str, Any]) -> None:
    user = identity(change.target, ("User",)).name
    for name, credential in credentials.items():
        if change.before["credentials"][name] != change.after["credentials"][name]:
            aws.one(
                "iam:UpdateServiceSpecificCredential",
                UserName=user,
                ServiceSpecificCredentialId=name,
                Status=credential["Status"],
            )


ACTION = Action(
    id="deactivate_service_specific_credential",
    title=msg("Deactivate a user's service-specific credentials"),
    harm=msg(
        "Programs that sign in to CodeCommit, Amazon Keyspaces or Amazon Bedrock with these credentials "
        "stop. The user's access keys and password go on."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html",
    wave="deny",
    reads=("iam:GetUser", "iam:ListServiceSpecificCredentials"),
    writes=("iam:UpdateServiceSpecificCredential",),
    preview=preview,
    apply=apply,
    revert=revert,
)
