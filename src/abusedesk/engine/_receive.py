"""Takes messages in: each exactly once, into its own case or a new one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from email.parser import BytesParser
from email.policy import compat32
from typing import TYPE_CHECKING, Literal

from abusedesk import intake
from abusedesk.errors import BadInput
from abusedesk.model import CaseState, Mail, Notice, Text
from abusedesk.translate import text

from ._clock import moved_by, sent_at
from ._matching import UNPLACED, Match, aws_cases, is_foreign, is_no_notice, match
from ._notice import Opened, at_once, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from email.message import Message

    from abusedesk.intake import Resolver
    from abusedesk.model import Case
    from abusedesk.store import Arrival, Store

    from ._progress import NoticeRead

What = Literal["opened", "continued", "duplicate", "not_a_notice"]
_HEADERS = ("Message-ID", "Date", "From", "Subject")
# Ways in which a reader of hostile text may fail; none of them may lose the message.
_OUR_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Received:
    """One notice of a message: its case as it stands now, what became of the notice and why."""

    case: Case
    notice: Notice
    mail: Mail
    what: What
    why: Text
    at_once: NoticeRead


@dataclass(frozen=True, slots=True)
class _Message:
    """A message's bytes, and all that its reader must know of where it came from."""

    data: bytes
    name: str
    arrived: datetime
    authserv_ids: Sequence[str]
    resolver: Resolver | None
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    notice: Notice
    mail: Mail
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    case_id: str
    read: _Read
    what: What
    why: Text


def receive(  # noqa: PLR0913 - each of them is something that only the caller knows
    store: Store,
    data: bytes,
    name: str,
    *,
    arrived: datetime,
    authserv_ids: Sequence[str] = (),
    resolver: Resolver | None = None,
    only_notices: bool = False,
    by_person: bool = False,
) -> tuple[Received, ...]:
    """
    Take one message in, whose bytes are data and which is called name; one entry for each notice in it.

    A follow-up continues its case, anything else opens one; what cannot be read opens a case that waits
    to be classified. Exactly once: the same message given again, by whatever way and after whatever
    ended the first attempt, is a "duplicate" and changes nothing. arrived is aware UTC. authserv_ids are
    the servers whose Authentication-Results count, resolver looks DKIM keys up; None looks nothing up.
    only_notices passes over what is no notice of AWS's and belongs to no case: then nothing is given.
    What a person hands in (by_person) and is no notice is kept as a case that is closed: "not_a_notice".
    """
    message = _Message(data, name, arrived, authserv_ids, resolver, by_person)
    digest = digest_of(data)
    taken = _known(store, digest)
    if not taken:
        read = _readable(message)
        if only_notices and all(is_foreign(store, one.notice, one.mail) for one in read):
            return ()
        with store.whole():
            arrival = store.arrive(digest, name, arrived, data)
            if arrival is not None:
                taken = [_take(store, message, arrival, one) for one in read]
        # Empty where another process was faster.
        taken = taken or _known(store, digest)
    return tuple(_received(store, one, arrived) for one in taken)


def take_in(  # noqa: PLR0913 - likewise
    store: Store,
    data: bytes,
    name: str,
    now: datetime,
    authserv_ids: Sequence[str] = (),
    *,
    resolver: Resolver | None = None,
) -> Opened:
    """
    Open a new case for a message that a person hands in, whatever there is already.

    Further notices in the same message open or continue cases of their own.

    Raises:
        BadInput: data is empty or of a form that cannot be read.
    """
    message = _Message(data, name, now, authserv_ids, resolver)
    first, *more = _read(message)
    with store.whole():
        arrival = store.arrive(digest_of(data), name, now, data)
        case = store.open_case(first.notice, first.mail, data, now, arrival)
        store.add_aws_cases(case.id, aws_cases(first.notice, first.mail))
        # What arrived before has brought its further notices with it then.
        for one in more if arrival is not None else ():
            _take(store, message, arrival, one)
    return Opened(case, first.notice, first.mail)


def follow_up(  # noqa: PLR0913 - likewise
    store: Store,
    case_id: str,
    data: bytes,
    name: str,
    *,
    arrived: datetime,
    authserv_ids: Sequence[str] = (),
    resolver: Resolver | None = None,
) -> tuple[Received, ...]:
    """
    Add a message, with everything in it, to the case that a person names.

    What that case has already is a "duplicate" and changes nothing.

    Raises:
        BadInput: there is no such case, or data cannot be read.
    """
    store.case(case_id)
    message, digest = _Message(data, name, arrived, authserv_ids, resolver), digest_of(data)
    read = _read(message)
    named = Match(case_id, text("You said that it belongs to this case."))
    with store.whole():
        arrival = store.arrive(digest, name, arrived, data)
        taken = [one for one in _known(store, digest) if one.case_id == case_id]
        taken = taken or [_take(store, message, arrival, one, named) for one in read]
    return tuple(_received(store, one, arrived) for one in taken)


def digest_of(data: bytes) -> str:
    """
    What makes a message the same one, as SHA-256 in hex: Message-ID, Date, From, Subject and its content.

    Not what servers add on the way (Received and other headers), nor how they encode it: line ends and
    Content-Transfer-Encoding (RFC 2045, section 6) do not count.
    """
    plain = data.replace(b"\r\n", b"\n")
    try:
        message = BytesParser(policy=compat32).parsebytes(plain)
        heads = [" ".join(str(message.get(name) or "").split()) for name in _HEADERS]
        content = [_digest(part) for part in _contents(message)]
    except _OUR_FAULTS:
        # Built to break a parser: then every byte of it counts.
        heads, content = [], [_digest(plain)]
    return hashlib.sha256(json.dumps([heads, content]).encode()).hexdigest()


