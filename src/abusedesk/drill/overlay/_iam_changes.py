"""
What stands before a change in IAM, which moto does not see to.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.drill.call import Forward
from abusedesk.drill.overlay import _iam_kept
from abusedesk.drill.paging import page
from abusedesk.drill.policy.evaluate import parsed
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from abusedesk.drill.call import Call

_CONFLICT = 409
_ABSENT = 404
_PAGE = 100
_INLINE = {"User": 2048, "Role": 10240, "Group": 5120}  # characters of all inline policies of one
_FILTERS = {"PolicyUsers": "User", "PolicyRoles": "Role", "PolicyGroups": "Group"}
# What IAM shows in a policy in place of a user or role that is gone.
_UNIQUE = re.compile(r"A(IDA|ROA|GPA)[A-Z0-9]{12,}")
# Roles that belong to a service: nobody else may change them.
_SERVICE_PATH = "/aws-service-role/"


def delete_user(call: Call) -> Mapping[str, Any]:
    """Refused while things hang on the user."""
    people, user = call.account.people, _user(call)
    in_group = any(user in group.users for group in people.backend.groups.values())
    hanging = (
        (user.password, "delete login profile"),
        (user.access_keys, "delete access keys"),
        (user.mfa_devices, "delete MFA device"),
        (_iam_kept.held(call, _iam_kept.CERTIFICATES, user.name), "delete signing certificates"),
        (_iam_kept.held(call, _iam_kept.SSH_KEYS, user.name), "delete SSH public keys"),
        (_iam_kept.held(call, _iam_kept.CREDENTIALS, user.name), "delete service specific credentials"),
        (user.policies, "delete policies"),
        (user.managed_policies, "detach all policies"),
        (in_group, "remove users from group"),
    )
    _refuse(hanging)
    people.login_dates.pop(user.name, None)
    raise Forward


def delete_login_profile(call: Call) -> Mapping[str, Any]:
    """Moto does it; the password's date, which is kept here, goes too."""
    user = _user(call)
    if user.password:
        call.account.people.login_dates.pop(user.name, None)
        user.password_reset_required = False
    raise Forward


def delete_group(call: Call) -> Mapping[str, Any]:
    """Refused while it has members or policies."""
    group = call.account.people.backend.groups.get(call.get("GroupName"))
    if group is not None:
        hanging = (
            (group.users, "remove users from group"),
            (group.policies, "delete policies"),
            (group.managed_policies, "detach all policies"),
        )
        _refuse(hanging)
    raise Forward


def delete_policy(call: Call) -> Mapping[str, Any]:
    """Refused while it is attached, or has versions beside the default one."""
    arn = str(call.get("PolicyArn"))
    policy = call.account.people.backend.managed_policies.get(arn)
    if policy is not None:
        if any(_holders(call, arn)):
            raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", _CONFLICT)
        if len(policy.versions) > 1:
            raise AwsError(
                "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the "
                "policy's versions. The default version is deleted with the policy.",
                _CONFLICT,
            )
    raise Forward


def list_entities_for_policy(call: Call) -> Mapping[str, Any]:
    """Whom a policy is attached to, or whom it bounds."""
    arn, wanted, usage = str(call.get("PolicyArn")), call.get("EntityFilter"), call.get("PolicyUsageFilter")
    if arn not in call.account.people.backend.managed_policies:
        raise AwsError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", _ABSENT)
    found = [
        (member, holder)
        for member, holder, as_boundary in _holders(call, arn)
        if (not wanted or wanted == _FILTERS[member])
        and (not usage or as_boundary is (usage == "PermissionsBoundary"))
    ]
    shown, more = page(call, found, _PAGE)
    answer: dict[str, Any] = {member: [] for member in _FILTERS}
    for member, holder in shown:
        kind = _FILTERS[member]
        answer[member].append({f"{kind}Name": holder.name, f"{kind}Id": holder.id})
    return {**answer, **more}


def putting(kind: str) -> Callable[[Call], Mapping[str, Any]]:
    """PutUserPolicy and its like: refused where the inline policies of one would be too long together."""

    def answer(call: Call) -> Mapping[str, Any]:
        holder = _holder(call, kind)
        if holder is not None:
            _changeable(holder, call)
            documents = {**holder.policies, str(call.get("PolicyName")): str(call.get("PolicyDocument"))}
            if sum(len("".join(str(one).split())) for one in documents.values()) > _INLINE[kind]:
                told = (
                    f"Maximum policy size of {_INLINE[kind]} bytes exceeded for {kind.lower()} {holder.name}"
                )
                raise AwsError("LimitExceeded", told, _CONFLICT)
        raise Forward

    return answer


