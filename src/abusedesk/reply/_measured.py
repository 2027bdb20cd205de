"""What a letter cannot tell of a measure, and must not go unnoticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import msg

from ._clean import name
from ._measures import untold_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._material import Material


def mistold(material: Material) -> Iterator[str]:
    """Measures that the letter cuts short, their names after ": "."""
    told = [one for one in material.measures if one.state != "proposed"]
    if cut := [one.id for one in told if untold_target(one)]:
        yield _named(
            msg(
                "Measures are in the letter without their target, which is not in Latin letters; name its id"
            ),
            cut,
        )


def _named(sentence: str, names: Sequence[str]) -> str:
    return f"{sentence}: {', '.join(name(one) for one in dict.fromkeys(names))}"
