"""A kill at any point leaves a message taken in whole or not at all, and a second try takes it in once."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from abusedesk import engine
from abusedesk.model import CaseState
from abusedesk.store import Store
from abusedesk.store.models import ArrivalRow, CaseRow, NoticeRow
from engine.notice_mails import at
from store.delivering import messages

# A few here, hundreds in `make prove`; every run of one kind draws the same points.
KILLS = 300 if os.environ.get("ABUSEDESK_PROVE") else 4
TESTS = Path(__file__).resolve().parents[1]


@contextmanager
def deliverer():
    """Ask with a list of tasks, each of which runs in a process of its own."""
    path = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])
    process = subprocess.Popen(  # noqa: S603 - a script of ours
        [sys.executable, TESTS / "store" / "delivering.py"],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(*tasks):
        process.stdin.write(json.dumps(tasks) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    with process:
        yield ask
        process.stdin.close()


def whole(store, **account):
    """No message, case or line of the journal that hangs in the air, of one account or of all."""
    alias = store._alias
    assert not ArrivalRow.objects.using(alias).filter(noticerow__isnull=True).exists()
    assert not CaseRow.objects.using(alias).filter(noticerow__isnull=True).exists()
    notices = NoticeRow.objects.using(alias)
    assert notices.count() == ArrivalRow.objects.using(alias).count()
    for case in CaseRow.objects.using(alias).filter(**account):
        assert store.journal(case.id).broken_at() is None
        taken = len(list(store.journal(case.id).entries("message_taken")))
        assert taken == notices.filter(case=case).count()
        assert all(store.blobs.intact(one.sha256) for one in notices.filter(case=case))


def test_a_kill_at_any_statement_loses_nothing_and_doubles_nothing(tmp_path, database_url, prove_table):
    home = tmp_path / "home"
    store = Store(home, database_url)
    chance = random.Random(20260305)  # noqa: S311 - seeded, to kill at the same points
    with deliverer() as ask:
        task = {"job": "deliver", "home": str(home), "url": database_url}
        [undisturbed] = ask({**task, "number": 1})
        total = undisturbed["statements"]
        assert total > 30
        killed = 0
        for number in range(2, 2 + KILLS):
            [gone] = ask({**task, "number": number, "kill": chance.randint(1, total)})
            killed += gone is None
            whole(store, account=f"{number:012d}")
            [again] = ask({**task, "number": number})
            assert len({case for _, case in again["answer"]}) == 1
            case = store.case(again["answer"][0][1])
            assert (case.state, case.deadline) == (CaseState.RESOLVED, None)
            assert len(store.messages(case.id)) == len(messages(number))
            if gone is not None:
                assert [what for what, _ in again["answer"]] == ["duplicate"] * 3
        assert killed >= KILLS - 1
    whole(store)
    assert len(store.cases()) == KILLS + 1
    kind = database_url.partition(":")[0] if database_url else "sqlite"
    prove_table(f"{kind:12}{killed:>6} kills at one of {total} statements: nothing lost, nothing doubled")
    store.close()


def test_two_processes_with_the_same_messages_take_each_in_once(tmp_path, database_url):
    home = tmp_path / "home"
    store = Store(home, database_url)
    with deliverer() as ask:
        for number in range(1, KILLS):
            task = {"job": "deliver", "home": str(home), "url": database_url, "number": number}
            first, second = ask(task, task)
            pairs = list(zip(first["answer"], second["answer"], strict=True))
            assert all(Counter([one[0], other[0]])["duplicate"] == 1 for one, other in pairs)
            assert len({case for pair in pairs for _, case in pair}) == 1
    whole(store)
    store.close()


def test_an_alert_goes_out_over_a_kill_and_twice_only_where_its_receipt_was_lost(tmp_path, database_url):
    home, told = tmp_path / "home", tmp_path / "told"
    store = Store(home, database_url)
    chance = random.Random(20260306)  # noqa: S311 - likewise
    with deliverer() as ask:
        for number in range(KILLS):
            account_mail = messages(number)[0]
            [opened] = engine.receive(store, account_mail, "mail", arrived=at(0))
            task = {"job": "tick", "home": str(home), "url": database_url, "told": str(told), "hours": 26}
            before = len(told.read_text().splitlines()) if told.exists() else 0
            [gone] = ask({**task, "kill": chance.randint(1, 60)})
            [again] = ask(task)
            assert again is not None
            lines = told.read_text().splitlines()[before:]
            # The word of its arrival, and that the answer is overdue to all four.
            assert len(set(lines)) == 5
            assert len(lines) <= 5 + (gone is None)
            sent = engine.escalations(store, opened.case.id)
            assert all(one.at for one in sent)
            assert len(sent) == 5
            assert ask(task)[0]["answer"] == 0
            store.set_state(opened.case.id, CaseState.RESOLVED, "done with it")
    store.close()


@pytest.mark.parametrize("job", ["deliver", "tick"])
def test_two_processes_at_the_same_alerts_tell_each_once(tmp_path, database_url, job):
    home, told = tmp_path / "home", tmp_path / "told"
    store = Store(home, database_url)
    engine.receive(store, messages(1)[0], "mail", arrived=at(0))
    task = {"job": "tick", "home": str(home), "url": database_url, "told": str(told), "hours": 2}
    with deliverer() as ask:
        other = task if job == "tick" else {**task, "job": "deliver", "number": 2}
        ask(task, other)
        ask(task)
    lines = told.read_text().splitlines()
    assert len(lines) == len(set(lines))
    store.close()
