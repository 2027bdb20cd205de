"""Reads the mailboxes, hands each message to the engine and tells people in time."""

from ._loop import run
from ._office import Office
from ._once import run_once
from ._round import AlertTold, MailboxRead, Round, SettingsRead, Shown, Took

__all__ = ["AlertTold", "MailboxRead", "Office", "Round", "SettingsRead", "Shown", "Took", "run", "run_once"]
