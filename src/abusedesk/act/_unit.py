"""What an action is, and how one is previewed, applied, finished and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk import registry
from abusedesk.aws.read import Reader
from abusedesk.aws.write import Writer
from abusedesk.errors import Refused
from abusedesk.model import ActionFacts, Change, Target

from ._between import between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from abusedesk.aws.session import RootTask, Session
    from abusedesk.aws.write import HandOver
    from abusedesk.model import Evidence, Wave

_LOOK: RootTask = "IAMAuditRootUserCredentials"
_CHANGE: RootTask = "IAMDeleteRootUserCredentials"
_GLOBAL = "aws-global"
_GLOBAL_HOME = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    One change to an account: what it calls, what it harms, and its functions.

    preview only reads, and gives the target's state now and as it would be, with all of the state that
    would be lost. apply makes the after true and revert the before, each also from any state on the way
    there, since a run may have been killed half-way: what is done already is left alone, and what apply
    made itself is found again by its name or tag. keep gives evidence to be sealed before the first
    change. title, harm and irreversible are messages of the catalogue; irreversible says why there is no
    way back and so no revert, empty where there is one.

    wave says when within its phase it is taken. after names actions that must stand first on the same
    target, where the plan has them. patience is how many seconds the new state may take to show.
    hands_over says that apply makes a secret: the state alone does not tell whether it reached anybody.
    as_root says that all calls are made by the account's root, whom the organization's management account
    opens sessions of: reads in one that may only read root's credentials.
    """

    id: str
    title: str
    harm: str
    source: str
    wave: Wave
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    preview: Callable[[Reader, Target], Change]
    apply: Callable[[Writer, Change], None]
    revert: Callable[[Writer, Change], None] | None = None
    irreversible: str = ""
    keep: Callable[[Reader, Change], Iterator[Evidence]] | None = None
    after: tuple[str, ...] = ()
    patience: int = 60
    hands_over: bool = False
    as_root: bool = False

    @property
    def reversible(self) -> bool:
        """Whether revert gives back the state before."""
        return not self.irreversible

    def facts(self) -> ActionFacts:
        """What a plan needs to know of it."""
        return ActionFacts(
            id=self.id,
            title=self.title,
            harm=self.harm,
            reversible=self.reversible,
            writes=self.writes,
            wave=self.wave,
        )


def every() -> Mapping[str, Action]:
    """Every action, by id."""
    return registry.load("abusedesk.act.actions", Action)


def preview(action: Action, session: Session, target: Target) -> Change:
    """
    The target's state now and as action would leave it; changes nothing.

    Raises:
        Absent: there is no such target. Denied, Throttled, Unreachable: it could not be read.
        Refused: the target is not one that this action may be used on, or nobody can act as root.
    """
    reader = Reader(_caller(action, session, _LOOK), _region(target), action.reads)
    return action.preview(reader, target)


def keep(action: Action, session: Session, change: Change) -> tuple[Evidence, ...]:
    """
    What has to be sealed before change is made: the answers' bytes lie among the evidence already.

    Raises:
        Denied, Absent, Throttled, Unreachable: it could not be read whole.
    """
    if action.keep is None:
        return ()
    reader = Reader(_caller(action, session, _LOOK), _region(change.target), action.reads)
    return tuple(action.keep(reader, change))


def apply(
    action: Action, session: Session, change: Change, hand_over: HandOver | None = None
) -> tuple[str, ...]:
    """
    Make a previewed change; gives the calls made, in order.

    hand_over takes the secrets that some actions make; nobody else ever sees them.

    Raises:
        Refused: the target is no longer as it was previewed, or a secret has nowhere to go.
        Denied, Absent, Throttled, Unreachable: AWS did not let it be made, or not whole.
    """
    if preview(action, session, change.target).before != change.before:
        raise Refused(f"{change.target.id} has changed since {action.id} was previewed")
    return _written(action, session, change, action.apply, hand_over)


def finish(
    action: Action, session: Session, change: Change, hand_over: HandOver | None = None
) -> tuple[str, ...]:
    """
    Make the rest of a change that was begun; gives the calls made, none where it was whole.

    Raises:
        Refused: the target is neither as before nor as after nor on the way: somebody else changed it.
        Denied, Absent, Throttled, Unreachable: as apply().
    """
    now = preview(action, session, change.target).before
    if now == change.after and not action.hands_over:
        return ()
    if not between(now, change.before, change.after):
        raise Refused(f"{change.target.id} was changed by somebody else while {action.id} was under way")
    return _written(action, session, change, action.apply, hand_over)


def revert(action: Action, session: Session, change: Change) -> tuple[str, ...]:
    """
    Take an applied change back; gives the calls made, in order.

    Raises:
        Refused: there is no way back from this action.
        Denied, Absent, Throttled, Unreachable: AWS did not let it be taken back, or not whole.
    """
    if action.irreversible or action.revert is None:
        raise Refused(f"{action.id} cannot be taken back: {action.irreversible}")
    return _written(action, session, change, action.revert, None)


def _written(
    action: Action,
    session: Session,
    change: Change,
    write: Callable[[Writer, Change], None],
    hand_over: HandOver | None,
) -> tuple[str, ...]:
    declared = (*action.reads, *action.writes)
    caller = _caller(action, session, _CHANGE)
    writer = Writer(caller, _region(change.target), declared, hand_over)
    write(writer, change)
    return tuple(writer.calls)


def _caller(action: Action, session: Session, task: RootTask) -> Session:
    """Who makes the action's calls."""
    if not action.as_root:
        return session
    if session.root is None:
        raise Refused(
            "only the organization's management account can do this, where centralized root access is on: "
            "give --management-profile, or do it by hand"
        )
    return session.root.session(task)


def _region(target: Target) -> str:
    return _GLOBAL_HOME if target.region in {"", _GLOBAL} else target.region
