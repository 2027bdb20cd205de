"""Reading. Safe to hand to any stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.errors import Refused, Unreachable

from ._client import Declared, Page
from .permissions import is_read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ._core import Answer, Request
    from .session import Session

__all__ = ["Page", "Reader"]

_PIECE = 1 << 20  # bytes of an object held at once
_OBJECT_MEMBERS = ("ContentLength", "LastModified", "ETag")


class Reader:
    """
    Makes the declared reads in one region, and no other call.

    The bytes of every answer are sealed as evidence before anybody sees them. calls holds every request
    made, in order, retries too. Safe to use from several threads.

    Raises:
        Refused: a declared call is not a read.
    """

    def __init__(self, session: Session, region: str, declared: Collection[str]) -> None:
        for one in declared:
            if not is_read(one):
                raise Refused(f"{one} is not a read")
        self._session = session
        self._of = frozenset(declared)
        self._declared = Declared(session.core, region, declared)
        self.region = region

    @property
    def calls(self) -> list[str]:
        """Every request made, in order."""
        return self._declared.calls

    def pages(self, call: str, /, **parameters: Any) -> Iterator[Page]:
        """
        Every page of call, "service:Operation"; those without pages have one.

        Raises:
            Refused: call was not declared.
            Denied, Absent, Throttled, Unreachable: while iterating, what AWS answered instead.
        """
        request = self._declared.request(call, parameters)
        return (self._page(request, answer) for answer in self._declared.answers(request))

    def one(self, call: str, /, **parameters: Any) -> Page:
        """The first page. Raises as pages() does."""
        page = next(self.pages(call, **parameters), None)
        if page is None:
            raise Unreachable(f"{call} gave no page")
        return page

    def object(self, bucket: str, key: str, *, limit: int) -> Page:
        """
        Seal one S3 object's bytes, streamed; needs "s3:GetObject".

        data has Bucket, Key, ContentLength, LastModified and ETag.

        Raises:
            Refused: it is larger than limit bytes, or the call was not declared.
            Denied, Absent, Throttled, Unreachable: what AWS answered instead.
        """
        request = self._declared.request("s3:GetObject", {"Bucket": bucket, "Key": key})
        answer, pieces = self._session.core.stream(request, _PIECE)
        if answer.data["ContentLength"] > limit:
            pieces.close()
            raise Refused(f"s3://{bucket}/{key} is larger than {limit} bytes")
        data = {"Bucket": bucket, "Key": key, **{name: answer.data.get(name) for name in _OBJECT_MEMBERS}}
        sha256 = self._session.seal(_up_to(limit, pieces, f"s3://{bucket}/{key}"))
        return Page(data, sha256, request.call, self.region, answer.asked)

    def at(self, region: str) -> Reader:
        """The same reader in another region; it notes its requests in the same calls."""
        other = Reader(self._session, region, self._of)
        other._declared.calls = self._declared.calls
        return other

    def seal(self, chunks: Iterable[bytes]) -> str:
        """Keep chunks, put together from answers, as evidence; gives their SHA-256 in hex."""
        return self._session.seal(chunks)

    def _page(self, request: Request, answer: Answer) -> Page:
        if request.call == "ec2:DescribeRegions":
            self._session.learn_regions(
                {
                    each["RegionName"]: each["OptInStatus"] != "not-opted-in"
                    for each in answer.data.get("Regions", [])
                    if "OptInStatus" in each
                }
            )
        sha256 = self._session.seal((answer.body,))
        return Page(answer.data, sha256, request.call, request.region, answer.asked)


def _up_to(limit: int, pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise Refused(f"{name} is larger than {limit} bytes")
        yield piece
