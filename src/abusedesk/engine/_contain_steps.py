"""Which steps are meant, in which order they are taken, and what each of them waits for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

from abusedesk import act
from abusedesk.errors import BadInput
from abusedesk.model import WAVES, Phase, Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abusedesk.act import Action
    from abusedesk.model import Change, Step

    Key = tuple[str, ...]

_PHASES = get_args(Phase)
# Denied and thrown out all at once: one principal after the other would leave the next one time.
AT_ONCE = frozenset({"deny", "sessions"})
_BEFORE_DELETION = frozenset({"preserve", "contain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which steps of a plan are meant: one, those of a phase, or with neither all of them."""

    step: int | None = None
    phase: str | None = None

    @property
    def covers_news(self) -> bool:
        """Whether an approval also holds for what the intruder makes while it is carried out."""
        return self.step is None and self.phase in {None, "contain"}

    def of(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """
        The steps that are meant, as they are taken.

        Raises:
            BadInput: the plan has no such step or phase.
        """
        if self.step is not None and all(one.step != self.step for one in steps):
            raise BadInput(f"--step {self.step}: the plan has the steps 1 to {len(steps)}")
        phases = sorted({one.phase for one in steps}, key=_PHASES.index)
        if self.phase is not None and self.phase not in phases:
            raise BadInput(f"--phase {self.phase}: the plan has {', '.join(phases) or 'no steps'}")
        meant = [
            one
            for one in steps
            if self.step in {None, one.step} and (self.phase is None or one.phase == self.phase)
        ]
        return ordered(meant)


def ordered(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Steps as they are taken: by phase, by wave, then by number."""
    return tuple(sorted(steps, key=_place))


def _place(step: Step) -> tuple[int, int, int]:
    return (_PHASES.index(step.phase), WAVES.index(wave_of(step)), step.step)


def action_of(step: Step) -> Action | None:
    """The action of a step, None where a person does it, as when nobody knows what of the target is meant."""
    return actions().get(step.action) if step.automatic else None


@cache
def actions() -> Mapping[str, Action]:
    """Every action by id; they are files of the program, which a run asks for with every step."""
    return act.every()


def wave_of(step: Step) -> str:
    """When within its phase a step is taken; what is done by hand comes last."""
    action = action_of(step)
    return action.wave if action is not None else WAVES[-1]


def groups(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps, ordered, in groups that are taken at once: all of one wave that denies, else one by one."""
    made: list[list[Step]] = []
    for step in steps:
        here = (step.phase, wave_of(step))
        last = made[-1][0] if made else None
        if last is not None and here[1] in AT_ONCE and here == (last.phase, wave_of(last)):
            made[-1].append(step)
        else:
            made.append([step])
    return made


def key_of(step: Step) -> Key:
    """What makes two steps the same one, in whatever plan of the case they stand."""
    return (step.action, step.target, step.region, *sorted(step.parts))


def key_of_change(change: Change) -> Key:
    """The key of the step that a change belongs to."""
    target = change.target
    return (change.action, target.id, target.region, *sorted(target.parts))


def target_of(step: Step, account: str) -> Target:
    """What a step acts upon."""
    return Target(step.target, account, step.region, step.parts)


def deletes(step: Step) -> bool:
    """Whether a step removes what may be evidence: it waits until all is kept and contained."""
    return step.phase == "eradicate" or wave_of(step) == "delete"


def needed_first(step: Step, plan: Sequence[Step]) -> tuple[Step, ...]:
    """The automatic steps of plan that must stand, or need nothing, before step is taken."""
    action = action_of(step)
    named = action.after if action is not None else ()
    return tuple(
        one
        for one in plan
        if one.step != step.step
        and action_of(one) is not None
        and (
            (one.action in named and one.target == step.target)
            or (deletes(step) and one.phase in _BEFORE_DELETION and not deletes(one))
        )
    )
