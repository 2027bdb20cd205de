"""The one room that knows the order of the stages."""

from ._alert import Due, time_left
from ._attach import attach
from ._bundle import bundle
from ._containing import DryRun, Preview, dry_run
from ._customer import customer_letter
from ._document import document
from ._escalation import Alert, Planned, Sent, Standing, escalations, standing, tick
from ._events import EventFilter, events_of
from ._letters import letter
from ._notice import Opened, at_once
from ._options import Connection, Options
from ._papers import Files, files_of, publish
from ._people import Recorded, did, measures, recorded, retract
from ._policy import policy_to_read
from ._progress import Collecting, Decided, Judged, NoticeRead, Progress, Reading, silent
from ._receive import Received, follow_up, receive, take_in
from ._recheck import recheck
from ._reference import Reference, open_reference
from ._respond import Outcome, respond, respond_to_case
from ._scanning import Scan, Summary
from ._sending import Order, by_hand, check_letter, send, send_as, send_to_support
from ._verify import Verified, verify_bundle

__all__ = [
    "Alert",
    "Collecting",
    "Connection",
    "Decided",
    "DryRun",
    "Due",
    "EventFilter",
    "Files",
    "Judged",
    "NoticeRead",
    "Opened",
    "Options",
    "Order",
    "Outcome",
    "Planned",
    "Preview",
    "Progress",
    "Reading",
    "Received",
    "Recorded",
    "Reference",
    "Scan",
    "Sent",
    "Standing",
    "Summary",
    "Verified",
    "at_once",
    "attach",
    "bundle",
    "by_hand",
    "check_letter",
    "customer_letter",
    "did",
    "document",
    "dry_run",
    "escalations",
    "events_of",
    "files_of",
    "follow_up",
    "letter",
    "measures",
    "open_reference",
    "policy_to_read",
    "publish",
    "receive",
    "recheck",
    "recorded",
    "respond",
    "respond_to_case",
    "retract",
    "send",
    "send_as",
    "send_to_support",
    "silent",
    "standing",
    "take_in",
    "tick",
    "time_left",
    "verify_bundle",
]
