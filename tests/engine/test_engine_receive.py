"""Messages are taken in once, move their case and start its clock."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk import engine
from abusedesk.engine._receive import digest_of
from abusedesk.model import CaseState, Message, legal_moves
from abusedesk.store import Store
from engine.notice_mails import ACCOUNT, SAYS, SUBJECT, at, mail, take

THREAD = ["<notice-1@support.aws.com>"]
FORGER = "AWS Trust and Safety <trustandsafety@support-aws.example.com>"


def later(store, stage, hours=1, number=2, **facts):
    return take(store, mail(stage, number=number, hours=hours, answers=THREAD, **facts), hours)


@pytest.fixture
def first(store):
    return take(store, mail()).case.id


def answered(store, case_id):
    sent = Message("out", "answer", "none", at(1), f"Re: {SUBJECT}", "<ours@example.com>")
    store.add_outgoing(case_id, sent, b"x")
    store.set_state(case_id, CaseState.REPLIED, "the answer was sent")


def test_a_first_notice_opens_a_case_whose_clock_starts_at_the_mails_date(store):
    found = take(store, mail(), hours=5)
    assert (found.what, found.case.state) == ("opened", CaseState.INVESTIGATING)
    assert (found.case.deadline, found.case.deadline_basis) == (at(24), "policy")
    assert found.case.opened == at(5)
    assert found.at_once.title.en == "Port scan from your account"


def test_the_same_message_again_changes_nothing(store, first):
    before = list(store.journal(first).entries())
    again = take(store, mail(), hours=3)
    assert (again.what, again.case.id) == ("duplicate", first)
    assert first in again.why.en
    assert list(store.journal(first).entries()) == before
    assert len(store.cases()) == 1


@pytest.mark.parametrize(
    "other",
    [
        mail(extra=["Received: from a.example by b.example; Thu, 05 Mar 2026 02:00:00 +0000"]),
        mail(extra=["Delivered-To: security@example.com", "X-Spam-Score: 3"]),
        mail().replace(b"\n", b"\r\n"),
        mail() + b"\n\n",
        mail().replace(f"Subject: {SUBJECT}".encode(), b"Subject: Your AWS Abuse\n Report [12345678901]"),
        mail(extra=["Content-Transfer-Encoding: quoted-printable"]).replace(b"Hello", b"=48ello"),
    ],
    ids=["received", "other mailbox", "line ends", "blank lines", "folded", "re-encoded"],
)
def test_a_message_by_another_way_is_the_same_one(other):
    assert digest_of(other) == digest_of(mail())


@pytest.mark.parametrize(
    "other",
    [
        mail(number=2),
        mail(hours=1),
        mail(subject="other"),
        mail(sender="a@example.com"),
        mail(resource="i-0bbbbbbbbbbbbbbb2"),
    ],
)
def test_another_message_is_another_one(other):
    assert digest_of(other) != digest_of(mail())


@given(st.binary(max_size=300))
def test_everything_has_a_digest_of_its_own_bytes(data):
    assert digest_of(data) == digest_of(bytes(data))
    assert digest_of(b"Subject: a\n\n" + data + b"x") != digest_of(b"Subject: b\n\n" + data + b"x")


def test_a_mail_built_to_break_a_parser_still_has_a_digest():
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    assert len(digest_of(nested)) == 64


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"\x00\xff\xfe" * 50, b"From: a@example.com\n\n\xff\xfe\xfd\x80"]
)
def test_what_cannot_be_read_is_kept_and_waits_to_be_classified(store, data):
    found = take(store, data)
    assert (found.what, found.case.state) == ("opened", CaseState.TO_CLASSIFY)
    assert "person" in found.why.en
    [kept] = store.incoming(found.case.id)
    assert store.blobs.path(kept.sha256).read_bytes() == data
    assert take(store, data).what == "duplicate"


def test_a_fault_of_ours_in_reading_loses_no_message(store, monkeypatch):
    def broken(*_, **__):
        raise LookupError("our fault")

    monkeypatch.setattr("abusedesk.intake.read", broken)
    found = take(store, mail())
    assert found.case.state is CaseState.TO_CLASSIFY
    assert "our fault" in found.why.en


@pytest.mark.parametrize(
    ("before", "stage", "after"),
    [
        (CaseState.INVESTIGATING, "reminder", CaseState.INVESTIGATING),
        (CaseState.INVESTIGATING, "not_heard_back", CaseState.INVESTIGATING),
        (CaseState.INVESTIGATING, "final", CaseState.INVESTIGATING),
        (CaseState.INVESTIGATING, "mitigated", CaseState.INVESTIGATING),
        (CaseState.INVESTIGATING, "question", CaseState.QUESTION),
        (CaseState.INVESTIGATING, "denied", CaseState.DENIED),
        (CaseState.INVESTIGATING, "resolved", CaseState.RESOLVED),
        (CaseState.CONTAINED, "reminder", CaseState.CONTAINED),
        (CaseState.REPLIED, "reminder", CaseState.QUESTION),
        (CaseState.REPLIED, "another_resource", CaseState.QUESTION),
        (CaseState.REPLIED, "final", CaseState.QUESTION),
        (CaseState.REPLIED, "mitigated", CaseState.QUESTION),
        (CaseState.REPLIED, "question", CaseState.QUESTION),
        (CaseState.REPLIED, "resolved", CaseState.RESOLVED),
        (CaseState.REPLIED, "denied", CaseState.DENIED),
        (CaseState.DISPUTED, "reminder", CaseState.QUESTION),
        (CaseState.DENIED, "reminder", CaseState.QUESTION),
        (CaseState.DENIED, "resolved", CaseState.RESOLVED),
        (CaseState.CLOSED, "resolved", CaseState.CLOSED),
    ],
)
def test_each_stage_moves_the_case_where_it_belongs(store, first, before, stage, after):
    store.set_state(first, before, "test")
    assert later(store, stage).case.state is after


@pytest.mark.parametrize(("stage", "hours"), [("reminder", 3), ("final", 30), ("question", 40)])
@pytest.mark.usefixtures("first")
def test_the_newest_message_sets_the_clock(store, stage, hours):
    assert later(store, stage, hours).case.deadline == at(hours + 24)
    stated = later(store, "not_heard_back", hours + 1, number=3).case
    assert (stated.deadline, stated.deadline_basis) == (at(hours + 13), "stated")


@pytest.mark.parametrize("stage", ["resolved", "denied"])
def test_what_is_decided_has_no_clock(store, first, stage):
    found = later(store, stage).case
    assert (found.deadline, found.deadline_basis) == (None, "none")
    assert engine.document(store, first).case.deadline is None


def test_a_message_that_comes_late_moves_nothing(store, first):
    take(store, mail("resolved", number=3, hours=9, answers=THREAD), 9)
    late = take(store, mail("reminder", number=2, hours=3, answers=THREAD), 10)
    assert (late.what, late.case.state) == ("continued", CaseState.RESOLVED)
    assert "older" in late.why.en
    assert [one.stage for one in store.messages(first)] == ["first", "reminder", "resolved"]


@pytest.mark.usefixtures("first")
def test_a_date_in_the_future_does_not_hold_up_what_comes_next(store):
    take(store, mail("reminder", number=2, hours=9000, answers=THREAD), 2)
    assert (
        take(store, mail("resolved", number=3, hours=3, answers=THREAD), 3).case.state is CaseState.RESOLVED
    )


@pytest.mark.parametrize("stage", ["resolved", "denied", "question", "final"])
def test_a_forged_mail_is_kept_and_moves_nothing(store, first, stage):
    answered(store, first)
    before = store.case(first)
    found = later(store, stage, hours=2, sender=FORGER)
    assert found.notice.authentic.verdict == "fail"
    assert (found.what, found.case) == ("continued", before)
    assert "not from AWS" in found.why.en
    assert [one.stage for one in store.messages(first)][-1] == stage


@pytest.mark.usefixtures("first")
def test_a_forged_mail_does_not_shorten_the_clock_in_silence(store):
    found = later(store, "not_heard_back", sender=FORGER)
    assert found.case.deadline == at(24)
    assert "2026-03-05T14:00:00Z" in found.why.en


def test_a_forged_first_notice_opens_a_case_that_says_so(store):
    found = take(store, mail(sender=FORGER))
    assert (found.what, found.notice.authentic.verdict) == ("opened", "fail")
    assert "console" in found.why.en


def test_a_forged_notice_neither_becomes_what_is_answered_nor_adds_resources(store, first):
    later(store, "reminder", hours=2, number=2)
    later(store, "final", hours=3, number=3, sender=FORGER, resource="i-0bbbbbbbbbbbbbbb2")
    assert engine.letter(store, first, "holding").in_reply_to == "<notice-2@support.aws.com>"
    assert engine._notice.opened(store, first).notice.resources == ("i-0aaaaaaaaaaaaaaa1",)


def test_the_letter_answers_the_newest_message_about_all_that_was_named(store, first):
    later(store, "another_resource", hours=2, resource="i-0bbbbbbbbbbbbbbb2")
    colleague = mail(
        "first", number=3, hours=3, answers=THREAD, sender="colleague@example.com", activity=None
    )
    take(store, colleague, 3)
    letter = engine.letter(store, first, "holding")
    assert letter.in_reply_to == "<notice-2@support.aws.com>"
    assert letter.subject == f"Re: {SUBJECT}"
    assert "i-0aaaaaaaaaaaaaaa1" in letter.text
    assert "i-0bbbbbbbbbbbbbbb2" in letter.text


def test_a_short_question_in_the_thread_is_understood_by_its_case(store, first):
    answered(store, first)
    short = mail("question", number=2, hours=2, account=None, resource=None, activity=None, answers=THREAD)
    found = take(store, short, 2)
    assert (found.case.id, found.case.state) == (first, CaseState.QUESTION)
    assert found.case.deadline == at(26)
    assert found.at_once.title.en == "Port scan from your account"


def test_a_later_message_says_what_an_unknown_one_was(store):
    unclear = take(store, mail(activity=None, resource=None, account=None, subject="AWS"))
    assert unclear.case.state is CaseState.TO_CLASSIFY
    found = later(store, "reminder")
    assert (found.case.id, found.case.state) == (unclear.case.id, CaseState.INVESTIGATING)
    assert store.account(found.case.id) == ACCOUNT
    assert engine._notice.opened(store, found.case.id).notice.kind == "port_scan"


def test_a_follow_up_whose_case_was_never_seen_stands_where_it_says(store):
    assert take(store, mail("resolved")).case.state is CaseState.RESOLVED
    assert take(store, mail("question", number=2, hours=1), 1).case.state is CaseState.QUESTION


def test_a_person_may_name_the_case(store, first):
    other = mail(number=2, hours=1, account="444455556666")
    [found] = engine.follow_up(store, first, other, "x", arrived=at(1))
    assert (found.what, found.case.id) == ("continued", first)
    [again] = engine.follow_up(store, first, other, "x", arrived=at(1))
    assert again.what == "duplicate"
    assert len(store.messages(first)) == 2


def test_a_message_of_another_case_may_be_put_into_a_named_one_too(store, first):
    other = take(store, mail(number=2, hours=1, account="444455556666"), 1).case.id
    [found] = engine.follow_up(
        store, first, mail(number=2, hours=1, account="444455556666"), "x", arrived=at(2)
    )
    assert (found.what, found.case.id) == ("continued", first)
    assert other != first


def test_what_a_person_hands_in_is_not_opened_again_by_a_mailbox(store):
    opened = engine.take_in(store, mail(), "x", at(1))
    assert take(store, mail(), 2).case.id == opened.case.id
    assert engine.take_in(store, mail(), "x", at(3)).case.id != opened.case.id


def test_a_copy_of_a_message_with_a_footer_moves_nothing(store, first):
    answered(store, first)
    copy = take(store, mail() + b"\n--\nThis mail was checked by a gateway.\n", 2)
    assert (copy.what, copy.case.id, copy.case.state) == ("continued", first, CaseState.REPLIED)


steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(SAYS)),
        st.integers(0, 60),
        st.sampled_from(["thread", "number", "account", "forged", "colleague"]),
        st.sampled_from([None, *CaseState]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_comes_in_whatever_order_moves_cases_legally(tmp_path_factory, steps):
    store = Store(tmp_path_factory.mktemp("home"))
    try:
        take(store, mail())
        for number, (stage, hours, how, by_person) in enumerate(steps, start=2):
            sender = {"forged": FORGER, "colleague": "colleague@example.com"}.get(how)
            facts = {"sender": sender} if sender else {}
            data = mail(
                stage,
                number=number,
                hours=hours,
                answers=THREAD if how in {"thread", "forged", "colleague"} else (),
                subject=SUBJECT if how == "number" else "AWS",
                **facts,
            )
            found = take(store, data, hours)
            if by_person and by_person in legal_moves(found.case.state):
                store.set_state(found.case.id, by_person, "a person")
        for one in store.cases():
            entries = list(store.journal(one.case.id).entries("state_changed", "state_refused"))
            moves = [(CaseState(e.body["from"]), CaseState(e.body["to"])) for e in entries]
            assert all(after in legal_moves(before) for before, after in moves)
            assert store.journal(one.case.id).broken_at() is None
            if one.case.state in {CaseState.RESOLVED, CaseState.DENIED, CaseState.CLOSED}:
                assert one.case.deadline is None
    finally:
        store.close()


NEWS = b"""\
From: Example Shop <news@example.com>
Subject: Spring sale
Message-ID: <sale@example.com>
Date: Thu, 05 Mar 2026 01:00:00 +0000

