"""Take a user's console password away."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._iam import identity, known, plain
from ._iam_seen import Seen, evidence, gone, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_SECTIONS = ("login_profile",)
_KINDS = {"login_profile": "iam.login_profile"}


def preview(aws: Reader, target: Target) -> Change:
    """Since when the user has a password and whether it must be changed; and no password."""
    known(aws, identity(target, ("User",)))
    return Change("delete_login_profile", target, state(_seen(aws, target), _SECTIONS), gone(_SECTIONS))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """What IAM knows of the password."""
    return evidence(_seen(aws, change.target), change, _KINDS)


def apply(aws: Writer, change: Change) -> None:
    """Delete the password, if it is still there."""
    if change.before["login_profile"]:
        with suppress(Absent):
            aws.one("iam:DeleteLoginProfile", UserName=identity(change.target, ("User",)).name)


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    who = identity(target, ("User",))
    with suppress(Absent):
        page = aws.one("iam:GetLoginProfile", UserName=who.name)
        yield Seen("login_profile", who.arn, plain(dict(page.data["LoginProfile"])), page)


ACTION = Action(
    id="delete_login_profile",
    title=msg("Take a user's console password away"),
    harm=msg(
        "The user can no longer sign in to the console, and the old password can never be put back: later "
        "the user needs a new one. Console sessions that are open now and access keys go on, so deny the "
        "user as well."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html",
    wave="deny",
    reads=("iam:GetUser", "iam:GetLoginProfile"),
    writes=("iam:DeleteLoginProfile",),
    preview=preview,
    apply=apply,
    irreversible=msg("IAM hands out no password, so that the old one cannot be put back"),
    keep=keep,
)