def _contents(message: Message) -> Iterator[bytes]:
    for part in message.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            yield payload if isinstance(payload, bytes) else str(payload).encode(errors="replace")


def _digest(content: bytes) -> str:
    lines = [line.rstrip() for line in content.replace(b"\r\n", b"\n").strip().split(b"\n")]
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def _read(message: _Message) -> list[_Read]:
    """Every notice in message, the first one first."""
    reading = intake.read(
        message.data,
        name=message.name,
        authserv_ids=message.authserv_ids,
        arrived=message.arrived,
        resolver=message.resolver,
    )
    return [_Read(one.notice, one.mail) for one in (reading, *reading.more)]


def _readable(message: _Message) -> list[_Read]:
    """Every notice in message; what cannot be read is one whose kind is unknown, with its bytes kept."""
    try:
        return _read(message)
    except (BadInput, *_OUR_FAULTS) as why:
        mail = Mail(date=message.arrived, sha256=hashlib.sha256(message.data).hexdigest())
        fault = str(why) if isinstance(why, BadInput) else f"{type(why).__name__}: {why}"
        return [_Read(Notice(kind="unknown", received=message.arrived), mail, fault)]


def _known(store: Store, digest: str) -> list[_Taken]:
    """What became of a message that arrived before."""
    return [
        _Taken(
            one.case_id,
            _Read(one.notice, one.mail),
            "duplicate",
            text("This message arrived before and belongs to case {case}.", case=one.case_id),
        )
        for one in store.arrived(digest)
    ]


def _take(
    store: Store, message: _Message, arrival: Arrival | None, read: _Read, found: Match | None = None
) -> _Taken:
    """Put one notice into its case, found or sought here; part of a transaction."""
    found = found or match(store, read.notice, read.mail)
    if found.case_id is None:
        taken = _open(store, message, arrival, read, found.why)
    else:
        taken = _continue(store, message, arrival, read, found)
    store.add_aws_cases(taken.case_id, aws_cases(read.notice, read.mail))
    said = {"what": taken.what, "why": taken.why, "called": message.name}
    store.journal(taken.case_id).append("message_taken", said)
    return taken


def _open(store: Store, message: _Message, arrival: Arrival | None, read: _Read, why: Text) -> _Taken:
    case = store.open_case(read.notice, read.mail, message.data, message.arrived, arrival)
    if read.fault:
        said = text("It cannot be read, a person must look at it: {fault}", fault=read.fault)
        return _Taken(case.id, read, "opened", said)
    if message.by_person and is_no_notice(read.notice):
        return _Taken(case.id, read, "not_a_notice", file_away(store, case.id))
    if read.notice.kind in UNPLACED:
        unplaced = text("It is not understood, a person must say what it is.")
        return _Taken(case.id, read, "opened", text("{which} {what}", which=why, what=unplaced))
    if read.notice.authentic.verdict == "fail":
        doubt = text("It is probably not from AWS: look in the console before you believe it.")
        return _Taken(case.id, read, "opened", text("{which} {what}", which=why, what=doubt))
    if read.notice.stage not in {"first", "none"}:
        why = text("{which} {what}", which=why, what=_move(store, case, read.notice, message, None))
    return _Taken(case.id, read, "opened", why)


def file_away(store: Store, case_id: str) -> Text:
    """Close the case of a message that is no notice; gives what to say of it."""
    store.set_state(case_id, CaseState.CLOSED, "it is no notice")
    return text("It is no notice of AWS's: nothing has to be answered. It is kept, in a case that is closed.")


def _continue(store: Store, message: _Message, arrival: Arrival | None, read: _Read, found: Match) -> _Taken:
    case = store.case(found.case_id or "")
    before = [one for one in store.incoming(case.id) if one.notice.authentic.verdict != "fail"]
    store.add_notice(case.id, read.notice, read.mail, message.data, arrival)
    if any(one.mail.message_id == read.mail.message_id != "" for one in before):
        what = text("It is another copy of a message that the case has: it moves nothing.")
    else:
        times = [
            sent_at(one.notice, one.arrival.arrived if one.arrival else case.opened)
            for one in before
            if one.notice.kind != "none"
        ]
        what = _move(store, case, read.notice, message, max(times, default=None))
    said = text("{which} {what}", which=found.why, what=what)
    return _Taken(case.id, read, "continued", said)


def _move(store: Store, case: Case, notice: Notice, message: _Message, newest: datetime | None) -> Text:
    moved = moved_by(case, notice, sent_at(notice, message.arrived), newest)
    store.set_state(case.id, moved.state, moved.why.en)
    store.set_deadline(case.id, moved.deadline, moved.basis, moved.why.en)
    if notice.account and notice.authentic.verdict != "fail" and not store.account(case.id):
        store.set_account(case.id, notice.account)
    return moved.why


def _received(store: Store, taken: _Taken, now: datetime) -> Received:
    whole = opened(store, taken.case_id)
    notice = taken.read.notice
    # A short message in a thread is understood by the case that it stands in.
    shown = replace(notice, kind=whole.notice.kind) if notice.kind in UNPLACED else notice
    told = at_once(Opened(whole.case, shown, taken.read.mail), now, None)
    return Received(whole.case, notice, taken.read.mail, taken.what, taken.why, told)
