"""What the intruder launched and left running, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._done import is_done
from ._letter import claim
from ._say import counted
from ._when import when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._letter import Sentence
    from ._material import Material


def running(material: Material) -> Iterator[Sentence]:
    """
    How many of the instances that the intruder launched still ran when EC2 was asked.

    Those that we have terminated since are told in the same sentence.
    """
    launched = {
        one.id for one in material.trace.affected if one.how == "created" and one.type == "AWS::EC2::Instance"
    }
    ran = [
        one
        for one in material.dossier.things("ec2.instance")
        if one.key in launched and (one.data.get("State") or {}).get("Name") in {"pending", "running"}
    ]
    if not ran:
        return
    asked, seen = max(one.asked for one in ran), tuple(one.id for one in ran)[:60]
    names = {one.key for one in ran}
    ended = {
        one.target: f"receipt-{one.step}"
        for one in material.receipts
        if one.action == "terminate_instance" and one.target in names and is_done(one)
    }
    key = "seen.running" if not ended else "seen.running_gone" if set(ended) == names else "seen.running_some"
    yield claim(
        counted(key, len(ran)),
        [*seen, *ended.values()],
        read=material.was_seen(seen),
        item=True,
        count=str(len(ran)),
        gone=str(len(ended)),
        time=when(asked),
    )
