"""What a user agent says of the program and the machine behind a call."""

from __future__ import annotations

import re
from functools import cache

_SERVICE = re.compile(r"(?:^|\s)(?:[\w-]+\.)+amazonaws\.com|^AWS Internal|^AWS-Internal", re.IGNORECASE)
_NAMED = re.compile(
    r"terraform|pulumi|ansible|s3 browser|cyberduck|rclone|steampipe|pacu|scoutsuite|prowler|cloudformation",
    re.IGNORECASE,
)
_PLATFORM = re.compile(
    r"kali|parrot|windows|macos|mac os|darwin|android|iphone|lambda|exec-env/\S+|linux", re.IGNORECASE
)
_FIRST = re.compile(r"[\[\s]*([A-Za-z][\w .+-]*?)(?:/|\s\(|,|\s*$)")


@cache
def is_service(agent: str) -> bool:
    """Whether an AWS service made the call, for itself or for somebody."""
    return bool(_SERVICE.search(agent))


@cache
def family(agent: str) -> str:
    """
    The program without its version: "aws-cli", "boto3", "terraform", "browser".

    Terraform and others hide behind a partner's prefix, so known names count wherever they stand.
    """
    named = _NAMED.search(agent)
    if named:
        return named[0].lower()
    if "mozilla/" in agent.lower():
        return "browser"
    first = _FIRST.match(agent)
    return first[1].strip().lower() if first else agent.lower()


@cache
def shape(agent: str) -> str:
    """The program and the kind of machine: "aws-cli linux"."""
    platform = _PLATFORM.search(agent)
    return f"{family(agent)} {platform[0].lower() if platform else ''}".strip()


_PASSING = re.compile(
    r"\s*(?:\bmd/|\b)(?:command|prompt|installer)[/#]\S+|\s*\b(?:m|cfg|ft|exec-env-id)/\S+", re.IGNORECASE
)


@cache
def fingerprint(agent: str) -> str:
    """The program, its version and its machine, without what changes from one command to the next."""
    return _PASSING.sub("", agent).strip()
