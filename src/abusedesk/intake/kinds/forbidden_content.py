"""Content against AWS's rules."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._questions import CONTENT, REPORTER
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="forbidden_content",
    title=msg("Content against AWS's rules"),
    means=msg(
        "AWS says that something on one of your resources may be content that its Acceptable Use "
        "Policy forbids."
    ),
    first_step=msg(
        "Take the content offline without deleting it: close the port or block public access, and "
        "keep a copy."
    ),
    asks=msg(
        "That the content is removed, how it came to be there and what keeps it from coming back; "
        "or why it is allowed."
    ),
    source="https://aws.amazon.com/aup/",
    labels=(
        (
            r"^(?!.*(?:phish|malware|malicious|copyright|dmca|spam)).*"
            r"\b(?:forbidden|prohibited|objectionable|illegal|illicit|offensive|fraudulent|web|website|"
            r"hosted) (?:web ?)?(?:content|material|site|activity)"
        ),
        r"child|gambling|hate speech|terror|trademark|personal (?:data|information)|doxx|takedown",
    ),
    codes=(r"ILLEGAL_CONTENT|TAKEDOWN|PII_CONTENT|CC_FRAUD|OBJECTIONABLE|TRADEMARK",),
    subject=(r"(?:forbidden|prohibited|objectionable|illegal) content|takedown",),
    prose=(
        (
            r"\b(?:forbidden|prohibited|objectionable|illegal|illicit|offensive|"
            r"fraudulent)\b.{0,30}\b(?:content|material|web ?sites?)\b"
        ),
        (
            r"\b(?:content|material|web ?sites?)\b.{0,50}\b(?:forbidden|prohibited|not permitted|"
            r"not allowed|objectionable|illegal)\b"
        ),
        (
            r"\b(?:content|material|web ?sites?)\b.{0,50}\b(?:violat\w+|breach\w*|"
            r"contrary to)\b.{0,50}\b(?:acceptable use|aup|terms|policy|policies)\b"
        ),
        r"\b(?:content )?take ?-?down (?:request|notice|order)",
        r"\bpersonal(?:ly identifiable)? information\b.{0,50}\b(?:remov\w+|publish\w+)",
        r"\btake-?down\b",
        r"\bcourt order\b.{0,80}\b(?:remov|block|disabl|content|site|page|http)",
        (
            r"\b(?:counterfeit|gambling|hate speech|extremis\w+|terroris\w+|child (?:sexual )?(?:abuse|"
            r"exploitation)|csam)\b"
        ),
    ),
    hints=(
        (
            r"\billegal\w*|\billicit\b|\bunlawful\w*|\bobjection\w*|\bprohibited\b|\bforbidden\b|"
            r"\bgambl\w+|\bcounterfeit\w*|\bhat(?:e|red)\b|\bextremis\w*|\bobscene\b|\bdefam\w+"
        ),
        r"\bcontents?\b|\bweb ?sites?\b|\bsites?\b|\bpages?\b|\bmaterials?\b|\bpublish\w*",
    ),
    unless=(
        r"phish",
        r"malware|malicious",
        (
            r"copyright(?:ed)? (?:infring|material|work|complaint|claim|content)|"
            r"infring\w+ .{0,30}copyright|\bdmca\b"
        ),
        ABOUT_SES,
        KEY_ID,
    ),
    reports=(
        r"content",
        r"illegal\w*",
        r"csam|csem",
        r"trademark",
        r"fake_shop",
        r"doxx?ing",
        r"remote_compromise",
    ),
    questions=CONTENT,
    untold=REPORTER,
    xarf=(
        "content/csam",
        "content/csem",
        "content/fraud",
        "content/brand_infringement",
        "content/suspicious_registration",
        "content/remote_compromise",
    ),
)
