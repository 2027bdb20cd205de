"""Whether the answer goes to AWS, at an address that somebody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._address import is_amazons, notes, takes_no_mail
from abusedesk.reply._examined import LetterCheck, Problem, note, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined


def find(seen: Examined) -> Iterator[Problem]:
    """Another address than Amazon's (a reseller's, or a forger's) stands in the way."""
    mail = seen.material.mail
    if seen.letter.to and not is_amazons(seen.letter.to):
        yield problem(msg("The answer goes to an address that is not AWS's; check it"), [seen.letter.to])
    elif takes_no_mail(seen.letter.to):
        yield problem(msg("The answer goes to an address that takes no mail"), [seen.letter.to])
    elif takes_no_mail(mail.reply_to or mail.from_):
        yield note(
            msg(
                "The notice came from an address that takes no mail: "
                "answer in the support case in the console."
            )
        )
    yield from (Problem(one, blocks=False) for one in notes(seen.material.notice, mail))


CHECK = LetterCheck(id="recipient", asks=msg("Does it go to AWS?"), part="address", find=find)
