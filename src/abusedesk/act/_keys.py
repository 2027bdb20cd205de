"""What the actions on access keys ask IAM: whose a key is, and which others its user has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent, Denied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Change

LAST_USED, LISTED, USERS = "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:ListUsers"
SET = "iam:UpdateAccessKey"


@dataclass(frozen=True, slots=True)
class Key:
    """One access key of a user; created is aware UTC."""

    id: str
    user: str
    status: str
    created: datetime


def keys_beside(aws: Reader | Writer, key_id: str) -> tuple[Key, tuple[Key, ...]]:
    """
    The key of that id, and the other keys of its user. Needs LAST_USED, LISTED and USERS.

    Raises:
        Absent: it is no key of a user of this account.
    """
    for user in holders(aws, key_id):
        keys = keys_of(aws, user)
        own = next((one for one in keys if one.id == key_id), None)
        if own is not None:
            return own, tuple(one for one in keys if one.id != key_id)
    raise Absent(f"{key_id} is no key of an IAM user of this account, or no longer", "empty")


def holders(aws: Reader | Writer, key_id: str) -> Iterator[str]:
    """
    The key's user, or every user where IAM does not tell whose it is. Needs LAST_USED and USERS.

    It says of a deleted key no more than of another account's: that we may not ask.
    """
    try:
        user = aws.one(LAST_USED, AccessKeyId=key_id).data.get("UserName")
    except (Absent, Denied):
        user = None
    if user:
        yield str(user)
        return
    for page in aws.pages(USERS):
        yield from (str(one["UserName"]) for one in page.data["Users"])


def keys_of(aws: Reader | Writer, user: str) -> tuple[Key, ...]:
    """All keys of a user. Needs LISTED."""
    return tuple(
        Key(str(one["AccessKeyId"]), user, str(one["Status"]), one["CreateDate"])
        for page in aws.pages(LISTED, UserName=user)
        for one in page.data["AccessKeyMetadata"]
    )


def set_after(aws: Writer, change: Change) -> None:
    """Give the key that a change is about its status after. Needs SET."""
    _set(aws, change.target.id, change.after)


def set_before(aws: Writer, change: Change) -> None:
    """Give the key that a change is about its status before. Needs SET."""
    _set(aws, change.target.id, change.before)


def _set(aws: Writer, key_id: str, state: Mapping[str, Any]) -> None:
    user, status = str(state["UserName"]), str(state["Status"])
    aws.one(SET, UserName=user, AccessKeyId=key_id, Status=status)


def last_used(aws: Reader | Writer, key_id: str) -> Mapping[str, Any]:
    """When, for what and where a key was last used; without "LastUsedDate" never. Needs LAST_USED."""
    used: Mapping[str, Any] = aws.one(LAST_USED, AccessKeyId=key_id).data.get("AccessKeyLastUsed") or {}
    return used
