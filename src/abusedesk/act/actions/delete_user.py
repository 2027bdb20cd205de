"""Delete a user that the intruder made, with all that hangs on it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from . import _iam_remove
from ._iam import Identity, identity, plain
from ._iam_seen import Seen, evidence, gone, itself, listed, rights, state

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

# In the order in which they must go before the user can.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html
_KINDS = {
    "login_profile": "iam.login_profile",
    "access_keys": "iam.access_key",
    "signing_certificates": "iam.signing_certificate",
    "ssh_public_keys": "iam.ssh_public_key",
    "service_specific_credentials": "iam.service_specific_credential",
    "mfa_devices": "iam.mfa_device",
    "inline": "iam.user_policy",
    "attached": "iam.attached_policy",
    "groups": "iam.group_membership",
    "boundary": "iam.permissions_boundary",
    "user": "iam.user",
}
_LISTS = {
    "iam:ListAccessKeys": ("access_keys", "AccessKeyMetadata", "AccessKeyId"),
    "iam:ListSigningCertificates": ("signing_certificates", "Certificates", "CertificateId"),
    "iam:ListServiceSpecificCredentials": (
        "service_specific_credentials",
        "ServiceSpecificCredentials",
        "ServiceSpecificCredentialId",
    ),
    "iam:ListMFADevices": ("mfa_devices", "MFADevices", "SerialNumber"),
    "iam:ListGroupsForUser": ("groups", "Groups", "GroupName"),
}
# How the things of a section are deleted: the call, and the parameter that names one.
_DELETES = {
    "access_keys": ("iam:DeleteAccessKey", "AccessKeyId"),
    "signing_certificates": ("iam:DeleteSigningCertificate", "CertificateId"),
    "ssh_public_keys": ("iam:DeleteSSHPublicKey", "SSHPublicKeyId"),
    "service_specific_credentials": (
        "iam:DeleteServiceSpecificCredential",
        "ServiceSpecificCredentialId",
    ),
    "mfa_devices": ("iam:DeactivateMFADevice", "SerialNumber"),
}


def preview(aws: Reader, target: Target) -> Change:
    """The user and all that hangs on it now, by section and id; and nothing of it."""
    return Change("delete_user", target, state(_seen(aws, target), tuple(_KINDS)), gone(tuple(_KINDS)))


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The user and all that hangs on it, policy documents and last use of its keys too."""
    yield from evidence(_seen(aws, change.target), change, _KINDS)
    for key in change.before["access_keys"]:
        page = aws.one("iam:GetAccessKeyLastUsed", AccessKeyId=key)
        last = Seen("last_used", key, plain(dict(page.data)), page)
        yield from evidence((last,), change, {"last_used": "iam.access_key_last_used"})


def apply(aws: Writer, change: Change) -> None:
    """Delete what was seen, then the user; what is gone already is left."""
    who, before = identity(change.target, ("User",)), change.before
    if before["login_profile"]:
        with suppress(Absent):
            aws.one("iam:DeleteLoginProfile", UserName=who.name)
    for section, (call, member) in _DELETES.items():
        for key in before[section]:
            with suppress(Absent):
                aws.one(call, UserName=who.name, **{member: key})
    virtual = [serial for serial in before["mfa_devices"] if serial.startswith("arn:")]
    _iam_remove.each(virtual, lambda serial: aws.one("iam:DeleteVirtualMFADevice", SerialNumber=serial))
    _iam_remove.rights(aws, who, before)
    if before["user"]:
        with suppress(Absent):
            aws.one("iam:DeleteUser", UserName=who.name)


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    who = identity(target, ("User",))
    found = list(itself(aws, who, "user"))
    yield from found
    if not found:
        return
    with suppress(Absent):
        page = aws.one("iam:GetLoginProfile", UserName=who.name)
        yield Seen("login_profile", who.name, plain(dict(page.data["LoginProfile"])), page)
    for call, names in _LISTS.items():
        yield from listed(aws, who, call, names)
    yield from _ssh_public_keys(aws, who)
    yield from rights(aws, who)


def _ssh_public_keys(aws: Reader, who: Identity) -> Iterator[Seen]:
    for page in aws.pages("iam:ListSSHPublicKeys", UserName=who.name):
        for one in page.data.get("SSHPublicKeys", ()):
            asked: dict[str, Any] = {"SSHPublicKeyId": one["SSHPublicKeyId"], "Encoding": "SSH"}
            whole = aws.one("iam:GetSSHPublicKey", UserName=who.name, **asked)
            data: Mapping[str, Any] = plain(dict(whole.data["SSHPublicKey"]))
            yield Seen("ssh_public_keys", str(one["SSHPublicKeyId"]), data, whole)


ACTION = Action(
    id="delete_user",
    title=msg("Delete a user that the intruder made"),
    harm=msg(
        "The user is gone with its password, keys, MFA devices, policies and memberships, and whatever "
        "still uses it stops. A user of the same name would have another unique id, so that policies that "
        "name the old one do not speak of it. Everything is saved as evidence first."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html",
    wave="delete",
    reads=(
        "iam:GetUser",
        "iam:GetLoginProfile",
        "iam:GetAccessKeyLastUsed",
        *_LISTS,
        "iam:ListSSHPublicKeys",
        "iam:GetSSHPublicKey",
        "iam:ListUserPolicies",
        "iam:GetUserPolicy",
        "iam:ListAttachedUserPolicies",
    ),
    writes=(
        "iam:DeleteLoginProfile",
        *(call for call, _ in _DELETES.values()),
        "iam:DeleteVirtualMFADevice",
        "iam:DeleteUserPolicy",
        "iam:DetachUserPolicy",
        "iam:RemoveUserFromGroup",
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteUser",
    ),
    preview=preview,
    apply=apply,
    irreversible=msg("a user of the same name is another one, and its password and secret keys are unknown"),
    keep=keep,
    after=("deny_all_to_principal",),
)
