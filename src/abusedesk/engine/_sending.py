"""Sends an answer, on command and once: checked before, journalled before and after."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Protocol

from abusedesk import act, intake, reply
from abusedesk.errors import Absent, BadInput, Denied, Refused, Throttled
from abusedesk.mail import MailFailed, wire
from abusedesk.model import (
    CaseState,
    Measure,
    Message,
    Receipt,
    Recheck,
    Target,
    Trace,
    legal_moves,
)
from abusedesk.translate import msg

from ._connecting import connect
from ._journalled import NOT_SENT, SENDING, SENT, digest, never_twice
from ._letters import dossier_of
from ._matching import aws_cases
from ._notice import opened
from ._promise import keep_promise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from abusedesk.model import Customer, Outgoing, Reply, Settings
    from abusedesk.reply import Checked
    from abusedesk.store import Store

    from ._options import Connection


class Post(Protocol):
    """Hands a message to a server, as abusedesk.mail.send does."""

    def __call__(self, outgoing: Outgoing, message: EmailMessage, /) -> None:
        """Raises MailFailed where the server did not take it."""


_STATES = {"answer": CaseState.REPLIED, "dispute": CaseState.DISPUTED}
_LONGEST_LINE = 900  # RFC 5322, 2.1.1 allows 998
_REFERENCES = 10
_FRESH = timedelta(hours=24)  # what was read longer ago says nothing of now
# To whom abuse notices are answered: https://repost.aws/knowledge-center/aws-abuse-report
AWS = "trustandsafety@support.aws.com"
_NO_REPLY = msg("This kind of message asks for no reply.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    Who sends, by whose settings, and how surely; now is aware UTC.

    override is the reason to send in spite of problems, None where there is none. again sends what was
    sent before, or may have been.
    """

    by: str
    now: datetime
    settings: Settings
    override: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Going:
    """A message about to go out: its Message-ID, its bytes, and the problems that it goes out with."""

    name: str
    raw: bytes
    problems: tuple[str, ...]


def by_hand(store: Store, case_id: str, draft: Reply, text: str) -> Reply:
    """
    The letter that a person wrote in place of draft, whose claims tell which sentences are still ours.

    Where no letter of ours answers the notice it goes to where an answer would.

    Raises:
        BadInput: there is no such case.
    """
    if text == draft.text:
        return draft
    paper = opened(store, case_id)
    letter = draft if draft.to else reply.addressed(draft, paper.notice, paper.mail)
    return replace(letter, text=text, gloss_ja="", problems=(), questions=())


def check_letter(
    store: Store, case_id: str, draft: Reply, settings: Settings, now: datetime | None = None
) -> Checked:
    """
    What stands in the way of sending draft, and what AWS would ask next; now is when it would go out.

    Raises:
        BadInput: there is no such case.
    """
    paper = opened(store, case_id)
    mail = paper.mail
    if settings.is_relay(draft.to):
        # It passes the letter on: what reaches AWS is no letter to a wrong address.
        draft, mail = replace(draft, to=AWS), replace(mail, reply_to=AWS)
    rechecks = store.get_all(case_id, "rechecks", Recheck)
    found = reply.check(
        draft,
        dossier_of(store, case_id),
        store.get(case_id, "trace", Trace) or Trace(),
        store.plan(case_id),
        mail,
        receipts=store.get_all(case_id, "receipts", Receipt),
        measures=store.get_all(case_id, "measures", Measure),
        rechecks=[one for one in rechecks if now is None or abs(now - one.at) <= _FRESH],
        notices=(paper.notice,),
        now=now,
        names=_names(settings, store.account(case_id)),
    )
    kind = intake.every().get(paper.notice.kind)
    if kind is not None and not kind.expects_reply and _NO_REPLY not in found.problems:
        return replace(found, problems=(_NO_REPLY, *found.problems))
    return found


