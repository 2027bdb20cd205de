"""Access key exposed."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import PUBLIC_KEY
from abusedesk.intake.kinds._questions import FINDER, KEY
from abusedesk.translate import msg

KIND = Kind(
    id="exposed_access_key",
    title=msg("Access key exposed"),
    means=msg(
        "AWS found one of your access keys where everybody can read it. Whoever has it can act in "
        "your account, and often somebody does within minutes."
    ),
    first_step=msg("Deactivate the access key that the notice names; do not delete it yet."),
    asks=msg(
        "That the key is replaced and deleted, CloudTrail and unwanted usage are checked, and the "
        "support case is answered."
    ),
    source="https://repost.aws/knowledge-center/potential-account-compromise",
    labels=(r"(?:exposed|leaked|public) (?:access )?(?:key|credential)",),
    codes=(r"CREDENTIALS_EXPOSED",),
    subject=(
        (
            r"\b(?:exposed|leaked)\b.{0,30}\b(?:keys?|credentials?)\b|\b(?:keys?|"
            r"credentials?)\b.{0,30}\b(?:exposed|leaked|publicly)"
        ),
    ),
    prose=PUBLIC_KEY,
    hints=(
        r"\b(?:access|secret) keys?\b|\bcredentials\b|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
        (
            r"\bpublic\w*|\bonline\b|\bgithub\b|\bgitlab\b|\bbitbucket\b|\bpastebin\b|\bdocker hub\b|"
            r"\brepositor\w+|\bany(?:one|body)\b|\bevery(?:one|body)\b"
        ),
        (
            r"\bfound\b|\bseen\b|\bexpos\w+|\bleak\w+|\bcommitted\b|\bposted\b|\bdisclos\w+|"
            r"\breadable\b|\bavailable\b|\bdiscover\w*|\bvisible\b"
        ),
    ),
    needs=(r"\b(?:access|secret) keys?\b|credentials|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",),
    limited_at_first=True,
    addresses="callers",
    questions=KEY,
    untold=FINDER,
    xarf=("content/exposed_data",),
)
