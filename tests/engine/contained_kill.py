"""Kills a run at the n-th request to AWS or line of the journal, as a power cut would."""

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
