"""Somebody signed in to the console as one of the owner's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import clock, listed
from abusedesk.trace._ways import by_way, way_in
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause, Text
    from abusedesk.trace._entry import Entry
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """A console session as an existing user, from where he never signs in, that did what he never does."""
    used = way_in(story, {"console"})
    if used is None:
        return judged("stolen_console_password", 0.0)
    signed_in = any(deed.action == "signin:ConsoleLogin" and deed.ok for deed in used.deeds)
    named = used.who.rpartition("/")[2] in story.dossier.notice.iam_users
    confidence = 0.6 + (0.25 if signed_in else 0.0) + (0.08 if named else 0.0)
    return by_way("stolen_console_password", story, used, confidence, _statement(used))


def _statement(used: Entry) -> Text:
    return text(
        "Somebody else signed in to the console as {who} at {since}, from {ips}, {factor}.",
        who=used.who,
        since=clock(used.since),
        ips=listed([deed.event.src_ip or "" for deed in used.deeds]),
        factor=text("with the second factor") if _with_factor(used) else text("without a second factor"),
    )


def _with_factor(used: Entry) -> bool:
    data = (deed.record.get("additionalEventData") for deed in used.deeds)
    return any(isinstance(one, dict) and str(one.get("MFAUsed", "")).lower() == "yes" for one in data)


CAUSE = Cause(
    id="stolen_console_password",
    title=msg("A stolen console password"),
    source="https://attack.mitre.org/techniques/T1078/004/",
    asks=("iam.user_listed", "iam.mfa_device", "cloudtrail"),
    judge=judge,
)
