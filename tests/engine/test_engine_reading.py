"""Logs are read in any order into the same lake, and what cannot be read is a gap that shows."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.engine import silent
from abusedesk.engine._reading import Log, coverage_of, read_into
from abusedesk.lake import Lake
from drill.drill_folders import record


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    shared = record("CreateUser", minutes=5)
    made = {
        "a.jsonl": [shared, record("ListUsers", minutes=9)],
        "b.jsonl": [record("GetUser", minutes=7), shared],
        "c.jsonl": [record("DeleteUser", minutes=3)],
    }
    for name, records in made.items():
        (folder / name).write_text("".join(json.dumps(one) + "\n" for one in records))
    (folder / "unknown.bin").write_bytes(b"\x01\x02 no log of any kind\n")
    return [Log(path.name, path) for path in sorted(folder.iterdir())]


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_order_of_files_gives_the_same_events(files, data):
    order = data.draw(st.permutations(files))
    lake, sorted_lake = Lake(), Lake()
    read_into(lake, order, silent)
    read_into(sorted_lake, files, silent)
    found = [event.id for event in lake.events()]
    assert found == [event.id for event in sorted_lake.events()]
    assert len(found) == len(set(found)) == 4
    lake.close()
    sorted_lake.close()


def test_a_log_of_no_known_format_is_a_gap_that_names_it(files):
    lake = Lake()
    rejections = read_into(lake, files, silent)
    [row] = coverage_of(files, rejections)
    lake.close()
    assert (row.collector, row.status) == ("log_files", "failed")
    assert "unknown.bin" in row.why


def test_logs_that_were_all_read_are_a_row_that_says_so(files):
    lake = Lake()
    rejections = read_into(lake, files[:3], silent)
    [row] = coverage_of(files[:3], rejections)
    lake.close()
    assert row.status == "read"


def test_where_there_were_no_logs_there_is_no_row():
    lake = Lake()
    assert coverage_of([], read_into(lake, [], silent)) == ()
    lake.close()
