"""Phishing page on your resource."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._questions import CONTENT, REPORTER
from abusedesk.intake.kinds._ses import ABOUT_SES
from abusedesk.translate import msg

KIND = Kind(
    id="phishing_content",
    title=msg("Phishing page on your resource"),
    means=msg(
        "AWS says that a page on one of your resources imitates somebody else's to steal "
        "passwords or card numbers. Somebody put it there."
    ),
    first_step=msg(
        "Take the content offline without deleting it: close the port or block public access, and "
        "keep a copy."
    ),
    asks=msg(
        "That the content is removed, how it came to be there and what keeps it from coming back; "
        "or why it is allowed."
    ),
    source="https://repost.aws/knowledge-center/report-aws-abuse",
    labels=(r"phish",),
    codes=(r"PHISH",),
    subject=(r"phish",),
    prose=(
        r"\bfraudulent (?:\w+ ){0,3}(?:pages?|log-?ins?|sign-?ins?|forms?)\b",
        r"\bphish\w*",
        (
            r"\b(?:deceptive|fake|bogus|spoofed|counterfeit|lookalike|look-alike) (?:\w+ ){0,3}(?:pages?|"
            r"web ?sites?|sites?|log-?ins?|sign-?ins?|forms?|portals?)\b"
        ),
        (
            r"\b(?:imitat|impersonat|mimic|masquerad|pretend)\w*\b.{0,80}\b(?:bank\w*|brand|log-?in|"
            r"sign-?in|page|site|company|institution|login)"
        ),
        (
            r"\b(?:page|site|form|content)s?\b.{0,60}\b(?:collect|steal|harvest|captur|"
            r"trick)\w*\b.{0,40}\b(?:passwords?|credentials|cards?|banking|personal|users?|visitors?)"
        ),
        r"\bcredential harvest",
        (
            r"\b(?:lured|tricked|asked|prompted|deceived)\b.{0,60}\b(?:card|password|credential|log-?in|"
            r"banking|personal|pin|account) ?(?:numbers?|data|details|information|s)?\b.{0,120}\b(?:page|"
            r"site|link|url)"
        ),
        (
            r"\b(?:page|site)s?\b.{0,60}\blooks? like\b.{0,60}\b(?:own|official|genuine|real|original|"
            r"company|bank|brand)"
        ),
    ),
    hints=(
        (
            r"\bphish\w*|\bimitat\w+|\bimpersonat\w+|\bpos(?:es?|ing) as\b|\bpretend\w*|\bfake\b|"
            r"\bfraud\w*|\blook-?alike|\bmimic\w*|\bdisguis\w+|\bcop(?:y|ies|ied) of\b"
        ),
        (
            r"\bbank\w*|\bpostal\b|\bcards?\b|\bpasswords?\b|\bcredentials?\b|\blog-? ?in\b|"
            r"\bsign-? ?in\b|\bpersonal (?:data|information)\b|\bbrands?\b|\bcompany\b|\bgovernment\b|"
            r"\btax\b"
        ),
        r"\bpages?\b|\bweb ?sites?\b|\bsites?\b|\bforms?\b|\burls?\b",
    ),
    unless=(
        KEY_ID,
        ABOUT_SES,
    ),
    reports=(
        r"phish\w*",
        r"fraud",
    ),
    questions=CONTENT,
    untold=REPORTER,
    xarf=("content/phishing", "content/fraud"),
)
