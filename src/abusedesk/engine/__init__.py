"""The one room that knows the order of the stages."""

from ._containing import DryRun, Preview, dry_run
from ._document import document
from ._events import EventFilter, events_of
from ._letters import letter
from ._notice import Opened, at_once, follow_up, take_in
from ._options import Connection, Options
from ._papers import Files, files_of, publish
from ._policy import policy_to_read
from ._progress import Collecting, Decided, Judged, NoticeRead, Progress, Reading, silent
from ._respond import Outcome, respond
from ._scanning import Scan, Summary

__all__ = [
    "Collecting",
    "Connection",
    "Decided",
    "DryRun",
    "EventFilter",
    "Files",
    "Judged",
    "NoticeRead",
    "Opened",
    "Options",
    "Outcome",
    "Preview",
    "Progress",
    "Reading",
    "Scan",
    "Summary",
    "at_once",
    "document",
    "dry_run",
    "events_of",
    "files_of",
    "follow_up",
    "letter",
    "policy_to_read",
    "publish",
    "respond",
    "silent",
    "take_in",
]
