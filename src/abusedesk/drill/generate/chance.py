"""Whether something that happens at times happens now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


def chance(rng: Random, share: float) -> bool:
    """True in share (0 to 1) of all draws."""
    return rng.random() < share
