"""Access key under suspicion."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID, PUBLIC_KEY
from abusedesk.intake.kinds._network import PORT_SCAN
from abusedesk.intake.kinds._questions import FINDER, KEY
from abusedesk.translate import msg

KIND = Kind(
    id="suspected_access_key",
    title=msg("Access key under suspicion"),
    means=msg(
        "AWS saw one of your access keys used in a way that makes it doubt that it was you. The "
        "key may be in strange hands."
    ),
    first_step=msg("Deactivate the access key that the notice names; do not delete it yet."),
    asks=msg(
        "That the key is replaced and deleted, CloudTrail and unwanted usage are checked, and the "
        "support case is answered."
    ),
    source="https://repost.aws/knowledge-center/potential-account-compromise",
    codes=(r"CREDENTIALS_(?:EXPOSURE|COMPROMISE)_SUSPECTED",),
    subject=(
        (
            r"\b(?:irregular|suspicious|unusual|anomalous|unauthori[sz]ed)\b.{0,20}\b(?:activity|use|"
            r"usage)"
        ),
        r"review your aws account and credentials",
    ),
    prose=(
        (
            r"\b(?:strange|odd|unrecogni[sz]ed|unfamiliar|questionable|doubtful) (?:api )?(?:calls?|"
            r"activity|activities|"
            r"requests?|use|usage|sign-?ins?|actions?)\b"
        ),
        (
            r"\b(?:might|may|could|appears? to|seems? to)\b.{0,40}\b(?:(?:wrong|other|foreign) hands|"
            r"someone else|"
            r"somebody else|known to others|stolen|obtained by|misused|leaked)\b"
        ),
        r"\bkeys?\b.{0,60}\bused from\b.{0,60}\b(?:address|location|country|network|place|region)",
        (
            r"\b(?:irregular|suspicious|unusual|anomalous|abnormal|unexpected|"
            r"unauthori[sz]ed) (?:api )?(?:activity|activities|use|usage|access|behaviou?r|calls?)\b"
        ),
        (
            r"\b(?:may|might|could) (?:have been|be|indicate)\b.{0,80}\b(?:compromis|inappropriately|"
            r"unauthori|expos|third[- ]part|misus)"
        ),
        r"\bpotentially (?:compromised|exposed)",
        (
            r"\b(?:suspect|believe|think|fear|concern\w*)\b.{0,60}\bkeys?\b.{0,40}\b(?:stolen|"
            r"compromis\w+|leaked|misused|abused|other hands|shared)"
        ),
        (
            r"\bkeys?\b.{0,60}\b(?:was|were|is|has been|have been) (?:\w+ )?(?:stolen|misused|abused|"
            r"used (?:from|by) (?:an? )?(?:un\w+|someone|somebody|strang\w+))"
        ),
    ),
    hints=(
        r"\bkeys?\b|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
        (
            r"\bstrange\b|\bunusual\w*|\bunexpected\w*|\bsuspicious\w*|\bsome(?:one|body) else\b|"
            r"\bnot (?:be )?(?:you|yours)\b|\bunauthori[sz]ed\b|\bthird part\w+|\bsuspect\w*|\bdoubt\w*"
        ),
        r"\bcalls?\b|\bactivit\w+|\bus(?:e|ed|ing|age)\b|\brequests?\b|\bactions?\b",
    ),
    needs=(KEY_ID,),
    unless=(
        *PUBLIC_KEY,
        r"\baccount\b.{0,30}\b(?:is|has been|was|still be) compromised",
        r"^(?!.*\b(?:irregular|suspicious|anomalous|unusual)\b).*\bquarantine",
        PORT_SCAN,
        r"\binstance\b.{0,40}\bimplicated",
    ),
    limited_at_first=True,
    addresses="callers",
    questions=KEY,
    untold=FINDER,
)
