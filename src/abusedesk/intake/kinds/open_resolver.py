"""Open DNS resolver."""

from __future__ import annotations

from abusedesk.intake import Kind
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
    ),
    reports=(r"open_?resolver",),
)
