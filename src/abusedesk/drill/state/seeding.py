"""The folder's identities, put straight into moto's IAM: what no API can set as well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.drill.state.people import id_of, naive
from abusedesk.drill.state.principals import made_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.state.people import People

_AWS_POLICY = re.compile(r"arn:[^:]+:iam::aws:policy(/.*)")


def seed(people: People) -> None:
    """Give people all users, groups, roles and policies of its account's iam.json."""
    iam = people.account.iam
    for data in iam.get("Policies", ()):
        _policy(people, data)
    for data in iam.get("GroupDetailList", ()):
        _group(people, data)
    for data in iam.get("UserDetailList", ()):
        _user(people, data)
    for data in iam.get("RoleDetailList", ()):
        _role(people, data)


def _path(data: Mapping[str, Any], name: str) -> str:
    """The path in an ARN such as arn:aws:iam::111122223333:role/service/name."""
    resource = data["Arn"].partition(":iam::")[2].partition(":")[2]
    return str(data.get("Path") or "/" + resource.partition("/")[2].removesuffix(name))


def _policy(people: People, data: Mapping[str, Any]) -> Any:
    from moto.iam.models import AWSManagedPolicy, ManagedPolicy, PolicyVersion  # noqa: PLC0415 # heavy

    backend = people.backend
    versions = data.get("PolicyVersionList") or [
        {"VersionId": "v1", "IsDefaultVersion": True, "Document": "{}"}
    ]
    kind: Any = AWSManagedPolicy if _AWS_POLICY.fullmatch(data["Arn"]) else ManagedPolicy
    policy = kind(
        data["PolicyName"],
        account_id=people.account.id,
        region=backend.region_name,
        description=data.get("Description"),
        document="{}",
        path=_path(data, data["PolicyName"]),
        create_date=naive(data.get("CreateDate")),
        update_date=naive(data.get("UpdateDate") or data.get("CreateDate")),
    )
    policy.id = id_of(data, "PolicyId", "ANPA")
    policy.versions = [
        PolicyVersion(
            data["Arn"],
            version.get("Document", "{}"),
            bool(version.get("IsDefaultVersion")),
            version.get("VersionId", "v1"),
            naive(version.get("CreateDate") or data.get("CreateDate")),
        )
        for version in versions
    ]
    default = next(
        (one.version_id for one in policy.versions if one.is_default), policy.versions[0].version_id
    )
    policy.default_version_id = data.get("DefaultVersionId") or default
    policy.next_version_num = 1 + max(int(one.version_id.lstrip("v") or 1) for one in policy.versions)
    backend.managed_policies[data["Arn"]] = policy
    return policy


def _attach(people: People, holder: Any, data: Mapping[str, Any]) -> None:
    for attached in data.get("AttachedManagedPolicies", ()):
        arn = attached["PolicyArn"]
        policy = people.backend.managed_policies.get(arn)
        if policy is None:  # one that moto does not know yet, or that another account owns
            policy = _policy(
                people, {"PolicyName": attached.get("PolicyName", arn.rpartition("/")[2]), "Arn": arn}
            )
        policy.attach_to(holder)
    boundary = data.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    holder.permissions_boundary_arn = boundary


def _group(people: People, data: Mapping[str, Any]) -> None:
    name = data["GroupName"]
    group = people.backend.create_group(name, _path(data, name))
    group.id = id_of(data, "GroupId", "AGPA")
    group.create_date = naive(data["CreateDate"])
    group.policies = {one["PolicyName"]: one["PolicyDocument"] for one in data.get("GroupPolicyList", ())}
    _attach(people, group, data)


