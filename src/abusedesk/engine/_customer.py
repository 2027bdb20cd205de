"""Letters to the customer and to those who help, written from the case as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk import intake, report
from abusedesk.model import Settings
from abusedesk.translate import text

from ._alert import both_clocks
from ._document import document
from ._escalation import escalations

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.model import Customer, Notice, Text
    from abusedesk.store import Store

_QUOTED = 20_000  # characters of the notice that are handed on


def customer_letter(  # noqa: PLR0913 each is a different thing to know
    store: Store,
    case_id: str,
    letter_id: str,
    language: str,
    *,
    now: datetime,
    settings: Settings | None = None,
) -> str:
    """
    The letter of that id as plain text in language; it is only written, never sent.

    now is aware UTC. The customer is the one whose account it is in settings.

    Raises:
        BadInput: there is no such case or letter.
    """
    found = document(store, case_id)
    received = store.notices(case_id)
    customer = (settings or Settings()).customer(store.account(case_id))
    newest, quoted = (received[-1][0], received[-1][1].own_text) if received else (found.notice, "")
    facts = _facts(newest, found.notice.kind, quoted[:_QUOTED], customer, now)
    facts = replace(facts, told=_told(store, case_id))
    return report.write_letter(letter_id, found, facts, language)


def _told(store: Store, case_id: str) -> tuple[Text, ...]:
    """Whom the escalation has told, when and what, oldest first."""
    return tuple(
        text("{contact}, {when}: {title}", contact=one.contact, when=both_clocks(one.at), title=one.title)
        for one in escalations(store, case_id)
        if one.at is not None
    )


def _facts(
    newest: Notice, kind_id: str, quoted: str, customer: Customer | None, now: datetime
) -> report.LetterFacts:
    kinds = intake.every()
    kind = kinds.get(kind_id) or kinds["unknown"]
    return report.LetterFacts(
        now=now,
        title=kind.title,
        means=kind.means,
        first_step=kind.first_step,
        asks=kind.asks,
        questions=kind.questions,
        untold=kind.untold,
        expects_reply=kind.expects_reply,
        by_person=kind.by_person,
        quoted=quoted,
        customer=customer.name if customer else "",
        sender=customer.sender_name if customer else "",
        checks=intake.console_check(newest) if newest.authentic.verdict != "pass" else (),
    )
