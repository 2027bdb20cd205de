"""Shows what the engine is doing, while it does it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ._terminal import one_line

if TYPE_CHECKING:
    from types import TracebackType

    from abusedesk.engine import Progress as Told

    from ._desk import Desk


class Watcher:
    """
    A bar on standard error for what takes longer than a moment; call it with what the engine tells.

    quiet, or a standard error that is no terminal, shows nothing.
    """

    def __init__(self, desk: Desk, *, quiet: bool = False) -> None:
        self._desk = desk
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[what]}", markup=False),
            console=Console(stderr=True),
            transient=True,
            disable=quiet or not sys.stderr.isatty(),
        )
        self._tasks: dict[str, int] = {}
        self._taken = 0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, told: Told) -> None:
        """Take one piece of progress."""
        from abusedesk.engine import Collecting, Reading, Taken, Waiting, Watching  # noqa: PLC0415 - slow

        if isinstance(told, Collecting):
            what = f"{told.row.collector} {told.row.region} {told.row.status}"
            self._show(self._desk.say("Reading the account"), told.done, told.total, what)
        elif isinstance(told, Reading):
            self._show(self._desk.say("Reading logs"), told.done, told.total, told.name)
        elif isinstance(told, Taken):
            self._taken += 1
            what = f"{told.step.action} {told.step.target} {told.end}"
            self._show(self._desk.say("Changing the account"), self._taken, self._taken, what)
        elif isinstance(told, Waiting):
            self._show(self._desk.say("Seeing whether it holds"), told.held, told.total, f"+{told.again}")
        elif isinstance(told, Watching):
            self._show(self._desk.say("Watching"), int(told.passed), int(told.total), str(told.looks))

    def _show(self, title: str, done: int, total: int, what: str) -> None:
        if title not in self._tasks:
            self._tasks[title] = self._bar.add_task(title, total=total, what="")
        self._bar.update(
            self._tasks[title],  # type: ignore[arg-type]  # rich's TaskID is an int
            completed=done,
            total=total,
            what=one_line(what, 60),
        )
