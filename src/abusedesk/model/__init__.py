"""The nouns of a case: frozen, standard library only, no input or output."""

from ._case import Case, CaseState, DeadlineBasis, Scope
from ._document import CaseDocument, Dossier, Investigation
from ._event import Event, Outcome, Rejected, principal_of
from ._evidence import Coverage, CoverageStatus, Evidence, Gap
from ._finding import Finding, RuleNote, Severity
from ._json import from_json, json_schema, stamp, to_json
from ._notice import Authentic, Channel, Mail, Message, Notice, Reported, Stage
from ._plan import ActionFacts, Change, Phase, Receipt, Step, Target
from ._reply import Check, Claim, Measure, Reply, ReplyKind
from ._text import Text
from ._trace import (
    AccessKey,
    Affected,
    Attackers,
    Cost,
    CostDay,
    CostRow,
    Inventory,
    Role,
    RootCause,
    TimelineEntry,
    Trace,
    User,
)

__all__ = [
    "AccessKey",
    "ActionFacts",
    "Affected",
    "Attackers",
    "Authentic",
    "Case",
    "CaseDocument",
    "CaseState",
    "Change",
    "Channel",
    "Check",
    "Claim",
    "Cost",
    "CostDay",
    "CostRow",
    "Coverage",
    "CoverageStatus",
    "DeadlineBasis",
    "Dossier",
    "Event",
    "Evidence",
    "Finding",
    "Gap",
    "Inventory",
    "Investigation",
    "Mail",
    "Measure",
    "Message",
    "Notice",
    "Outcome",
    "Phase",
    "Receipt",
    "Rejected",
    "Reply",
    "ReplyKind",
    "Reported",
    "Role",
    "RootCause",
    "RuleNote",
    "Scope",
    "Severity",
    "Stage",
    "Step",
    "Target",
    "Text",
    "TimelineEntry",
    "Trace",
    "User",
    "from_json",
    "json_schema",
    "principal_of",
    "stamp",
    "to_json",
]
