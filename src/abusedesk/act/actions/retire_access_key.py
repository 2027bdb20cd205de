"""Deactivate the old key of a user once its programs sign with the new one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._keys import (
    LAST_USED,
    LISTED,
    SET,
    USERS,
    Key,
    keys_beside,
    last_used,
    set_after,
    set_before,
)
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader

_QUIET = timedelta(hours=1)
_RECENT = timedelta(days=30)


def preview(aws: Reader, target: Target) -> Change:
    """
    The key's user and status now, and Inactive.

    Refused while programs still sign with it: when it was used within the last hour, or within a month and
    the key that replaces it never. AWS notes a use only within some minutes, so look again before the key is
    deleted.
    """
    own, others = keys_beside(aws, target.id)
    now = {"UserName": own.user, "Status": own.status}
    if own.status == "Active":
        _see_that_it_rests(aws, own, others)
    return Change("retire_access_key", target, now, {**now, "Status": "Inactive"})


def _see_that_it_rests(aws: Reader, own: Key, others: tuple[Key, ...]) -> None:
    page = aws.one(LAST_USED, AccessKeyId=own.id)
    used = page.data.get("AccessKeyLastUsed") or {}
    newer = [one for one in others if one.status == "Active" and one.created > own.created]
    if "LastUsedDate" not in used or not newer:
        return
    rest = page.asked - used["LastUsedDate"]
    said = f"{used['LastUsedDate']:%Y-%m-%d %H:%M} UTC, {_where(used)}"
    if rest < _QUIET:
        raise Refused(f"{own.id} is still in use: {said}")
    if rest < _RECENT and not any("LastUsedDate" in last_used(aws, one.id) for one in newer):
        raise Refused(
            f"{newer[0].id} was never used, so the programs of {own.id} ({said}) do not have it yet"
        )


def _where(used: Mapping[str, Any]) -> str:
    return f"{used.get('ServiceName', 'N/A')} in {used.get('Region', 'N/A')}"


ACTION = Action(
    id="retire_access_key",
    title=msg("Deactivate an access key that was replaced"),
    harm=msg(
        "Programs that still sign with the old key stop; it can be activated again until it is deleted."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    wave="renew",
    after=("rotate_access_key",),
    reads=(LAST_USED, LISTED, USERS),
    writes=(SET,),
    preview=preview,
    apply=set_after,
    revert=set_before,
)
