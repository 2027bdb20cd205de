"""Take away what lets others call a Lambda function: its URL, and statements of its policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._functions import qualified
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

URL = "url"
_URL_MEMBERS = ("AuthType", "Cors", "InvokeMode")
# A condition's key in a statement of a function's policy -> the parameter of AddPermission that makes it.
# https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
_CONDITIONS = {
    "aws:sourcearn": "SourceArn",
    "aws:sourceaccount": "SourceAccount",
    "aws:principalorgid": "PrincipalOrgID",
    "lambda:eventsourcetoken": "EventSourceToken",
    "lambda:functionurlauthtype": "FunctionUrlAuthType",
    "lambda:invokedviafunctionurl": "InvokedViaFunctionUrl",
}
_OPERATORS = frozenset({"StringEquals", "ArnLike", "ArnEquals", "StringLike", "Bool"})


def preview(aws: Reader, target: Target) -> Change:
    """
    What of target.parts is there now: the URL's settings, and the statements by id; and nothing of it.

    parts are "url" and ids of statements. The function is meant, or one version or alias by its ARN.
    """
    if not target.parts:
        raise Refused(f'{target.id}: name "url" or the ids of statements; the owner has some of his own')
    which = qualified(target)
    aws.one("lambda:GetFunctionConcurrency", FunctionName=which["FunctionName"])  # Absent where it is gone
    held = _statements(aws, which)
    sids = [one for one in target.parts if one != URL]
    for sid in sids:
        if sid in held:
            _parameters(held[sid])
    before: dict[str, Any] = {"statements": {sid: held.get(sid) for sid in sids}}
    after: dict[str, Any] = {"statements": dict.fromkeys(sids)}
    if URL in target.parts:
        before["url"], after["url"] = _url(aws, which), None
    return Change("remove_function_access", target, before, after)


def apply(aws: Writer, change: Change) -> None:
    """Delete the URL, then take the statements away."""
    which = qualified(change.target)
    if "url" in change.after and _url(aws, which) is not None:
        aws.one("lambda:DeleteFunctionUrlConfig", **which)
    held = _statements(aws, which)
    for sid in change.after["statements"]:
        if sid in held:
            aws.one("lambda:RemovePermission", **which, StatementId=sid)


def revert(aws: Writer, change: Change) -> None:
    """Give the statements back, and make a URL with the settings of the old one."""
    which = qualified(change.target)
    held = _statements(aws, which)
    for sid, statement in change.before["statements"].items():
        if statement is not None and sid not in held:
            aws.one("lambda:AddPermission", **which, StatementId=sid, **_parameters(statement))
    url = change.before.get("url")
    if url is not None and _url(aws, which) is None:
        aws.one("lambda:CreateFunctionUrlConfig", **which, **url)


def _url(aws: Reader | Writer, which: Mapping[str, str]) -> dict[str, Any] | None:
    try:
        page = aws.one("lambda:GetFunctionUrlConfig", **which)
    except Absent:
        return None
    return {name: page.data[name] for name in _URL_MEMBERS if page.data.get(name) is not None}


def _statements(aws: Reader | Writer, which: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Statements of the function's policy by id, without the function that each names anyway."""
    try:
        document = json.loads(aws.one("lambda:GetPolicy", **which).data["Policy"])
    except Absent:
        return {}
    listed = document.get("Statement", [])
    return {
        str(one.get("Sid")): {name: value for name, value in one.items() if name not in {"Sid", "Resource"}}
        for one in (listed if isinstance(listed, list) else [listed])
    }


def _parameters(statement: Mapping[str, Any]) -> dict[str, Any]:
    """
    What AddPermission must be given to make statement.

    Raises:
        Refused: AddPermission cannot make it, so that it could not be given back.
    """
    who = statement.get("Principal")
    named = [*who.values()] if isinstance(who, dict) else [who]
    action = statement.get("Action")
    if statement.get("Effect") != "Allow" or not isinstance(action, str) or len(named) != 1:
        raise Refused("a statement that AddPermission cannot make could not be given back: by hand only")
    principal = str(named[0])
    made: dict[str, Any] = {"Action": action, "Principal": principal}
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, value in keys.items():
            parameter = _CONDITIONS.get(key.lower())
            if parameter is None or operator not in _OPERATORS or not isinstance(value, (str, bool)):
                raise Refused(f"a statement with the condition {key} could not be given back: by hand only")
            is_flag = parameter == "InvokedViaFunctionUrl"
            made[parameter] = str(value).lower() == "true" if is_flag else str(value)
    return made


ACTION = Action(
    id="remove_function_access",
    title=msg("Take away what lets others call a function"),
    harm=msg(
        "Callers by its URL, or by the permissions taken away, are refused. A URL that is made again has "
        "another address: whoever used the old one must be told."
    ),
    source="https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html",
    wave="services",
    reads=("lambda:GetFunctionConcurrency", "lambda:GetFunctionUrlConfig", "lambda:GetPolicy"),
    writes=(
        "lambda:DeleteFunctionUrlConfig",
        "lambda:RemovePermission",
        "lambda:AddPermission",
        "lambda:CreateFunctionUrlConfig",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
