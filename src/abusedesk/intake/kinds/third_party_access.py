"""Somebody else may be in your account."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID, PUBLIC_KEY
from abusedesk.intake.kinds._network import PORT_SCAN
from abusedesk.intake.kinds._questions import ACCOUNT, INTRUDER
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="third_party_access",
    title=msg("Somebody else may be in your account"),
    means=msg(
        "AWS saw activity in your account that looks like somebody else's. It does not say by "
        "which key or password they came in."
    ),
    first_step=msg(
        "Change the root password and deactivate every access key and sign-in that you do not know."
    ),
    asks=msg(
        "That passwords and keys are changed, what strangers made is removed, and the support "
        "case is answered."
    ),
    source="https://repost.aws/knowledge-center/potential-account-compromise",
    codes=(r"THIRD_PARTY|(?:SUSPICIOUS|UNAUTHORIZED|IRREGULAR)_(?:ACTIVITY|ACCESS)|ACCOUNT_ACCESSED",),
    subject=(
        r"\b(?:suspicious|irregular|unusual|unauthori[sz]ed) activity\b.{0,40}\baccount",
        r"review your aws account and credentials",
    ),
    prose=(
        (
            r"\b(?:sign-?ins?|log-?ins?|activity|access|calls)\b.{0,60}\bfrom (?:an? )?(?:unusual|"
            r"unfamiliar|unknown|new|"
            r"unexpected|strange|foreign) (?:\w+ )?(?:location|country|network|device|address|place|region)"
        ),
        r"\b(?:inappropriately|improperly) accessed\b",
        r"\baccessed by (?:a |an )?(?:third|unauthori[sz]ed|unknown|external)[- ]?(?:part|user|person)",
        r"\bthird[- ]part(?:y|ies)\b.{0,60}\baccess(?:ed)? (?:to )?your (?:aws )?account",
        r"\bunauthori[sz]ed (?:access|activity|part(?:y|ies)|users?)\b.{0,50}\byour (?:aws )?account",
        (
            r"\b(?:irregular|suspicious|unusual|anomalous) (?:activity|activities|sign-?ins?|"
            r"log-?ins?)\b.{0,50}\baccount"
        ),
        r"\baccount (?:may|might|could) (?:have been|be) compromised",
        (
            r"\b(?:someone|somebody|a person|an individual|a party|an actor)\b(?: (?:else|other|"
            r"who is not|not|unknown|than|you|or))*.{0,40}\b(?:gain\w*|access\w*|sign\w*|log\w*|obtain\w*|"
            r"enter\w*|used|using|control\w*)\b.{0,50}\b(?:your|aws) (?:aws )?account"
        ),
        r"\b(?:gained|obtained) (?:entry|access|control)\b.{0,30}\baccount",
        (
            r"\baccount\b.{0,60}\b(?:used|accessed|entered|controlled) by (?:someone|somebody|a person|"
            r"persons?|people|others|another|an unknown|a stranger)"
        ),
        (
            r"\b(?:unfamiliar|unknown|unusual|unexpected|strange) (?:\w+ )?(?:network|location|country|"
            r"device|address|place|sign-?ins?|log-?ins?)\b.{0,120}\b(?:third part|account|someone|"
            r"somebody|password)"
        ),
        (
            r"\b(?:third part(?:y|ies)|someone|somebody|stranger)\b.{0,40}\b(?:got|has|have|obtained|"
            r"gained|learned|knows?)\b.{0,30}\b(?:password|credentials|sign-?in|log-?in)"
        ),
    ),
    hints=(
        r"\bsign-? ?(?:in|on)s?\b|\blog-? ?(?:in|on)s?\b|\baccess\w*|\bpasswords?\b|\bconsole\b",
        (
            r"\bsome(?:one|body)\b|\boutsiders?\b|\bstrangers?\b|\bthird part\w+|\bunknown\b|"
            r"\bunusual\b|\bunfamiliar\b|\bnot (?:you|yours)\b"
        ),
        r"\baccount\b|\busers?\b",
    ),
    unless=(
        *PUBLIC_KEY,
        KEY_ID,
        r"\baccount\b.{0,30}\b(?:is|has been|was|still be) compromised",
        ABOUT_SES,
        (
            r"\broot (?:user|account|access key|credentials?)\b.{0,40}\b(?:has|have|is|was|were|may|"
            r"might) (?:been |have been |be )?(?:compromised|used|accessed|inappropriately)"
        ),
        r"\bconfirm\b.{0,60}\b(?:usage|charges)\b",
        PORT_SCAN,
        r"implicated in",
        r"\bquarantine",
    ),
    limited_at_first=True,
    addresses="callers",
    questions=ACCOUNT,
    untold=INTRUDER,
)
