"""Somebody came in by a role that another account or an identity provider may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.trace._cause import Cause, judged
from abusedesk.trace._say import clock, listed
from abusedesk.trace._ways import by_way, way_in
from abusedesk.translate import msg, text

if TYPE_CHECKING:
    from abusedesk.model import RootCause
    from abusedesk.trace._story import Story


def judge(story: Story) -> RootCause:
    """A role session whose way leads out of the account, doing what that role never did."""
    used = way_in(story, {"other_account", "federated", "session"})
    if used is None:
        return judged("third_party_access", 0.0)
    statement = text(
        "Role {who} was taken from outside the account since {since}, from {ips}.",
        who=used.who,
        since=clock(used.since),
        ips=listed([deed.event.src_ip or "" for deed in used.deeds]),
    )
    confidence = {"other_account": 0.88, "federated": 0.75}.get(used.way, 0.6)
    return by_way("third_party_access", story, used, confidence, statement)


CAUSE = Cause(
    id="third_party_access",
    title=msg("Access by another account or identity provider"),
    source="https://attack.mitre.org/techniques/T1199/",
    asks=("iam.role", "cloudtrail"),
    judge=judge,
)
