"""Give an IAM user a second access key, handed over once and encrypted; the first lives on for now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.act._keys import LAST_USED, LISTED, USERS, Key, keys_beside, last_used
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """The key's user, and whether it has a newer active key beside this one."""
    own, others = keys_beside(aws, target.id)
    newer = _newer(own, others)
    if newer is None and others:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        raise Refused(
            f"{own.user} has two keys already, the most that IAM allows: delete {others[0].id} first"
        )
    now = {"UserName": own.user, "second_key": newer is not None}
    return Change("rotate_access_key", target, now, {**now, "second_key": True})


def apply(aws: Writer, change: Change) -> None:
    """Make the second key and hand it over; one that was made and never reached anybody is made anew."""
    own, others = keys_beside(aws, change.target.id)
    to = aws.hand_over  # asked for before the key is made: without it none may be
    newer = _newer(own, others)
    if newer is not None:
        if to.has(_name(own.user, newer.id)):
            return
        _delete(aws, newer)
    made = aws.one("iam:CreateAccessKey", UserName=own.user).data["AccessKey"]
    secret = {
        "UserName": own.user,
        "AccessKeyId": made["AccessKeyId"],
        "SecretAccessKey": made["SecretAccessKey"],
        "replaces": own.id,
    }
    try:
        to.give(_name(own.user, made["AccessKeyId"]), secret)
    except Refused:
        aws.one("iam:DeleteAccessKey", UserName=own.user, AccessKeyId=made["AccessKeyId"])
        raise


def revert(aws: Writer, change: Change) -> None:
    """Delete the second key, as long as nobody uses it."""
    if change.before["second_key"]:
        return
    newer = _newer(*keys_beside(aws, change.target.id))
    if newer is not None:
        _delete(aws, newer)


def _delete(aws: Writer, key: Key) -> None:
    if "LastUsedDate" in last_used(aws, key.id):
        raise Refused(f"{key.id} of {key.user} is in use already")
    aws.one("iam:DeleteAccessKey", UserName=key.user, AccessKeyId=key.id)


def _newer(own: Key, others: tuple[Key, ...]) -> Key | None:
    return next((one for one in others if one.status == "Active" and one.created > own.created), None)


def _name(user: str, key_id: str) -> str:
    return f"{user}-{key_id}"


ACTION = Action(
    id="rotate_access_key",
    title=msg("Replace an access key by a new one"),
    harm=msg(
        "Nothing stops. The new key is handed over once, encrypted; the old one works until it is retired, "
        "so its programs must have the new one by then."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    wave="renew",
    hands_over=True,
    reads=(LAST_USED, LISTED, USERS),
    writes=("iam:CreateAccessKey", "iam:DeleteAccessKey"),
    preview=preview,
    apply=apply,
    revert=revert,
)
