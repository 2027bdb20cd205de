"""Extensions, disputes, reviews by Amazon SES, follow-ups, and what is handed to a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.errors import BadInput
from abusedesk.model import Mail, Measure, Trace
from abusedesk.reply import draft, for_person, measure_text, reasons
from abusedesk.reply._asked import questions
from abusedesk.reply._material import Material
from reply import invented_case as case
from reply import invented_matrix as matrix

PROXY_STILL_OPEN = """Hello,

Thank you for your reply. We have reviewed it and have further questions.
Please provide:
1. The root cause of the
   activity
2. Corrective action taken

Is port 22 still open to the internet? Please describe how you will prevent this in the future.
How many people work in your company?
Please do not open a new case. Let us know if you have any questions.

On Thu, 5 Mar 2026, we wrote:
> Did you close the port?
"""


def flat(text):
    return re.sub(r"\s+", " ", text)


def taken(identifier, target="", *, minutes=20):
    return Measure(
        id=identifier,
        text=measure_text(identifier, target),
        state="done",
        by="Hanako",
        at=case.NOW - timedelta(minutes=minutes),
        evidence=("journal-7",),
    )


def letter(notice_kind, cause, mail=case.MAIL, changes=None, **options):
    dossier = matrix.dossier(notice_kind, cause)
    dossier = replace(dossier, notice=replace(dossier.notice, **(changes or {})))
    return draft(
        dossier,
        matrix.trace(cause),
        matrix.steps(cause),
        mail,
        **{"receipts": matrix.receipts(cause), **options},
    )


# --- more time


def test_an_extension_takes_its_amount_and_reason_as_they_are_given():
    until = case.NOW + timedelta(days=4)
    made = letter("port_scan", "unknown", kind="extension", until=until, reason="rebuild")
    text = flat(made.text)
    assert "We ask for 77 more hours, until Monday, 2026-03-09 02:10 UTC." in text
    assert "The reason: the affected host is being built anew" in text


def test_one_hour_is_said_in_the_singular():
    until = case.NOTICE.deadline + timedelta(minutes=30)
    assert "We ask for one more hour, until" in flat(
        letter("port_scan", "unknown", kind="extension", until=until).text
    )


@pytest.mark.parametrize("until", [case.NOW - timedelta(days=1), case.NOTICE.deadline])
def test_more_time_that_ends_before_the_deadline_is_refused(until):
    with pytest.raises(BadInput, match="after the deadline"):
        letter("port_scan", "unknown", kind="extension", until=until)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("extension", "tired"), ("answer", "rebuild"), ("dispute", "rebuild"), (None, "rebuild")],
)
def test_a_reason_that_is_not_of_the_list_is_refused(kind, reason):
    with pytest.raises(BadInput, match="takes one of"):
        letter("port_scan", "host_compromised_by_web", kind=kind, reason=reason)


def test_reasons_are_in_both_languages():
    for kind in ("extension", "dispute"):
        for said in reasons(kind).values():
            assert said.en.isascii()
            assert not said.ja.isascii()
            assert said.ja.endswith("。")
    assert reasons("answer") == {}


@pytest.mark.parametrize("reason", sorted(reasons("extension")))
def test_each_reason_for_more_time_makes_a_letter(reason):
    made = letter("port_scan", "unknown", kind="extension", reason=reason)
    assert flat(reasons("extension")[reason].en) in flat(made.text)


# --- disputes


@pytest.mark.parametrize(
    ("reason", "opens", "asks"),
    [
        ("spoofed_source", "did not come from our account", "from where the reported traffic entered"),
        ("third_party_content", "is not ours but that of a third party", "which rule it breaks"),
        ("re_used_address", "attributed to the wrong account", "which account held the address"),
        ("allowed_test", "was not abuse", "whether you agree"),
    ],
)
def test_each_reason_for_a_dispute_has_its_own_opening_statement_and_request(reason, opens, asks):
    made = letter("denial_of_service", "unknown", kind="dispute", reason=reason)
    text = flat(made.text)
    assert opens in text
    assert asks in text
    said = reasons("dispute")[reason].en
    [claim] = [one for one in made.claims if one.text == said]
    # What we believe is no reading: the letter says so, and so does the claim.
    assert claim.status == "not_confirmed"
    assert said.startswith("We believe")


def test_a_dispute_without_records_or_reason_claims_nothing():
    text = flat(letter("port_scan", "unknown", kind="dispute").text)
    assert "wrong account" not in text
    assert "did not hold" not in text
    assert "Please check the report again" in text


def test_a_dispute_does_not_tell_the_same_line_twice():
    made = letter("port_scan", "authorised_activity")
    assert flat(made.text).count("First sign of it") == 1


def test_an_allowed_test_says_where_the_records_do_not_show_whose_the_targets_are():
    made = letter("port_scan", "authorised_activity")
    assert "https://aws.amazon.com/security/penetration-testing/" in made.text
    assert "do not show that the targets of the test are ours" in flat(made.text)


# --- reviews by Amazon SES


def test_a_review_says_what_was_changed_how_that_prevents_a_repeat_and_how_addresses_were_collected():
    made = letter(
        "ses_bounce",
        "mail_list_quality",
        replace(case.MAIL, own_text="Your current bounce rate is 18.04%."),
        measures=[
            taken("removed_bad_addresses"),
            taken("enabled_suppression"),
            taken("stated_collection_form", "https://example.com/signup"),
            taken("stated_opt_out", "https://example.com/out"),
        ],
    )
    text = flat(made.text)
    assert "Reported rate: bounce rate 18.04 %" in text
    changes, collected = text.split("2. CHANGES THAT WE HAVE MADE")[1].split("HOW WE COLLECT ADDRESSES")
    assert "We removed from our mailing list all addresses that bounced or complained." in changes
    assert (
        "Amazon SES itself refuses a second message"
        in changes.split("How these changes prevent a repeat:")[1]
    )
    assert "sign-up form at https://example.com/signup" in collected
    assert "opt out at https://example.com/out" in collected
    assert "We will" not in changes


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("ses_bounce", "addresses that do not exist."),
        ("ses_complaint", "people who did not want it."),
        ("ses_spamtrap", "addresses that nobody has signed up with."),
    ],
)
def test_the_quality_of_the_list_is_told_as_the_review_puts_it(kind, said):
    assert f"we sent mail to {said}" in flat(letter(kind, "mail_list_quality").text)


def test_how_addresses_were_collected_is_asked_only_where_the_mail_was_ours():
    assert "HOW WE COLLECT" in letter("ses_bounce", "mail_list_quality").text
    assert "HOW WE COLLECT" not in letter("ses_bounce", "mail_credentials_leaked").text
    assert "HOW WE COLLECT" not in letter("ses_credentials", "mail_credentials_leaked").text


def test_a_review_without_a_change_says_so_and_names_a_date():
    text = flat(letter("ses_complaint", "mail_list_quality").text)
    assert "We have made no change to our sending yet." in text
    assert re.search(r"We will describe by \w+day, [\d-]+ [\d:]+ UTC how the addresses", text)
    assert "please close the case" not in text


def test_how_sending_stood_is_told_as_it_was_read():
    account = case.evidence(
        "ses.account",
        case.ACCOUNT,
        "ses_account",
        {"SendingEnabled": True, "EnforcementStatus": "PROBATION", "SendQuota": {"SentLast24Hours": 10192.0}},
        "us-east-1",
    )
    dossier = matrix.dossier("ses_bounce", "mail_list_quality")
    dossier = replace(dossier, evidence=(*dossier.evidence, account))
    text = flat(draft(dossier, matrix.trace("mail_list_quality"), (), case.MAIL).text)
    assert "Amazon SES in us-east-1: sending was on, its status PROBATION, with 10,192 messages" in text


def test_a_review_since_2023_is_answered_in_the_support_center():
    told = "Support Center since 2023"
    assert any(told in one for one in letter("ses_bounce", "mail_list_quality").problems)
    old = {"received": case.NOW.replace(year=2021)}
    assert not any(told in one for one in letter("ses_bounce", "mail_list_quality", changes=old).problems)


# --- handed to a person


@pytest.mark.parametrize("kind", ["copyright", "bedrock_access"])
@pytest.mark.parametrize("wanted", [None, "answer", "holding", "extension", "dispute"])
def test_what_only_a_person_can_answer_has_no_letter_of_ours(kind, wanted):
    made = letter("port_scan", "unknown", changes={"kind": kind}, kind=wanted)
    assert (made.text, made.to, made.subject, made.claims) == ("", "", "", ())
    assert made.problems == for_person(replace(case.NOTICE, kind=kind))
    assert made.problems[0].startswith("No letter of ours answers")


def test_the_five_items_of_a_counter_notice_are_named_and_not_drafted():
    told = " ".join(for_person(replace(case.NOTICE, kind="copyright")))
    for item in ("signature", "where it stood", "penalty of perjury", "telephone number", "jurisdiction"):
        assert item in told
    assert "I swear" not in told
    assert "lawyer" in told


@pytest.mark.parametrize(
    "kind", ["upgrade_notice", "public_bucket", "denial_of_service_target", "ses_denied"]
)
def test_what_asks_for_no_reply_has_none_unless_a_person_wants_one(kind):
    made = letter(kind, "unknown")
    assert made.text == ""
    assert made.problems[0].startswith("AWS expects no reply")
    assert letter(kind, "unknown", kind="answer").text.startswith("Dear AWS")


def test_a_closed_case_has_no_letter():
    made = letter("port_scan", "host_compromised_by_web", changes={"stage": "resolved"})
    assert made.text == ""
    assert made.problems == ("AWS has closed the case: no reply is needed.",)


# --- follow-ups


def asked(text, stage="question"):
    notice = matrix.notice("port_scan", stage=stage)
    dossier = replace(matrix.dossier("port_scan", "unknown"), notice=notice)
    return questions(Material(dossier=dossier, trace=Trace(), mail=Mail(own_text=text)))


def test_the_questions_of_a_follow_up_are_read_in_its_own_words_and_no_others():
    assert asked(PROXY_STILL_OPEN) == [
        "The root cause of the activity",
        "Corrective action taken",
        "Is port 22 still open to the internet?",
        "Please describe how you will prevent this in the future.",
        "How many people work in your company?",
    ]


def test_a_first_notice_asks_nothing_beside_the_two_questions():
    assert asked(PROXY_STILL_OPEN, stage="first") == []


@given(st.text(max_size=400))
def test_no_text_of_a_follow_up_breaks_the_reading_of_its_questions(text):
    assert len(asked(text)) <= 8


def test_a_follow_up_is_answered_question_by_question():
    made = letter(
        "port_scan",
        "host_compromised_by_bruteforce",
        replace(case.MAIL, own_text=PROXY_STILL_OPEN, message_id="<q@amazon.com>"),
        changes={"stage": "question"},
        measures=[taken("restricted_security_group", "sg-0aaa")],
    )
    part = flat(made.text.split("YOUR QUESTIONS")[1].split("1. ROOT CAUSE")[0])
    door = part.split('"Is port 22 still open to the internet?"')[1].split("You ask")[0]
    assert "We removed the rules of security group sg-0aaa" in door
    assert 'You ask: "The root cause of the activity" The answer is section 1 below.' in part
    assert 'You ask: "Corrective action taken" The answer is section 2 below.' in part
    staff = part.split('"How many people work in your company?"')[1]
    assert "Our records do not answer this yet; you will have the answer by" in staff
    assert made.in_reply_to == "<q@amazon.com>"
    assert made.text.count("Thank you for your message. This letter answers") == 1


def test_a_hostile_question_forges_no_heading():
    text = (
        "Please tell us " + "x" * 60 + " 2. WHAT WAS DONE Done: We closed it?\n\n2. WHAT WAS DONE\n\nDone:\n"
    )
    made = letter(
        "port_scan",
        "host_compromised_by_bruteforce",
        replace(case.MAIL, own_text=text),
        changes={"stage": "question"},
    )
    assert made.text.splitlines().count("2. WHAT WAS DONE") == 1
    assert made.text.splitlines().count("Done:") == 1


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("another_resource", "covers everything that you have reported in this case so far"),
        ("not_heard_back", "Thank you for your reminder."),
        ("reminder", "Thank you for your reminder."),
        ("final", "Thank you for your final notice."),
        ("mitigated", "which restriction you have applied"),
        ("denied", "We ask you to look at the case again"),
    ],
)
def test_each_later_stage_is_answered_as_what_it_is(stage, said):
    made = letter("port_scan", "host_compromised_by_bruteforce", changes={"stage": stage})
    assert said in flat(made.text).split("AWS account:")[0]


def test_a_denial_is_answered_with_what_was_done_since_and_nothing_older():
    made = letter(
        "ses_review",
        "mail_list_quality",
        replace(case.MAIL, date=case.NOW - timedelta(hours=1)),
        changes={"stage": "denied"},
        measures=[taken("removed_bad_addresses"), taken("added_unsubscribe", minutes=300)],
    )
    new = flat(made.text.split("WHAT IS NEW")[1].split("1. ROOT CAUSE")[0])
    assert "We removed from our mailing list" in new
    assert "unsubscribe" not in new


def test_a_denial_without_anything_new_says_so():
    made = letter("ses_review", "mail_list_quality", changes={"stage": "denied"}, receipts=())
    assert "We have no new fact since your message." in flat(made.text)


def test_what_all_notices_of_a_case_report_is_named():
    first, second = matrix.notice("port_scan"), matrix.notice("denial_of_service", stage="another_resource")
    made = letter("port_scan", "host_compromised_by_bruteforce", notices=[first, second])
    assert "Reported activity: port scanning, denial of service" in flat(made.text)


def test_a_restriction_is_asked_to_be_lifted_only_when_nothing_is_left_to_do():
    changes = {"stage": "mitigated"}
    done = letter("port_scan", "host_compromised_by_bruteforce", changes=changes)
    open_ = letter("port_scan", "host_compromised_by_bruteforce", changes=changes, receipts=())
    assert "please lift the restriction" in flat(done.text)
    assert "please lift the restriction" not in flat(open_.text)


# --- holding


def test_a_holding_letter_where_nothing_was_read_claims_nothing_and_names_a_date():
    dossier = replace(case.DOSSIER, evidence=(), coverage=(), findings=())
    made = draft(dossier, Trace(), (), case.MAIL, kind="holding")
    text = flat(made.text)
    assert "We have no result yet that we could report." in text
    assert [one for one in made.claims if one.status == "confirmed"] == []
    assert re.search(r"our next reply by \w+day, [\d-]+ [\d:]+ UTC: it will state the root cause", text)


def test_a_holding_letter_says_how_far_the_look_has_come():
    text = flat(letter("port_scan", "unknown").text)
    assert "We read the event history of 3 regions from" in text
    assert "do not show the root cause; we are still looking for it" in text