def _user(people: People, data: Mapping[str, Any]) -> None:
    from moto.iam.models import MFADevice, VirtualMfaDevice  # noqa: PLC0415 # moto is loaded when a server opens

    backend, name = people.backend, data["UserName"]
    user = backend.create_user(backend.region_name, name, _path(data, name), data.get("Tags"))
    user.id = id_of(data, "UserId", "AIDA")
    user.create_date = naive(data["CreateDate"])
    user.policies = {one["PolicyName"]: one["PolicyDocument"] for one in data.get("UserPolicyList", ())}
    user.password_last_used = naive(data.get("PasswordLastUsed"))
    _attach(people, user, data)
    if user.permissions_boundary_arn:
        user.permissions_boundary = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": user.permissions_boundary_arn,
        }
    for group in data.get("GroupList", ()):
        backend.add_user_to_group(group, name)
    if (profile := data.get("LoginProfile")) is not None:
        user.password = made_up("", name, "password", length=20)
        user.password_reset_required = profile.get("PasswordResetRequired", False)
        people.login_dates[name] = profile.get("CreateDate") or data["CreateDate"]
    for device in data.get("MFADevices", ()):
        serial = device["SerialNumber"]
        user.mfa_devices[serial] = MFADevice(serial, "000000", "000000")
        user.mfa_devices[serial].enable_date = naive(device.get("EnableDate") or data["CreateDate"])
        if ":mfa/" in serial:
            virtual = VirtualMfaDevice(
                people.account.id, backend.region_name, "/" + serial.partition(":mfa/")[2]
            )
            virtual.enable_date, virtual.user = user.mfa_devices[serial].enable_date, user
            virtual.user_attribute = {"Path": user.path, "UserName": name, "UserId": user.id, "Arn": user.arn}
            virtual.user_attribute["CreateDate"] = user.create_date
            backend.virtual_mfa_devices[serial] = virtual
    for key in data.get("AccessKeys", ()):
        _key(people, user, key)


def _key(people: People, user: Any, data: Mapping[str, Any]) -> None:
    from moto.iam import models as moto_iam  # noqa: PLC0415 # moto is loaded when a server opens

    last_used: Any = moto_iam.AccessKeyLastUsed
    key = user.create_access_key("AKIA", data.get("Status", "Active"))
    key.access_key_id = data["AccessKeyId"]
    key.secret_access_key = data.get("SecretAccessKey") or made_up(
        "", data["AccessKeyId"], "secret", length=40
    )
    key.create_date = naive(data.get("CreateDate")) or user.create_date
    used = data.get("LastUsed") or {}
    if used.get("LastUsedDate"):
        moment = naive(used["LastUsedDate"])
        key.last_used = last_used(moment, used.get("ServiceName", "N/A"), used.get("Region", "N/A"))
    people.backend.access_keys[data["AccessKeyId"]] = key


def _role(people: People, data: Mapping[str, Any]) -> None:
    from moto.iam import models as moto_iam  # noqa: PLC0415 # moto is loaded when a server opens

    made: Any = moto_iam.Role  # typed as abstract
    name = data["RoleName"]
    duration = data.get("MaxSessionDuration", 3600)
    role = made(
        account_id=people.account.id,
        partition=people.partition,
        role_id=id_of(data, "RoleId", "AROA"),
        name=name,
        assume_role_policy_document=data.get("AssumeRolePolicyDocument", "{}"),
        path=_path(data, name),
        permissions_boundary=None,
        description=data.get("Description", ""),
        tags=[dict(tag) for tag in data.get("Tags", ())],
        max_session_duration=str(duration),
    )
    role.create_date = naive(data["CreateDate"])
    role.policies = {one["PolicyName"]: one["PolicyDocument"] for one in data.get("RolePolicyList", ())}
    used = data.get("RoleLastUsed") or {}
    role.last_used, role.last_used_region = naive(used.get("LastUsedDate")), used.get("Region")
    people.backend.roles[role.id] = role
    _attach(people, role, data)
    for profile in data.get("InstanceProfileList", ()):
        _profile(people, role, profile)


def _profile(people: People, role: Any, data: Mapping[str, Any]) -> None:
    from moto.iam import models as moto_iam  # noqa: PLC0415 # moto is loaded when a server opens

    made: Any = moto_iam.InstanceProfile  # typed as abstract
    name = data["InstanceProfileName"]
    profile = people.backend.instance_profiles.get(name)
    if profile is None:
        profile = made(
            account_id=people.account.id,
            region_name=people.backend.region_name,
            instance_profile_id=id_of(data, "InstanceProfileId", "AIPA"),
            name=name,
            path=_path(data, name),
            roles=[],
        )
        profile.create_date = naive(data.get("CreateDate")) or role.create_date
        people.backend.instance_profiles[name] = profile
    profile.roles.append(role)
