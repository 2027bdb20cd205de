"""AWS asks whether this usage is yours."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID, PUBLIC_KEY
from abusedesk.intake.kinds._network import PORT_SCAN
from abusedesk.intake.kinds._questions import CHECKER, USAGE
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="usage_confirmation",
    title=msg("AWS asks whether this usage is yours"),
    means=msg(
        "AWS saw usage that is out of the ordinary for your account and asks whether it is really yours."
    ),
    first_step=msg(
        "Look at what was started lately in every region, and deactivate keys that you do not know."
    ),
    asks=msg("A plain yes or no, with the purpose of the usage."),
    source="https://repost.aws/knowledge-center/potential-account-compromise",
    codes=(r"(?:USAGE|IDENTITY|ACCOUNT)_(?:CONFIRM|VERIF)|(?:UNUSUAL|ANOMALOUS)_(?:USAGE|CHARGES)",),
    subject=(
        (
            r"\b(?:confirm|verify)\b.{0,40}\b(?:usage|activity|use|account)|\b(?:unusual|unexpected|"
            r"increase\w*)\b.{0,20}\b(?:usage|charges|spend)"
        ),
        r"\bis this (?:usage|activity) yours|\bdo you recogni[sz]e",
        r"\b(?:identity|account) verification|\bverification (?:needed|required|of your)",
    ),
    prose=(
        (
            r"\b(?:are|is|was|were) (?:these|they|this|it|those|that)(?: \w+)? (?:yours|legitimate|"
            r"intended|expected|"
            r"authori[sz]ed|known to you|(?:made|started|launched|initiated) by you)\b"
        ),
        (
            r"\bconfirm\b.{0,80}\b(?:made|started|launched|initiated|caused|requested) by (?:you|your "
            r"(?:team|company|"
            r"organi[sz]ation))\b"
        ),
        r"\b(?:documents?|evidence|proof|papers?)\b.{0,40}\b(?:owners?|owns|ownership|identity)\b",
        (
            r"\b(?:verify|confirm|check)\b.{0,30}\b(?:recent|latest|new|high) (?:charges|usage|spend\w*|"
            r"costs?)\b"
        ),
        (
            r"\b(?:confirm|verify|let us know)\b.{0,80}\b(?:usage|activity|charges|resources|"
            r"use)\b.{0,60}\b(?:legitimate|authori[sz]ed|yours|intended|valid|expected|recogni[sz]e|"
            r"initiated)"
        ),
        (
            r"\b(?:unusual|unexpected|sudden|significant|abnormal) (?:\w+ ){0,2}(?:increase|spike|usage|"
            r"charges|spend)\b"
        ),
        r"\bconfirm (?:that )?(?:this|the|your) (?:usage|activity)",
        (
            r"\b(?:recogni[sz]e|expect|intend|authori[sz]e|aware of|start|own|make|"
            r"made)\w*\b.{0,20}\bth(?:is|ese|e) (?:\w+ )?(?:usage|charges|activity|resources|spend\w*)\b"
        ),
        (
            r"\b(?:charges|usage|costs?|spend\w*)\b.{0,80}\b(?:rose|risen|increased|jumped|spiked|grew|"
            r"surged|unlike|higher than)\b"
        ),
        r"\bis this (?:usage|you|yours|activity)\b",
        (
            r"\b(?:verif(?:y|ication)|confirm(?:ation)?|proof|prove|establish)\b.{0,40}\b(?:identity|"
            r"(?:business|billing|contact|account) (?:information|details|owner\w*))\b"
        ),
        (
            r"\b(?:utility bill|passport|driver'?s licen[cs]e|business (?:registration|licen[cs]e)|"
            r"phone bill|bank statement|identity (?:card|document)|proof of address)\b"
        ),
        (
            r"\b(?:understand|learn|know)\b.{0,40}\b(?:how you (?:use|are using)|your (?:usage|workload|"
            r"business)|what you (?:use|do|run))\b|\bpurpose of your (?:workload|account|usage|business)\b"
        ),
    ),
    hints=(
        r"\bverif\w+|\bconfirm\w*|\btell us\b|\bexplain\b|\bprovide\b|\blet us know\b|\brecogni[sz]e\b",
        r"\busage\b|\bidentity\b|\bcharges\b|\bworkloads?\b|\bdocuments?\b|\bowner\w*",
        r"\byours?\b|\blegitimate\b|\bintended\b|\bexpected\b|\bbusiness\b|\blegal\b",
    ),
    unless=(
        KEY_ID,
        r"\bcompromised\b",
        r"inappropriately accessed",
        ABOUT_SES,
        PORT_SCAN,
        r"implicated in",
        r"denial[- ]of[- ]service",
        *PUBLIC_KEY,
    ),
    addresses="callers",
    questions=USAGE,
    untold=CHECKER,
)
