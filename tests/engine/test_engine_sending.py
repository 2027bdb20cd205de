"""An answer goes out on command, once, checked and journalled, through a real server."""

from __future__ import annotations

import email
import hashlib
import json
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest

from abusedesk import drill, engine, intake
from abusedesk import mail as mailroom
from abusedesk.errors import Absent, BadInput, Refused
from abusedesk.mail import MailFailed
from abusedesk.model import (
    CaseState,
    Customer,
    MailServer,
    Measure,
    Message,
    Outgoing,
    Receipt,
    Recheck,
    Reply,
    Secret,
    Settings,
    Text,
)
from drill.drill_folders import TOML, sign_in, write
from engine.notice_mails import ACCOUNT, SUBJECT, at, mail
from mail.mail_servers import PASSWORD, Certificates, Smtp, write_settings

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NOW = at(2)
LETTER = """\
Dear AWS Trust & Safety team,

We are investigating. You will have our next reply by 2026-03-05 20:00 UTC.

Kind regards,
The owner of AWS account 111122223333
"""


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("sending"))


@pytest.fixture
def smtp(tmp_path, certificates, monkeypatch):
    monkeypatch.setenv("TEST_MAIL_PASSWORD", PASSWORD)
    server = Smtp(tmp_path / "smtp", certificates, "starttls")
    yield server
    server.close()


@pytest.fixture
def settings(smtp):
    return Settings(outgoing=(smtp.settings(),), customers=(customer(),))


def customer(**more):
    known = {
        "name": "Example Shop",
        "accounts": (ACCOUNT,),
        "sender_name": "Example Desk",
        "sender_address": "abuse@example.com",
        "outgoing": "main",
    }
    return Customer(**(known | more))


NOWHERE = Settings(
    outgoing=(Outgoing(name="main", smtp=MailServer(host="localhost", port=9)),), customers=(customer(),)
)


def opened(store, **more):
    [received] = engine.receive(store, mail(**more), "notice.eml", arrived=at(0))
    return received.case.id


def holding(store, case_id, **more):
    return replace(engine.letter(store, case_id, "holding"), **more)


def send(store, case_id, letter, settings, **more):
    known = {"override": None, "by": "Hanako", "now": NOW, "post": mailroom.send}
    return engine.send(store, case_id, letter, settings, **(known | more))


def taken(*sent):
    """A post that takes the message, and says so in sent."""

    def post(_outgoing, message):
        for one in sent:
            one.append(message)

    return post


def failing(reason):
    def post(_outgoing, _message):
        raise MailFailed(reason, "smtp.example.com: said no")

    return post


def kinds(store, case_id):
    return [
        one.kind
        for one in store.journal(case_id).entries()
        if one.kind.startswith(("reply_", "message_sent"))
    ]


def test_a_letter_arrives_as_it_was_written_in_the_thread_of_the_notice(store, smtp, settings):
    case_id = opened(store)
    letter = holding(store, case_id)
    sent = send(store, case_id, letter, settings)
    [raw] = smtp.sent
    [envelope] = smtp.envelopes
    got = email.message_from_bytes(raw, policy=default)
    assert envelope == ["abuse@example.com", "trustandsafety@support.aws.com"]
    assert str(got["From"]) == "Example Desk <abuse@example.com>"
    assert str(got["To"]) == "trustandsafety@support.aws.com"
    assert f"Subject: Re: {SUBJECT}\r\n".encode() in raw
    assert str(got["In-Reply-To"]) == "<notice-1@support.aws.com>"
    assert str(got["References"]) == "<notice-1@support.aws.com>"
    assert str(got["Message-ID"]) == sent.message_id
    assert case_id in sent.message_id
    assert got["Date"].datetime == NOW
    assert got.get_content_type() == "text/plain"
    assert got["Content-Type"].params.keys() == {"charset"}
    assert got["Content-Transfer-Encoding"] == "7bit"
    assert got.get_content().replace("\r\n", "\n") == letter.text


