"""
A user's credentials for single services, signing certificates and SSH keys, of the folder and of calls.

They stand among the home region's things, under "iam:service_specific_credentials", "iam:certificates" and
"iam:ssh_public_keys". https://docs.aws.amazon.com/IAM/latest/APIReference/
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.principals import made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_ABSENT = 404
_CONFLICT = 409
_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kind of thing that users hold: its key, its id's member, what it is called, how many one may have."""

    key: str
    member: str
    called: str
    most: int


CREDENTIALS = Kept(
    key="iam:service_specific_credentials",
    member="ServiceSpecificCredentialId",
    called="Service Specific Credential",
    most=2,
)
CERTIFICATES = Kept(key="iam:certificates", member="CertificateId", called="Certificate", most=2)
SSH_KEYS = Kept(key="iam:ssh_public_keys", member="SSHPublicKeyId", called="SSH Public Key", most=5)


def things(call: Call, key: str) -> list[dict[str, Any]]:
    """The home region's things of key, to look at: nothing is put there where there are none."""
    found: list[dict[str, Any]] = call.account.things.get(call.account.home, {}).get(key, [])
    return found


def held(call: Call, kept: Kept, user: str) -> list[dict[str, Any]]:
    """What user holds of kept."""
    return [one for one in things(call, kept.key) if one.get("UserName") == user]


def user_of(call: Call) -> str:
    """
    The user that the call is about, the caller without a name.

    Raises:
        AwsError: there is none.
    """
    name = str(call.get("UserName") or call.principal.name)
    if name not in call.account.people.backend.users:
        raise AwsError("NoSuchEntity", f"The user with name {name} cannot be found.", _ABSENT)
    return name


def listing(kept: Kept, member: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that lists what a user holds of kept as member; other users' where all are asked for."""

    def answer(call: Call) -> Mapping[str, Any]:
        found = things(call, kept.key) if call.get("AllUsers") else held(call, kept, user_of(call))
        service = call.get("ServiceName")
        shown = [one for one in found if not service or one.get("ServiceName") == service]
        told, more = page(call, [_told(one) for one in shown], _PAGE)
        return {member: told, **more}

    return answer


def updating(kept: Kept) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that gives a thing of kept another status."""

    def answer(call: Call) -> Mapping[str, Any]:
        _one(call, kept)["Status"] = str(call.get("Status"))
        return {}

    return answer


def deleting(kept: Kept) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that deletes a thing of kept."""

    def answer(call: Call) -> Mapping[str, Any]:
        thing = _one(call, kept)
        listed = things(call, kept.key)
        listed[:] = [one for one in listed if one is not thing]
        return {}

    return answer


def get_ssh_public_key(call: Call) -> Mapping[str, Any]:
    """One key with its text."""
    body = str(_one(call, SSH_KEYS).get("SSHPublicKeyBody", ""))
    digest = hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()
    return {
        "SSHPublicKey": {"SSHPublicKeyBody": body, "Fingerprint": digest, **_one(call, SSH_KEYS)},
    }


def upload_ssh_public_key(call: Call) -> Mapping[str, Any]:
    """A new SSH key of a user."""
    body = {"SSHPublicKeyBody": str(call.get("SSHPublicKeyBody"))}
    thing = _made(call, SSH_KEYS, "APKA", {**body, "UploadDate": _now(call)})
    return {"SSHPublicKey": {"Fingerprint": "", **thing}}


def upload_signing_certificate(call: Call) -> Mapping[str, Any]:
    """A new signing certificate of a user."""
    body = {"CertificateBody": str(call.get("CertificateBody"))}
    return {"Certificate": _made(call, CERTIFICATES, "", {**body, "UploadDate": _now(call)})}


def create_service_specific_credential(call: Call) -> Mapping[str, Any]:
    """A new user name and password of a user for one service."""
    user, service = user_of(call), str(call.get("ServiceName"))
    named = {"ServiceName": service, "ServiceUserName": f"{user}-at-{call.account.id}"}
    thing = _made(call, CREDENTIALS, "ACCA", {**named, "CreateDate": _now(call)})
    password = made_up("", call.request_id, "password", length=40)
    return {"ServiceSpecificCredential": {**thing, "ServicePassword": password}}


def _made(call: Call, kept: Kept, prefix: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    user = user_of(call)
    there = [one for one in held(call, kept, user) if one.get("ServiceName") == facts.get("ServiceName")]
    if len(there) >= kept.most:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for {kept.called}: {kept.most}", _CONFLICT)
    name = made_up(prefix, call.request_id, kept.key, length=20)
    thing: dict[str, Any] = {"UserName": user, kept.member: name, "Status": "Active", **facts}
    call.account.listed(call.account.home, kept.key).append(thing)
    return thing


def _one(call: Call, kept: Kept) -> dict[str, Any]:
    name = call.get(kept.member)
    for one in held(call, kept, user_of(call)):
        if one.get(kept.member) == name:
            return one
    raise AwsError("NoSuchEntity", f"The {kept.called} with id {name} cannot be found.", _ABSENT)


def _told(thing: Mapping[str, Any]) -> dict[str, Any]:
    """What a list shows of thing: its text stands in the answer about one alone."""
    return {name: value for name, value in thing.items() if name != "SSHPublicKeyBody"}


def _now(call: Call) -> Any:
    return call.now.replace(microsecond=0)


ANSWERS: Mapping[str, Callable[[Call], Mapping[str, Any]]] = {
    "ListServiceSpecificCredentials": listing(CREDENTIALS, "ServiceSpecificCredentials"),
    "CreateServiceSpecificCredential": create_service_specific_credential,
    "UpdateServiceSpecificCredential": updating(CREDENTIALS),
    "DeleteServiceSpecificCredential": deleting(CREDENTIALS),
    "ListSigningCertificates": listing(CERTIFICATES, "Certificates"),
    "UploadSigningCertificate": upload_signing_certificate,
    "UpdateSigningCertificate": updating(CERTIFICATES),
    "DeleteSigningCertificate": deleting(CERTIFICATES),
    "ListSSHPublicKeys": listing(SSH_KEYS, "SSHPublicKeys"),
    "GetSSHPublicKey": get_ssh_public_key,
    "UploadSSHPublicKey": upload_ssh_public_key,
    "UpdateSSHPublicKey": updating(SSH_KEYS),
    "DeleteSSHPublicKey": deleting(SSH_KEYS),
}
