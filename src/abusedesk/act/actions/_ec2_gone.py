"""A thing of EC2 that is deleted for good: what is saved of it, and that it is not there any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent
from abusedesk.model import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer


def found(
    aws: Reader | Writer, call: str, member: str, **parameters: Any
) -> tuple[Mapping[str, Any], Page] | None:
    """The one thing that call tells as the first of member, with the answer; None where it is not there."""
    try:
        page = aws.one(call, **parameters)
    except Absent as error:
        if error.status != "empty":
            raise
        return None
    things = page.data.get(member) or ()
    return (things[0], page) if things else None


def saved(thing: Mapping[str, Any], *restless: str) -> dict[str, Any]:
    """Thing as JSON, less members that change without anybody changing it."""
    kept: dict[str, Any] = to_json({name: value for name, value in thing.items() if name not in restless})
    return kept
