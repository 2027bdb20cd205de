"""The one room that knows the order of the stages."""

from ._alert import Due, time_left
from ._attach import attach
from ._blast import Blast, Use
from ._bundle import bundle
from ._contain import Contained, contain
from ._contain_approve import Approval
from ._contain_hold import Breach
from ._contain_run import Ended, Means
from ._contain_steps import Choice
from ._containing import DryRun, Preview, dry_run
from ._customer import customer_letter
from ._document import document
from ._escalation import Alert, Planned, Sent, Standing, escalations, standing, tick
from ._events import EventFilter, events_of
from ._hand_over import Recipient, folder_of, recipient
from ._heard import Heard
from ._letters import letter
from ._notice import Opened, at_once
from ._options import Connection, Options
from ._papers import Files, files_of, publish
from ._people import Recorded, did, measures, recorded, retract
from ._policy import policies_to_contain, policy_for_management, policy_to_read
from ._progress import (
    Collecting,
    Decided,
    Judged,
    NoticeRead,
    Progress,
    Reading,
    Taken,
    Waiting,
    Watching,
    silent,
)
from ._receive import Received, follow_up, receive, take_in
from ._recheck import recheck
from ._recovery import Recovery, recovery
from ._recovery_root import RootItem
from ._recovery_rows import KeyRow, PasswordRow, Program, UserRow
from ._reference import Reference, open_reference
from ._respond import Outcome, respond, respond_to_case
from ._root_access import plan_root
from ._scanning import Scan, Summary
from ._sending import Order, by_hand, check_letter, send, send_as, send_to_support
from ._undo import TakenBack, Undone, undo
from ._verify import Verified, verify_bundle
from ._watch import Loose, Watched, watch

__all__ = [
    "Alert",
    "Approval",
    "Blast",
    "Breach",
    "Choice",
    "Collecting",
    "Connection",
    "Contained",
    "Decided",
    "DryRun",
    "Due",
    "Ended",
    "EventFilter",
    "Files",
    "Heard",
    "Judged",
    "KeyRow",
    "Loose",
    "Means",
    "NoticeRead",
    "Opened",
    "Options",
    "Order",
    "Outcome",
    "PasswordRow",
    "Planned",
    "Preview",
    "Program",
    "Progress",
    "Reading",
    "Received",
    "Recipient",
    "Recorded",
    "Recovery",
    "Reference",
    "RootItem",
    "Scan",
    "Sent",
    "Standing",
    "Summary",
    "Taken",
    "TakenBack",
    "Undone",
    "Use",
    "UserRow",
    "Verified",
    "Waiting",
    "Watched",
    "Watching",
    "at_once",
    "attach",
    "bundle",
    "by_hand",
    "check_letter",
    "contain",
    "customer_letter",
    "did",
    "document",
    "dry_run",
    "escalations",
    "events_of",
    "files_of",
    "folder_of",
    "follow_up",
    "letter",
    "measures",
    "open_reference",
    "plan_root",
    "policies_to_contain",
    "policy_for_management",
    "policy_to_read",
    "publish",
    "receive",
    "recheck",
    "recipient",
    "recorded",
    "recovery",
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
    "undo",
    "verify_bundle",
    "watch",
]