def test_what_was_sent_is_kept_with_its_bytes_and_journalled_before_and_after(store, smtp, settings):
    case_id = opened(store)
    sent = send(store, case_id, holding(store, case_id), settings)
    [raw] = smtp.sent
    assert sent.sha256 == hashlib.sha256(raw).hexdigest()
    assert store.blobs.path(sent.sha256).read_bytes() == raw
    assert store.messages(case_id)[-1] == sent
    assert kinds(store, case_id) == ["reply_sending", "message_sent", "reply_sent"]
    [intent] = [one.body for one in store.journal(case_id).entries() if one.kind == "reply_sending"]
    assert (intent["by"], intent["sha256"], intent["override"]) == ("Hanako", sent.sha256, None)
    assert store.journal(case_id).broken_at() is None


def test_the_follow_up_finds_its_case_by_our_message_id(store):
    case_id = opened(store)
    sent = send(store, case_id, holding(store, case_id), NOWHERE, post=taken())
    answer = mail(
        "question", hours=3, number=2, account="", resource="", subject="Hello", answers=[sent.message_id]
    )
    [received] = engine.receive(store, answer, "answer.eml", arrived=at(3))
    assert (received.case.id, received.what) == (case_id, "continued")


@pytest.mark.parametrize(
    "subject", ["Re: a  b ", "Re: [x] (tab\there)", "Re: " + "long " * 60 + "end", "RE:[CASE 1] Ü"]
)
def test_the_subject_reaches_the_wire_as_it_is(subject):
    message = engine._sending.compose(
        Reply(to="x@amazon.com", subject=subject, text="t\n"), customer(), "ad-1", NOW
    )
    raw = mailroom.wire(message)
    read = email.message_from_bytes(raw, policy=default)
    assert str(read["Subject"]) == subject
    if subject.isascii():
        assert f"Subject: {subject}\r\n".encode() in raw


def test_a_text_that_seven_bits_cannot_carry_is_quoted_and_reads_the_same():
    text = "It is the owner’s.\n" + "x" * 1200 + "\nFrom here.\n.\n"
    message = engine._sending.compose(
        Reply(to="x@amazon.com", subject="Re: x", text=text), customer(), "ad-1", NOW
    )
    raw = mailroom.wire(message)
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) < 998
    assert email.message_from_bytes(raw, policy=default).get_content().replace("\r\n", "\n") == text


def test_a_long_thread_keeps_its_first_and_latest_ids_within_a_line():
    ids = tuple(f"<{number:060}@support.aws.com>" for number in range(40))
    message = engine._sending.compose(
        Reply(to="x@amazon.com", subject="Re: x", text="t\n", references=ids), customer(), "ad-1", NOW
    )
    kept = str(message["References"]).split()
    assert (kept[0], kept[-1]) == (ids[0], ids[-1])
    assert max(map(len, mailroom.wire(message).splitlines())) < 998


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(), "nobody who answers for account 111122223333"),
        (replace(NOWHERE, customers=(customer(sender_address=""),)), "nobody who answers"),
        (replace(NOWHERE, customers=(customer(outgoing="other"),)), "names no server"),
        (replace(NOWHERE, customers=(customer(accounts=("999999999999",)),)), "nobody who answers"),
    ],
)
def test_without_a_sender_in_the_settings_nothing_goes_out(store, settings, told):
    case_id = opened(store)
    with pytest.raises(Refused, match=told):
        send(store, case_id, holding(store, case_id), settings, post=taken())
    assert kinds(store, case_id) == []


@pytest.mark.parametrize("by", ["", "  "])
def test_nobody_sends_without_a_name(store, by):
    case_id = opened(store)
    with pytest.raises(Refused, match="--by"):
        send(store, case_id, holding(store, case_id), NOWHERE, by=by, post=taken())


