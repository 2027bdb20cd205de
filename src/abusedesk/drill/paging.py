"""Pages of a list, by the names that botocore's paginators have for tokens and limits."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.drill.call import Call

_MOST = 1000
_TOKENS = (
    "NextToken",
    "nextToken",
    "Marker",
    "marker",
    "NextMarker",
    "ContinuationToken",
    "nextPageToken",
    "NextPageToken",
)
_LIMITS = ("MaxResults", "maxResults", "MaxItems", "MaxRecords", "Limit", "limit", "PageSize", "pageSize")
# Members of an answer that say whether more follows.
_MORE = ("IsTruncated", "Truncated")


def page(call: Call, items: Sequence[Any], most: int = _MOST) -> tuple[list[Any], dict[str, Any]]:
    """
    The items of the page that call asks for, and the members that lead on to the next one.

    Raises:
        AwsError: its token is none that the same question was given.
    """
    shape: Any = models.operation(call.service, call.operation).output_shape
    known = models.pagination(call.service).get(call.operation, {})
    inputs, outputs = known.get("input_token"), known.get("output_token")
    input_token = inputs if isinstance(inputs, str) else _first(_TOKENS, call.parameters)
    output_token = outputs if isinstance(outputs, str) else ""
    output_token = output_token.partition("||")[0].strip()
    if output_token not in shape.members:
        output_token = _first(_TOKENS, shape.members)
    limit_key = known.get("limit_key") or _first(_LIMITS, call.parameters)
    token = call.get(input_token) if input_token else None
    mark = _mark(call, {input_token, limit_key})
    start = _start(token, mark) if token else 0
    size = min(_number(call.get(limit_key) if limit_key else None) or most, most)
    end = start + size if output_token else len(items)
    more = end < len(items)
    members: dict[str, Any] = {name: more for name in _MORE if name in shape.members}
    if more and output_token:
        members[output_token] = f"{end}.{mark}"
    return list(items[start:end]), members


def _first(names: Sequence[str], among: Any) -> str:
    return next((name for name in names if name in among), "")


def _number(value: Any) -> int:
    try:
        return int(value or 0)
    except ValueError:
        return 0


def _mark(call: Call, without: set[str]) -> str:
    """Stands for the question less its paging; a token holds it, so that it fits no other question."""
    asked = {name: value for name, value in call.parameters.items() if name not in without}
    text = json.dumps(
        [call.account.id, call.region, call.service, call.operation, asked], sort_keys=True, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _start(token: Any, mark: str) -> int:
    start, _, marked = str(token).partition(".")
    if marked != mark or not start.isdigit():
        raise AwsError("InvalidNextTokenException", "The token is not valid for this request.")
    return int(start)
