"""One file, however it is packed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from ._inflate import PIECE, Guarded

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Member:
    """
    A file: the name to show, and how to open it.

    open may be called again, not twice at once. What goes wrong while its stream is read ends the
    stream and is said on the list that open was given.

    open raises OSError: the file cannot be opened.
    """

    name: str
    open: Callable[[list[str]], BinaryIO]


def buffered(raw: Guarded) -> BinaryIO:
    """Raw with a buffer."""
    return cast("BinaryIO", io.BufferedReader(raw, PIECE))