def test_a_failed_check_stops_the_letter_and_the_reason_to_send_it_all_the_same_is_journalled(store):
    case_id, out = opened(store), []
    bad = holding(store, case_id, text=LETTER + "\nWe will fix it as soon as possible.\n")
    with pytest.raises(Refused, match="Vague words"):
        send(store, case_id, bad, NOWHERE, post=taken(out))
    with pytest.raises(Refused, match="needs the reason"):
        send(store, case_id, bad, NOWHERE, post=taken(out), override=" ")
    assert (out, kinds(store, case_id)) == ([], [])
    send(store, case_id, bad, NOWHERE, post=taken(out), override="AWS knows us")
    assert len(out) == 1
    [intent] = [one.body for one in store.journal(case_id).entries() if one.kind == "reply_sending"]
    assert intent["override"] == "AWS knows us"
    assert any("Vague words" in one for one in intent["problems"])


def test_a_letter_to_an_address_that_is_not_amazons_needs_a_reason(store):
    case_id, out = opened(store), []
    letter = holding(store, case_id, to="ticket@reseller.example.com")
    with pytest.raises(Refused, match="not AWS's"):
        send(store, case_id, letter, NOWHERE, post=taken(out))
    send(store, case_id, letter, NOWHERE, post=taken(out), override="our reseller passes it on")
    assert str(out[0]["To"]) == "ticket@reseller.example.com"


def test_a_letter_to_a_relay_that_is_set_passes_and_to_any_other_does_not(store):
    [received] = engine.receive(
        store, mail(sender="Reseller <ticket@reseller.example.com>"), "notice.eml", arrived=at(0)
    )
    case_id, out = received.case.id, []
    letter = holding(store, case_id, text=LETTER, to="ticket@reseller.example.com")
    trusting = replace(NOWHERE, relays=("ticket@reseller.example.com",))
    found = engine.check_letter(store, case_id, letter, trusting, NOW)
    assert not any("not AWS's" in one for one in (*found.problems, *found.notes))
    with pytest.raises(Refused, match="not AWS's"):
        send(store, case_id, replace(letter, to="other@reseller.example.com"), trusting, post=taken(out))
    with pytest.raises(Refused, match="not AWS's"):
        send(store, case_id, letter, NOWHERE, post=taken(out))
    assert out == []


def test_a_letter_to_a_relay_goes_to_the_relay(store):
    case_id, out = opened(store), []
    letter = holding(store, case_id, text=LETTER, to="ticket@reseller.example.com")
    trusting = replace(NOWHERE, relays=("reseller.example.com",))
    send(store, case_id, letter, trusting, post=taken(out))
    assert str(out[0]["To"]) == "ticket@reseller.example.com"


def test_a_notice_that_asks_for_no_reply_gets_none(store):
    case_id = opened(store)
    notice, read = store.notices(case_id)[0]
    quiet = [
        one.id
        for one in intake.every().values()
        if not one.expects_reply and one.id not in {"none", "unknown"}
    ]
    assert quiet
    for number, kind in enumerate(quiet):
        other = store.open_case(
            replace(notice, kind=kind), replace(read, message_id=f"<{number}@x>"), b"x", NOW
        ).id
        with pytest.raises(Refused, match=r"no reply|no letter"):
            send(store, other, engine.letter(store, other, None), NOWHERE, post=taken())
        with pytest.raises(Refused, match="asks for no reply"):
            send(
                store,
                other,
                Reply(to="x@amazon.com", subject=f"Re: {SUBJECT}", text=LETTER),
                NOWHERE,
                post=taken(),
            )


@pytest.mark.parametrize("kind", [one.id for one in intake.every().values() if one.by_person])
def test_a_notice_that_a_person_must_answer_gets_no_draft_and_a_persons_letter_only_with_a_reason(
    store, kind
):
    notice, read = intake.read(mail(), name="x").notice, intake.read(mail(), name="x").mail
    case_id = store.open_case(replace(notice, kind=kind), read, b"x", NOW).id
    draft = engine.letter(store, case_id, None)
    with pytest.raises(Refused, match="no letter of ours"):
        send(store, case_id, draft, NOWHERE, post=taken(), override="all the same")
    own = engine.by_hand(store, case_id, draft, LETTER)
    with pytest.raises(Refused, match="not ready"):
        send(store, case_id, own, NOWHERE, post=taken())
    out = []
    send(store, case_id, own, NOWHERE, post=taken(out), override="our lawyer signed it")
    assert str(out[0]["To"]) == "trustandsafety@support.aws.com"


