"""What was read again from the live account, after the investigation and before the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._clean import listed
from ._language import has, phrase
from ._letter import Sentence, admit, claim
from ._material import DISPUTED
from ._when import when

if TYPE_CHECKING:
    from abusedesk.model import Recheck

    from ._material import Material

_HELD = "address_not_held"
_LISTED = 5


def rechecked(material: Material) -> list[Sentence]:
    """
    What the newest look found, one sentence for all things of which it found the same.

    Whether an address is held is told where the notice is disputed for it, and there only if it is not.
    """
    disputed = material.cause is not None and material.cause.kind in DISPUTED
    alike: dict[tuple[str, bool | None], list[Recheck]] = {}
    for one in newest(material):
        told = has(f"mark.recheck_{one.question}")
        if one.question == _HELD:
            told = disputed and one.holds is True
        if told:
            alike.setdefault((one.question, one.holds), []).append(one)
    return [_found(question, holds, group) for (question, holds), group in alike.items()]


def newest(material: Material) -> list[Recheck]:
    """The last answer to each question about each thing."""
    found: dict[tuple[str, str, str], Recheck] = {}
    for one in sorted(material.rechecks, key=lambda row: row.at):
        found[one.question, one.target, one.region] = one
    return list(found.values())


def _found(question: str, holds: bool | None, group: list[Recheck]) -> Sentence:  # noqa: FBT001 - the third answer is None
    told = {
        "state": phrase(f"mark.recheck_{question}"),
        "things": listed([one.target for one in group], _LISTED),
    }
    proof = [id_ for one in group for id_ in one.evidence]
    if holds is None:
        return admit("gap.rechecked_unread", item=True, evidence=proof, **told)
    told["time"] = when(max(one.at for one in group))
    if not holds:
        return admit("gap.rechecked_still", item=True, evidence=proof, **told)
    return claim("done.rechecked", proof, read=True, item=True, **told)
