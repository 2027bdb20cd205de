"""
STS: sessions.

https://docs.aws.amazon.com/STS/latest/APIReference/
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay, _organization
from abusedesk.drill.policy.evaluate import Question, parsed
from abusedesk.drill.policy.grants import granted
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.principals import Principal, made_up
from abusedesk.drill.state.standing import fact_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.state.accounts import AccountState

_FORBIDDEN = 403
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
_TASKS = ":iam::aws:policy/root-task/"
_USUAL = {"AssumeRoot": 900}  # seconds; an hour for all others
_ROOT_FEATURES = {"RootCredentialsManagement", "RootSessions"}


def get_caller_identity(call: Call) -> Mapping[str, Any]:
    """Who asks."""
    return {"UserId": call.principal.user_id, "Account": call.principal.account, "Arn": call.principal.arn}


def assume_role(call: Call) -> Mapping[str, Any]:
    """A session of a role whose trust policy lets the caller in."""
    arn, session = str(call.get("RoleArn", "")), str(call.get("RoleSessionName", ""))
    owner = call.world.accounts.get(arn.split(":")[4] if arn.count(":") > 4 else "")  # noqa: PLR2004 # an ARN's account
    role = owner.people.role(arn.rpartition("/")[2]) if owner is not None else None
    if owner is None or role is None or role.arn != arn or not _trusts(call, owner):
        raise AwsError(
            "AccessDenied",
            f"User: {call.principal.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            _FORBIDDEN,
        )
    principal = _opened(
        call,
        owner,
        kind="role",
        arn=f"arn:{owner.partition}:sts::{owner.id}:assumed-role/{role.name}/{session}",
        user_id=f"{role.id}:{session}",
        name=role.name,
        session=session,
        session_policies=_limits(call),
    )
    return {
        "Credentials": _credentials(principal),
        "AssumedRoleUser": {"AssumedRoleId": principal.user_id, "Arn": principal.arn},
    }


def _trusts(call: Call, owner: AccountState) -> bool:
    name = str(call.get("RoleArn")).rpartition("/")[2]
    external = call.get("ExternalId")
    context = {"sts:externalid": [external]} if external else {}
    context["aws:principalarn"] = [call.principal.arn]
    question = Question(action="sts:AssumeRole", resource="*", context=context)
    document = dict(parsed(owner.people.trust_of(name, call.now)))
    statements = document.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    # Trust policies name no resource.
    document["Statement"] = [{"Resource": "*", **one} for one in listed if isinstance(one, dict)]
    return granted(document, (call.principal.account, call.principal.arn), question) == "allowed"


def assume_root(call: Call) -> Mapping[str, Any]:
    """A session of a member's root that may do one task, for the organization's management account."""
    member, task = str(call.get("TargetPrincipal", "")), str((call.get("TaskPolicyArn") or {}).get("arn"))
    account = member if member.isdecimal() else member.rpartition(":iam::")[2].partition(":")[0]
    owner = call.world.accounts.get(account)
    document = fact_of(call.account.people.backend, "policy", task) if _TASKS in task else None
    if document is None:
        raise AwsError("ValidationError", f"{task} is no policy of a privileged task")
    if owner is None or not _may_act_as_root_of(call, owner):
        arn = f"arn:{call.account.partition}:iam::{account}:root"
        raise AwsError(
            "AccessDenied",
            f"User: {call.principal.arn} is not authorized to perform: sts:AssumeRoot on resource: {arn}",
            _FORBIDDEN,
        )
    principal = _opened(
        call,
        owner,
        kind="root",
        arn=f"arn:{owner.partition}:iam::{owner.id}:root",
        user_id=owner.id,
        session_policies=(parsed(document),),
    )
    return {"Credentials": _credentials(principal)}


def _may_act_as_root_of(call: Call, owner: AccountState) -> bool:
    here, there = _organization.of(call.account), _organization.of(owner)
    manages = here.get("MasterAccountId") == call.account.id and owner.id != call.account.id
    one = bool(here) and here.get("Id") == there.get("Id")
    on = {*_organization.features(call.account)} >= _ROOT_FEATURES
    return manages and one and on and call.principal.kind != "root"


def get_session_token(call: Call) -> Mapping[str, Any]:
    """Temporary credentials of the caller, who is a user or root."""
    who = call.principal
    if who.kind not in {"user", "root"}:
        raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", _FORBIDDEN)
    principal = _opened(call, call.account, kind=who.kind, arn=who.arn, user_id=who.user_id, name=who.name)
    return {"Credentials": _credentials(principal)}


def get_federation_token(call: Call) -> Mapping[str, Any]:
    """A session that may do what both the user and the given policy allow."""
    name = str(call.get("Name", ""))
    arn = f"arn:{call.account.partition}:sts::{call.account.id}:federated-user/{name}"
    principal = _opened(
        call,
        call.account,
        kind="federated",
        arn=arn,
        user_id=f"{call.account.id}:{name}",
        name=call.principal.name,
        session=name,
        session_policies=_limits(call) or ({},),
    )
    user = {"FederatedUserId": principal.user_id, "Arn": arn}
    return {"Credentials": _credentials(principal), "FederatedUser": user}


def get_access_key_info(call: Call) -> Mapping[str, Any]:
    """The account of a key."""
    key = str(call.get("AccessKeyId", ""))
    for account in call.world.accounts.values():
        if key in account.people.backend.access_keys or account.people.who(key, call.now) is not None:
            return {"Account": account.id}
    raise AwsError("ValidationError", "Invalid access key", 400)


def decode_authorization_message(call: Call) -> Mapping[str, Any]:
    """What a sealed refusal says; here only that it was one."""
    sealed = str(call.get("EncodedMessage", ""))
    try:
        base64.urlsafe_b64decode(sealed)
    except ValueError:
        raise AwsError("InvalidAuthorizationMessageException", "Message is not valid.") from None
    return {"DecodedMessage": json.dumps({"allowed": False, "explicitDeny": False})}


def _opened(call: Call, owner: AccountState, **who: Any) -> Principal:
    key, now = made_up("ASIA", call.request_id, "key"), call.now.replace(microsecond=0)
    lives = call.get("DurationSeconds", _USUAL.get(call.operation, 3600))
    principal = Principal(
        account=owner.id,
        key=key,
        issued=now,
        expires=now + timedelta(seconds=lives),
        secret=made_up("", call.request_id, "secret", length=40),
        token=made_up("", call.request_id, "token", length=52),
        **who,
    )
    owner.people.sessions[key] = principal
    return principal


def _limits(call: Call) -> tuple[Mapping[str, Any], ...]:
    return (parsed(call.get("Policy")),) if call.get("Policy") else ()


def _credentials(principal: Principal) -> dict[str, Any]:
    return {
        "AccessKeyId": principal.key,
        "SecretAccessKey": principal.secret,
        "SessionToken": principal.token,
        "Expiration": principal.expires,
    }


OVERLAY = Overlay(
    id="sts",
    answers={
        "GetCallerIdentity": get_caller_identity,
        "AssumeRole": assume_role,
        "AssumeRoot": assume_root,
        "GetSessionToken": get_session_token,
        "GetFederationToken": get_federation_token,
        "GetAccessKeyInfo": get_access_key_info,
        "DecodeAuthorizationMessage": decode_authorization_message,
    },
)
