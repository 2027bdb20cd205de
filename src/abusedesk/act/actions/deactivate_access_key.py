"""Deactivate a long-term access key of an IAM user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.act._keys import LAST_USED, LISTED, SET, USERS, keys_beside, set_after, set_before
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader


def preview(aws: Reader, target: Target) -> Change:
    """The key's user and status now, and Inactive."""
    own, _ = keys_beside(aws, target.id)
    now = {"UserName": own.user, "Status": own.status}
    return Change("deactivate_access_key", target, now, {**now, "Status": "Inactive"})


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
    writes=(SET,),
    preview=preview,
    apply=set_after,
    revert=set_before,
)
