"""Access key quarantined."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import PUBLIC_KEY
from abusedesk.intake.kinds._questions import FINDER, KEY
from abusedesk.translate import msg

KIND = Kind(
    id="key_quarantined",
    title=msg("Access key quarantined"),
    means=msg(
        "AWS attached a policy to the owner of an access key that forbids the dangerous calls. "
        "The key itself is still alive."
    ),
    first_step=msg("Deactivate the access key that the notice names; do not delete it yet."),
    asks=msg(
        "That the key is replaced and deleted, CloudTrail and unwanted usage are checked, and the "
        "support case is answered."
    ),
    source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html",
    codes=(r"QUARANTINE",),
    subject=(r"quarantin",),
    prose=(
        r"\bAWSCompromisedKeyQuarantine\w*",
        r"\bAWSExposedCredentialPolicy",
        r"\bquarantine(?:d)?\b.{0,60}\b(?:polic|key|user|credential)",
        r"\b(?:key|user|credential)s?\b.{0,60}\bquarantined?\b",
    ),
    unless=(
        *PUBLIC_KEY,
        r"\b(?:irregular|suspicious|anomalous|unusual) (?:activity|activities|use|usage|api|access)",
    ),
    limited_at_first=True,
    addresses="callers",
    questions=KEY,
    untold=FINDER,
)
