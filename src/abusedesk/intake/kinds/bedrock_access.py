"""Bedrock model access revoked."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._questions import MODEL, RULES
from abusedesk.translate import msg

KIND = Kind(
    id="bedrock_access",
    title=msg("Bedrock model access revoked"),
    means=msg(
        "AWS took away access to a model in Amazon Bedrock because its maker asked for it. AWS "
        "does not decide on an appeal; the maker does."
    ),
    first_step=msg("Have a person look at what the model was used for, and by which role or key."),
    asks=msg("Nothing from AWS; an appeal goes to the model's maker."),
    source="https://aws.amazon.com/bedrock/faqs/",
    codes=(r"BEDROCK",),
    subject=(r"bedrock",),
    prose=(
        (
            r"\b(?:taken? away|withdr\w+|no longer (?:use|access|have access|call|invoke)|cut "
            r"off)\b.{0,100}\b(?:bedrock|"
            r"models?)\b|\b(?:bedrock|models?)\b.{0,100}\b(?:taken away|withdr\w+|cut off)\b"
        ),
        (
            r"\b(?:revok|suspend|remov|restrict|terminat|disabl|block|limit)\w*\b.{0,100}\b(?:bedrock|"
            r"models?)\b"
        ),
        r"\b(?:bedrock|models?)\b.{0,100}\b(?:revok|suspend|remov|restrict|terminat|disabl|block)\w*",
    ),
    needs=(r"\bbedrock\b",),
    unless=(
        KEY_ID,
        r"\baccount\b.{0,30}\bcompromised",
    ),
    limited_at_first=True,
    addresses="callers",
    clock="none",
    expects_reply=False,
    questions=MODEL,
    untold=RULES,
    by_person=True,
)