def send(  # noqa: PLR0913 - the letter, by whom, when and through what
    store: Store,
    case_id: str,
    draft: Reply,
    settings: Settings,
    *,
    override: str | None,
    by: str,
    now: datetime,
    post: Post,
    again: bool = False,
) -> Message:
    """
    Send draft by mail, from the customer's own address through the server that the settings name.

    post hands the message to the server (abusedesk.mail.send). Journalled before, with the bytes' SHA-256,
    and after; the bytes are kept. An answer makes the case "replied", a dispute "disputed".

    Raises:
        Refused: a check fails and override gives no reason; nobody says who sends; a person must write this
            one; the settings name no sender; or it may have been sent before, and again is not given.
        MailFailed: the server did not take it; with the reason "uncertain" it may have.
        BadInput: there is no such case, or an address cannot be read.
    """
    order = Order(by=by, now=now, settings=settings, override=override, again=again)
    return send_as(store, case_id, draft, order, post)


def send_as(store: Store, case_id: str, draft: Reply, order: Order, post: Post) -> Message:
    """As send(), with who sends and how surely in order."""
    problems = _let(store, case_id, draft, order)
    customer, server = _sender(order.settings, store.account(case_id))
    message = compose(draft, customer, case_id, order.now)
    raw = wire(message)
    with _alone(store, case_id):
        never_twice(store, case_id, draft.text, again=order.again, by=order.by)
        going = _Going(str(message["Message-ID"]), raw, problems)
        kept = _begin(store, case_id, draft, order, going)
        try:
            post(server, message)
        except MailFailed as why:
            if why.reason != "uncertain":
                _end(store, case_id, NOT_SENT, kept, why=str(why))
            raise
        except (BadInput, Refused) as why:
            _end(store, case_id, NOT_SENT, kept, why=str(why))
            raise
        return _sent(store, case_id, draft, kept, raw)


def send_to_support(  # noqa: PLR0913 - likewise
    store: Store,
    case_id: str,
    draft: Reply,
    order: Order,
    connection: Connection,
    *,
    number: str = "",
) -> Message:
    """
    Add draft's text to AWS's own support case, by the action add_support_communication.

    number is the support case's, where the messages name none or several. Otherwise as send().

    Raises:
        Refused: as send(); or no support case is named; or the credentials are another account's.
        Absent: there is no such case, or the account's support plan has no API.
        Denied, Throttled, Unreachable: AWS did not take it; after Unreachable it may have.
    """
    problems = _let(store, case_id, draft, order)
    number = number or _support_case(store, case_id)
    session = connect(store, connection, case_id)
    account, ours = store.account(case_id), session.caller().account
    if account and account != ours:
        raise Refused(f"the case is about account {account}, the credentials are {ours}'s")
    action = act.every()["add_support_communication"]
    change = act.preview(action, session, Target(number, ours, "aws-global"))
    change = replace(change, after={**change.after, "body": draft.text})
    raw = draft.text.encode()
    draft = replace(draft, to=f"AWS Support case {number}")
    with _alone(store, case_id):
        never_twice(store, case_id, draft.text, again=order.again, by=order.by)
        name = f"<{case_id}.{secrets.token_hex(8)}@support-case-{number}>"
        kept = _begin(store, case_id, draft, order, _Going(name, raw, problems))
        try:
            act.apply(action, session, change)
        except (Absent, Denied, Refused, Throttled) as why:
            _end(store, case_id, NOT_SENT, kept, why=str(why))
            raise
        return _sent(store, case_id, draft, kept, raw)


def compose(draft: Reply, customer: Customer, case_id: str, now: datetime) -> EmailMessage:
    """
    The mail that carries draft: plain text, no attachment, the subject byte for byte as draft has it.

    Raises:
        BadInput: the sender's address or the recipient's cannot be read.
    """
    message = EmailMessage()
    try:
        message["From"] = Address(customer.sender_name, addr_spec=customer.sender_address)
        message["To"] = Address(addr_spec=draft.to)
    except (MessageError, ValueError, IndexError) as why:
        raise BadInput(f"{customer.sender_address} or {draft.to}: expected a mail address") from why
    message["Subject"] = draft.subject
    message["Date"] = format_datetime(now)
    domain = customer.sender_address.rpartition("@")[2]
    message["Message-ID"] = f"<{case_id}.{secrets.token_hex(8)}@{domain}>"
    if draft.in_reply_to:
        message["In-Reply-To"] = draft.in_reply_to
    if draft.references:
        # The first and the latest are enough to find the thread by, and a header line has its limit.
        message["References"] = " ".join(
            dict.fromkeys([draft.references[0], *draft.references[-_REFERENCES:]])
        )
    plain = draft.text.isascii() and all(len(line) <= _LONGEST_LINE for line in draft.text.splitlines())
    if plain:
        message.set_content(draft.text, charset="us-ascii", cte="7bit")
    else:
        message.set_content(draft.text, charset="utf-8", cte="quoted-printable")
    return message


