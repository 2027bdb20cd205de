"""Deactivate a long-term access key of an IAM user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """The key's user and status now, and Inactive."""
    # GetAccessKeyLastUsed is the only call that tells whose key an id is.
    user = aws.one("iam:GetAccessKeyLastUsed", AccessKeyId=target.id).data.get("UserName")
    if not user:
        raise Absent(f"{target.id} is no key of an IAM user of this account", "empty")
    for page in aws.pages("iam:ListAccessKeys", UserName=user):
        for key in page.data["AccessKeyMetadata"]:
            if key["AccessKeyId"] == target.id:
                now = {"UserName": user, "Status": key["Status"]}
                return Change("deactivate_access_key", target, now, {**now, "Status": "Inactive"})
    raise Absent(f"{target.id} is no longer among the keys of {user}", "empty")


def apply(aws: Writer, change: Change) -> None:
    """Give the key its status after."""
    _set(aws, change.target.id, str(change.after["UserName"]), str(change.after["Status"]))


def revert(aws: Writer, change: Change) -> None:
    """Give the key its status before."""
    _set(aws, change.target.id, str(change.before["UserName"]), str(change.before["Status"]))


def _set(aws: Writer, key: str, user: str, status: str) -> None:
    aws.one("iam:UpdateAccessKey", UserName=user, AccessKeyId=key, Status=status)


ACTION = Action(
    id="deactivate_access_key",
    title=msg("Deactivate an access key"),
    harm=msg(
        "Programs that sign with this key stop, SES SMTP log-ins that use it included. Sessions that "
        "were already issued to it live on until they expire."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html",
    wave="deny",
    reads=("iam:GetAccessKeyLastUsed", "iam:ListAccessKeys"),
    writes=("iam:UpdateAccessKey",),
    preview=preview,
    apply=apply,
    revert=revert,
)
