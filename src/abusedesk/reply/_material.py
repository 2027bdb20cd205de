"""All that a letter is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._clean import name
from ._letter import claim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from abusedesk.model import (
        Coverage,
        Dossier,
        Mail,
        Measure,
        Notice,
        Receipt,
        Recheck,
        RootCause,
        Step,
        Text,
        Trace,
    )

    from ._letter import Sentence

KEY_KINDS = frozenset(
    {
        "account_compromised",
        "exposed_access_key",
        "key_quarantined",
        "root_compromised",
        "suspected_access_key",
        "third_party_access",
    }
)
# A notice of this kind numbers its steps: the key, CloudTrail, unwanted usage.
STEP_KINDS = frozenset({"exposed_access_key", "key_quarantined", "suspected_access_key"})
# In these kinds of notice the reported activity is whatever the intruder did.
IDENTITY_KINDS = KEY_KINDS | {"account_suspended", "ses_credentials"}
DISPUTED = frozenset({"authorised_activity", "not_ours"})
NOT_BROKEN_INTO = DISPUTED | {
    "hosted_content",
    "mail_list_quality",
    "own_test_against_policy",
    "public_storage",
    "unknown",
}
CONTENT_KINDS = frozenset({"copyright", "forbidden_content", "malware_content", "phishing_content"})
CONFIDENT = 0.5
_WHOLE = {"read", "empty", "not_opted_in", "not_enabled"}
_SOME = {"read", "truncated", "delayed"}
_LOST = {"denied", "truncated", "failed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """
    The case's nouns, with the questions that every part of a letter asks of them.

    The dossier's notice is what all notices of the case say together; mail is the one that is answered.
    """

    dossier: Dossier
    trace: Trace
    mail: Mail
    steps: tuple[Step, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    measures: tuple[Measure, ...] = ()
    notices: tuple[Notice, ...] = ()
    rechecks: tuple[Recheck, ...] = ()

    @property
    def notice(self) -> Notice:
        """The notice that is answered, with all that the earlier ones of the case reported."""
        return self.dossier.notice

    @property
    def account(self) -> str:
        """The account's id, or the notice's where we have none."""
        return name(self.dossier.account or self.notice.account or self.dossier.scope.account or "unknown")

    @property
    def cause(self) -> RootCause | None:
        """The root cause in first place."""
        return self.trace.root_causes[0] if self.trace.root_causes else None

    @property
    def cause_is_known(self) -> bool:
        """Whether a root cause is established well enough to be stated as the answer."""
        return self.cause is not None and self.cause.kind != "unknown" and self.cause.confidence >= CONFIDENT

    @property
    def reported(self) -> tuple[str, ...]:
        """Everything of ours that the notice names, each once."""
        notice = self.notice
        named = (*notice.resources, *notice.access_keys, *notice.iam_users, *notice.ips, *notice.urls)
        return tuple(dict.fromkeys(named))

    @property
    def unread(self) -> tuple[Coverage, ...]:
        """What was looked for and could not be read whole, in order."""
        return tuple(row for row in self.dossier.coverage if row.status in _LOST)

    @property
    def history(self) -> tuple[Coverage, ...]:
        """How reading CloudTrail fared."""
        return tuple(row for row in self.dossier.coverage if row.collector.startswith("cloudtrail"))

    @property
    def history_was_read(self) -> bool:
        """Whether all of CloudTrail in all regions was read."""
        was_asked = any(row.status in {"read", "empty"} for row in self.history)
        return was_asked and all(row.status in _WHOLE for row in self.history)

    def history_ids(self, limit: int = 20) -> tuple[str, ...]:
        """Ids of the CloudTrail answers that were read, the first few."""
        found = [one.id for one in self.dossier.evidence if one.kind.startswith("log.cloudtrail_")]
        return tuple(found[:limit])

    def claim(
        self, key: str, evidence: Iterable[str], /, *, item: bool = False, **values: str | Text
    ) -> Sentence:
        """A sentence that is confirmed if it has evidence and that was really read."""
        ids = tuple(evidence)
        return claim(key, ids, read=self.was_seen(ids), item=item, **values)

    def was_seen(self, ids: tuple[str, ...]) -> bool:
        """Whether what ids stand for was really read: their own collectors, or any where they are events."""
        known = {one.id: (one.collector, one.region) for one in self.dossier.evidence}
        rows = self.dossier.coverage
        asked = {known[one] for one in ids if one in known}
        if asked and len(asked) == len(set(ids)):
            return all(row.status in _SOME for row in rows if (row.collector, row.region) in asked)
        return any(row.status in _SOME for row in rows)
