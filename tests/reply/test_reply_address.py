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
        ("reports@reseller.example.com", "port_scan", "reports@reseller.example.com"),
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


def test_pasted_text_without_a_mail_is_answered_all_the_same():
    made = made_for(Mail(), subject="")
    assert made.subject == f"Re: Abuse notice for AWS account {case.ACCOUNT}"
    assert made.to == "trustandsafety@support.aws.com"
    assert any("subject is not known" in problem for problem in made.problems)
