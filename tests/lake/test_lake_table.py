from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.errors import BadInput
from abusedesk.lake import Lake
from abusedesk.model import Event

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["", '"', '""', ",", "\n", "\r\n", "\r", "\0", "NULL", "\\N", "'", "\\", "\ufeff", '","', '"\n"']
)
numbers = st.integers(-(2**63), 2**63 - 1)
times = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
events = st.builds(
    Event,
    time=st.none() | times,
    source=texts,
    id=texts,
    user=st.none() | texts,
    message=st.none() | texts,
    outcome=st.sampled_from([None, "success", "failure"]),
    src_port=st.none() | numbers,
    pid=st.none() | numbers,
    file=texts,
    line=numbers,
    record=texts,
)


def event(number: int, **members) -> Event:
    return Event(time=NOON + timedelta(seconds=number), source="syslog", id=f"auth.log:{number}", **members)


@settings(deadline=None, max_examples=60)
@given(st.lists(events, max_size=8, unique_by=lambda event: (event.source, event.id)))
def test_every_event_comes_back_as_it_was_added(several):
    with Lake() as lake:
        assert lake.add(several) == len(several)
        back = sorted(lake.events(), key=repr)
    assert back == sorted(several, key=repr)


def test_the_same_event_delivered_twice_counts_once_within_a_load_and_across_loads():
    with Lake() as lake:
        assert lake.add([event(1), event(1, file="other"), event(2)]) == 2
        assert lake.add([event(2), event(3)]) == 1
        assert lake.ask("select count(*) from events") == [(3,)]


def test_the_same_id_in_two_sources_is_two_events():
    with Lake() as lake:
        assert lake.add([event(1), Event(time=NOON, source="cloudtrail", id="auth.log:1")]) == 2


def test_the_order_of_adding_changes_nothing_even_where_deliveries_differ():
    several = [
        event(1, file="b", message="from the bucket"),
        event(1, file="a", message="from the event history"),
        event(1, file="a", message="from the event history", user="x"),
        event(0),
    ]
    answers = set()
    for order in permutations(several):
        with Lake() as lake:
            for one in order[:2]:
                lake.add([one])
            lake.add(order[2:])
            answers.add(tuple(lake.events()))
    assert len(answers) == 1


def test_of_a_finding_that_was_updated_the_latest_is_kept():
    early = Event(time=NOON, source="guardduty", id="f", message="once", file="a")
    late = Event(time=NOON + timedelta(hours=1), source="guardduty", id="f", message="often", file="b")
    with Lake() as lake:
        lake.add([late])
        lake.add([early])
        assert [one.message for one in lake.events()] == ["often"]


def test_when_the_reading_fails_half_way_nothing_of_it_was_added():
    def failing():
        yield event(1)
        raise RuntimeError("the disk is gone")

    with Lake() as lake:
        lake.add([event(7)])
        with pytest.raises(RuntimeError):
            lake.add(failing())
        assert [one.id for one in lake.events()] == ["auth.log:7"]
        assert lake.add([event(1)]) == 1


def test_a_time_without_a_zone_is_refused():
    naive = Event(time=datetime(2026, 3, 5), source="x", id="1")  # noqa: DTZ001 - which is the point
    with Lake() as lake:
        with pytest.raises(ValueError, match="without a zone"):
            lake.add([naive])
        with pytest.raises(ValueError, match="without a zone"):
            lake.ask("select $t", t=naive.time)


def test_events_come_in_order_of_time_then_id_and_those_without_a_time_last():
    several = [
        Event(time=None, source="x", id="a"),
        Event(time=NOON, source="x", id="c"),
        Event(time=NOON, source="x", id="b"),
        Event(time=NOON - timedelta(days=1), source="x", id="z"),
    ]
    with Lake() as lake:
        lake.add(several)
        assert [one.id for one in lake.events()] == ["z", "b", "c", "a"]


def test_times_are_asked_for_and_answered_in_utc_whatever_zone_they_are_given_in():
    tokyo = timezone(timedelta(hours=9))
    with Lake() as lake:
        lake.add([Event(time=NOON.astimezone(tokyo), source="x", id="1")])
        asked = lake.ask(
            'select "time", ["time"] from events where "time" = $when', when=NOON.astimezone(tokyo)
        )
    assert asked == [(NOON, [NOON])]
    assert asked[0][0].tzinfo is UTC


