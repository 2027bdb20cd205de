"""Nouns survive JSON, and their schema describes what is printed."""

from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import model
from abusedesk.model import (
    CaseDocument,
    Event,
    Evidence,
    Finding,
    Notice,
    RootCause,
    Step,
    from_json,
    json_schema,
    principal_of,
    stamp,
    to_json,
)

times = st.datetimes(timezones=st.just(UTC))
NOUNS = [Notice, Finding, RootCause, Step, Event, Evidence, CaseDocument]


def noun(kind):
    # Literals, unions and tuples are drawn from the same hints that JSON is made by.
    return st.from_type(kind)


st.register_type_strategy(datetime, times)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.fixture(autouse=True, scope="module")
def _hints_resolved():
    """hypothesis resolves the hints that are imported for typing only through the modules' globals."""
    modules = [model._case, model._document, model._event, model._evidence, model._finding]
    modules += [model._notice, model._plan, model._reply, model._trace]
    names = {name: getattr(model, name) for name in model.__all__} | {"datetime": datetime}
    added = [(module, name) for module in modules for name in names if not hasattr(module, name)]
    for module, name in added:
        setattr(module, name, names[name])
    yield
    for module, name in added:
        delattr(module, name)


@pytest.mark.parametrize("kind", [Finding, RootCause, Step])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_noun_comes_back_from_json_as_it_was(kind, data):
    made = data.draw(noun(kind))
    assert from_json(kind, to_json(made)) == made


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_what_is_printed_fits_the_published_schema(data):
    made = data.draw(noun(Finding))
    jsonschema.Draft202012Validator(json_schema(Finding)).validate(to_json(made))


@pytest.mark.parametrize("kind", NOUNS)
def test_every_schema_is_a_valid_schema(kind):
    jsonschema.Draft202012Validator.check_schema(json_schema(kind))


def test_a_missing_member_does_not_fit_the_schema():
    printed = to_json(Notice(kind="spam"))
    del printed["kind"]
    with pytest.raises(jsonschema.ValidationError, match="kind"):
        jsonschema.validate(printed, json_schema(Notice))


def test_words_that_python_keeps_lose_their_underscore_in_json():
    printed = to_json(RootCause(kind="unknown", confidence=0.1, for_=("ev-1",)))
    assert printed["for"] == ["ev-1"]
    assert to_json(Notice(kind="spam", from_="a@example.com"))["from"] == "a@example.com"


def test_times_are_told_in_utc_with_a_z():
    tokyo = timezone(timedelta(hours=9))
    assert stamp(datetime(2026, 3, 5, 9, 0, tzinfo=tokyo)) == "2026-03-05T00:00:00Z"


def test_members_of_a_newer_version_are_passed_over():
    printed = to_json(Notice(kind="spam")) | {"of_tomorrow": 1}
    assert from_json(Notice, printed) == Notice(kind="spam")


@pytest.mark.parametrize(
    ("arn", "principal"),
    [
        ("arn:aws:sts::111122223333:assumed-role/Admin/alice", "arn:aws:iam::111122223333:role/Admin"),
        ("arn:aws-cn:sts::111122223333:assumed-role/A/b/c", "arn:aws-cn:iam::111122223333:role/A"),
        ("arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/alice"),
        ("ec2.amazonaws.com", "ec2.amazonaws.com"),
    ],
)
def test_a_session_counts_as_its_role(arn, principal):
    assert principal_of(arn) == principal


def test_evidence_is_named_by_what_it_is_and_the_answer_it_stood_in():
    def evidence(**changed):
        facts = {"kind": "iam.user", "key": "k", "account": "a", "region": "r", "sha256": "00"}
        return Evidence(collector="c", call="x", asked=datetime.now(UTC), **(facts | changed)).id

    assert evidence() == evidence()
    assert len({evidence(), evidence(key="l"), evidence(sha256="01"), evidence(region="s")}) == 4
