"""Changing. Imported by act alone; an import contract holds that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from abusedesk.errors import Refused, Unreachable

from ._client import Declared, Page
from .session import hashed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from .session import Session

__all__ = ["HandOver", "Page", "Writer"]


class HandOver(Protocol):
    """Takes a new secret to the person it is for; encrypted before it touches a disk, and never shown."""

    def has(self, name: str) -> bool:
        """Whether the secret called name was handed over whole."""

    def give(self, name: str, secret: Mapping[str, str]) -> None:
        """
        Hand secret over as name, all of it or nothing.

        Raises:
            Refused: it cannot be kept for whom it is for.
        """


class Writer:
    """
    Makes the declared calls in one region, those that change something too, and no other call.

    Answers are hashed but not kept: a new key's secret must not end among the evidence. calls holds
    every request made, in order.
    """

    def __init__(
        self,
        session: Session,
        region: str,
        declared: Collection[str],
        hand_over: HandOver | None = None,
    ) -> None:
        self._declared = Declared(session.core, region, declared)
        self._hand_over = hand_over
        self.region = region

    @property
    def calls(self) -> list[str]:
        """Every request made, in order."""
        return self._declared.calls

    @property
    def hand_over(self) -> HandOver:
        """
        Where a new secret goes.

        Raises:
            Refused: nobody said where.
        """
        if self._hand_over is None:
            raise Refused("this makes a secret, and nobody said to whom it goes")
        return self._hand_over

    def pages(self, call: str, /, **parameters: Any) -> Iterator[Page]:
        """
        Every page of call, "service:Operation"; those without pages have one.

        The call is made while iterating.

        Raises:
            Refused: call was not declared.
            Denied, Absent, Throttled, Unreachable: while iterating, what AWS answered instead.
        """
        request = self._declared.request(call, parameters)
        return (
            Page(answer.data, hashed((answer.body,)), request.call, self.region, answer.asked)
            for answer in self._declared.answers(request)
        )

    def one(self, call: str, /, **parameters: Any) -> Page:
        """Make the call and give its answer, the first page. Raises as pages() does."""
        page = next(self.pages(call, **parameters), None)
        if page is None:
            raise Unreachable(f"{call} gave no page")
        return page
