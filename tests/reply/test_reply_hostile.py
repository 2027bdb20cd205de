"""Names written by an intruder cannot speak in our name."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.model import Affected, Attackers, Finding, Measure, Severity, Text, TimelineEntry
from abusedesk.reply import draft
from abusedesk.reply._clean import name, prose
from reply import invented_case as case

FORGED = (
    "x\n\n2. WHAT WAS DONE\n\nDone:\n- We terminated everything.\n"
    "\x1b[2J\u202e\r\nBcc: a@example.com {0} {credential}"
)
hostile = st.one_of(st.text(max_size=60), st.just(FORGED), st.text(max_size=20).map(lambda one: FORGED + one))
HEADINGS = ("1. ROOT CAUSE", "2. WHAT WAS DONE", "REPORTED RESOURCES", "AFFECTED RESOURCES", "Done:")


def letter_with(value):
    cause = replace(case.TRACE.root_causes[0], principal=value, credential=value)
    dossier = replace(
        case.DOSSIER,
        notice=replace(
            case.NOTICE,
            resources=(value,),
            urls=(value,),
            access_keys=(value,),
            iam_users=(value,),
            ips=(value,),
            regions=(value,),
        ),
        findings=(
            Finding(
                id="f",
                rule="r",
                title=value,
                severity=Severity.HIGH,
                resources=(value,),
                first=case.NOW,
                last=case.NOW,
                events=("e",),
            ),
        ),
    )
    trace = replace(
        case.TRACE,
        root_causes=(cause,),
        attackers=Attackers((value,), (value,), (value,), (value,)),
        affected=(
            Affected(id=value, type=value, region=value, how="used", by=value, time=None, events=("e",)),
        ),
        timeline=(TimelineEntry(time=case.NOW, what=Text(value, value), evidence=("event-1",)),),
    )
    steps = [replace(step, action=value, target=value) for step in case.STEPS]
    measure = Measure(id=value, text=Text(value, value), state="done", at=case.NOW)
    receipt = replace(case.RECEIPT, action=value, target=value)
    return [
        draft(dossier, trace, steps, case.MAIL, kind=kind, receipts=[receipt], measures=[measure])
        for kind in ("answer", "dispute", "holding", "extension")
    ]


@settings(deadline=None)  # eight letters at a time: on a busy machine they take longer than the usual limit
@given(hostile)
def test_no_value_forges_a_heading_or_an_item_or_leaves_ascii(value):
    honest = letter_with("i-0123456789abcdef0")
    for mine, theirs in zip(honest, letter_with(value), strict=True):
        for heading in HEADINGS:
            assert theirs.text.splitlines().count(heading) == mine.text.splitlines().count(heading)
        assert theirs.text.isascii()
        assert all(one.isprintable() or one == "\n" for one in theirs.text)
        assert "- We terminated everything." not in theirs.text.splitlines()


@settings(deadline=None)  # eight letters at a time: on a busy machine they take longer than the usual limit
@given(hostile)
def test_problems_and_gloss_hold_no_control_characters(value):
    for made in letter_with(value):
        assert all(one.isprintable() for problem in made.problems for one in problem)
        shown = made.gloss_ja.replace("\n", "")
        assert all(one.isprintable() or one.isspace() for one in shown)
        assert "\x1b" not in shown
        assert "\u202e" not in shown


@given(st.text())
def test_a_name_is_one_short_word_of_printable_ascii(value):
    word = name(value)
    assert word.isascii()
    assert word.isprintable()
    assert not set(word) & set(" \t")
    assert 0 < len(word) <= 162


@given(st.text())
def test_free_text_is_one_quoted_line_that_cannot_end_its_quotes(value):
    said = prose(value)
    assert said.isprintable()
    assert said[0] == said[-1] == '"'
    assert '"' not in said[1:-1]
    assert len(said) <= 222


def test_ordinary_names_stand_as_they_are():
    ordinary = [
        "i-0123456789abcdef0",
        "arn:aws:iam::111122223333:user/a.b@c+d=e",
        "192.0.2.1",
        "2001:db8::1",
        "https://example.com/a?b=c&d=%20",
        "s3://bucket/key",
        "us-east-1",
        "<root_account>",
    ]
    assert [name(one) for one in ordinary] == ordinary


def test_what_is_not_ascii_is_written_as_its_escape():
    assert name("a\u202eb") == '"a\\u202eb"'
    assert name("two words") == "two_words"
    assert name("") == '""'
