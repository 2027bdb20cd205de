"""Delete a long-term access key of an IAM user that is inactive already."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.act._keys import holders
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._iam import plain
from ._iam_seen import Seen, evidence, gone, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
_LONG_TERM = re.compile(r"AKIA[A-Z0-9]{12,124}")
_SECTIONS = ("access_keys",)
_KINDS = {"access_keys": "iam.access_key"}


def preview(aws: Reader, target: Target) -> Change:
    """The key's user, status, date and last use now, and no key."""
    if not _LONG_TERM.fullmatch(target.id):
        raise Refused(f"{target.id} is no long-term access key; sessions are revoked, not deleted")
    now = state(_seen(aws, target), _SECTIONS)
    for key in now["access_keys"].values():
        if key["Status"] == "Active":
            raise Refused(
                f"{target.id} is active: deactivate it and see that nothing stops before deleting it"
            )
    return Change("delete_access_key", target, now, gone(_SECTIONS))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """What IAM knows of the key."""
    return evidence(_seen(aws, change.target), change, _KINDS)


def apply(aws: Writer, change: Change) -> None:
    """Delete the key, if it is still there."""
    for key, data in change.before["access_keys"].items():
        with suppress(Absent):
            aws.one("iam:DeleteAccessKey", UserName=data["UserName"], AccessKeyId=key)


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    for user in _owners(aws, target):
        for page in aws.pages("iam:ListAccessKeys", UserName=user):
            for key in page.data["AccessKeyMetadata"]:
                if key["AccessKeyId"] == target.id:
                    used = aws.one("iam:GetAccessKeyLastUsed", AccessKeyId=target.id)
                    last = {"LastUsed": used.data.get("AccessKeyLastUsed", {})}
                    yield Seen("access_keys", target.id, plain({**key, **last}), page)
                    return


def _owners(aws: Reader, target: Target) -> Iterator[str]:
    """
    The key's user, or every user where IAM does not tell whose it is.

    Raises:
        Refused: it is no user's, and may be root's.
    """
    yield from holders(aws, target.id)
    if aws.one("iam:GetAccountSummary").data["SummaryMap"].get("AccountAccessKeysPresent"):
        raise Refused(f"{target.id} is no IAM user's key, and root has keys: only root can delete its own")


ACTION = Action(
    id="delete_access_key",
    title=msg("Delete an access key"),
    harm=msg(
        "The key is gone for good: programs that still hold it can never use it again. IAM forgets whose "
        "it was and when it was last used; that is saved as evidence first."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html",
    wave="delete",
    reads=("iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:ListUsers", "iam:GetAccountSummary"),
    writes=("iam:DeleteAccessKey",),
    preview=preview,
    apply=apply,
    irreversible=msg("a deleted key's id and secret are never given out again"),
    keep=keep,
    after=("deactivate_access_key", "rotate_access_key", "retire_access_key"),
)
