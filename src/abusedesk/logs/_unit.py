"""The unit of this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from abusedesk.model import Event, Rejected

    from ._lines import Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """
    How one kind of log is read.

    source is where the format is described. logsources are the (product, service) pairs of Sigma's
    log sources that its events serve; a service of None is "any of this product". sniff says by the
    first 64 KiB of a file, unpacked, whether it is one of these. read gives an Event or a Rejected
    for every line that is not blank; it never raises for what a line holds.
    """

    id: str
    title: str
    source: str
    logsources: tuple[tuple[str, str | None], ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[Lines], Iterator[Event | Rejected]]
