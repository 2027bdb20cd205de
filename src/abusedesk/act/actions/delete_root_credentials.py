"""Delete the credentials of a member account's root: access keys, password, certificates, MFA devices."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_remove
from ._iam import plain, resource
from ._iam_seen import Seen, evidence, gone, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

# In the order in which they go: keys sign at once, and a password without MFA would be weaker than with it.
_KINDS = {
    "access_keys": "iam.access_key",
    "login_profile": "iam.login_profile",
    "signing_certificates": "iam.signing_certificate",
    "mfa_devices": "iam.mfa_device",
    "last_used": "iam.access_key_last_used",
}
_SECTIONS = ("access_keys", "login_profile", "signing_certificates", "mfa_devices")
_LISTS = {
    "iam:ListAccessKeys": ("access_keys", "AccessKeyMetadata", "AccessKeyId"),
    "iam:ListSigningCertificates": ("signing_certificates", "Certificates", "CertificateId"),
    "iam:ListMFADevices": ("mfa_devices", "MFADevices", "SerialNumber"),
}
_PASSWORD = "password"  # noqa: S105 - what the one login profile is called in the state


def preview(aws: Reader, target: Target) -> Change:
    """All of root's credentials now, by section and id; and none of them."""
    _root(target)
    return Change("delete_root_credentials", target, state(_seen(aws), _SECTIONS), gone(_SECTIONS))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """What IAM knows of each of them, with the last use of the keys."""
    yield from evidence(_seen(aws), change, _KINDS)
    yield from evidence(_uses(aws, change), change, _KINDS)


def apply(aws: Writer, change: Change) -> None:
    """Delete the credentials that are still there; without a user's name IAM means root, who asks."""
    before = change.before
    _iam_remove.each(before["access_keys"], lambda key: aws.one("iam:DeleteAccessKey", AccessKeyId=key))
    _iam_remove.each(before["login_profile"], lambda _: aws.one("iam:DeleteLoginProfile"))
    _iam_remove.each(
        before["signing_certificates"],
        lambda one: aws.one("iam:DeleteSigningCertificate", CertificateId=one),
    )
    # A virtual device itself stays in the account's list, assigned to nobody: the task's own policy lets a
    # session touch root's credentials alone.
    _iam_remove.each(
        before["mfa_devices"], lambda serial: aws.one("iam:DeactivateMFADevice", SerialNumber=serial)
    )


def _seen(aws: Reader) -> Iterator[Seen]:
    for call, (section, member, key) in _LISTS.items():
        for page in aws.pages(call):
            for one in page.data.get(member, ()):
                yield Seen(section, str(one[key]), plain(dict(one)), page)
    with suppress(Absent):
        page = aws.one("iam:GetLoginProfile")
        yield Seen("login_profile", _PASSWORD, plain(dict(page.data["LoginProfile"])), page)


def _uses(aws: Reader, change: Change) -> Iterator[Seen]:
    for key in change.before["access_keys"]:
        page = aws.one("iam:GetAccessKeyLastUsed", AccessKeyId=key)
        yield Seen("last_used", key, plain(dict(page.data)), page)


def _root(target: Target) -> None:
    if resource(target) != "root":
        raise Refused(f"{target.id} is not the account's root")


ACTION = Action(
    id="delete_root_credentials",
    title=msg("Delete all credentials of a member account's root"),
    harm=msg(
        "Root of this account can neither sign in nor be used by programs, and its password, keys, "
        "certificates and MFA devices can never be put back. A console session of root that is open now goes "
        "on for up to twelve hours. Only the organization's management account can let root have a password "
        "again."
    ),
    source="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html",
    wave="sweep",
    reads=(
        "iam:ListAccessKeys",
        "iam:ListSigningCertificates",
        "iam:ListMFADevices",
        "iam:GetLoginProfile",
        "iam:GetAccessKeyLastUsed",
    ),
    writes=(
        "iam:DeleteAccessKey",
        "iam:DeleteLoginProfile",
        "iam:DeleteSigningCertificate",
        "iam:DeactivateMFADevice",
    ),
    preview=preview,
    apply=apply,
    irreversible=msg("IAM gives out no deleted key, password, certificate or MFA device again"),
    keep=keep,
    as_root=True,
)
