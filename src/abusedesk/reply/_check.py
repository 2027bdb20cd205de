"""The last look at a letter before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._examined import examined
from ._material import Material
from ._problems import find
from ._questions import questions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.model import (
        Dossier,
        Mail,
        Measure,
        Notice,
        Receipt,
        Recheck,
        Reply,
        Step,
        Text,
        Trace,
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What the checks of a letter found.

    problems stand in the way of sending, notes are to be known before it; both are sentences of the
    catalogue, and what one names follows after ": ". questions are what AWS would probably ask next,
    the likeliest first.
    """

    problems: tuple[str, ...]
    questions: tuple[Text, ...]
    notes: tuple[str, ...] = ()


def check(  # noqa: PLR0913 all by name but the stages before this one
    letter: Reply,
    dossier: Dossier,
    trace: Trace,
    steps: Sequence[Step],
    mail: Mail,
    *,
    receipts: Sequence[Receipt] = (),
    measures: Sequence[Measure] = (),
    rechecks: Sequence[Recheck] = (),
    notices: Sequence[Notice] = (),
    now: datetime | None = None,
    names: Sequence[str] = (),
) -> Checked:
    """
    The problems of a letter, drafted by us or written by a person, and the questions it leaves open.

    notices are all of the case, oldest first. now is when it would be sent, aware UTC; without it the time
    of the investigation. names are those of customers, which AWS has no need to know.
    """
    material = Material(
        dossier=dossier,
        trace=trace,
        mail=mail,
        steps=tuple(steps),
        receipts=tuple(receipts),
        measures=tuple(measures),
        notices=tuple(notices),
        rechecks=tuple(rechecks),
    )
    seen = examined(letter, material, rechecks=rechecks, notices=notices, now=now, names=names)
    found = find(seen)
    return Checked(
        problems=tuple(dict.fromkeys(one.said for one in found if one.blocks)),
        questions=questions(seen),
        notes=tuple(dict.fromkeys(one.said for one in found if not one.blocks)),
    )
