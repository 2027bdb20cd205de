"""
Root's own credentials: what root may ask and delete without naming a user.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.call import Call, Forward
from abusedesk.drill.overlay import _iam_report
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Answer = Callable[[Call], Mapping[str, Any]]

_ABSENT = 404
_FORBIDDEN = 403


def device(call: Call) -> str:
    """What root's one MFA device is called."""
    return f"arn:{call.account.partition}:iam::{call.account.id}:mfa/root-account-mfa-device"


def summary(root: Mapping[str, Any]) -> dict[str, int]:
    """What GetAccountSummary counts of root."""
    return {
        "AccountMFAEnabled": int(bool(root.get("MFA"))),
        "AccountAccessKeysPresent": int(bool(root.get("AccessKeys"))),
        "AccountPasswordPresent": int(has_password(root)),
        "AccountSigningCertificatesPresent": int(bool(root.get("SigningCertificates"))),
    }


def has_password(root: Mapping[str, Any]) -> bool:
    """Every root has one that the folder does not say has none."""
    return root.get("Password") is not False


def list_access_keys(call: Call) -> Mapping[str, Any]:
    """Root's keys, without a user's name."""
    shown = ("AccessKeyId", "Status", "CreateDate")
    keys = [{name: one[name] for name in shown if one.get(name)} for one in _held(call, "AccessKeys")]
    return {"AccessKeyMetadata": [{"Status": "Active", **one} for one in keys]}


def get_access_key_last_used(call: Call) -> Mapping[str, Any]:
    """The last use of one of them."""
    used = _one(call, "AccessKeys", "AccessKeyId", "access key").get("LastUsed") or {}
    return {"AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A", **used}}


def delete_access_key(call: Call) -> Mapping[str, Any]:
    """One key less."""
    return _less(call, "AccessKeys", _one(call, "AccessKeys", "AccessKeyId", "access key"))


def list_signing_certificates(call: Call) -> Mapping[str, Any]:
    """Root's certificates."""
    return {"Certificates": [{"UserName": "root", **one} for one in _held(call, "SigningCertificates")]}


def delete_signing_certificate(call: Call) -> Mapping[str, Any]:
    """One certificate less."""
    one = _one(call, "SigningCertificates", "CertificateId", "certificate")
    return _less(call, "SigningCertificates", one)


def list_mfa_devices(call: Call) -> Mapping[str, Any]:
    """The one device that root has where the folder says that its MFA is on."""
    if not _root(call).get("MFA"):
        return {"MFADevices": []}
    since = _iam_report.opened(call.account.people, call.now)
    return {"MFADevices": [{"UserName": "root", "SerialNumber": device(call), "EnableDate": since}]}


def deactivate_mfa_device(call: Call) -> Mapping[str, Any]:
    """No device any more."""
    _in_session(call)
    if not _root(call).get("MFA") or call.get("SerialNumber") != device(call):
        raise _unknown("MFA device", call.get("SerialNumber"))
    _root(call)["MFA"] = False
    return {}


def get_login_profile(call: Call) -> Mapping[str, Any]:
    """Since when root has its password: since the account was opened."""
    _in_session(call)
    if not has_password(_root(call)):
        raise _unknown("Login Profile", "root")
    since = _iam_report.opened(call.account.people, call.now)
    return {"LoginProfile": {"UserName": "root", "CreateDate": since, "PasswordResetRequired": False}}


def delete_login_profile(call: Call) -> Mapping[str, Any]:
    """No password any more."""
    _in_session(call)
    if not has_password(_root(call)):
        raise _unknown("Login Profile", "root")
    _root(call)["Password"] = False
    return {}


def _root(call: Call) -> dict[str, Any]:
    return call.account.people.root


def _held(call: Call, name: str) -> list[dict[str, Any]]:
    return list(_root(call).get(name) or ())


def _one(call: Call, name: str, member: str, called: str) -> dict[str, Any]:
    wanted = call.get(member)
    for one in _held(call, name):
        if one.get(member) == wanted:
            return one
    raise _unknown(called, wanted)


def _less(call: Call, name: str, gone: Mapping[str, Any]) -> Mapping[str, Any]:
    _root(call)[name] = [one for one in _held(call, name) if one is not gone]
    return {}


def _in_session(call: Call) -> None:
    """
    Let a session of sts:AssumeRoot pass; root's own keys may not do this without a user's name.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html
    """
    if not call.principal.session_policies:
        raise AwsError("AccessDenied", "Must specify userName when calling with root credentials", _FORBIDDEN)


def _unknown(what: str, name: Any) -> AwsError:
    return AwsError("NoSuchEntity", f"The {what} with id {name} cannot be found.", _ABSENT)


def for_root(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Answers, less what root asks of itself."""
    mine = {name: _either(answer, answers.get(name)) for name, answer in ANSWERS.items()}
    return {**answers, **mine}


def _either(mine: Answer, others: Answer | None) -> Answer:
    def answer(call: Call) -> Mapping[str, Any]:
        if call.principal.kind == "root" and not call.get("UserName"):
            users = call.account.people.backend.access_keys
            if call.operation != "GetAccessKeyLastUsed" or call.get("AccessKeyId") not in users:
                return mine(call)
        if others is None:
            raise Forward
        return others(call)

    return answer


ANSWERS: Mapping[str, Answer] = {
    "ListAccessKeys": list_access_keys,
    "GetAccessKeyLastUsed": get_access_key_last_used,
    "DeleteAccessKey": delete_access_key,
    "ListSigningCertificates": list_signing_certificates,
    "DeleteSigningCertificate": delete_signing_certificate,
    "ListMFADevices": list_mfa_devices,
    "DeactivateMFADevice": deactivate_mfa_device,
    "GetLoginProfile": get_login_profile,
    "DeleteLoginProfile": delete_login_profile,
}
