"""
IAM where moto falls short; the rest is moto's.

https://docs.aws.amazon.com/IAM/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.call import Call, Forward
from abusedesk.drill.overlay import (
    Overlay,
    _iam_changes,
    _iam_details,
    _iam_kept,
    _iam_providers,
    _iam_report,
    _iam_root,
    _organization,
)
from abusedesk.drill.paging import page
from abusedesk.drill.policy.evaluate import Question, judged
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.people import zoned
from abusedesk.drill.state.principals import Principal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ABSENT = 404
_PAGE = 100
_UNTOLD = frozenset({"Tags", "PermissionsBoundary"})


def _user(call: Call) -> Any:
    name = str(call.get("UserName") or call.principal.name)
    user = call.account.people.backend.users.get(name)
    if user is None:
        raise AwsError("NoSuchEntity", f"The user with name {name} cannot be found.", _ABSENT)
    return user


def get_access_key_last_used(call: Call) -> Mapping[str, Any]:
    """When, for what and where a key was last used."""
    key = call.account.people.backend.access_keys.get(call.get("AccessKeyId"))
    if key is None or key.user_name is None:
        raise AwsError(
            "AccessDenied", f"The access key {call.get('AccessKeyId')} is not of this account.", 403
        )
    used: dict[str, Any] = {"ServiceName": "N/A", "Region": "N/A"}
    if key.last_used is not None:
        used = {
            "LastUsedDate": zoned(key.last_used.timestamp),
            "ServiceName": key.last_used.service,
            "Region": key.last_used.region,
        }
    return {"UserName": key.user_name, "AccessKeyLastUsed": used}


def get_login_profile(call: Call) -> Mapping[str, Any]:
    """Whether and since when a user has a password."""
    user = _user(call)
    if not user.password:
        raise AwsError("NoSuchEntity", f"Login Profile for User {user.name} cannot be found.", _ABSENT)
    return {
        "LoginProfile": {
            "UserName": user.name,
            "CreateDate": call.account.people.login_dates.get(user.name) or zoned(user.create_date),
            "PasswordResetRequired": bool(user.password_reset_required),
        }
    }


def set_password(call: Call) -> Mapping[str, Any]:
    """CreateLoginProfile and UpdateLoginProfile: moto does it, the date is kept here."""
    call.account.people.login_dates[_user(call).name] = call.now.replace(microsecond=0)
    raise Forward


def get_user(call: Call) -> Mapping[str, Any]:
    """A user; without a name the caller, root too."""
    people = call.account.people
    if not call.get("UserName") and call.principal.kind == "root":
        root = {"Arn": call.principal.arn, "UserId": call.account.id, "UserName": "", "Path": "/"}
        return {
            "User": {
                **root,
                "CreateDate": _iam_report.opened(people, call.now),
                "PasswordLastUsed": people.root.get("PasswordLastUsed"),
            }
        }
    if not call.get("UserName") and call.principal.kind != "user":
        raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials")
    return {"User": _iam_details.user_shown(people, _user(call))}


def list_users(call: Call) -> Mapping[str, Any]:
    """The users in pages, which moto does not make, in the order of their names."""
    people, prefix = call.account.people, str(call.get("PathPrefix", "/"))
    users = sorted(people.backend.users.values(), key=lambda one: str(one.name).lower())
    chosen = [
        _iam_details.user_shown(people, one) for one in users if str(one.path or "/").startswith(prefix)
    ]
    # As AWS says, ListUsers tells neither of tags nor of boundaries.
    told = [{name: value for name, value in one.items() if name not in _UNTOLD} for one in chosen]
    shown, more = page(call, told, _PAGE)
    return {"Users": shown, **more}


def put_user_permissions_boundary(call: Call) -> Mapping[str, Any]:
    """Set the boundary, which moto knows for roles alone."""
    user, arn = _user(call), str(call.get("PermissionsBoundary"))
    if arn not in call.account.people.backend.managed_policies:
        raise AwsError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.", _ABSENT)
    user.permissions_boundary_arn = arn
    user.permissions_boundary = {
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": arn,
    }
    return {}


def delete_user_permissions_boundary(call: Call) -> Mapping[str, Any]:
    """Take the boundary away."""
    user = _user(call)
    user.permissions_boundary_arn = user.permissions_boundary = None
    return {}


def get_account_summary(call: Call) -> Mapping[str, Any]:
    """Counts; what root has is the folder's."""
    people = call.account.people
    counted = {**people.backend.account_summary.summary_map, "Providers": _iam_providers.count(call)}
    return {"SummaryMap": {**counted, **_iam_root.summary(people.root)}}


def _simulated(call: Call, arn: str) -> Principal:
    """The user or role of arn; the responder may ask about himself though IAM does not list him."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    name = name.rpartition("/")[2]
    ours = call.principal
    if (kind, name) == (ours.kind, ours.name) and ours.policies is not None:
        return ours
    if call.account.people.arn_of(kind, name) is None:
        raise AwsError("NoSuchEntity", f"{arn} cannot be found.", _ABSENT)
    return Principal(
        kind="role" if kind == "role" else "user",
        account=call.account.id,
        arn=arn,
        user_id="",
        key="",
        name=name,
    )


def simulate_principal_policy(call: Call) -> Mapping[str, Any]:
    """Whether a user's or role's policies allow actions."""
    people = call.account.people
    policies = people.policies_of(_simulated(call, str(call.get("PolicySourceArn"))))
    decisions = {"allowed": "allowed", "denied": "explicitDeny", "not allowed": "implicitDeny"}
    results = [
        {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": decisions[judged(policies, Question(action=action, resource=resource))],
        }
        for action in call.get("ActionNames", ())
        for resource in call.get("ResourceArns", ["*"])
    ]
    return {"EvaluationResults": results, "IsTruncated": False}


_ANSWERS: Mapping[str, Callable[[Call], Mapping[str, Any]]] = {
    **_iam_changes.ANSWERS,
    **_iam_kept.ANSWERS,
    **_iam_providers.ANSWERS,
    "GetAccountAuthorizationDetails": _iam_details.get_account_authorization_details,
    "GenerateCredentialReport": _iam_report.generate_credential_report,
    "GetCredentialReport": _iam_report.get_credential_report,
    "GetAccountSummary": get_account_summary,
    "GetAccessKeyLastUsed": get_access_key_last_used,
    "GetLoginProfile": get_login_profile,
    "CreateLoginProfile": set_password,
    "UpdateLoginProfile": set_password,
    "GetUser": get_user,
    "ListOrganizationsFeatures": _organization.list_organizations_features,
    "ListUsers": list_users,
    "PutUserPermissionsBoundary": put_user_permissions_boundary,
    "DeleteUserPermissionsBoundary": delete_user_permissions_boundary,
    "SimulatePrincipalPolicy": simulate_principal_policy,
}
OVERLAY = Overlay(id="iam", answers=_iam_root.for_root(_ANSWERS))
