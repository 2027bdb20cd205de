"""What the intruder launched and left running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._say import counted
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._letter import Sentence
    from ._material import Material


def running(material: Material) -> Iterator[Sentence]:
    """How many of the instances that the intruder launched still ran when EC2 was asked."""
    launched = {
        one.id for one in material.trace.affected if one.how == "created" and one.type == "AWS::EC2::Instance"
    }
    ran = [
        one
        for one in material.dossier.things("ec2.instance")
        if one.key in launched and (one.data.get("State") or {}).get("Name") in {"pending", "running"}
    ]
    if ran:
        yield material.claim(
            counted("seen.running", len(ran)),
            [one.id for one in ran][:60],
            item=True,
            count=str(len(ran)),
            time=when(max(one.asked for one in ran)),
        )
