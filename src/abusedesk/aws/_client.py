"""Calls AWS, and only as declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Refused

from .permissions import operation, permission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from ._core import Answer, Core, Request


@dataclass(frozen=True, slots=True)
class Page:
    """
    One answer of AWS.

    data is what botocore made of it, less ResponseMetadata (times are aware datetimes). sha256 is of
    the answer's raw bytes, in hex. call is "service:Operation"; asked is AWS's clock, aware UTC.
    """

    data: Mapping[str, Any]
    sha256: str
    call: str
    region: str
    asked: datetime


class Declared:
    """The calls that a unit declared, and the way to make them; calls holds every request made, in order."""

    def __init__(self, core: Core, region: str, declared: Collection[str]) -> None:
        self._core = core
        self.region = region
        self._permissions = {operation(one): permission(one) for one in declared}
        self.calls: list[str] = []

    def request(self, call: str, parameters: Mapping[str, Any]) -> Request:
        """
        The request for call.

        Raises:
            Refused: call was not declared.
        """
        from ._core import Request  # noqa: PLC0415  # loads boto3, which the session has done by now

        if call not in self._permissions:
            raise Refused(f"{call} is not among the declared calls")
        return Request(
            call=call,
            permission=self._permissions[call],
            region=self.region,
            parameters=parameters,
            calls=self.calls,
        )

    def answers(self, request: Request) -> Iterator[Answer]:
        """Every answer to request. Raises Denied, Absent, Throttled, Unreachable."""
        return self._core.pages(request)
