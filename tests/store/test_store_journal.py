"""The journal is append-only and says where it was touched."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk.model import Mail, Notice
from abusedesk.store._journal import START

NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)


@pytest.fixture
def case_id(store):
    return store.open_case(Notice(kind="port_scan"), Mail(), b"raw", NOW).id


def execute(store, sql):
    with transaction.atomic(using=store._alias), connections[store._alias].cursor() as cursor:
        cursor.execute(sql)


def test_lines_are_numbered_from_one_and_chained(store, case_id):
    journal = store.journal(case_id)
    journal.append("step", {"text": "日本語", "at": NOW})
    entries = list(journal.entries())
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.kind for entry in entries] == ["case_opened", "notice_received", "step"]
    assert [entry.previous for entry in entries] == [START, entries[0].sha256, entries[1].sha256]
    assert entries[2].body == {"text": "日本語", "at": "2026-03-05T02:10:00Z"}
    assert journal.broken_at() is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE store_journalrow SET body = '{}' WHERE number = 1",
        "DELETE FROM store_journalrow WHERE number = 2",
        "DELETE FROM store_caserow",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(store, case_id, sql):
    before = list(store.journal(case_id).entries())
    with pytest.raises(DatabaseError):
        execute(store, sql)
    assert list(store.journal(case_id).entries()) == before


def test_the_database_refuses_its_own_ways_around(store, case_id):
    before = list(store.journal(case_id).entries())
    sqlite = connections[store._alias].vendor == "sqlite"
    sql = (
        "INSERT OR REPLACE INTO store_journalrow SELECT id, number, at, 'x', body, previous, "
        "sha256, case_id FROM store_journalrow"
        if sqlite
        else "TRUNCATE store_journalrow"
    )
    with pytest.raises(DatabaseError, match="append-only"):
        execute(store, sql)
    assert list(store.journal(case_id).entries()) == before


def test_a_line_changed_behind_the_guard_is_named(store, case_id):
    for number in range(5):
        store.journal(case_id).append("step", {"n": number})
    guard = "no_update" if connections[store._alias].vendor == "sqlite" else "no_change"
    on = "" if guard == "no_update" else " ON store_journalrow"
    execute(store, f"DROP TRIGGER journal_{guard}{on}")
    execute(store, "UPDATE store_journalrow SET body = '{\"n\": 7}' WHERE number = 4")
    assert store.journal(case_id).broken_at() == 4


def test_writers_at_once_leave_no_gap_and_no_fork(store, case_id):
    def write():
        for _ in range(10):
            store.journal(case_id).append("step", {})
        store.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [entry.number for entry in store.journal(case_id).entries()] == list(range(1, 43))
    assert store.journal(case_id).broken_at() is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.dictionaries(st.text(), json_values, max_size=4))
def test_whatever_is_written_is_read_back_and_keeps_the_chain(store, case_id, body):
    entry = store.journal(case_id).append("any", body)
    assert list(store.journal(case_id).entries())[-1] == entry
    assert entry.body == body
    assert store.journal(case_id).broken_at() is None