Everything is cheaper until Sunday.
"""


def test_what_a_person_hands_in_and_is_no_notice_is_said_to_be_none_and_kept_closed(store):
    [one] = engine.receive(store, NEWS, "news.eml", arrived=at(1), by_person=True)
    assert (one.what, one.case.state, one.case.deadline) == ("not_a_notice", CaseState.CLOSED, None)
    assert "no notice of AWS's" in one.why.en
    assert store.notices(one.case.id)[0][1].subject == "Spring sale"
    [again] = engine.receive(store, NEWS, "news.eml", arrived=at(2), by_person=True)
    assert (again.what, again.case.id) == ("duplicate", one.case.id)


@pytest.mark.parametrize("data", [b"\x00\xff" * 500, b""])
def test_what_a_person_hands_in_and_cannot_be_read_waits_for_a_person(store, data):
    [one] = engine.receive(store, data, "x.eml", arrived=at(1), by_person=True)
    assert (one.what, one.case.state) == ("opened", CaseState.TO_CLASSIFY)


def test_what_is_no_notice_but_stands_in_a_thread_goes_into_its_case(store, first):
    data = NEWS.replace(b"Message-ID", b"In-Reply-To: <notice-1@support.aws.com>\nMessage-ID")
    [one] = engine.receive(store, data, "x.eml", arrived=at(1), by_person=True)
    assert (one.what, one.case.id) == ("continued", first)


def test_respond_to_what_is_no_notice_says_so_investigates_nothing_and_drafts_no_letter(store):
    told = []
    done = engine.respond(store, NEWS, "news.eml", engine.Options(), told.append)
    assert (done.document.case.state, done.document.coverage, done.document.reply) == (
        CaseState.CLOSED,
        (),
        None,
    )
    [said] = told
    assert said.title.en == "Not a notice"
    assert said.holding.text == ""


def test_respond_to_a_persons_words_about_an_instance_investigates(store):
    words = b"Our customer says that i-0aaaaaaaaaaaaaaa1 in account 111122223333 attacks him."
    done = engine.respond(store, words, "words.txt", engine.Options())
    assert done.document.case.state is not CaseState.CLOSED
    assert done.document.coverage != ()