@pytest.mark.parametrize("reason", ["network", "tls", "login", "rejected", "secret"])
def test_a_letter_that_the_server_did_not_take_may_be_sent_again_without_more_ado(store, reason):
    case_id, out = opened(store), []
    with pytest.raises(MailFailed):
        send(store, case_id, holding(store, case_id), NOWHERE, post=failing(reason))
    assert kinds(store, case_id) == ["reply_sending", "reply_not_sent"]
    assert len(store.messages(case_id)) == 1
    send(store, case_id, holding(store, case_id), NOWHERE, post=taken(out))
    assert len(out) == 1


def test_a_letter_that_may_have_been_sent_is_not_sent_again_in_silence(store, smtp, settings):
    case_id = opened(store)
    dropped = holding(store, case_id, text=LETTER.replace("We are", "DROP: we are"))
    with pytest.raises(MailFailed, match="broke"):
        send(store, case_id, dropped, settings)
    assert len(smtp.sent) == 1
    with pytest.raises(Refused, match="may have been sent"):
        send(store, case_id, holding(store, case_id), settings)
    assert len(smtp.sent) == 1
    send(store, case_id, holding(store, case_id), settings, again=True)
    assert len(smtp.sent) == 2
    assert kinds(store, case_id) == [
        "reply_sending",
        "reply_given_up",
        "reply_sending",
        "message_sent",
        "reply_sent",
    ]


def test_the_same_text_is_not_sent_twice_in_silence_and_another_is(store):
    case_id, out = opened(store), []
    letter = holding(store, case_id)
    send(store, case_id, letter, NOWHERE, post=taken(out))
    with pytest.raises(Refused, match="this very text"):
        send(
            store,
            case_id,
            replace(letter, text=letter.text.replace("\n", "\n ")),
            NOWHERE,
            post=taken(out),
            override="x",
        )
    send(store, case_id, replace(letter, text=LETTER), NOWHERE, post=taken(out))
    send(store, case_id, letter, NOWHERE, post=taken(out), again=True)
    assert len(out) == 3


KILLED = """
    import os, signal, sys
    from datetime import datetime
    from pathlib import Path
    from abusedesk import engine, mail, settings
    from abusedesk.store import Store

    home, case_id, now, when = sys.argv[1:]
    store = Store(Path(home))
    letter = engine.letter(store, case_id, "holding")

    def post(outgoing, message):
        if when == "after":
            mail.send(outgoing, message)
        os.kill(os.getpid(), signal.SIGKILL)

    set_ = settings.load(Path(home) / "settings.toml")
    at = datetime.fromisoformat(now)
    engine.send(store, case_id, letter, set_, override=None, by="Hanako", now=at, post=post)
"""


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_killed_while_sending_it_says_so_and_sends_nothing_twice(  # noqa: PLR0917 - fixtures
    store, tmp_path, smtp, settings, when, arrived
):
    case_id = opened(store)
    write_settings(tmp_path / "home", smtp, ACCOUNT)
    script = tmp_path / "killed.py"
    script.write_text(textwrap.dedent(KILLED))
    command = [sys.executable, str(script), str(tmp_path / "home"), case_id, NOW.isoformat(), when]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own script
    assert ended.returncode == -9, ended.stderr
    assert len(smtp.sent) == arrived
    with pytest.raises(Refused, match=f"may have been sent.*{case_id}"):
        send(store, case_id, holding(store, case_id), settings)
    assert len(smtp.sent) == arrived
    # The bytes that may have gone out are kept all the same.
    [intent] = [one.body for one in store.journal(case_id).entries() if one.kind == "reply_sending"]
    kept = store.blobs.path(intent["sha256"]).read_bytes()
    assert smtp.sent in ([], [kept])
    sent = send(store, case_id, holding(store, case_id), settings, again=True)
    assert isinstance(sent, Message)
    assert len(smtp.sent) == arrived + 1


