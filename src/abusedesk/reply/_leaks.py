"""What must not leave the house in a letter."""

from __future__ import annotations

import re

from ._clean import is_private

# 40 characters of base64 are the shape of an AWS secret key; hex digests and ARNs' paths are not meant.
_SECRET_KEY = re.compile(r"(?<![A-Za-z0-9/+=_:.-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])")
_KEPT_SECRET = re.compile(r"(?i)-----BEGIN [A-Z ]*PRIVATE KEY|aws_secret_access_key|x-amz-security-token")
# A word after a colon may be prose ("password: changed"): there it has to hold a digit or a sign.
_SAID_SECRET = re.compile(
    r"(?i)(?<![\w:/.-])(?:password|passwd|passphrase|secret(?:[ _]access)?(?:[ _]key)?|token)\s*"
    r"(?:=\s*[^\s,;]{6,}|:\s*(?=[^\s,;]*[\d!@#$%^&*+])[^\s,;]{6,})"
)
_REFERENCE = re.compile(r"(?i)\b(?:arn:aws|https?://)\S+")
_ADDRESS = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)|(?<![\w:])(?:fc|fd|fe80)[0-9a-f]*:[0-9a-f:]+"
)
_HOST = re.compile(
    r"(?i)\b(?:[\w-]+\.)+(?:internal|local|localdomain|lan|corp|intra|intranet|home\.arpa)\b|\bip-\d+-\d+-\d+-\d+\b"
)


def secrets(text: str) -> list[str]:
    """Parts of text that look like passwords or secret keys."""
    bare = _REFERENCE.sub(" ", text)
    keys = [one for one in _SECRET_KEY.findall(bare) if _is_mixed(one)]
    kept = [found[0] for found in _KEPT_SECRET.finditer(text)]
    return keys + kept + [found[0] for found in _SAID_SECRET.finditer(bare)]


def private_addresses(text: str) -> list[str]:
    """The addresses in text that mean nothing outside our own network."""
    return list(dict.fromkeys(one for one in _ADDRESS.findall(text) if is_private(one)))


def internal_hosts(text: str) -> list[str]:
    """The host names in text that only our own network knows."""
    return list(dict.fromkeys(found[0] for found in _HOST.finditer(text)))


def _is_mixed(word: str) -> bool:
    return bool(re.search(r"[a-z]", word) and re.search(r"[A-Z]", word) and re.search(r"\d", word))
