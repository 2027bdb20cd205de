"""The case as a message to AWS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk.model import Reply

from ._address import in_reply_to, recipient, references, subject
from ._by_person import for_person, must_a_person
from ._examined import examined
from ._letter import claims, english, japanese
from ._letters import compose
from ._material import DISPUTED, Material
from ._measured import mistold
from ._problems import problems
from ._questions import questions
from ._reasons import checked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.model import Dossier, Mail, Measure, Notice, Receipt, Recheck, ReplyKind, Step, Trace


def draft(  # noqa: PLR0913 one argument for each stage before this one
    dossier: Dossier,
    trace: Trace,
    steps: Sequence[Step],
    mail: Mail,
    *,
    kind: ReplyKind | None = None,
    receipts: Sequence[Receipt] = (),
    measures: Sequence[Measure] = (),
    notices: Sequence[Notice] = (),
    rechecks: Sequence[Recheck] = (),
    until: datetime | None = None,
    reason: str | None = None,
) -> Reply:
    """
    The English letter of kind with its Japanese gloss, its claims, its problems and AWS's next questions.

    Without kind: a dispute where the root cause in first place is not_ours or authorised_activity, a
    holding letter where it is unknown or less than half certain, else an answer. Nothing is stated as
    done without a receipt or a measure that somebody did. Works on an empty trace too.

    The dossier's notice is what all messages of the case say together, with the stage of the one that is
    answered; mail is that one, and notices are all of them, oldest first. rechecks are what was read again
    from the live account. until
    (aware UTC) is to when more time is asked for, reason one of reasons(kind). Where no letter answers the
    notice there is none: its text is empty, and its problems say what a person has to do.

    Raises:
        BadInput: there is no such reason, or until is no later than the deadline.
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
    notice = material.notice
    if must_a_person(notice) or (kind is None and for_person(notice)):
        return Reply(kind=kind or "answer", problems=for_person(notice))
    kind = kind or _kind(material)
    sentences = compose(kind, material, until=until, reason=checked(kind, reason))
    letter = Reply(
        kind=kind,
        text=english(sentences),
        gloss_ja=japanese(sentences),
        claims=claims(sentences),
    )
    letter = addressed(letter, notice, mail)
    found = [*mistold(material), *problems(letter, material)]
    asked = questions(examined(letter, material, rechecks=rechecks))
    return replace(letter, problems=tuple(dict.fromkeys(found)), questions=asked)


def addressed(letter: Reply, notice: Notice, mail: Mail) -> Reply:
    """Letter with the address, subject and thread of an answer to notice, which came in mail."""
    return replace(
        letter,
        to=recipient(notice, mail),
        subject=subject(notice, mail),
        in_reply_to=in_reply_to(mail),
        references=references(mail),
    )


def _kind(material: Material) -> ReplyKind:
    if not material.cause_is_known or material.cause is None:
        return "holding"
    if material.notice.kind == "usage_confirmation" and material.cause.kind == "authorised_activity":
        return "answer"
    return "dispute" if material.cause.kind in DISPUTED else "answer"
