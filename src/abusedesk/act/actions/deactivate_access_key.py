"""Deactivate a long-term access key of an IAM user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.act._keys import LAST_USED, LISTED, USERS, keys_beside
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """The key's user and status now, and Inactive."""
    own, _ = keys_beside(aws, target.id)
    now = {"UserName": own.user, "Status": own.status}
    return Change("deactivate_access_key", target, now, {**now, "Status": "Inactive"})


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
    reads=(LAST_USED, LISTED, USERS),
    writes=("iam:UpdateAccessKey",),
    preview=preview,
    apply=apply,
    revert=revert,
)
