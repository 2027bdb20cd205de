# ruff: noqa: N999  # overlays are named after botocore's services, and this one is called so
"""
Lambda: what may run how often, who may call it, and its layers.

https://docs.aws.amazon.com/lambda/latest/api/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.call import Forward
from abusedesk.drill.overlay import Overlay
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.principals import made_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_ABSENT, _CONFLICT = 404, 409
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
_LIMIT, _UNRESERVED = 1000, 100
_LAYERS = 5
_CONDITIONS = {
    "SourceArn": ("ArnLike", "AWS:SourceArn"),
    "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}


def _function(call: Call) -> dict[str, Any]:
    """
    The function that the call names, by name or by whole or partial ARN.

    Raises:
        AwsError: there is none. Forward: it may be one of moto's.
    """
    name = str(call.get("FunctionName"))
    bare = name.partition(":function:")[2] or name
    bare = bare.partition(":")[0]
    for one in call.account.things.get(call.region, {}).get("lambda:functions", ()):
        if one.get("FunctionName") == bare:
            found: dict[str, Any] = one
            return found
    if call.service in call.account.moto_writes:
        raise Forward
    where = f"arn:{call.account.partition}:lambda:{call.region}:{call.account.id}:function:{bare}"
    raise AwsError("ResourceNotFoundException", f"Function not found: {where}", _ABSENT)


def _qualifier(call: Call) -> str:
    in_name = str(call.get("FunctionName")).partition(":function:")[2].partition(":")[2]
    return str(call.get("Qualifier") or in_name)


def _arn(call: Call) -> str:
    """The ARN of the function, or of its version or alias."""
    name, qualifier = _function(call)["FunctionName"], _qualifier(call)
    arn = f"arn:{call.account.partition}:lambda:{call.region}:{call.account.id}:function:{name}"
    return f"{arn}:{qualifier}" if qualifier else arn


def get_function_concurrency(call: Call) -> Mapping[str, Any]:
    """What is reserved for a function; nothing where nothing is."""
    held = _function(call).get("ReservedConcurrentExecutions")
    return {} if held is None else {"ReservedConcurrentExecutions": held}


def put_function_concurrency(call: Call) -> Mapping[str, Any]:
    """Reserve for a function, of what the account has left, and no less than is provisioned."""
    function, wanted = _function(call), int(call.get("ReservedConcurrentExecutions", 0))
    others = sum(
        int(one.get("ReservedConcurrentExecutions") or 0)
        for one in call.account.listed(call.region, "lambda:functions")
        if one is not function
    )
    provisioned = sum(
        one["RequestedProvisionedConcurrentExecutions"]
        for one in function.get("ProvisionedConcurrencyConfigs", ())
    )
    if wanted < provisioned:
        raise AwsError(
            "InvalidParameterValueException",
            f"ReservedConcurrentExecutions {wanted} should not be lower than function's total provisioned "
            f"concurrency [{provisioned}].",
        )
    if wanted and others + wanted > _LIMIT - _UNRESERVED:
        raise AwsError(
            "InvalidParameterValueException",
            "Specified ReservedConcurrentExecutions for function decreases account's "
            f"UnreservedConcurrentExecution below its minimum value of [{_UNRESERVED}].",
        )
    function["ReservedConcurrentExecutions"] = wanted
    return {"ReservedConcurrentExecutions": wanted}


def delete_function_concurrency(call: Call) -> Mapping[str, Any]:
    """Reserve nothing for a function."""
    _function(call).pop("ReservedConcurrentExecutions", None)
    return {}


def list_provisioned(call: Call) -> Mapping[str, Any]:
    """What is kept warm of a function."""
    shown, more = page(call, list(_function(call).get("ProvisionedConcurrencyConfigs", ())))
    return {"ProvisionedConcurrencyConfigs": shown, **more}


def put_provisioned(call: Call) -> Mapping[str, Any]:
    """Keep some of a version or alias warm."""
    function, arn, count = _function(call), _arn(call), int(call.get("ProvisionedConcurrentExecutions", 0))
    others = [one for one in function.get("ProvisionedConcurrencyConfigs", ()) if one["FunctionArn"] != arn]
    reserved = function.get("ReservedConcurrentExecutions")
    warm = sum(one["RequestedProvisionedConcurrentExecutions"] for one in others)
    if reserved is not None and warm + count > reserved:
        raise AwsError(
            "InvalidParameterValueException",
            "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution "
            "for function",
        )
    facts = {
        "RequestedProvisionedConcurrentExecutions": count,
        "AvailableProvisionedConcurrentExecutions": count,
        "AllocatedProvisionedConcurrentExecutions": count,
        "Status": "READY",
        "LastModified": call.now.strftime("%Y-%m-%dT%H:%M:%S+0000"),
    }
    function["ProvisionedConcurrencyConfigs"] = [*others, {"FunctionArn": arn, **facts}]
    return {**facts, "__status__": 202}


def delete_provisioned(call: Call) -> Mapping[str, Any]:
    """Keep none of a version or alias warm."""
    function, arn = _function(call), _arn(call)
    kept = function.get("ProvisionedConcurrencyConfigs", [])
    left = [one for one in kept if one["FunctionArn"] != arn]
    function["ProvisionedConcurrencyConfigs"] = left
    if not left:
        del function["ProvisionedConcurrencyConfigs"]
    return {}


def _urls(call: Call) -> list[dict[str, Any]]:
    return call.account.listed(call.region, "lambda:function_url_configs")


def _url(call: Call) -> dict[str, Any]:
    arn = _arn(call)
    for one in call.account.things.get(call.region, {}).get("lambda:function_url_configs", ()):
        if one.get("FunctionArn") == arn:
            found: dict[str, Any] = one
            return found
    raise AwsError("ResourceNotFoundException", "The resource you requested does not exist.", _ABSENT)


def get_url(call: Call) -> Mapping[str, Any]:
    """The URL of a function or alias."""
    return _whole(call, _url(call))


def list_urls(call: Call) -> Mapping[str, Any]:
    """The URLs of a function and its aliases."""
    arn = _arn(call)
    found = [_whole(call, one) for one in _urls(call) if f"{one.get('FunctionArn')}:".startswith(f"{arn}:")]
    shown, more = page(call, found)
    return {"FunctionUrlConfigs": shown, **more}


def _whole(call: Call, url: Mapping[str, Any]) -> Mapping[str, Any]:
    """Url with its address, another one whenever it is made."""
    mark = made_up("", url["FunctionArn"], url.get("CreationTime"), length=32).lower()
    address = f"https://{mark}.lambda-url.{call.region}.on.aws/"
    times = {"CreationTime": "", "LastModifiedTime": ""}
    return {**times, "FunctionUrl": address, "InvokeMode": "BUFFERED", **url}


def create_url(call: Call) -> Mapping[str, Any]:
    """Give a function or alias an address."""
    arn = _arn(call)
    if any(one.get("FunctionArn") == arn for one in _urls(call)):
        raise AwsError(
            "ResourceConflictException",
            f"FunctionUrlConfig exists for this Lambda function [{arn}]",
            _CONFLICT,
        )
    stamp = call.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    url = {
        "FunctionArn": arn,
        "AuthType": call.get("AuthType"),
        "InvokeMode": call.get("InvokeMode", "BUFFERED"),
        "CreationTime": stamp,
        "LastModifiedTime": stamp,
        **({"Cors": call.get("Cors")} if call.get("Cors") else {}),
    }
    _urls(call).append(url)
    told = {name: value for name, value in _whole(call, url).items() if name != "LastModifiedTime"}
    return {**told, "__status__": 201}


def update_url(call: Call) -> Mapping[str, Any]:
    """Change who may use the address, and how."""
    url = _url(call)
    for name in ("AuthType", "Cors", "InvokeMode"):
        if call.get(name) is not None:
            url[name] = call.get(name)
    url["LastModifiedTime"] = call.now.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return _whole(call, url)


def delete_url(call: Call) -> Mapping[str, Any]:
    """Take the address away."""
    url = _url(call)
    pool = _urls(call)
    pool[:] = [one for one in pool if one is not url]
    return {"__status__": 204}


def _policy(call: Call) -> dict[str, Any]:
    """The policy of the function or alias, {} where it has none."""
    held = _function(call).get("Policy") if not _qualifier(call) else _aliased(call).get(_qualifier(call))
    return json.loads(held) if isinstance(held, str) else dict(held or {})


def _aliased(call: Call) -> dict[str, Any]:
    held: dict[str, Any] = _function(call).get("PoliciesByQualifier") or {}
    return held


def _keep(call: Call, statements: list[dict[str, Any]]) -> None:
    # AWS promises no order; one that does not tell when each was added compares equal.
    ordered = sorted(statements, key=lambda one: str(one.get("Sid")))
    document = {"Version": "2012-10-17", "Id": "default", **_policy(call), "Statement": ordered}
    holder, name = _function(call), _qualifier(call)
    if name:
        holder, field = holder.setdefault("PoliciesByQualifier", {}), name
    else:
        field = "Policy"
    if statements:
        holder[field] = document
    else:
        holder.pop(field, None)


def get_policy(call: Call) -> Mapping[str, Any]:
    """Who else may call the function."""
    document = _policy(call)
    if not document:
        raise AwsError("ResourceNotFoundException", "The resource you requested does not exist.", _ABSENT)
    mark = made_up("", json.dumps(document, sort_keys=True), length=32).lower()
    return {"Policy": json.dumps(document), "RevisionId": mark}


def add_permission(call: Call) -> Mapping[str, Any]:
    """Let somebody else call the function."""
    statements, sid = list(_policy(call).get("Statement", ())), str(call.get("StatementId"))
    if any(one.get("Sid") == sid for one in statements):
        raise AwsError(
            "ResourceConflictException",
            f"The statement id ({sid}) provided already exists. Please provide a new statement id, or remove "
            "the existing statement.",
            _CONFLICT,
        )
    statement: dict[str, Any] = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": _principal(call, str(call.get("Principal"))),
        "Action": call.get("Action"),
        "Resource": _arn(call),
    }
    condition: dict[str, dict[str, Any]] = {}
    for parameter, (operator, key) in _CONDITIONS.items():
        value = call.get(parameter)
        if value is not None:
            condition.setdefault(operator, {})[key] = str(value).lower() if value is True else value
    if condition:
        statement["Condition"] = condition
    _keep(call, [*statements, statement])
    return {"Statement": json.dumps(statement), "__status__": 201}


def _principal(call: Call, who: str) -> Any:
    if who == "*":
        return "*"
    if who.isdigit():
        return {"AWS": f"arn:{call.account.partition}:iam::{who}:root"}
    return {"AWS": who} if who.startswith("arn:") else {"Service": who}


def remove_permission(call: Call) -> Mapping[str, Any]:
    """Take that away again."""
    statements, sid = list(_policy(call).get("Statement", ())), call.get("StatementId")
    left = [one for one in statements if one.get("Sid") != sid]
    if len(left) == len(statements):
        raise AwsError(
            "ResourceNotFoundException", f"Statement {sid} is not found in resource policy.", _ABSENT
        )
    _keep(call, left)
    return {"__status__": 204}


def update_function_configuration(call: Call) -> Mapping[str, Any]:
    """Change what a function runs with; never two changes at a time."""
    function = _function(call)
    if function.get("LastUpdateStatus") == "InProgress":
        raise AwsError(
            "ResourceConflictException",
            "The operation cannot be performed at this time. An update is in progress for resource: "
            f"{_arn(call)}",
            _CONFLICT,
        )
    layers = call.get("Layers")
    if layers is not None:
        if len(layers) > _LAYERS:
            raise AwsError("InvalidParameterValueException", f"Cannot reference more than {_LAYERS} layers.")
        sizes = {one["Arn"]: one for one in function.get("Layers", ())}
        function["Layers"] = [sizes.get(arn, {"Arn": arn}) for arn in layers]
    given = {name: value for name, value in call.parameters.items() if name not in {"FunctionName", "Layers"}}
    if "Environment" in given:
        given["Environment"] = {"Variables": given["Environment"].get("Variables", {})}
    shape: Any = models.operation("lambda", "UpdateFunctionConfiguration").output_shape
    function.update({name: value for name, value in given.items() if name in shape.members})
    function["LastModified"] = call.now.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {name: value for name, value in function.items() if name in shape.members}


OVERLAY = Overlay(
    id="lambda",
    answers={
        "GetFunctionConcurrency": get_function_concurrency,
        "PutFunctionConcurrency": put_function_concurrency,
        "DeleteFunctionConcurrency": delete_function_concurrency,
        "ListProvisionedConcurrencyConfigs": list_provisioned,
        "PutProvisionedConcurrencyConfig": put_provisioned,
        "DeleteProvisionedConcurrencyConfig": delete_provisioned,
        "GetFunctionUrlConfig": get_url,
        "ListFunctionUrlConfigs": list_urls,
        "CreateFunctionUrlConfig": create_url,
        "UpdateFunctionUrlConfig": update_url,
        "DeleteFunctionUrlConfig": delete_url,
        "GetPolicy": get_policy,
        "AddPermission": add_permission,
        "RemovePermission": remove_permission,
        "UpdateFunctionConfiguration": update_function_configuration,
    },
)
