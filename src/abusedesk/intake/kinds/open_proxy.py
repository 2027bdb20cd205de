"""Open proxy."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import REPORTER, SERVICE
from abusedesk.translate import msg

KIND = Kind(
    id="open_proxy",
    title=msg("Open proxy"),
    means=msg(
        "AWS says that a proxy on one of your resources can be used by anybody on the internet, "
        "who then act under your address."
    ),
    first_step=msg(
        "Close the proxy's port to the internet in the security group; leave the instance running."
    ),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    labels=(
        r"open[- ]?prox",
        r"(?<!reverse )\bprox(?:y|ies)\b",
    ),
    codes=(r"OPEN_?PROXY",),
    subject=(r"open[- ]prox",),
    prose=(
        r"\bopen[- ]prox(?:y|ies)\b",
        (
            r"\b(?:anonymous|unrestricted|unauthenticated|unsecured|public(?:ly)?(?: accessible|"
            r" reachable| available)?|misconfigured) (?:http |https |socks5? |web )*prox(?:y|ies)\b"
        ),
        (
            r"\bprox(?:y|ies)\b.{0,80}\b(?:by anyone|anybody|anyone|unauthenticated|"
            r"without (?:authentication|restriction)|third part)"
        ),
        (
            r"\brelay(?:s|ed|ing)? (?:(?:(?:the|internet|web|http|network|other people's|"
            r"third[- ]party) )*traffic|(?:the )?(?:requests|connections)|tcp)\b"
        ),
        r"\bopen (?:tcp |socks5? |http )?relay\b(?!.{0,40}\b(?:e?-?mail|smtp|spam))",
        r"\b(?:3128|8080|1080)\b.{0,80}\b(?:relay\w*|prox(?:y|ies|ied|ying))\b",
        r"\b(?:relay\w*|prox(?:y|ies|ied|ying))\b.{0,80}\b(?:3128|8080|1080)\b",
        (
            r"\b(?:squid|socks[45]?|http|https|connect) prox(?:y|ies)\b.{0,60}"
            r"\b(?:open|reachable|exposed|internet)\b"
        ),
    ),
    hints=(
        (
            r"\bprox(?:y|ies)\b|\brelay\w*|\btunnel\w*|\bsquid\b|\bsocks[45]?\b|"
            r"\bforward\w* (?:traffic|requests|connections)"
        ),
        (
            r"\bany(?:one|body)\b|\bevery(?:one|body)\b|\bstrangers?\b|\bthird[- ]part\w+|"
            r"\bunauthenticated\b|\bwithout (?:a |any )?(?:authentication|password|restriction)"
        ),
        r"\bbrows\w+|\bsurf\w*|\bweb traffic\b|\bvisit\w* (?:web|site)|\b(?:hide|conceal|anonym)\w*",
        r"\b(?:3127|3128|8080|1080)\b",
    ),
    reports=(r"open_?proxy",),
    questions=SERVICE,
    untold=REPORTER,
    xarf=("vulnerability/open_service",),
)