def test_two_at_once_do_not_both_send(store):
    case_id = opened(store)

    def post(_outgoing, _message):
        with pytest.raises(Refused, match="somebody else"):
            send(store, case_id, holding(store, case_id, text=LETTER), NOWHERE, post=taken())

    send(store, case_id, holding(store, case_id), NOWHERE, post=post)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("answer", CaseState.REPLIED),
        ("dispute", CaseState.DISPUTED),
        ("holding", CaseState.INVESTIGATING),
        ("extension", CaseState.INVESTIGATING),
    ],
)
def test_an_answer_and_a_dispute_move_the_case_and_a_letter_for_time_does_not(store, kind, state):
    case_id = opened(store)
    letter = replace(engine.letter(store, case_id, kind))
    send(store, case_id, letter, NOWHERE, post=taken(), override="a test")
    assert store.case(case_id).state is state


def test_a_letter_that_was_sent_moves_no_case_that_is_closed(store):
    case_id = opened(store)
    store.set_state(case_id, CaseState.CLOSED, "a person closed it")
    send(store, case_id, engine.letter(store, case_id, "answer"), NOWHERE, post=taken(), override="a test")
    assert store.case(case_id).state is CaseState.CLOSED


def test_only_claims_that_stand_in_the_letter_are_kept_with_it(store):
    case_id = opened(store)
    draft = engine.letter(store, case_id, "answer")
    assert draft.claims
    send(store, case_id, replace(draft, text=LETTER), NOWHERE, post=taken(), override="a test")
    kept = store.get(case_id, "reply", Reply)
    assert (kept.text, kept.claims) == (LETTER, ())


def test_receipts_measures_and_rechecks_of_the_case_are_held_against_the_letter(store):
    case_id = opened(store)
    letter = holding(
        store, case_id, text=LETTER.replace("We are investigating.", "We terminated i-0aaaaaaaaaaaaaaa1.")
    )
    told = engine.check_letter(store, case_id, letter, NOWHERE, NOW).problems
    assert any("nothing shows it" in one for one in told)
    done = Receipt(step=1, action="terminate_instance", target="i-0aaaaaaaaaaaaaaa1", by="x", applied=NOW)
    store.put(case_id, "receipts", [done])
    assert engine.check_letter(store, case_id, letter, NOWHERE, NOW).problems == ()
    answer = engine.letter(store, case_id, "answer")
    row = Recheck(
        question="key_off", target="AKIAINVENTED00000001", region="x", holds=False, why=Text("On."), at=NOW
    )
    store.put(case_id, "rechecks", [row])
    measure = Measure(id="enabled_mfa", text=Text("", "x"), state="done", at=NOW)
    store.put(case_id, "measures", [measure])
    found = engine.check_letter(store, case_id, answer, NOWHERE, NOW)
    assert any('still possible: "On.", AKIAINVENTED00000001' in one for one in found.problems)
    assert any("no English text: enabled_mfa" in one for one in found.problems)
    late = engine.check_letter(store, case_id, answer, NOWHERE, NOW + timedelta(days=3))
    assert not any("still possible" in one for one in late.problems)
    assert any("Nothing was read again" in one for one in late.notes)


def test_what_was_read_again_stands_in_the_document_and_in_the_letter(store):
    case_id = opened(store)
    row = Recheck(
        question="instance_cut_off",
        target="i-0aaaaaaaaaaaaaaa1",
        region="eu-west-1",
        holds=False,
        why=Text("It still reaches the network.", "まだ通信できます。"),
        at=NOW,
        evidence=("ev-1",),
    )
    before = engine.letter(store, case_id, "answer").text
    store.put(case_id, "rechecks", [row])
    assert engine.document(store, case_id).rechecks == (row,)
    assert engine.letter(store, case_id, "answer").text != before


def test_other_customers_names_do_not_reach_aws(store):
    case_id = opened(store)
    both = replace(NOWHERE, customers=(customer(), customer(name="Other Works", accounts=("999999999999",))))
    letter = holding(store, case_id, text=LETTER + "\nIt came from Other Works.\n")
    with pytest.raises(Refused, match='customers: "Other Works"'):
        send(store, case_id, letter, both, post=taken())


