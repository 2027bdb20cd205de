"""What must not leave the house in a letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._address import is_amazons
from ._clean import is_private

if TYPE_CHECKING:
    from collections.abc import Collection

# 40 characters of base64 are the shape of an AWS secret key; hex digests and ARNs' paths are not meant.
_SECRET_KEY = re.compile(r"(?<![A-Za-z0-9/+=_:.-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])")
# Secrets that are known by their shape, wherever they stand: keys of several services, signed addresses, a
# name and password before a host (RFC 3986, 3.2.1), JSON Web Tokens (RFC 7519), AWS session tokens.
_SHAPES = (
    r"(?i)-----BEGIN [A-Z ]*PRIVATE KEY",
    r"(?i)aws_secret_access_key|aws_session_token|x-amz-security-token|x-amz-signature",
    r"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@]*:[^\s/@]+@[^\s/]+",
    r"(?i)\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[^\s;]{8,}",
    r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?",
    r"\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w/+=]{20,}",
    r"\bgh[pousr]_\w{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{18,}",
    r"\bxox[abeoprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}|\bSG\.[\w-]{16,}\.[\w-]{16,}",
)
_SHAPED = re.compile("|".join(f"(?:{one})" if one[:4] != "(?i)" else f"(?i:{one[4:]})" for one in _SHAPES))
# A word after a colon may be prose ("password: changed"): there it has to hold a digit or a sign.
_SAID_SECRET = re.compile(
    r"(?i)(?<![\w:/.-])(?:password|passwd|passphrase|pwd|secret(?:[ _]access)?(?:[ _]key)?|token)\s*"
    r"(?:=\s*[^\s,;]{6,}|:\s*(?=[^\s,;]*[\d!@#$%^&*+])[^\s,;]{6,})"
    r"|(?<![\w/.-])(?:password|passphrase|secret key)\s+(?:was|is)\s+"
    r"[\"'](?=[^\"']*[\d!@#$%^&*+])[^\s\"']{6,}[\"']"
)
_REFERENCE = re.compile(r"(?i)\b(?:arn:aws|https?://)\S+")
_ADDRESS = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)|(?<![\w:])(?:fc|fd|fe80)[0-9a-f]*:[0-9a-f:]+"
)
_HOST = re.compile(
    r"(?i)\b(?:[\w-]+\.)+(?:internal|local|localdomain|lan|corp|intra|intranet|home\.arpa)\b|\bip-\d+-\d+-\d+-\d+\b"
)
_MAILBOX = re.compile(r"(?<![\w/:.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}\b")
# International (E.164 with a plus), Japanese with a leading 0, and North American numbers with separators.
_TELEPHONE = re.compile(
    r"(?<![\w+.:-])\+\d{1,3}[ .(-]{0,2}\d(?:[ .()-]{0,2}\d){6,12}(?![\w:])"
    r"|(?<![\w.:+-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\w-])"
    r"|(?<![\w.:+-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[.-]\d{4}(?![\w-])"
)


def secrets(text: str) -> list[str]:
    """Parts of text that look like passwords, tokens or secret keys."""
    bare = _REFERENCE.sub(" ", text)
    keys = [one for one in _SECRET_KEY.findall(bare) if _is_mixed(one)]
    shaped = [found[0] for found in _SHAPED.finditer(text)]
    return keys + shaped + [found[0] for found in _SAID_SECRET.finditer(bare)]


def private_addresses(text: str) -> list[str]:
    """The addresses in text that mean nothing outside our own network."""
    return list(dict.fromkeys(one for one in _ADDRESS.findall(text) if is_private(one)))


def internal_hosts(text: str) -> list[str]:
    """The host names in text that only our own network knows."""
    return list(dict.fromkeys(found[0] for found in _HOST.finditer(text)))


def people(text: str, known: Collection[str] = ()) -> list[str]:
    """
    Mail addresses and telephone numbers in text, but for Amazon's and those known.

    An address that is part of an ARN or path is the name of a thing, not somebody's mailbox.
    """
    spared = {one.lower() for one in known}
    mailboxes = [one for one in _MAILBOX.findall(text) if not is_amazons(one) and one.lower() not in spared]
    numbers = [found[0] for found in _TELEPHONE.finditer(_REFERENCE.sub(" ", text))]
    return list(dict.fromkeys([*mailboxes, *numbers]))


def _is_mixed(word: str) -> bool:
    return bool(re.search(r"[a-z]", word) and re.search(r"[A-Z]", word) and re.search(r"\d", word))
