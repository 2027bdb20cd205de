"""Lambda functions; of their environment the names alone, since values are often secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.collect._unit import Collector, of
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per function, by its ARN, as it is now."""
    for page in aws.pages("lambda:ListFunctions"):
        for function in page.data.get("Functions", []):
            yield of(
                page,
                collector="lambda_functions",
                kind="lambda.function",
                key=function["FunctionArn"],
                scope=scope,
                data=_without_values(function),
            )


def _without_values(function: Mapping[str, Any]) -> dict[str, Any]:
    variables = function.get("Environment", {}).get("Variables", {})
    return {**function, "Environment": {"Variables": dict.fromkeys(variables, "")}}


COLLECTOR = Collector(
    id="lambda_functions",
    title=msg("Lambda functions"),
    regional=True,
    reads=("lambda:ListFunctions",),
    source="https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html",
    collect=collect,
)
