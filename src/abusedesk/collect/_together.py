"""Many small questions at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from abusedesk.model import Evidence, Gap

T = TypeVar("T")

# Few: the engine runs many collectors side by side, and each API has its rate.
THREADS = 4


def together(ask: Callable[[T], Iterable[Evidence | Gap]], things: Iterable[T]) -> Iterator[Evidence | Gap]:
    """What ask gives for each of things, in their order; ask runs in a few threads at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for answer in pool.map(lambda thing: list(ask(thing)), things):
                yield from answer
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