def test_values_are_bound_and_never_read_as_sql():
    hostile = "x' or true --"
    with Lake() as lake:
        lake.add([event(1, user=hostile), event(2, user="alice")])
        assert [one.id for one in lake.events('"user" = $user', user=hostile)] == ["auth.log:1"]
        assert lake.ask(
            'select count(*) from events where "user" in (select unnest($users))', users={hostile}
        ) == [(1,)]


def test_questions_may_be_asked_between_two_events():
    with Lake() as lake:
        lake.add(event(number) for number in range(6_000))
        seen = 0
        for _ in lake.events("line = $line", line=0):
            assert lake.ask("select count(*) from events") == [(6_000,)]
            seen += 1
            if seen == 3:
                break
    assert seen == 3


def test_a_member_of_the_record_can_be_asked_for():
    with Lake() as lake:
        lake.add([event(1, record='{"userIdentity":{"type":"Root"}}')])
        assert lake.ask("select json_extract_string(record, '$.userIdentity.type') from events") == [
            ("Root",)
        ]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('{secret}')",
        "select * from '{secret}'",
        "copy (select 1) to '{secret}.copy'",
        "attach '{secret}.db'",
        "install httpfs",
        "set enable_external_access = true",
        "select * from several",
        "select",
    ],
)
def test_sql_reaches_no_file_no_network_and_no_variable_of_python(tmp_path, sql):
    several = [{"a": 1}]
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with Lake() as lake, pytest.raises(BadInput):
        lake.ask(sql.format(secret=tmp_path / "secret.csv"))
    assert several
    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]


def test_a_lake_in_a_file_holds_its_events_when_opened_again(tmp_path):
    with Lake(tmp_path / "events.duckdb") as lake:
        lake.add([event(1), event(2)])
    with Lake(tmp_path / "events.duckdb") as lake:
        assert lake.add([event(2), event(3)]) == 1
        assert [one.id for one in lake.events()] == ["auth.log:1", "auth.log:2", "auth.log:3"]


def test_events_kept_as_parquet_come_back_and_can_be_added_to(tmp_path):
    path = tmp_path / "it's a case" / "events.parquet"
    path.parent.mkdir()
    kept = [event(1, user='a "quoted" name', record='{"a":1}'), Event(time=None, source="x", id="")]
    with Lake() as lake:
        lake.add(kept)
        lake.save(path)
    with Lake.open_parquet(path) as lake:
        assert list(lake.events()) == kept
        assert lake.add([event(1), event(2)]) == 1
        lake.save(path)
    assert [file.name for file in path.parent.iterdir()] == ["events.parquet"]


@pytest.mark.parametrize("content", [None, b"", b"no parquet at all"])
def test_what_is_no_parquet_file_is_named_as_bad_input(tmp_path, content):
    path = tmp_path / "events.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=r"events\.parquet: expected the events of a case"):
        Lake.open_parquet(path)


def test_a_record_larger_than_any_log_line_is_held():
    record = '{"a":"' + "x" * 5_000_000 + '"}'
    with Lake() as lake:
        lake.add([event(1, record=record)])
        assert next(lake.events()).record == record


def test_a_lone_surrogate_and_a_number_of_thousands_of_digits_do_not_stop_the_load():
    with Lake() as lake:
        lake.add([event(1, user="\ud800x", pid=10**4000)])
        kept = next(lake.events())
    assert (kept.user, kept.pid) == ("?x", None)


def test_only_what_the_responder_himself_asked_as_abusedesk_is_ours():
    me, thief = "arn:aws:iam::111122223333:role/ops/desk", "arn:aws:iam::111122223333:user/mallory"
    calls = [(me, "abusedesk/1 case/x"), (me, "aws-cli/2"), (thief, "abusedesk/1 case/x")]
    with Lake() as lake:
        lake.answer_to("arn:aws:iam::111122223333:role/desk")
        asked = "select is_ours($agent, $who)"
        found = [lake.ask(asked, agent=agent, who=who)[0][0] for who, agent in calls]
        assert found == [True, False, False]
    with Lake() as lake:
        assert lake.ask(asked, agent="abusedesk/1", who=me) == [(False,)]