def attaching(kind: str) -> Callable[[Call], Mapping[str, Any]]:
    """AttachUserPolicy and its like: once more does nothing."""

    def answer(call: Call) -> Mapping[str, Any]:
        holder = _holder(call, kind)
        if holder is not None:
            _changeable(holder, call)
            if call.get("PolicyArn") in holder.managed_policies:
                return {}
        raise Forward

    return answer


def update_assume_role_policy(call: Call) -> Mapping[str, Any]:
    """Refused where the policy names a user or role of this account that there is not."""
    document = parsed(str(call.get("PolicyDocument")))
    statements = document.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal") if isinstance(statement, dict) else None
        named = principal.get("AWS", []) if isinstance(principal, dict) else []
        for one in named if isinstance(named, list) else [named]:
            if _nobody(call, str(one)):
                raise AwsError("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{one}"')
    return changing_role(call)


def _nobody(call: Call, principal: str) -> bool:
    if _UNIQUE.fullmatch(principal):
        return True
    here, _, rest = principal.partition(f":iam::{call.account.id}:")
    kind, _, name = rest.partition("/")
    found = call.account.people.arn_of(kind, name.rpartition("/")[2]) if kind in {"user", "role"} else here
    return bool(rest) and found is None


def changing_role(call: Call) -> Mapping[str, Any]:
    """Any other change of a role: refused where the role is a service's own."""
    holder = _holder(call, "Role")
    if holder is not None:
        _changeable(holder, call)
    raise Forward


def put_role_permissions_boundary(call: Call) -> Mapping[str, Any]:
    """Refused where there is no such policy."""
    arn = str(call.get("PermissionsBoundary"))
    if arn not in call.account.people.backend.managed_policies:
        raise AwsError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.", _ABSENT)
    return changing_role(call)


def remove_role_from_instance_profile(call: Call) -> Mapping[str, Any]:
    """Refused where the profile holds another role or none, of which moto makes a fault of its own."""
    profiles, role = call.account.people.backend.instance_profiles.values(), _holder(call, "Role")
    profile = next((one for one in profiles if one.name == call.get("InstanceProfileName")), None)
    if profile is not None and role not in profile.roles:
        told = f"The role with name {call.get('RoleName')} cannot be found in {profile.name}."
        raise AwsError("NoSuchEntity", told, _ABSENT)
    raise Forward


def _user(call: Call) -> Any:
    return call.account.people.backend.users[_iam_kept.user_of(call)]


def _holder(call: Call, kind: str) -> Any:
    people, name = call.account.people, str(call.get(f"{kind}Name"))
    if kind == "Role":
        return people.role(name)
    return (people.backend.users if kind == "User" else people.backend.groups).get(name)


def _holders(call: Call, arn: str) -> Iterator[tuple[str, Any, bool]]:
    """Each that the policy arn is attached to, or (True) bounds, with the list that it is told in."""
    backend = call.account.people.backend
    for member, holders in (
        ("PolicyUsers", backend.users),
        ("PolicyRoles", backend.roles),
        ("PolicyGroups", backend.groups),
    ):
        for holder in holders.values():
            if arn in holder.managed_policies:
                yield member, holder, False
            if getattr(holder, "permissions_boundary_arn", None) == arn:
                yield member, holder, True


def _changeable(holder: Any, call: Call) -> None:
    if str(holder.path or "/").startswith(_SERVICE_PATH):
        told = f"Cannot perform the operation on the protected role '{call.get('RoleName')}'"
        raise AwsError("UnmodifiableEntity", f"{told} - this role is only modifiable by AWS")


def _refuse(hanging: Iterable[tuple[Any, str]]) -> None:
    for there, must in hanging:
        if there:
            raise AwsError("DeleteConflict", f"Cannot delete entity, must {must} first.", _CONFLICT)


ANSWERS: Mapping[str, Callable[[Call], Mapping[str, Any]]] = {
    "DeleteUser": delete_user,
    "DeleteLoginProfile": delete_login_profile,
    "DeleteGroup": delete_group,
    "DeletePolicy": delete_policy,
    "ListEntitiesForPolicy": list_entities_for_policy,
    "PutUserPolicy": putting("User"),
    "PutRolePolicy": putting("Role"),
    "PutGroupPolicy": putting("Group"),
    "AttachUserPolicy": attaching("User"),
    "AttachRolePolicy": attaching("Role"),
    "AttachGroupPolicy": attaching("Group"),
    "DeleteRole": changing_role,
    "DeleteRolePolicy": changing_role,
    "DetachRolePolicy": changing_role,
    "UpdateAssumeRolePolicy": update_assume_role_policy,
    "PutRolePermissionsBoundary": put_role_permissions_boundary,
    "DeleteRolePermissionsBoundary": changing_role,
    "RemoveRoleFromInstanceProfile": remove_role_from_instance_profile,
}
