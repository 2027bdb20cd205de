"""Public S3 bucket."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._people import ANYBODY
from abusedesk.intake.kinds._questions import BUCKET
from abusedesk.translate import msg

KIND = Kind(
    id="public_bucket",
    title=msg("Public S3 bucket"),
    means=msg(
        "AWS says that a bucket of yours can be read or written by anybody. That may be on "
        "purpose; nobody has complained."
    ),
    first_step=msg("Turn on Block Public Access for the bucket, unless it is meant to be public."),
    asks=msg("Nothing; AWS tells you so that you can check it."),
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    codes=(r"S3_.*PUBLIC|PUBLIC_BUCKET|S3_OPEN_ACCESS",),
    subject=(r"\b(?:s3|bucket)s?\b.{0,60}\b(?:public|open|exposed)|\bpublic\w*\b.{0,40}\bbuckets?\b",),
    prose=(
        rf"\bbuckets?\b.{{0,100}}\b(?:by|to|for|lets?|letting|allows?|allowing|permits?) {ANYBODY}\b",
        (
            r"\bbuckets?\b.{0,100}\b(?:publicly (?:accessible|readable|available|writ)|public (?:access|"
            r"read|write)|open to the (?:public|world|internet)|(?:anyone|everyone|anybody) (?:on|"
            r"in) the (?:internet|world))"
        ),
        r"\bpublic(?:ly)?\b.{0,50}\bbuckets?\b",
    ),
    hints=(
        r"\bbuckets?\b",
        r"\bany(?:one|body)\b|\bevery(?:one|body)\b|\bpublic\w*|\binternet\b|\bworld\b|\bstrangers?\b",
        r"\bread\b|\blist(?:ed)?\b|\bwrit\w+|\baccess\w*|\bpermissions?\b|\bacls?\b",
    ),
    unless=(
        KEY_ID,
        r"phish",
        r"malware|malicious",
        r"copyright",
        r"access keys?\b.{0,60}\bpublic",
        r"\b(?:forbidden|objectionable|illegal) content",
    ),
    limited_at_first=True,
    clock="none",
    expects_reply=False,
    questions=BUCKET,
    xarf=("content/exposed_data",),
)
