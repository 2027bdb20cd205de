from __future__ import annotations

import json

import pytest

RECORD = {
    "eventVersion": "1.08",
    "eventTime": "2026-03-05T02:10:00Z",
    "eventSource": "iam.amazonaws.com",
    "eventName": "ListUsers",
}


def record(number: int) -> dict[str, object]:
    return {**RECORD, "eventID": str(number)}


def ids(found) -> list[str]:
    return [event.id for event in found.events]


ONE, TWO, THREE = record(1), record(2), record(3)


@pytest.mark.parametrize("indent", [None, 1, 4], ids=["one line", "indented", "wide"])
@pytest.mark.parametrize(
    "whole",
    [
        [ONE, TWO, THREE],
        {"Records": [ONE, TWO, THREE]},
        {"NextToken": "x", "Records": [ONE, TWO, THREE]},
        {"Records": [ONE, TWO, THREE], "NextToken": 'a"]}', "more": {"a": [1]}},
    ],
    ids=["array", "Records", "Records not first", "more after Records"],
)
def test_records_are_found_in_every_layout(read, whole, indent):
    found = read(json.dumps(whole, indent=indent))
    assert ids(found) == ["1", "2", "3"]
    assert found.rejected == []


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n  \n", "\n\x1e", ""])
def test_values_one_after_the_other_are_read_whatever_parts_them(read, between):
    found = read(between.join(json.dumps(each) for each in (ONE, TWO, THREE)))
    assert ids(found) == ["1", "2", "3"]
    assert found.rejected == []


def test_values_over_many_lines_one_after_the_other_are_read_with_the_line_each_begins_on(read):
    found = read("\n".join(json.dumps(each, indent=2) for each in (ONE, TWO, THREE)))
    assert [event.line for event in found.events] == [1, 8, 15]


def test_a_file_of_many_pieces_is_read_whole(read):
    several = [{**record(number), "requestParameters": {"text": "ü" * 5_000}} for number in range(600)]
    found = read(json.dumps({"Records": several}, ensure_ascii=False))
    assert ids(found) == [str(number) for number in range(600)]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("nonsense", "expected a JSON object at column 1"),
        ('{"a": nonsense}', "not JSON: Expecting value at column 7"),
        ('{"a": "x', "not JSON: Invalid control character at column 9"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON: a number of unreasonable length at column 1"),
        ('{"a":' * 20_000, "not JSON: nested too deeply at column 1"),
        ("12", "expected a JSON object at column 1"),
        ('{"a": 1}', "an object, but not a record of this kind"),
    ],
)
def test_a_bad_line_between_good_ones_is_named_and_costs_no_other(read, bad, why):
    found = read(f"{json.dumps(ONE)}\n{bad}\n{json.dumps(TWO)}\n")
    assert ids(found) == ["1", "2"]
    assert [(rejected.line, rejected.why) for rejected in found.rejected] == [(2, why)]


def test_every_bad_line_is_a_rejected_of_its_own(read):
    found = read("a\nb\nc\n" + json.dumps(ONE), format="cloudtrail")
    assert [rejected.line for rejected in found.rejected] == [1, 2, 3]
    assert ids(found) == ["1"]


def test_a_line_cut_short_does_not_swallow_the_good_line_after_it(read):
    cut = json.dumps(ONE)[:-20] + '"x":'
    found = read(f"{cut}\n{json.dumps(TWO)}\n{json.dumps(THREE)}\n")
    assert ids(found) == ["2", "3"]
    assert len(found.rejected) == 1


def test_damage_in_an_indented_array_costs_the_one_value_and_says_which_lines(read):
    text = json.dumps([ONE, TWO, THREE], indent=1).replace('"eventID": "2"', '"eventID": 2x')
    found = read(text)
    assert ids(found) == ["1", "3"]
    (rejected,) = found.rejected
    assert rejected.line == 14
    assert "were passed over" in rejected.why


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_a_document_that_ends_early_gives_what_is_whole_and_says_so(read, cut):
    found = read(json.dumps({"Records": [ONE, TWO]})[:-cut])
    assert ids(found) == (["1", "2"] if cut < 3 else ["1"])
    assert found.rejected


def test_a_number_that_is_no_json_is_null_in_the_record(read):
    event = read(json.dumps({**ONE, "x": float("nan")})).event
    assert json.loads(event.record)["x"] is None


def test_a_number_beyond_all_floats_is_named(read):
    found = read(json.dumps(ONE)[:-1] + ', "x": 1e999}')
    assert found.events == []
    assert len(found.rejected) == 1


def test_a_lone_surrogate_does_not_get_into_events(read):
    text = json.dumps({**ONE, "userAgent": "a\ud800b"})
    event = read(text).event
    assert event.user_agent == "a?b"
    event.record.encode()


def test_a_record_without_an_id_gets_one_from_where_it_stands(read):
    found = read(json.dumps([RECORD, RECORD]) + "\n" + json.dumps(RECORD), "a.json")
    assert ids(found) == ["a.json:1", "a.json:1:2", "a.json:2"]
