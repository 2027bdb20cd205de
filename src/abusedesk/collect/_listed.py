"""Collectors whose one call lists things, each of which is a piece of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ._unit import of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope


class Listing(NamedTuple):
    """
    How a list call's items become evidence.

    items is the answer's member that holds them, key the member of each that names it, kind theirs.
    """

    collector: str
    call: str
    items: str
    kind: str
    key: str


def listed(aws: Reader, scope: Scope, listing: Listing, /, **parameters: Any) -> Iterator[Evidence]:
    """One Evidence per item, over all pages. Raises Denied, Absent, Throttled, Unreachable."""
    for page in aws.pages(listing.call, **parameters):
        for item in page.data.get(listing.items, []):
            yield of(
                page,
                collector=listing.collector,
                kind=listing.kind,
                key=str(item[listing.key]),
                scope=scope,
                data=item,
            )
