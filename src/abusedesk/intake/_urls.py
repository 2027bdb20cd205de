"""URLs in text that are ours: not AWS's own pages, nor what AWS cites for reading."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from abusedesk.intake._senders import is_amazon_link

_URL = re.compile(r"(?i)\b(?:https?|ftp)://[^\s<>\"'|]+")
_HOST = re.compile(r"(?i)^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]{1,30}(?:/\S*)?$")
_TRAILING = ".,;:!?'\"»…"
# Sites that notices send people to for advice; their pages are nobody's abuse.
_CITED = re.compile(
    r"(?i)^(?:www\.)?(?:github\.com/(?:aws|awslabs|aws-samples|"
    r"aws-ia)(?:/|$)|owasp\.org|cve\.mitre\.org|nvd\.nist\.gov|"
    r"cisa\.gov|us-cert\.gov|us-cert\.cisa\.gov|cert\.org|shadowserver\.org|"
    r"openresolverproject\.org|openresolver\.com|"
    r"spamhaus\.org|ietf\.org|rfc-editor\.org|tools\.ietf\.org|datatracker\.ietf\.org|copyright\.gov|w3\.org|"
    r"wikipedia\.org|en\.wikipedia\.org|docs\.github\.com|help\.github\.com|"
    r"twitter\.com/aws|facebook\.com/amazon)"
)


def spans(text: str) -> list[tuple[int, int, str]]:
    """Every URL in text with where it stands, less the punctuation of the sentence around it."""
    return [
        (one.start(), one.start() + len(_trimmed(one[0])), _trimmed(one[0])) for one in _URL.finditer(text)
    ]


def _trimmed(url: str) -> str:
    while url:
        last = url[-1]
        unopened = last in ")]}>" and url.count(last) > url.count(
            {")": "(", "]": "[", "}": "{", ">": "<"}[last]
        )
        if last not in _TRAILING and not unopened:
            break
        url = url[:-1]
    return url


def host(url: str) -> str:
    """The host of url in lower case, "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_ours(url: str) -> bool:
    """Whether url can be what a notice is about, rather than a page to read."""
    where = host(url)
    return bool(where) and not is_amazon_link(where) and not _CITED.match(url.split("://", 1)[-1])


def urls(text: str, labelled: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Our URLs in text, in order, each once; labelled are values that may be bare host names."""
    found = [url for _, _, url in spans(text) if is_ours(url)]
    for value in labelled:
        for word in re.split(r"[\s,;]+", value):
            bare = _trimmed(word)
            if _HOST.match(bare) and is_ours(f"http://{bare}"):
                found += [] if any(bare in one for one in found) else [bare]
    return tuple(dict.fromkeys(found))
