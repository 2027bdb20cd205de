"""Open DNS resolver."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import REPORTER, SERVICE
from abusedesk.translate import msg

KIND = Kind(
    id="open_resolver",
    title=msg("Open DNS resolver"),
    means=msg(
        "AWS says that a DNS server on one of your resources answers anybody's questions, so that "
        "it can be abused to flood others."
    ),
    first_step=msg("Close UDP and TCP port 53 to the internet in the security group."),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    labels=(
        r"open (?:dns |recursive )*resolver|open_(?:dns_)?(?:recursive_)?resolver",
        r"recurs(?:ive|ion)",
    ),
    codes=(r"OPEN_?(?:DNS_?)?RESOLVER",),
    subject=(r"resolver",),
    prose=(
        r"\bopen (?:dns |recursive )*resolvers?\b",
        r"\brecursive (?:dns |name )?(?:server|queries|lookups|resolution|requests)",
        r"\bdns recursion\b",
        (
            r"\bdns\b.{0,80}\b(?:resolves?|answers?|responds?|replies|recurs\w+)\b.{0,60}\b(?:anyone|"
            r"everyone|everybody|anybody|whole|entire|any (?:host|client|address)|the internet|public)"
        ),
        r"\b(?:recursive|open) (?:name ?servers?|dns)\b",
    ),
    hints=(
        r"\bdns\b|\bname ?servers?\b|\bresolvers?\b|\bport 53\b",
        r"\brecurs\w*|\bresolv(?:e|es|ed|ing)\b|\bquer(?:y|ies)\b|\blookups?\b",
        r"\bany(?:one|body)\b|\bevery(?:one|body)\b|\binternet\b|\bpublic\w*|\bworld\b|\bunrestricted\b",
    ),
    reports=(r"open_?resolver",),
    questions=SERVICE,
    untold=REPORTER,
    xarf=("vulnerability/open_service",),
)
