"""The letter for every root cause and every kind of notice, read for what Trust & Safety must not read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from abusedesk.model import Affected, Attackers, Coverage
from abusedesk.reply import draft
from reply import invented_case as case
from reply import invented_matrix as matrix

every_cause = pytest.mark.parametrize("cause", matrix.CAUSES)
every_kind = pytest.mark.parametrize("kind", sorted(matrix.GROUP))
BROKEN = re.compile(
    r"\b(\w+) \1\b|\{|\}|None|  |\ba [aeio]\w|\ban [bcdfgj-np-tv-z]\w"
    r"|\b1 (?:resources|regions|events|things)\b| ,|\.\.(?!\.)|\bis \.|\bby \.|, and\."
)
VAGUE = re.compile(
    r"(?i)\b(?:appropriate|necessary|as soon as possible|shortly|various|several|some measures|took measures"
    r"|seriously|best practices|going forward|in the near future)\b"
)


@cache
def letter(kind, cause, *, wanted=None, receipts=None):
    return draft(
        matrix.dossier(kind, cause),
        matrix.trace(cause),
        matrix.steps(cause),
        case.MAIL,
        kind=wanted or ("answer" if kind in matrix.NO_REPLY else None),
        receipts=matrix.receipts(cause) if receipts is None else receipts,
    )


def flat(text):
    return re.sub(r"\s+", " ", text)


@every_cause
@every_kind
def test_no_sentence_is_empty_vague_or_broken(kind, cause):
    made = letter(kind, cause)
    for paragraph in made.text.split("\n\n"):
        text = flat(paragraph)
        assert text
        assert BROKEN.search(text.replace("that that", "")) is None, text
        assert VAGUE.search(text) is None, text


@every_cause
@every_kind
def test_the_letter_does_not_contradict_itself(kind, cause):
    text = flat(letter(kind, cause).text)
    for one, other in (
        ("We have changed nothing in the account", " Done: "),
        ("We have changed nothing in the account", "We deactivated"),
        ("we have found no trace of the reported activity", "our network records show the activity"),
        ("no sign of the reported", "no sign of the reported activity itself. No"),
        ("please close the case", "not done yet: - By"),
        ("please close the case", "What remains open:"),
        ("no other resource that was touched", "we cannot rule out"),
        ("We have not established yet who put", "a break-in"),
        ("not ours", "a break-in"),
    ):
        if one == "please close the case" and other.startswith("not done"):
            # A repeat may be prevented later: what stops the abuse may not.
            other_text = text.replace("Against a repeat, not done yet:", "")
            assert not (one in text and other in other_text)
        else:
            assert not (one in text and other in text), (one, other)


@every_cause
@every_kind
def test_every_reported_thing_is_spoken_of(kind, cause):
    made = letter(kind, cause)
    if made.kind == "holding":
        return
    head = "What was reported:" if made.kind == "dispute" else "REPORTED RESOURCES"
    dossier = matrix.dossier(kind, cause)
    named = dossier.notice
    for thing in (*named.resources, *named.access_keys, *named.iam_users, *named.ips, *named.urls):
        assert f"- {thing}" in made.text.split(head)[1], thing


@every_cause
@every_kind
def test_both_questions_are_answered_or_a_date_is_named(kind, cause):
    made = letter(kind, cause)
    text = flat(made.text)
    if made.kind == "holding":
        assert re.search(r"our next reply by \w+day, \d{4}-\d\d-\d\d \d\d:\d\d UTC", text)
        return
    first, _, second = made.text.partition("\n2. ")
    assert len(first.split("1. ROOT CAUSE")[1].split()) >= 10
    told = flat(second)
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", told), told


@every_cause
@every_kind
def test_confirmed_sentences_have_evidence_and_the_gloss_has_as_many_paragraphs(kind, cause):
    made = letter(kind, cause)
    assert [one for one in made.claims if one.status == "confirmed" and not one.evidence] == []
    assert len(made.gloss_ja.split("\n\n")) == len(made.text.split("\n\n"))
    assert made.gloss_ja.count("\n・") == made.text.count("\n- ")
    assert made.text.isascii()


@every_cause
@every_kind
def test_with_every_call_denied_nothing_of_the_account_is_confirmed(kind, cause):
    dossier = case.deny_all(matrix.dossier(kind, cause))
    made = draft(dossier, matrix.trace(cause), matrix.steps(cause), case.MAIL, kind="answer")
    sure = [one.text for one in made.claims if one.status == "confirmed"]
    assert [one for one in sure if "notice" not in one] == []


def test_an_identity_that_was_only_seen_is_not_said_to_have_been_used_or_made():
    [cause, *_] = matrix.trace("leaked_access_key").root_causes
    used, made_, seen = (
        case.USER,
        f"arn:aws:iam::{case.ACCOUNT}:user/made",
        f"arn:aws:iam::{case.ACCOUNT}:role/seen",
    )
    created = Affected(
        id=made_,
        type="AWS::IAM::User",
        region="us-east-1",
        how="created",
        by=used,
        time=case.BEGAN,
        events=("e1",),
    )
    trace = replace(
        matrix.trace("leaked_access_key"),
        attackers=Attackers(principals=(used, made_, seen), credentials=(case.KEY, "AKIAINVENTEDKEY00007")),
        affected=(created,),
    )
    dossier = matrix.dossier("exposed_access_key", "leaked_access_key")
    notice = replace(dossier.notice, access_keys=(case.KEY, "AKIAINVENTEDKEY00007"), iam_users=("ci", "seen"))
    text = flat(draft(replace(dossier, notice=notice), trace, (), case.MAIL, kind="answer").text)
    assert cause.principal == used
    assert f"The intruder acted as {used}." in text
    assert f"The intruder created {made_}." in text
    assert f"We treat {seen} as in the intruder's hands, too, though we have not seen it used." in text
    assert f"{case.KEY} is a credential that the intruder used." in text
    assert "AKIAINVENTEDKEY00007: we have not seen the intruder use it" in text
    assert "seen: we have not seen the intruder use it" in text


def test_a_url_is_not_said_to_be_seen_because_another_reported_thing_was():
    dossier = matrix.dossier("port_scan", "host_compromised_by_bruteforce")
    dossier = replace(dossier, notice=replace(dossier.notice, urls=(matrix.PAGE,)))
    made = draft(dossier, matrix.trace("own_test_against_policy"), (), case.MAIL, kind="answer")
    assert f"{matrix.PAGE}: our network records" not in flat(made.text)
    assert f"{matrix.HOST}: our network records show" in flat(made.text)


@pytest.mark.parametrize(
    ("cause", "kind", "port", "shown"),
    [
        ("host_compromised_by_bruteforce", "port_scan", 22, True),
        ("host_compromised_by_bruteforce", "port_scan", 443, False),
        ("host_compromised_by_web", "phishing_content", 443, True),
        ("host_compromised_by_web", "phishing_content", 22, False),
        ("exposed_service_abused", "open_proxy", 3128, True),
        ("exposed_service_abused", "open_proxy", 22, False),
        ("exposed_service_abused", "open_resolver", 53, True),
        ("hosted_content", "phishing_content", 22, False),
        ("leaked_access_key", "port_scan", 22, False),
    ],
)
def test_only_the_port_that_explains_the_cause_is_named(cause, kind, port, shown):
    rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    group = replace(case.GROUP, data={"GroupId": "sg-0aaa", "IpPermissions": [rule]})
    dossier = matrix.dossier(kind, cause)
    rest = tuple(one for one in dossier.evidence if one.kind != "ec2.security_group")
    made = draft(replace(dossier, evidence=(*rest, group)), matrix.trace(cause), (), case.MAIL, kind="answer")
    assert (f"let any address on the internet reach TCP {port}" in flat(made.text)) is shown


def test_how_it_came_about_is_admitted_where_the_records_do_not_show_it():
    for cause, said in (
        ("leaked_access_key", "how the credential came into other hands"),
        ("exposed_service_abused", "by which rule the service was open"),
        ("public_storage", "who opened it to the public, since when it was open, and who read from it"),
        ("hosted_content", "who put the content there"),
        ("stolen_instance_credentials", "through which program they were read"),
    ):
        assert f"We have not established yet {said}" in flat(letter("spam", cause, wanted="answer").text)


def test_a_published_key_explains_itself():
    text = flat(letter("exposed_access_key", "leaked_access_key").text)
    assert "publicly readable at https://example.com/config.yml" in text
    assert "came into other hands" not in text


def test_a_test_of_our_own_is_admitted_and_will_be_stopped_and_deleted_until_it_is():
    text = flat(letter("port_scan", "own_test_against_policy").text)
    assert "We caused the reported activity ourselves, in a test" in text
    assert "forbid this even as a test" in text
    assert re.search(r"By \w+day, [\d-]+ [\d:]+ UTC: We will stop the test\.", text)
    assert re.search(r"By \w+day, [\d-]+ [\d:]+ UTC: We will delete what the test used\.", text)
    assert "please close the case" not in text


def test_the_usage_that_aws_asks_about_is_confirmed_and_not_disputed():
    made = letter("usage_confirmation", "authorised_activity")
    assert made.kind == "answer"
    assert "The usage that you ask about is our own" in flat(made.text)
    assert "not abuse" not in made.text


@pytest.mark.parametrize("lost", ["denied", "truncated", "failed"])
def test_what_the_coverage_does_not_allow_is_said_as_such(lost):
    dossier = matrix.dossier("exposed_access_key", "leaked_access_key")
    row = Coverage("cloudtrail_events", "ap-northeast-1", lost)
    made = draft(
        replace(dossier, coverage=(*dossier.coverage, row)), matrix.trace("leaked_access_key"), (), case.MAIL
    )
    text = flat(made.text)
    assert "we cannot rule out that other resources were touched" in text
    assert "it may have begun earlier" in text
    assert "no other resource" not in text
    assert "CloudTrail events (ap-northeast-1)" in text


def test_what_the_intruder_made_and_nobody_dealt_with_is_said_to_be_open():
    text = flat(letter("exposed_access_key", "leaked_access_key").text)
    assert (
        "We have no record yet of what became of these, which the intruder created: i-00000000000000002."
        in text
    )


def test_a_letter_drafted_later_says_what_was_done_since():
    first = letter("exposed_access_key", "leaked_access_key", receipts=())
    later = letter("exposed_access_key", "leaked_access_key")
    assert "We have changed nothing in the account yet" in flat(first.text)
    assert "We terminated instance i-00000000000000000." in flat(later.text)
    assert "We have changed nothing" not in flat(later.text)
    assert timedelta(0) < case.NOW - matrix.receipts("leaked_access_key")[0].applied
