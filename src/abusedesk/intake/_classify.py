"""Is it a notice, and of which kind?"""

from __future__ import annotations

import re
from dataclasses import replace

from abusedesk.intake._kind import Wording, best, every, likeliest
from abusedesk.intake._senders import from_aws, rank

NOTICE = 3  # points from which a mail is a notice
_FOR: tuple[tuple[int, str], ...] = (
    (
        2,
        (
            r"\b(?:aws|amazon)(?: web services)? (?:trust (?:&|and) safety|"
            r"abuse)|trust (?:&|and) safety (?:team|center)|amazon ec2 abuse"
        ),
    ),
    (2, r"\b(?:aws (?:account )?id\b|implicated resource|ec2 instance id)"),
    (2, r"\b(?:reported (?:activity|vulnerability)\b|abuse time\b|required actions?:|report begin time)"),
    (2, r"\b(?:implicated in|forwarded report\(?s?\)?|abuse (?:report|notice|complaint))"),
    (1, r"\b(?:i-[0-9a-f]{8,17}|(?:AKIA|ASIA)[A-Z0-9]{16})\b"),
    (1, r"\baccount\b[^.]{0,20}\b\d{12}\b"),
    (1, r"\byour (?:aws|amazon|ec2|ses|s3|account|instance|resource|access key|iam)"),
    (
        1,
        (
            r"\b(?:reply|respond|responding|response|contact) (?:directly )?(?:to |"
            r"us )?(?:this|the|within|by)\b|failure to respond|failing to respond"
        ),
    ),
    (1, r"\b(?:acceptable use policy|\bAUP\b|service terms|customer agreement)\b"),
    (
        1,
        (
            r"\b(?:unauthori[sz]ed|compromised|suspicious activity|"
            r"irregular activity|inappropriately accessed|publicly (?:available|"
            r"accessible))"
        ),
    ),
    (
        1,
        (
            r"\b(?:amazon web services,? inc|regards,? (?:the )?(?:aws|"
            r"amazon)|(?:aws|amazon) ses team|dear (?:aws|amazon))"
        ),
    ),
    (
        2,
        (
            r"\b(?:amazon ses|simple email service)\b.{0,300}\b(?:review|"
            r"probation|paus\w+|bounce|complaint|suspend\w*|denied)"
        ),
    ),
    (2, r"\baws shield\b|\b(?:ddos|denial[- ]of[- ]service|flood)\b.{0,80}\byour\b"),
    (1, r"\b(?:support case|support center|case (?:id|number))\b"),
)
_SUBJECT: tuple[tuple[int, str], ...] = (
    (3, r"abuse report|complaint about message from"),
    (
        2,
        (
            r"compromised|suspicious activity|irregular activity|"
            r"review your aws account|(?:bounce|complaint) (?:probation|"
            r"review)|sending (?:review|paus\w+)"
        ),
    ),
    (1, r"action required|aws account|access key|amazon ses|end of (?:life|support)|notification|upgrade"),
)
# How a support engineer answers a question; AWS's notices have no such sentences.
_ANSWER = (
    r"\b(?:(?:thank you|thanks) for (?:contacting|reaching out to) (?:aws|amazon)|my name is|"
    r"i(?:'m| am|'d be| would be|'ll be| will be)? (?:glad|happy) to (?:help|assist)|"
    r"(?:did|does|hope) (?:this|that|i|it) (?:answers?|helps?)|anything else (?:that )?i can)\b"
)
_AGAINST: tuple[tuple[int, str], ...] = (
    (
        3,
        (
            r"\b(?:newsletter|webinar|register (?:now|today|here)|"
            r"save your (?:seat|spot)|re:invent|summit|blog post|"
            r"read more|promotion|aws certified|certification exam|score report|training course)"
        ),
    ),
    (
        2,
        (
            r"\bunsubscribe|view (?:this (?:e-?mail|message) )?in (?:your |"
            r"a )?browser|manage (?:your )?(?:email )?(?:preferences|"
            r"subscriptions)"
        ),
    ),
    (
        3,
        (
            r"\b(?:invoice|billing statement|statement (?:is|are) (?:now )?available|"
            r"receipt for|your (?:order|payment|package|delivery))\b"
        ),
    ),
    (3, _ANSWER),
)
_AMAZON = re.compile(r"(?i)\b(?:aws|amazon|ec2)\b|amazonses")
_SERIOUS = re.compile(
    r"(?i)\babus|trust ?(?:&|and) ?safety|ses-review|unauthori[sz]|"
    r"suspicious|compromis|violat|securing your|acceptable use|malicious|"
    r"security (?:notice|notification|issue|risk|event)|"
    r"precaution|protective measure|root user|access keys?\b|placed limits|restricted|"
    r"recogni[sz]e this|someone else|unfamiliar|limits? on your|confirm your|verify your|"
    r"new support case|production access|attached a policy|"
    r"suspen[ds]|mitigat|implicated|irregular|fraud|unusual|paused|under review|forwarded report"
)

