"""Correlations find what a plain look at every window finds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk.detect._read import Reader
from abusedesk.lake import Lake
from abusedesk.model import Event

START = datetime(2026, 3, 1, tzinfo=UTC)
SPAN = 10

# An event: seconds after the start, what it is ("a", "b" or "c"), who did it, and a value.
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from("abc"),
        st.sampled_from(["x", "y", None]),
        st.sampled_from([1, 2, 3, None]),
    ),
    max_size=14,
)
SIGNS = {
    "gte": lambda left, right: left >= right,
    "gt": lambda left, right: left > right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
    "eq": lambda left, right: left == right,
    "neq": lambda left, right: left != right,
}


def correlation(type_: str, rules: list[str], group_by: list[str] | None = None, **more) -> str:
    said = {"type": type_, "rules": rules, "timespan": f"{SPAN}s", **more}
    if group_by is not None:
        said["group-by"] = group_by
    documents = [{"title": "drawn", "correlation": said}]
    documents += [
        {
            "title": name,
            "name": name,
            "logsource": {"product": "aws"},
            "detection": {"is": {"kind": name}, "condition": "is"},
        }
        for name in "abc"
    ]
    return yaml.safe_dump_all(documents)


def compiled(text: str):
    reader = Reader()
    reader.parse(text.encode(), "drawn.yml", "drawn")
    rules = [rule for _, rule in reader.rules()]
    assert not reader.problems, reader.problems
    return next(rule for rule in rules if rule.title == "drawn")


def found(text: str, events: list) -> set[int]:
    with Lake() as lake:
        lake.add(
            Event(
                time=START + timedelta(seconds=second),
                source="cloudtrail",
                id=str(place),
                record=json.dumps({"kind": kind, "who": who, "value": value}),
            )
            for place, (second, kind, who, value) in enumerate(events)
        )
        return {int(row[0]) for row in lake.ask(f"select id from ({compiled(text).sql})")}


def windows(events: list, kinds: str, *, grouped: bool):
    """Of each event of these kinds: the window that it closes, as places in events."""
    taking_part = [
        place
        for place, (_, kind, who, _) in enumerate(events)
        if kind in kinds and (not grouped or who is not None)
    ]
    for last in taking_part:
        yield [
            place
            for place in taking_part
            if (not grouped or events[place][2] == events[last][2])
            and events[last][0] - SPAN <= events[place][0] <= events[last][0]
        ]


def in_windows(windows_, holds) -> set[int]:
    return {place for window in windows_ if holds(window) for place in window}


SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(events=EVENTS, sign=st.sampled_from(sorted(SIGNS)), count=st.integers(1, 4), grouped=st.booleans())
def test_event_count_in_sliding_windows(events, sign, count, grouped):
    text = correlation("event_count", ["a", "b"], ["who"] if grouped else None, condition={sign: count})
    expected = in_windows(
        windows(events, "ab", grouped=grouped), lambda window: SIGNS[sign](len(window), count)
    )
    assert found(text, events) == expected


@SETTINGS
@given(events=EVENTS, count=st.integers(1, 3))
def test_value_count_counts_different_values_only(events, count):
    text = correlation("value_count", ["a"], ["who"], condition={"field": "value", "gte": count})
    valued = [(second, kind if value is not None else "-", who, value) for second, kind, who, value in events]
    expected = in_windows(
        windows(valued, "a", grouped=True),
        lambda window: len({valued[place][3] for place in window}) >= count,
    )
    assert found(text, events) == expected


@SETTINGS
@given(events=EVENTS, least=st.integers(1, 8))
def test_value_sum_adds_up_the_window(events, least):
    text = correlation("value_sum", ["a"], ["who"], condition={"field": "value", "gte": least})
    valued = [(second, kind if value is not None else "-", who, value) for second, kind, who, value in events]
    expected = in_windows(
        windows(valued, "a", grouped=True),
        lambda window: sum(valued[place][3] for place in window) >= least,
    )
    assert found(text, events) == expected


@SETTINGS
@given(events=EVENTS)
def test_temporal_wants_all_rules_in_one_window(events):
    expected = in_windows(
        windows(events, "abc", grouped=True),
        lambda window: {events[place][1] for place in window} == set("abc"),
    )
    assert found(correlation("temporal", ["a", "b", "c"], ["who"]), events) == expected


@SETTINGS
@given(events=EVENTS)
def test_temporal_with_a_condition_in_words(events):
    def holds(window):
        kinds = {events[place][1] for place in window}
        return ("a" in kinds or "b" in kinds) and "c" not in kinds

    text = correlation("temporal", ["a", "b", "c"], ["who"], condition="(a or b) and not c")
    assert found(text, events) == in_windows(windows(events, "abc", grouped=True), holds)


@SETTINGS
@given(events=EVENTS)
def test_temporal_ordered_wants_the_rules_one_after_the_other(events):
    hits = set()
    for last, (end, kind, who, _) in enumerate(events):
        if kind != "b" or who is None:
            continue
        starts = [
            second
            for second, first, whose, _ in events
            if first == "a" and whose == who and end - SPAN <= second <= end
        ]
        if starts:
            hits |= {
                place
                for place, (second, one, whose, _) in enumerate(events)
                if one in "ab" and whose == who and max(starts) <= second <= end
            }
            assert last in hits
    assert found(correlation("temporal_ordered", ["a", "b"], ["who"]), events) == hits


def test_an_alias_names_the_same_thing_in_different_rules():
    text = correlation("temporal", ["a", "b"], ["actor"], aliases={"actor": {"a": "who", "b": "value"}})
    assert found(text, [(0, "a", "7", None), (1, "b", None, 7), (2, "b", None, 8)]) == {0, 1}


def test_a_correlation_of_a_correlation_finds_the_events_of_both():
    text = correlation("temporal_ordered", ["many_a", "b"], ["who"])
    text += "---\n" + yaml.safe_dump(
        {
            "title": "many",
            "name": "many_a",
            "correlation": {
                "type": "event_count",
                "rules": ["a"],
                "group-by": ["who"],
                "timespan": "5s",
                "condition": {"gte": 3},
            },
        }
    )
    events = [(0, "a", "x", 1), (1, "a", "x", 1), (2, "a", "x", 1), (6, "b", "x", 1), (7, "b", "y", 1)]
    assert found(text, events) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"type": "temporal", "rules": ["a", "nobody"]}, "nobody"),
        ({"type": "temporal", "rules": ["loop"]}, "circle"),
        ({"type": "temporal_ordered", "condition": "a and b"}, "temporal_ordered"),
        (
            {"type": "event_count", "rules": ["a"], "condition": {"gte": 1}, "timespan": "5 parsecs"},
            "parsecs",
        ),
        (
            {
                "type": "temporal",
                "rules": ["a", "b"],
                "group-by": ["it"],
                "aliases": {"it": {"a": "who"}},
            },
            "the alias it",
        ),
    ],
)
def test_what_cannot_be_correlated_is_said(said, why):
    documents = [
        *yaml.safe_load_all(correlation("temporal", ["a"])),
        {
            "title": "loop",
            "name": "loop",
            "correlation": {"type": "temporal", "rules": ["loop"], "timespan": "1m"},
        },
        {"title": "wrong", "correlation": {"timespan": "1m", **said}},
    ]
    reader = Reader()
    reader.parse(yaml.safe_dump_all(documents).encode(), "wrong.yml", "wrong")
    assert "wrong" not in [rule.title for _, rule in reader.rules()]
    assert why in " ".join(problem.why for problem in reader.problems)
