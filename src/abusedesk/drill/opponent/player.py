"""When the intruder makes which move, and what comes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.opponent.hands import Hands
from abusedesk.drill.opponent.whatever import meant
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from abusedesk.drill.incident import Move
    from abusedesk.drill.opponent.wire import Credential
    from abusedesk.drill.state.world import World

_LOOKS = timedelta(seconds=2)  # between his looks whether he still may
_PERSISTS = 10  # times that the same comes of it until he waits twice as long before he tries again
_MOST_KEPT = 5000
# What AWS says to one who may not, or whose key is no good.
REFUSALS = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "UnauthorizedOperation",
        "UnrecognizedClientException",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """
    One call that he made; at is the practice account's time, aware UTC, move counts from 1.

    by is the id of the key that he signed with, "" where he had none. outcome is "done", "nothing there",
    or AWS's error code. answer is AWS's, JSON, without secrets.
    """

    at: datetime
    move: int
    by: str
    call: str
    region: str
    parameters: Mapping[str, Any]
    outcome: str
    answer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether AWS did it."""
        return self.outcome == "done"


@dataclass(slots=True)
class _Turn:
    """A move and when it is due; None: not before he was refused."""

    number: int
    move: Move
    due: datetime | None
    went: bool = True
    alike: int = 0


class Intruder:
    """
    Plays an incident's moves against one world, by its clock.

    log is what he tried, in order; made turns up in it as soon as the call was answered. told, where
    somebody listens, is called with each.
    """

    def __init__(self, world: World, application: Callable[..., Iterable[bytes]]) -> None:
        self.log: list[Tried] = []
        self.told: Callable[[Tried], None] | None = None
        self.began: datetime | None = None
        self.refused: datetime | None = None
        self._world = world
        self._hands = Hands(world, application)
        self._turns = [_Turn(number, move, None) for number, move in enumerate(world.incident.moves, 1)]
        self._look: datetime | None = None
        self._busy = False

    @property
    def fights(self) -> bool:
        """Whether the incident has moves at all."""
        return bool(self._turns)

    def begin(self) -> None:
        """Our first change is about to be made: he takes what he can, and his moves are timed from now."""
        if self.began is not None or not self.fights or self._busy:
            return
        self._busy = True
        try:
            self._hands.open()
        finally:
            self._busy = False
        self.began = now = self._world.clock.now()
        for turn in self._turns:
            if turn.move.when != "denied":
                turn.due = now + timedelta(seconds=turn.move.seconds)
        if any(turn.move.when == "denied" for turn in self._turns):
            self._look = now + _LOOKS

    def play(self, until: datetime | None = None) -> None:
        """
        Make every move that is due by until, in order; the clock is moved on to each where it is later.

        Without until: those that are due now.
        """
        with self._world.lock:
            if self.began is None or self._busy:
                return
            self._busy = True
            try:
                while (due := self._next(until or self._world.clock.now())) is not None:
                    moment, turn = due
                    self._world.clock.leap(moment)
                    self._looks() if turn is None else self._takes(turn)
            finally:
                self._busy = False

    def working(self) -> list[str]:
        """Ids of his credentials, given, made or taken, with which he may do something that he wants."""
        return self._hands.working()

    def _next(self, until: datetime) -> tuple[datetime, _Turn | None] | None:
        """What is due first, up to until; (when, None) for a look."""
        waiting: list[tuple[datetime, int, _Turn | None]] = [
            (turn.due, turn.number, turn) for turn in self._turns if turn.due is not None
        ]
        if self._look is not None:
            waiting.append((self._look, 0, None))
        first = min(waiting, key=lambda one: one[:2], default=None)
        return None if first is None or first[0] > until else (first[0], first[2])

    def _looks(self) -> None:
        """Whether he is refused what he was allowed when it began."""
        if self._hands.refused_now():
            self._was_refused()
        else:
            self._look = self._world.clock.now() + _LOOKS

    def _was_refused(self) -> None:
        if self.refused is not None:
            return
        self.refused, self._look = self._world.clock.now(), None
        for turn in self._turns:
            if turn.move.when == "denied":
                turn.due = self.refused

    def _takes(self, turn: _Turn) -> None:
        """Make a move, with one credential after the other until one is not refused."""
        went = refused = False
        for by in self._hands.for_move(turn.move.by):
            went = self._with(turn, by)
            if went:
                break
            refused = True
        if not (went or refused):
            self._note(turn, "", turn.move.parameters, "AccessDenied")
        turn.alike = turn.alike + 1 if went is turn.went else 1
        turn.went = went
        turn.due = None
        if turn.move.when == "every":
            wait = turn.move.seconds * 2 ** max(0, turn.alike - _PERSISTS)
            turn.due = self._world.clock.now() + timedelta(seconds=wait)
        if refused or not went:
            self._was_refused()

    def _with(self, turn: _Turn, by: Credential) -> bool:
        """Make the move with by; False where he was refused."""
        move = turn.move
        found = False
        try:
            for given in meant(move.service, move.parameters, self._hands.looking(by, move.region)):
                found = True
                if not self._call(turn, by, given):
                    return False
        except AwsError as error:
            self._note(turn, by.key, move.parameters, error.code)
            return error.code not in REFUSALS
        if not found:
            self._note(turn, by.key, move.parameters, "nothing there")
        return True

    def _call(self, turn: _Turn, by: Credential, given: Mapping[str, Any]) -> bool:
        move = turn.move
        try:
            answer = self._hands.call(by, (move.service, move.operation), move.region, given)
        except AwsError as error:
            self._note(turn, by.key, given, error.code)
            return error.code not in REFUSALS
        self._note(turn, by.key, given, "done", answer)
        return True

    def _note(
        self,
        turn: _Turn,
        by: str,
        given: Mapping[str, Any],
        outcome: str,
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        tried = Tried(
            at=self._world.clock.now(),
            move=turn.number,
            by=by,
            call=turn.move.call,
            region=turn.move.region,
            parameters=_plain(given),
            outcome=outcome,
            answer=_plain(answer or {}),
        )
        if len(self.log) < _MOST_KEPT:
            self.log.append(tried)
        if self.told is not None:
            self.told(tried)


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """Value as JSON, secrets left out."""
    told: dict[str, Any] = json.loads(json.dumps(value, default=str), object_hook=_without_secrets)
    return told


def _without_secrets(members: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in members.items() if "Secret" not in name and name != "SessionToken"}
