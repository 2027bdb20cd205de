"""What an action is, and how one is previewed, applied and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk import registry
from abusedesk.aws.read import Reader
from abusedesk.aws.write import Writer
from abusedesk.errors import Refused
from abusedesk.model import ActionFacts, Change, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.aws.session import Session

_GLOBAL = "aws-global"
_GLOBAL_HOME = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    One change to an account: what it calls, what it harms, and its three functions.

    preview only reads, and gives the target's state now and as it would be; apply makes the after
    true, revert the before. title and harm are messages of the catalogue. irreversible says why there
    is no way back; empty where there is one.
    """

    id: str
    title: str
    harm: str
    source: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    preview: Callable[[Reader, Target], Change]
    apply: Callable[[Writer, Change], None]
    revert: Callable[[Writer, Change], None]
    irreversible: str = ""

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
        )


def every() -> Mapping[str, Action]:
    """Every action, by id."""
    return registry.load("abusedesk.act.actions", Action)


def preview(action: Action, session: Session, target: Target) -> Change:
    """
    The target's state now and as action would leave it; changes nothing.

    Raises:
        Absent: there is no such target. Denied, Throttled, Unreachable: it could not be read.
        Refused: the target is not one that this action may be used on.
    """
    return action.preview(Reader(session, _region(target), action.reads), target)


def apply(action: Action, session: Session, change: Change) -> tuple[str, ...]:
    """
    Make a previewed change; gives the calls made, in order.

    Raises:
        Refused: the target is no longer as it was previewed.
        Denied, Throttled, Unreachable: AWS did not let it be made, or not whole.
    """
    if preview(action, session, change.target).before != change.before:
        raise Refused(f"{change.target.id} has changed since {action.id} was previewed")
    writer = Writer(session, _region(change.target), (*action.reads, *action.writes))
    action.apply(writer, change)
    return tuple(writer.calls)


def revert(action: Action, session: Session, change: Change) -> tuple[str, ...]:
    """
    Take an applied change back; gives the calls made, in order.

    Raises:
        Refused: there is no way back from this action.
        Denied, Throttled, Unreachable: AWS did not let it be taken back, or not whole.
    """
    if action.irreversible:
        raise Refused(f"{action.id} cannot be taken back: {action.irreversible}")
    writer = Writer(session, _region(change.target), (*action.reads, *action.writes))
    action.revert(writer, change)
    return tuple(writer.calls)


def _region(target: Target) -> str:
    return _GLOBAL_HOME if target.region in {"", _GLOBAL} else target.region
