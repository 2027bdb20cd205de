"""To whom a letter goes, and under which subject."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.model import Authentic, Mail, Trace
from abusedesk.reply import draft
from reply import invented_case as case

one_line = st.text(st.characters(blacklist_characters="\r\n"), min_size=1)


def made_for(mail, **notice):
    dossier = replace(case.DOSSIER, notice=replace(case.NOTICE, **notice))
    return draft(dossier, Trace(), (), mail)


@given(one_line)
def test_the_subject_is_the_notices_byte_for_byte_after_re(subject):
    answered = made_for(replace(case.MAIL, subject=subject), subject=subject).subject
    assert answered == (subject if subject.lower().startswith("re:") else f"Re: {subject}")


@pytest.mark.parametrize("subject", ["RE:[CASE 1] x", "re: x", "Re: Re: x", "rE:x"])
def test_no_second_re_is_put_before(subject):
    assert made_for(case.MAIL, subject=subject).subject == subject


@given(st.text())
def test_no_subject_can_bring_a_second_header_line(subject):
    assert not set("\r\n") & set(made_for(case.MAIL, subject=subject).subject)


@pytest.mark.parametrize(
    ("reply_to", "kind", "to"),
    [
        ("AWS Trust and Safety <ec2-abuse@amazon.com>", "port_scan", "ec2-abuse@amazon.com"),
        ("no-reply-aws@amazon.com", "exposed_access_key", "trustandsafety@support.aws.com"),
        ("", "port_scan", "trustandsafety@support.aws.com"),
        ("", "ses_review", "ses-review@amazon.com"),
        ("reports@reseller.example.com", "port_scan", "trustandsafety@support.aws.com"),
        ("abuse@amazon.com.example.com", "port_scan", "trustandsafety@support.aws.com"),
        ("abuse@notamazon.com", "port_scan", "trustandsafety@support.aws.com"),
    ],
)
def test_the_answer_goes_to_the_reply_address_else_to_aws(reply_to, kind, to):
    assert made_for(replace(case.MAIL, reply_to=reply_to), kind=kind).to == to


def test_a_mail_that_failed_the_check_does_not_say_where_the_answer_goes():
    mail = replace(case.MAIL, reply_to="thief@phish.example.com")
    made = made_for(mail, authentic=Authentic("fail", ("DKIM",)))
    assert made.to == "trustandsafety@support.aws.com"
    assert any("failed the check of its sender" in problem for problem in made.problems)


def test_the_thread_is_kept():
    made = made_for(case.MAIL)
    assert made.in_reply_to == "<notice-1@example.com>"
    assert made.references == ("<older@example.com>", "<notice-1@example.com>")
    only = made_for(replace(case.MAIL, references=(), in_reply_to="<first@example.com>"))
    assert only.references == ("<first@example.com>", "<notice-1@example.com>")


def test_an_address_that_is_not_amazons_is_told_and_not_used():
    mail = replace(case.MAIL, reply_to="reports@reseller.example.com")
    problems = made_for(mail, kind="port_scan").problems
    assert any(one.endswith("that address is not told: reports@reseller.example.com") for one in problems)


def test_references_follow_the_rfc():
    # RFC 5322, 3.6.4: References of the answered message, else its In-Reply-To where that is one id.
    several = replace(case.MAIL, references=(), in_reply_to="<a@example.com> <b@example.com>")
    assert made_for(several).references == ("<notice-1@example.com>",)
    twice = replace(case.MAIL, references=("<notice-1@example.com>", "<older@example.com>"))
    assert made_for(twice).references == ("<older@example.com>", "<notice-1@example.com>")
    none = made_for(replace(case.MAIL, message_id=""))
    assert (none.in_reply_to, none.references) == ("", ("<older@example.com>",))


@given(st.text(), st.lists(st.text()), st.text())
def test_no_thread_header_holds_anything_but_message_ids(message_id, references, parent):
    mail = replace(case.MAIL, message_id=message_id, references=tuple(references), in_reply_to=parent)
    made = made_for(mail)
    for one in (*made.references, made.in_reply_to):
        assert one == "" or (one[0] == "<" and one[-1] == ">" and not set(one) & set(" \t\r\n"))


@pytest.mark.parametrize(
    "subject",
    [
        "RE:[CASE 1234567890] [Action Required] Irregular activity",
        "Your AWS Abuse Report [12345678901]  ",
        " Your AWS Abuse Report",
        "AW: 【重要】不正利用の報告 " + "長い件名" * 60,
        "Re : not yet an answer",
        "=?utf-8?q?looks_encoded?=",
    ],
)
def test_odd_subjects_are_kept_as_they_are(subject):
    answered = made_for(replace(case.MAIL, subject=subject), subject=subject).subject
    assert answered in {subject, f"Re: {subject}"}
    assert (answered == subject) is subject.lower().startswith("re:")


def test_where_a_case_is_answered_in_the_console_that_is_said():
    told = made_for(Mail(), subject="Case", channel="support").problems
    assert any("paste this text into the case in the Support Center" in one for one in told)


def test_pasted_text_without_a_mail_is_answered_all_the_same():
    made = made_for(Mail(), subject="")
    assert made.subject == f"Re: Abuse notice for AWS account {case.ACCOUNT}"
    assert made.to == "trustandsafety@support.aws.com"
    assert any("subject is not known" in problem for problem in made.problems)