# A case that the customer opened himself says so, and is serious by what else it says alone.
_OWN_CASE = re.compile(
    r"(?i)\bcase (?:was|has been) (?:created|opened|submitted) by (?!(?:the )?(?:aws|amazon))|"
    r"\byou (?:have )?(?:recently )?(?:opened|created|submitted) (?:a|an|this|the|your)\b.{0,20}\bcase|"
    r"\bthank you for (?:contacting|opening|creating|submitting)"
)
_NEW_CASE = re.compile(r"(?i)\bnew support case")


def points(wording: Wording, *, bulk: bool = False) -> int:
    """How much speaks for wording being a notice at all; NOTICE and more is one."""
    everything = f"{wording.subject} . {wording.prose}"
    if not _AMAZON.search(f"{wording.sender} {everything}"):
        return 0
    if wording.code:
        return NOTICE
    total = rank(wording.sender) + _weight(_FOR, everything) + _weight(_SUBJECT, wording.subject)
    total += NOTICE if wording.activity else 0
    return total - _weight(_AGAINST, everything) - (2 if bulk else 0)


def _weight(rules: tuple[tuple[int, str], ...], text: str) -> int:
    return sum(weight for weight, expression in rules if re.search(expression, text, re.IGNORECASE))


def classify(wording: Wording, *, bulk: bool = False, thread: str = "", report: str = "") -> str:
    """
    The id of the kind: of AWS's words; else of the correspondence quoted below; else of the report.

    "none" is no notice, "unknown" one whose kind is not recognised. bulk: it came by a mailing list.
    """
    if points(wording, bulk=bulk) < NOTICE and not _by_sender(wording, bulk=bulk):
        return "none"
    quoted = Wording(sender=wording.sender, prose=thread)
    found = (
        best(wording)
        or best(wording, heed_labels=False)
        or (best(quoted) if thread else None)
        or _by_report(wording.report_type)
        or (_network_abuse(replace(quoted, prose=report)) if report else None)
    )
    if found:
        return found
    words = f"{wording.sender} {wording.subject} {wording.prose}"
    if _OWN_CASE.search(words):
        words = _NEW_CASE.sub(" ", words)
    if not (wording.code or wording.activity or _SERIOUS.search(words)):
        return "none"
    # A label or a code that nobody knows is a kind that nobody knows.
    named = wording.code or any(not one.startswith("vulnerability:") for one in wording.activity)
    return (None if named else likeliest(wording)) or "unknown"


def _by_sender(wording: Wording, *, bulk: bool) -> bool:
    """Whether the sender alone makes it likely: an address of AWS's that sends little else."""
    against = bulk or _weight(_AGAINST, f"{wording.subject} . {wording.prose}")
    # In a Support case, and above what Outlook quotes, AWS has a name and no address.
    named = from_aws(wording.sender) and "@" not in wording.sender and "." not in wording.sender
    return (named or rank(wording.sender) >= 2) and not against  # noqa: PLR2004 # account and Health mails


def _by_report(report_type: str) -> str | None:
    if not report_type:
        return None
    kinds = every().values()
    known = (
        one.id for one in kinds if any(re.fullmatch(name, report_type, re.IGNORECASE) for name in one.reports)
    )
    also = (
        one.id
        for one in kinds
        if one.reports and report_type.lower() in {name.rpartition("/")[2] for name in one.xarf}
    )
    return next(known, None) or next(also, None)


def _network_abuse(wording: Wording) -> str | None:
    """The kind of a stranger's report, if it is one that strangers report: nobody else tells of keys."""
    found = best(wording)
    return found if found and every()[found].reports else None
