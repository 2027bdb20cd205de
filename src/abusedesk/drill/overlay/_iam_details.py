"""GetAccountAuthorizationDetails, from moto's IAM as it is now."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from abusedesk.drill.paging import page
from abusedesk.drill.state.people import zoned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.state.people import People

_DEFAULT_PAGE = 100
_LISTS = {
    "User": "UserDetailList",
    "Group": "GroupDetailList",
    "Role": "RoleDetailList",
    "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies",
}


def get_account_authorization_details(call: Call) -> Mapping[str, Any]:
    """Users, groups, roles and policies of the wanted kinds; of AWS's own policies those in use."""
    wanted = call.get("Filter") or list(_LISTS)
    things = [one for one in _things(call.account.people) if one[0] in wanted]
    shown, more = page(call, things, call.get("MaxItems", _DEFAULT_PAGE))
    answer: dict[str, Any] = {name: [] for name in _LISTS.values()}
    for kind, detail in shown:
        answer[_LISTS[kind]].append(detail)
    return {**answer, **more}


def user_shown(people: People, user: Any) -> dict[str, Any]:
    """A user as GetUser answers it."""
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": zoned(user.create_date),
        "PasswordLastUsed": zoned(user.password_last_used),
        "PermissionsBoundary": _boundary(user),
        "Tags": people.backend.tagger.list_tags_for_resource(user.arn)["Tags"] or None,
    }


def _things(people: People) -> Iterator[tuple[str, dict[str, Any]]]:
    backend = people.backend
    for user in backend.users.values():
        yield "User", _user(people, user)
    for group in backend.groups.values():
        yield "Group", _group(group)
    for role in backend.roles.values():
        yield "Role", _role(people, role)
    for policy in backend.managed_policies.values():
        if f":{people.account.id}:" in policy.arn:
            yield "LocalManagedPolicy", _policy(people, policy)
        elif policy.attachment_count > 0:
            yield "AWSManagedPolicy", _policy(people, policy)


def _user(people: People, user: Any) -> dict[str, Any]:
    shown = user_shown(people, user)
    del shown["PasswordLastUsed"]
    groups = [group.name for group in people.backend.groups.values() if user in group.users]
    return {
        **shown,
        "UserPolicyList": _inline(user),
        "GroupList": groups,
        "AttachedManagedPolicies": _attached(user),
        "Tags": shown["Tags"] or [],
    }


def _group(group: Any) -> dict[str, Any]:
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group.arn,
        "CreateDate": zoned(group.create_date),
        "GroupPolicyList": _inline(group),
        "AttachedManagedPolicies": _attached(group),
    }


def _role(people: People, role: Any) -> dict[str, Any]:
    used = {"LastUsedDate": zoned(role.last_used), "Region": role.last_used_region} if role.last_used else {}
    return {
        **_role_shown(role),
        "InstanceProfileList": [
            _profile(profile)
            for profile in people.backend.instance_profiles.values()
            if role in profile.roles
        ],
        "RolePolicyList": _inline(role),
        "AttachedManagedPolicies": _attached(role),
        "PermissionsBoundary": _boundary(role),
        "Tags": _tags(role.tags),
        "RoleLastUsed": used,
    }


def _role_shown(role: Any) -> dict[str, Any]:
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": zoned(role.create_date),
        "AssumeRolePolicyDocument": _quoted(role.assume_role_policy_document),
    }


def _profile(profile: Any) -> dict[str, Any]:
    return {
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.id,
        "Arn": profile.arn,
        "CreateDate": zoned(profile.create_date),
        "Roles": [_role_shown(role) for role in profile.roles],
    }


def _policy(people: People, policy: Any) -> dict[str, Any]:
    backend = people.backend
    holders = [*backend.users.values(), *backend.groups.values(), *backend.roles.values()]
    bounded = [one for one in holders if getattr(one, "permissions_boundary_arn", None) == policy.arn]
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": policy.attachment_count,
        "PermissionsBoundaryUsageCount": len(bounded),
        "IsAttachable": True,
        "Description": policy.description or None,
        "CreateDate": zoned(policy.create_date),
        "UpdateDate": zoned(policy.update_date),
        "PolicyVersionList": [
            {
                "Document": _quoted(version.document),
                "VersionId": version.version_id,
                "IsDefaultVersion": version.version_id == policy.default_version_id,
                "CreateDate": zoned(version.create_date),
            }
            for version in policy.versions
        ],
    }


@lru_cache(maxsize=4096)
def _quoted(document: str) -> str:
    """Documents are answered URL-encoded, which takes a while for AWS's own long ones."""
    return quote(document)


def _inline(holder: Any) -> list[dict[str, Any]]:
    return [
        {"PolicyName": name, "PolicyDocument": _quoted(document)}
        for name, document in holder.policies.items()
    ]


def _attached(holder: Any) -> list[dict[str, Any]]:
    return [{"PolicyName": one.name, "PolicyArn": one.arn} for one in holder.managed_policies.values()]


def _boundary(holder: Any) -> dict[str, Any] | None:
    arn = getattr(holder, "permissions_boundary_arn", None)
    return (
        {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn}
        if arn
        else None
    )


def _tags(tags: Any) -> list[dict[str, Any]]:
    items = tags.values() if isinstance(tags, dict) else tags or ()
    return [{"Key": tag["Key"], "Value": tag["Value"]} for tag in items]