def _let(store: Store, case_id: str, draft: Reply, order: Order) -> tuple[str, ...]:
    """The problems that the letter goes out with; refused where there are any and no reason is given."""
    if not order.by.strip():
        raise Refused("say who sends it: --by NAME")
    if order.override is not None and not order.override.strip():
        raise Refused("--override needs the reason")
    if not draft.text.strip():
        raise Refused(
            "no letter of ours answers this notice; where a person answers it, send what he wrote with --file"
        )
    problems = check_letter(store, case_id, draft, order.settings, order.now).problems
    if problems and order.override is None:
        shown = "\n".join(f"- {one}" for one in problems)
        raise Refused(f"the letter is not ready:\n{shown}\nMend it, or give --override REASON")
    return problems


def _sender(settings: Settings, account: str) -> tuple[Customer, Outgoing]:
    customer = settings.customer(account)
    if customer is None or not customer.sender_address:
        raise Refused(
            f"the settings name nobody who answers for account {account or '(unknown)'}: "
            "set sender_address and outgoing of a customer in settings.toml"
        )
    for one in settings.outgoing:
        if one.name == customer.outgoing:
            return customer, one
    raise Refused(f"customer {customer.name} names no server that sends: set outgoing in settings.toml")


def _names(settings: Settings, account: str) -> tuple[str, ...]:
    """The customers' names; that of the sender is told anyway."""
    ours = settings.customer(account)
    told = ours.sender_name if ours else ""
    return tuple(one.name for one in settings.customers if one.name not in told)


def _support_case(store: Store, case_id: str) -> str:
    numbers = [one for notice, mail in store.notices(case_id) for one in aws_cases(notice, mail)]
    # Eleven digits or a letter and digits number an abuse report; support cases have ten or fifteen.
    support = [one for one in dict.fromkeys(numbers) if one.startswith("case-") or len(one) in {10, 15}]
    if len(support) != 1:
        named = ", ".join(support) or "none"
        raise Refused(f"the messages name {named}: say which support case with --support-case NUMBER")
    return support[0]


@contextmanager
def _alone(store: Store, case_id: str) -> Iterator[None]:
    with store.alone(f"send-{case_id}") as ours:
        if not ours:
            raise Refused("somebody else is sending for this case just now")
        yield


def _begin(store: Store, case_id: str, draft: Reply, order: Order, going: _Going) -> Message:
    sha256 = store.blobs.put([going.raw])
    store.journal(case_id).append(
        SENDING,
        {
            "message_id": going.name,
            "kind": draft.kind,
            "to": draft.to,
            "subject": draft.subject,
            "sha256": sha256,
            "text_sha256": digest(draft.text),
            "by": order.by,
            "at": order.now,
            "override": order.override if going.problems else None,
            "problems": going.problems,
        },
    )
    return Message(
        direction="out",
        kind=draft.kind,
        stage="none",
        time=order.now,
        subject=draft.subject,
        message_id=going.name,
        to=draft.to,
        sha256=sha256,
    )


def _end(store: Store, case_id: str, kind: str, message: Message, **more: str) -> None:
    store.journal(case_id).append(kind, {"message_id": message.message_id, "sha256": message.sha256, **more})


def _sent(store: Store, case_id: str, draft: Reply, message: Message, raw: bytes) -> Message:
    with store.whole():
        kept = store.add_outgoing(case_id, message, raw)
        _end(store, case_id, SENT, kept)
        keep_promise(store, case_id, draft, kept)
    said = " ".join(draft.text.split())
    claims = tuple(one for one in draft.claims if " ".join(one.text.split()) in said)
    store.put(case_id, "reply", replace(draft, claims=claims))
    state, to = store.case(case_id).state, _STATES.get(draft.kind)
    if to is not None and to in legal_moves(state):
        store.set_state(case_id, to, f"{draft.kind} {message.message_id} was sent")
    return kept
