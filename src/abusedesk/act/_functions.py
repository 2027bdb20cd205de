"""Which Lambda function a target is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.errors import Refused

if TYPE_CHECKING:
    from abusedesk.model import Target

# https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
_ARN = re.compile(
    r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:(?P<account>\d{12}):function:(?P<name>[A-Za-z0-9_-]{1,64})"
    r"(?::(?P<qualifier>\$LATEST|[A-Za-z0-9_-]{1,128}))?"
)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def function_of(target: Target) -> str:
    """
    The name of the function that target is, by its name or ARN.

    Raises:
        Refused: it is neither, or another account's.
    """
    return _parts(target)[0]


def qualified(target: Target) -> dict[str, str]:
    """
    FunctionName, and Qualifier where target is a version or alias.

    Raises:
        Refused: as function_of().
    """
    name, qualifier = _parts(target)
    return {"FunctionName": name, **({"Qualifier": qualifier} if qualifier else {})}


def _parts(target: Target) -> tuple[str, str]:
    if _NAME.fullmatch(target.id):
        return target.id, ""
    match = _ARN.fullmatch(target.id)
    if match is None:
        raise Refused(f"{target.id} is no Lambda function")
    if match["account"] != target.account:
        raise Refused(f"{target.id} belongs to another account than {target.account}")
    return match["name"], match["qualifier"] or ""
