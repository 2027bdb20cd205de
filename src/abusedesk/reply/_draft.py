"""The case as a message to AWS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.model import Reply

from ._address import recipient, references, subject
from ._letter import claims, english, japanese
from ._letters import compose
from ._material import DISPUTED, Material
from ._problems import problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.model import Dossier, Mail, Measure, Receipt, ReplyKind, Step, Trace


def draft(  # noqa: PLR0913 one argument for each stage before this one
    dossier: Dossier,
    trace: Trace,
    steps: Sequence[Step],
    mail: Mail,
    *,
    kind: ReplyKind | None = None,
    receipts: Sequence[Receipt] = (),
    measures: Sequence[Measure] = (),
) -> Reply:
    """
    The English letter of kind with its Japanese gloss, its claims and its own list of problems.

    Without kind: a dispute where the root cause in first place is not_ours or authorised_activity, a
    holding letter where it is unknown or less than half certain, else an answer. Nothing is stated as
    done without a receipt or a measure that somebody did. Works on an empty trace too.
    """
    material = Material(
        dossier=dossier,
        trace=trace,
        mail=mail,
        steps=tuple(steps),
        receipts=tuple(receipts),
        measures=tuple(measures),
    )
    kind = kind or _kind(material)
    sentences = compose(kind, material)
    letter = Reply(
        kind=kind,
        to=recipient(dossier.notice, mail),
        subject=subject(dossier.notice, mail),
        in_reply_to=mail.message_id,
        references=references(mail),
        text=english(sentences),
        gloss_ja=japanese(sentences),
        claims=claims(sentences),
    )
    return replace(letter, problems=problems(letter, material))


def check(
    letter: Reply, dossier: Dossier, trace: Trace, steps: Sequence[Step], mail: Mail
) -> tuple[str, ...]:
    """The problems of a letter that a person has written or changed."""
    return problems(letter, Material(dossier=dossier, trace=trace, mail=mail, steps=tuple(steps)))


def _kind(material: Material) -> ReplyKind:
    if not material.cause_is_known or material.cause is None:
        return "holding"
    return "dispute" if material.cause.kind in DISPUTED else "answer"
