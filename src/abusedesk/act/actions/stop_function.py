"""Stop a Lambda function by a reserved concurrency of 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._functions import function_of
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """
    The function's reserved concurrency now (null: none) and provisioned concurrency by version or alias.

    AWS lets nobody reserve less than is provisioned, so what is provisioned goes first.
    """
    name = function_of(target)
    now = {"reserved": _reserved(aws, name), "provisioned": _provisioned(aws, name)}
    return Change("stop_function", target, now, {"reserved": 0, "provisioned": {}})


def apply(aws: Writer, change: Change) -> None:
    """Take provisioned concurrency away, then reserve none."""
    name = function_of(change.target)
    for qualifier in _provisioned(aws, name):
        aws.one("lambda:DeleteProvisionedConcurrencyConfig", FunctionName=name, Qualifier=qualifier)
    if _reserved(aws, name) != 0:
        aws.one("lambda:PutFunctionConcurrency", FunctionName=name, ReservedConcurrentExecutions=0)


def revert(aws: Writer, change: Change) -> None:
    """Reserve what was reserved, or nothing at all, and provision what was provisioned."""
    name = function_of(change.target)
    reserved = change.before["reserved"]
    if reserved is None:
        aws.one("lambda:DeleteFunctionConcurrency", FunctionName=name)
    else:
        aws.one("lambda:PutFunctionConcurrency", FunctionName=name, ReservedConcurrentExecutions=reserved)
    there = _provisioned(aws, name)
    provisioned: Mapping[str, Any] = change.before["provisioned"]
    for qualifier, count in provisioned.items():
        if there.get(qualifier) != count:
            aws.one(
                "lambda:PutProvisionedConcurrencyConfig",
                FunctionName=name,
                Qualifier=qualifier,
                ProvisionedConcurrentExecutions=count,
            )


def _reserved(aws: Reader | Writer, name: str) -> int | None:
    held = aws.one("lambda:GetFunctionConcurrency", FunctionName=name).data
    number = held.get("ReservedConcurrentExecutions")
    return None if number is None else int(number)


def _provisioned(aws: Reader | Writer, name: str) -> dict[str, int]:
    """How many are asked for, by version or alias."""
    return {
        str(one["FunctionArn"]).rpartition(":")[2]: int(one["RequestedProvisionedConcurrentExecutions"])
        for page in aws.pages("lambda:ListProvisionedConcurrencyConfigs", FunctionName=name)
        for one in page.data.get("ProvisionedConcurrencyConfigs", ())
    }


ACTION = Action(
    id="stop_function",
    title=msg("Stop a Lambda function by a reserved concurrency of 0"),
    harm=msg(
        "Nobody can start the function any more, whatever calls it. Runs under way go on for up to 15 "
        "minutes; events that wait for it may be dropped before it is started again."
    ),
    source="https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html",
    wave="services",
    reads=("lambda:GetFunctionConcurrency", "lambda:ListProvisionedConcurrencyConfigs"),
    writes=(
        "lambda:PutFunctionConcurrency",
        "lambda:DeleteFunctionConcurrency",
        "lambda:DeleteProvisionedConcurrencyConfig",
        "lambda:PutProvisionedConcurrencyConfig",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
