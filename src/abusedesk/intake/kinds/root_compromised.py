"""Root user compromised."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import PUBLIC_KEY
from abusedesk.intake.kinds._questions import ACCOUNT, INTRUDER
from abusedesk.translate import msg

KIND = Kind(
    id="root_compromised",
    title=msg("Root user compromised"),
    means=msg(
        "AWS says that somebody may hold your root password or root key. With it everything in "
        "the account can be done."
    ),
    first_step=msg("Change the root password, sign out all sessions and renew the root MFA."),
    asks=msg(
        "That passwords and keys are changed, what strangers made is removed, and the support "
        "case is answered."
    ),
    source="https://repost.aws/knowledge-center/potential-account-compromise",
    codes=(r"(?:^|_)ROOT(?:_|$)",),
    subject=(r"\broot (?:user|account|credentials?|access key|password)",),
    prose=(
        (
            r"\broot (?:user|account|credentials?|password|access keys?)\b(?:(?! and "
            r")[^.]){0,30}\b(?:appears?|seems?|may|"
            r"might|has|have|was|were|is|are|been|signed|be)\b(?:(?! and )[^.]){0,40}\b(?:stolen|known to|"
            r"other hands|"
            r"unknown|unfamiliar|somebody|someone|third part|unauthori[sz]ed|compromised|leaked|exposed)"
        ),
        (
            r"\broot (?:user|account|user account)?(?:'s)? ?(?:access key|credentials?|password|sign-?in|"
            r"e-?mail)?\b.{0,40}\b(?:has been|have been|is|was|were|may have been|may be|might be|"
            r"are) .{0,20}\b(?:compromis|accessed|used|inappropriately|exposed)"
        ),
        (
            r"\b(?:compromise|unauthori[sz]ed (?:use|access|sign-?ins?|log-?ins?)|"
            r"suspicious (?:sign-?ins?|log-?ins?|activity))\b.{0,30}\b(?:of|to|by|with|as|from) (?:the |"
            r"your )?(?:aws )?(?:account )?root"
        ),
        (
            r"\broot (?:user|account|password|e-?mail)\b[^.]{0,60}\b(?:(?:in|by) (?:somebody|someone|"
            r"a stranger|other|an unknown|an unauthori[sz]ed)|other hands|changed (?:from|by)|taken over)"
        ),
    ),
    hints=(
        r"\broot\b",
        (
            r"\bcompromis\w+|\bunauthori[sz]ed\b|\bunknown\b|\bstolen\b|\bsome(?:one|body)\b|"
            r"\bnot you\b|\bregain\b|\btaken over\b"
        ),
    ),
    unless=PUBLIC_KEY,
    limited_at_first=True,
    addresses="callers",
    questions=ACCOUNT,
    untold=INTRUDER,
)
