"""Give an IAM user a new console password, which must be changed at the next sign-in."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_LENGTH = 24  # no password policy of IAM asks for more than 128, few for more than this
# IAM's own list of symbols, less those that are mistaken for others:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#$%^&*()_+-=[]{}")


def preview(aws: Reader, target: Target) -> Change:
    """Whether the password must be changed at the next sign-in, and since when there is one."""
    user = _user(target.id)
    profile = aws.one("iam:GetLoginProfile", UserName=user).data["LoginProfile"]
    now = {"UserName": user, "PasswordResetRequired": bool(profile.get("PasswordResetRequired"))}
    return Change("reset_password", target, now, {**now, "PasswordResetRequired": True})


def apply(aws: Writer, change: Change) -> None:
    """Set a password that nobody has seen, and hand it over; done again it is another one."""
    user = str(change.after["UserName"])
    to = aws.hand_over  # asked for before the password is set: without it nobody could sign in
    password = _password(max(_LENGTH, _at_least(aws)))
    aws.one("iam:UpdateLoginProfile", UserName=user, Password=password, PasswordResetRequired=True)
    to.give(f"{user}-console-password", {"UserName": user, "Password": password})


def _at_least(aws: Writer) -> int:
    try:
        policy = aws.one("iam:GetAccountPasswordPolicy").data["PasswordPolicy"]
    except Absent:
        return 0
    return int(policy.get("MinimumPasswordLength") or 0)


def _password(length: int) -> str:
    """Characters of every class that a password policy may ask for, in no order."""
    chosen = [secrets.choice(one) for one in _CLASSES]
    chosen += [secrets.choice("".join(_CLASSES)) for _ in range(length - len(chosen))]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)


def _user(arn: str) -> str:
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    if kind != "user" or not rest:
        raise Refused(f"{arn} is no IAM user; only a user has a console password")
    return rest.rpartition("/")[2]


ACTION = Action(
    id="reset_password",
    title=msg("Set a new console password"),
    harm=msg(
        "The user can no longer sign in with the old password, and must choose another at the first sign-in "
        "with the new one, which is handed over once, encrypted. Open console sessions live on."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html",
    wave="renew",
    hands_over=True,
    irreversible=msg("Nobody knows the old password, so it cannot be put back."),
    reads=("iam:GetLoginProfile", "iam:GetAccountPasswordPolicy"),
    writes=("iam:UpdateLoginProfile",),
    preview=preview,
    apply=apply,
)
