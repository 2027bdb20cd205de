from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from abusedesk import report
from abusedesk.errors import BadInput
from abusedesk.model import CaseState, Message
from report.full_document import empty, full
from report.invented_account import NOW

LETTERS = sorted(report.letters())
HOSTILE = ("\x1b[31mred", "{facts.now}", "{{ 7 * 7 }}", "\u202egnp.exe", "a\rb", "%s", "<script>", "x" * 300)


def facts(**changes):
    made = report.LetterFacts(
        now=NOW,
        title="Access key exposed",
        means="AWS found one of your access keys where everybody can read it.",
        first_step="Deactivate the key.",
        asks="That the key is replaced.",
        questions=("Who made the reported key, and which programs and people use it?",),
        untold="AWS does not say who found the key.",
        quoted="Dear customer,\n\nyour key is public.",
        customer="Example KK",
        sender="Desk of Example MSP",
    )
    return replace(made, **changes)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_written_for_an_empty_and_for_a_full_case(letter, language):
    for document in (empty(), full(HOSTILE)):
        written = report.write_letter(letter, document, facts(), language)
        assert document.case.id in written or letter == "customer_notice"
        assert "{" not in written.replace("{facts.now}", "").replace("{{ 7 * 7 }}", "")
        assert "49" not in report.write_letter(letter, empty(), facts(), language)


@pytest.mark.parametrize("letter", LETTERS)
def test_no_control_character_of_a_stranger_reaches_a_letter(letter):
    written = report.write_letter(letter, full(HOSTILE), facts(quoted="a\x1b[2Jb\u202ec"), "en")
    assert not [one for one in written if (ord(one) < 0x20 and one != "\n") or one == "\u202e"]


def test_the_notice_is_handed_on_with_what_to_do_first_the_clock_and_the_questions():
    written = report.write_letter("customer_notice", full(("thing",)), facts(), "en")
    for said in (
        "Deactivate the key.",
        "due by",
        "19 h 0 min are left",
        "Who made the reported key",
        "does not say",
    ):
        assert said in written
    assert "> your key is public." in written


@pytest.mark.parametrize("letter", LETTERS)
def test_no_letter_holds_a_link_that_can_be_clicked(letter):
    written = report.write_letter(
        letter, full(("thing",)), facts(quoted="see HTTPS://example.com/login"), "en"
    )
    assert "http" not in written.lower()


def test_answers_are_asked_for_well_before_the_deadline_and_at_once_when_it_is_near():
    document = full(("thing",))
    assert "Please answer by 2026-03-05 20:40 JST" in report.write_letter(
        "customer_notice", document, facts(), "en"
    )
    late = facts(now=document.case.deadline - timedelta(minutes=30))
    assert "Please answer at once" in report.write_letter("customer_notice", document, late, "en")


def test_a_deadline_that_has_passed_is_said_to_have_passed():
    document = full(("thing",))
    late = facts(now=document.case.deadline + timedelta(hours=2, minutes=5))
    assert "it passed 2 h 5 min ago" in report.write_letter("customer_reminder", document, late, "en")


def test_a_doubtful_mail_is_handed_on_with_the_way_to_look_it_up():
    doubtful = facts(checks=("Open the console by typing its address.",))
    written = report.write_letter("customer_notice", full(("thing",)), doubtful, "en")
    assert "Is the mail genuine?" in written
    assert "Open the console by typing its address." in written
    assert "genuine" not in report.write_letter("customer_notice", full(("thing",)), facts(), "en")


def test_a_notice_that_wants_no_reply_says_so():
    written = report.write_letter("customer_notice", full(("thing",)), facts(expects_reply=False), "en")
    assert "expects no reply" in written
    assert "due by" not in written


def test_what_only_a_person_may_answer_is_left_to_him():
    written = report.write_letter("customer_notice", full(("thing",)), facts(by_person=True), "en")
    assert "lawyer" in written


def test_a_measure_is_told_with_the_name_of_who_said_so():
    assert "(as Hanako told us)" not in report.write_letter("customer_reminder", empty(), facts(), "en")
    document = full(("Hanako",))
    assert "(as Hanako told us)" in report.write_letter("customer_reminder", document, facts(), "en")


def test_the_brief_asks_to_read_the_answer_only_where_one_was_sent():
    document = full(("thing",))
    assert "reads our answer" in report.write_letter("account_manager_brief", document, facts(), "en")
    unanswered = replace(document, messages=document.messages[:1])
    written = report.write_letter("account_manager_brief", unanswered, facts(), "en")
    assert "reads our answer" not in written
    assert "we are working on this case" in written


def test_the_brief_fits_on_a_page():
    document = full(("thing",))
    many = replace(document, messages=document.messages * 40, measures=document.measures * 40)
    assert len(report.write_letter("account_manager_brief", many, facts(), "en").split("\n")) <= 66


def test_the_final_report_says_when_aws_settled_the_case_and_not_before():
    document = full(("thing",))
    assert "has not yet said" in report.write_letter("final_report", document, facts(), "en")
    settled = replace(
        document,
        case=replace(document.case, state=CaseState.RESOLVED, deadline=None),
        messages=(*document.messages, Message("in", "x", "resolved", NOW, "Re: closed", "<9@example.com>")),
    )
    assert "AWS told us on 2026-03-05 11:10 JST" in report.write_letter(
        "final_report", settled, facts(), "en"
    )


def test_an_account_that_was_not_read_is_not_called_undamaged():
    written = report.write_letter("final_report", empty(), facts(), "en")
    assert "nothing can be said about damage" in written
    assert "No resource that was touched" not in written


def test_an_unknown_letter_is_refused_with_those_there_are():
    with pytest.raises(BadInput, match="customer_notice"):
        report.write_letter("love_letter", empty(), facts(), "en")