@pytest.mark.parametrize("address", ["no address", "a@b@c", "x\r\nBcc: y@example.com"])
def test_an_address_that_cannot_be_read_is_told_and_nothing_goes_out(store, address):
    case_id = opened(store)
    with pytest.raises(BadInput, match="expected a mail address"):
        send(store, case_id, holding(store, case_id, to=address), NOWHERE, post=taken(), override="x")
    assert kinds(store, case_id) == []


def test_nothing_else_of_the_engine_sends():
    """Only what a person commands may answer AWS: no other module knows the way out."""
    rooms = Path(engine.__file__).parent.parent
    callers = {
        path.relative_to(rooms).as_posix()
        for path in rooms.rglob("*.py")
        if any(
            word in path.read_text() for word in ("send_as(", "send_to_support(", "engine.send(", "mail.send")
        )
    }
    assert callers == {"cli/_reply.py", "engine/_sending.py"}


@pytest.fixture
def support(tmp_path, monkeypatch):
    servers = []

    def begin(plan="business"):
        toml = TOML.replace('support_plan = "basic"', f'support_plan = "{plan}"')
        folder = write(tmp_path / "incident", toml=toml)
        (folder / "notice.eml").write_text("Subject: [CASE 1234567890]\n\nPlease answer.\n")
        server = drill.serve(drill.load(folder), throttle=False)
        servers.append(server)
        sign_in(monkeypatch, server)
        return engine.Connection(endpoint_url=server.endpoint_url)

    yield begin
    for server in servers:
        server.close()


def order(**more):
    return engine.Order(**({"by": "Hanako", "now": NOW, "settings": Settings()} | more))


def test_an_answer_in_the_support_case_is_journalled_and_kept_and_not_sent_twice(store, support):
    case_id = opened(store, subject="RE:[CASE 1234567890] Your AWS Abuse Report")
    connection, letter = support(), holding(store, case_id)
    sent = engine.send_to_support(store, case_id, letter, order(), connection)
    assert sent.to == "AWS Support case 1234567890"
    assert store.blobs.path(sent.sha256).read_bytes() == letter.text.encode()
    assert kinds(store, case_id) == ["reply_sending", "message_sent", "reply_sent"]
    with pytest.raises(Refused, match="this very text"):
        engine.send_to_support(store, case_id, letter, order(), connection)
    again = engine.send_to_support(store, case_id, letter, order(again=True), connection)
    assert again.message_id != sent.message_id


def test_a_support_case_that_nobody_names_is_asked_for(store, support):
    case_id = opened(store)
    connection, letter = support(), holding(store, case_id)
    with pytest.raises(Refused, match="--support-case"):
        engine.send_to_support(store, case_id, letter, order(), connection)
    assert engine.send_to_support(store, case_id, letter, order(), connection, number="1234567890")


def test_without_a_support_plan_nothing_is_begun(store, support):
    case_id = opened(store)
    with pytest.raises(Absent, match="SubscriptionRequired"):
        engine.send_to_support(
            store, case_id, holding(store, case_id), order(), support("basic"), number="1234567890"
        )
    assert kinds(store, case_id) == []


def test_a_failed_check_stops_the_support_case_too(store, support):
    case_id = opened(store)
    bad = holding(store, case_id, text=LETTER + "\nSee the attached file.\n")
    with pytest.raises(Refused, match="opens none"):
        engine.send_to_support(store, case_id, bad, order(), support(), number="1234567890")


def test_no_secret_reaches_the_journal(store):
    case_id = opened(store)
    bad = holding(store, case_id, text=LETTER + "\nThe password is 'hunter2-hunter2'.\n")
    send(store, case_id, bad, NOWHERE, post=taken(), override="a test")
    told = json.dumps([dict(one.body) for one in store.journal(case_id).entries()])
    assert "hunter2" not in told
    assert Secret(env="X").env not in told.split()
