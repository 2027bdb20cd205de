"""AWS account compromised."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import PUBLIC_KEY
from abusedesk.intake.kinds._people import SOMEBODY
from abusedesk.intake.kinds._questions import ACCOUNT, INTRUDER
from abusedesk.translate import msg

KIND = Kind(
    id="account_compromised",
    title=msg("AWS account compromised"),
    means=msg("AWS says that somebody else is in your account and uses it."),
    first_step=msg(
        "Deactivate every access key and sign-in that you do not know, and change the root password."
    ),
    asks=msg(
        "That passwords and keys are changed, what strangers made is removed, and the support "
        "case is answered."
    ),
    source="https://repost.aws/knowledge-center/potential-account-compromise",
    labels=(r"account compromise|compromised account",),
    codes=(r"CREDENTIALS_COMPROMISED$|ACCOUNT_(?:\w+_)?COMPROMISE",),
    subject=(
        r"\baccount\b.{0,30}\b(?:is|has been|was|may still be|still) compromised",
        r"\bcompromised\b.{0,20}\baccount",
    ),
    prose=(
        r"\baccount\b.{0,30}\b(?:is|was|has been|been) (?:\w+ )?(?:taken over|hijacked|breached|hacked)\b",
        (
            rf"\b{SOMEBODY} (?:is|are|has|have|was|were) (?!may|might|could)(?:\w+ ){{0,3}}(?:us(?:ing|"
            rf"ed)|access\w*|"
            r"control\w*|tak\w+ over|enter\w*|broke\w*)\b.{0,20}\byour (?:aws )?account"
        ),
        (
            r"\baccount\b.{0,40}\b(?:is|has been|was|been|still be|remains?|"
            r"appears? to be) (?:still )?compromised\b"
        ),
        r"\bcompromise of your (?:aws )?account\b",
        (
            r"\b(?:unauthori[sz]ed|third)[- ](?:users?|part(?:y|ies)|persons?)\b(?! (?:may|might|"
            r"could)).{0,30}\b(?:has|have|is|are|gained|obtained)\b.{0,30}\b(?:access(?:ed|ing)?|control|"
            r"using)\b.{0,20}\byour (?:aws )?account"
        ),
    ),
    hints=(
        r"\baccount\b",
        (
            r"\bcompromised\b|\btaken over\b|\bhijack\w*|\bbreach\w*|\bhacked\b|\bintruders?\b|"
            r"\bunder the control of"
        ),
        r"\bunauthori[sz]ed\b|\bsome(?:one|body)\b|\bstrangers?\b|\bnot authori[sz]ed\b",
    ),
    unless=(
        *PUBLIC_KEY,
        (
            r"\broot (?:user|account|access key|credentials?)\b.{0,40}\b(?:has|have|is|was|"
            r"were) (?:been )?(?:compromised|used|accessed)"
        ),
        r"\b(?:may|might) have been compromised",
    ),
    limited_at_first=True,
    addresses="callers",
    questions=ACCOUNT,
    untold=INTRUDER,
)
