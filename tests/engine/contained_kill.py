"""Kills a run at the n-th request to AWS or line of the journal, and the law that holds afterwards."""

from contextlib import contextmanager
from itertools import count
from threading import Lock

from abusedesk.aws._client import Declared
from abusedesk.store import Journal


class Killed(BaseException):
    """The process is gone; nothing of ours may catch it."""


class Killer:
    """Counts requests and lines; from the n-th on everything that is tried is killed, like a dead process."""

    def __init__(self, at):
        self.at, self._next, self._lock, self.seen = at, count(1), Lock(), 0

    def step(self):
        with self._lock:
            self.seen = next(self._next)
        if self.at is not None and self.seen >= self.at:
            raise Killed


@contextmanager
def killing(monkeypatch, at):
    """Kill at the at-th moment: before or after a request, before or after a line of the journal."""
    killer = Killer(at)
    answers, append = Declared.answers, Journal.append

    def asked(self, request):
        killer.step()
        for answer in answers(self, request):
            killer.step()
            yield answer

    def wrote(self, kind, body):
        killer.step()
        line = append(self, kind, body)
        killer.step()
        return line

    with monkeypatch.context() as patch:
        patch.setattr(Declared, "answers", asked)
        patch.setattr(Journal, "append", wrote)
        yield killer


def whole(store, case_id):
    """What stands: no intent without an end, none applied twice without being taken back, all sealed."""
    journal = store.journal(case_id)
    assert journal.broken_at() is None
    sealed = {
        (one.collector, one.key): one.sha256 for one in store.evidence(case_id) if one.kind == "act.before"
    }
    assert all(store.blobs.intact(one) for one in sealed.values())
    steps, open_, standing = {}, set(), set()
    for line in journal.entries("step_intended", "step_applied", "step_failed", "step_undone"):
        number = line.body.get("intent", line.number)
        if line.kind == "step_intended":
            change = line.body["change"]
            steps[number] = (change["action"], change["target"]["id"])
            assert steps[number] in sealed
            open_.add(number)
        elif line.kind == "step_undone":
            standing.discard(steps[number])
        else:
            open_.remove(number)
            if line.kind == "step_applied":
                assert steps[number] not in standing
                standing.add(steps[number])
    assert open_ == set()
    return standing
