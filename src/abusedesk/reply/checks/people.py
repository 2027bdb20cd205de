"""No more of people than AWS needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.reply import _leaks as leaks
from abusedesk.reply._examined import LetterCheck, problem, quoted
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """Mailboxes and telephone numbers that the notice does not name, and the names of customers."""
    if leaked := leaks.people(seen.letter.text, _known(seen)):
        yield problem(msg("The letter names mail addresses or telephone numbers of people"), leaked)
    words = seen.text.casefold()
    told = [
        one for one in seen.names if one and re.search(rf"(?<!\w){re.escape(one.casefold())}(?!\w)", words)
    ]
    if told:
        yield problem(msg("The letter names customers"), [quoted(one) for one in told])


def _known(seen: Examined) -> set[str]:
    """Addresses that AWS knows already, and users and SES identities that are named like a mailbox."""
    notice, mail = seen.material.notice, seen.material.mail
    said = f"{mail.own_text} {mail.to} {mail.from_} {mail.reply_to} {notice.subject} {seen.letter.to}"
    users = {one.rpartition("/")[2] for one in seen.material.trace.attackers.principals}
    identities = {one.key for one in seen.material.dossier.things("ses.identity")}
    return {*leaks.people(said), *notice.iam_users, *notice.resources, *users, *identities}


CHECK = LetterCheck(
    id="people", asks=msg("Does it say more of people than AWS needs?"), part="secrecy", find=find
)
