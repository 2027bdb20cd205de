"""What the signatures in a raw mail prove: DKIM (RFC 6376) and ARC (RFC 8617), checked by dkimpy."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from abusedesk.errors import DeskError
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

Resolver = Callable[[bytes], "str | bytes | None"]
"""
Looks up a TXT record: b"selector._domainkey.amazon.com." (with its last dot) to its text, strings joined.

None: there is no such record. Raises DeskError or OSError (a timeout is one) where nobody answered.
"""

LIMIT = 10_000_000  # bytes of a mail whose signatures are checked
MOST = 5  # signatures of Amazon's that are checked in one mail
DOMAINS = ("amazonaws.com", "amazon.com", "aws.com", "amazonses.com", "aws")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SELECTOR = re.compile(_LABEL)
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})+")
_LOOKED_AT = 50  # signature headers that are looked at for one of Amazon's
_HEADER = 4096  # bytes of a signature header; Amazon's have some 600
_BLANKS = re.compile(rb"[ \t\r\n]{64,}")
_STEPS = 100_000_000
_HASHES = frozenset(["rsa-sha256", "ed25519-sha256"])  # https://www.rfc-editor.org/rfc/rfc8301
_ONCE = ("from", "subject", "date", "reply-to", "content-type", "content-transfer-encoding")

HOLDS = msg("Amazon's own signature (DKIM) in the mail holds.")
SEALED = msg("A trusted server that passed it on confirmed (ARC) that it came from the sender's domain.")
BROKEN = msg("Amazon's signature (DKIM) does not fit the mail: somebody wrote or changed it.")
UNSIGNED = msg("It carries no signature (DKIM) of one of Amazon's domains.")
TOO_LARGE = msg("It is too large, or too oddly formed, for its signatures to be checked.")
MALFORMED = msg("A signature (DKIM) that names an Amazon domain cannot be understood.")
PARTLY = msg("Amazon's signature (DKIM) covers a part of the mail only, so it proves nothing.")
EXPIRED = msg("Amazon's signature (DKIM) has expired.")
NO_KEY = msg("The key of Amazon's signature (DKIM) is not published, or no longer.")
NOT_LOOKED_UP = msg("The key of Amazon's signature (DKIM) could not be looked up.")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: whose it is by its own word (domain), what the check gave, and why in words."""

    domain: str
    state: Literal["pass", "fail", "unknown"]
    reason: str


def is_amazons(domain: str) -> bool:
    """Whether domain is one whose keys are looked up: Amazon's, the top-level domain .aws, or below them."""
    return bool(_DOMAIN.fullmatch(domain)) and any(
        domain == one or domain.endswith(f".{one}") for one in DOMAINS
    )


def signatures(data: bytes, resolver: Resolver) -> tuple[Signature, ...]:
    """
    Every signature in the raw mail data that names one of Amazon's domains, MOST at most.

    No other domain's key is ever looked up. A signature passes only where it covers the whole text, the
    sender and the subject, and is not outdated. Never raises.
    """
    if _is_costly(data):
        return (Signature("", "unknown", TOO_LARGE),)
    mail = _opened(data, "DKIM")
    if mail is None:
        return ()
    found: list[Signature] = []
    headers = [value for name, value in mail.headers if name.lower() == b"dkim-signature"]
    for at, value in enumerate(headers[:_LOOKED_AT]):
        tags = _tags(value)
        domain = tags.get("d", "").lower()
        if is_amazons(domain) and len(found) < MOST:
            state, reason = _checked(mail, at, tags, resolver)
            found.append(Signature(domain, state, reason))
    return tuple(found)


def sealed_results(data: bytes, resolver: Resolver, trusted: Sequence[str]) -> str | None:
    """
    What the first server of a valid ARC chain in data found, as an Authentication-Results value.

    None unless every seal is of a server in trusted (authserv-ids, or the domain above one): only then
    are its keys looked up. Never raises.
    """
    mail = _opened(data, "ARC") if trusted and not _is_costly(data) else None
    if mail is None:
        return None
    chained = {b"arc-seal", b"arc-message-signature"}
    signed = [value for name, value in mail.headers if name.lower() in chained]
    tags = [_tags(value) for value in signed]
    domains = {one.get("d", "").lower() for one in tags}
    if not 0 < len(signed) <= 2 * MOST or not all(_is_trusted(one, trusted) for one in domains):
        return None
    if any("l" in one or not _SELECTOR.fullmatch(one.get("s", "")) for one in tags):
        return None
    messages = [one for one in tags if "bh" in one]
    if not messages or any(_is_open(mail, one) for one in messages):
        return None
    state, sets = _chain(mail, resolver)
    first = min(sets, key=lambda one: int(one["instance"]), default=None)
    if state != b"pass" or first is None:
        return None
    return bytes(first["aar-value"]).decode("utf-8", "replace").partition(";")[2]


def _is_costly(data: bytes) -> bool:
    """Whether data is too large, or has runs of blanks over which dkimpy would take quadratic time."""
    if len(data) > LIMIT:
        return True
    runs = (len(one[0]) for one in _BLANKS.finditer(data))
    return sum(length * length for length in runs) > _STEPS


def _is_trusted(domain: str, trusted: Sequence[str]) -> bool:
    ours = [one.lower() for one in trusted]
    return bool(_DOMAIN.fullmatch(domain)) and any(
        one == domain or one.endswith(f".{domain}") for one in ours
    )


def _opened(data: bytes, kind: Literal["DKIM", "ARC"]) -> Any:
    """The mail in data as dkimpy holds it, None where data is no mail."""
    import dkim  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; slow to load, for signed mails only

    try:
        return getattr(dkim, kind)(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    except (dkim.DKIMException, LookupError):
        return None


def _tags(value: bytes) -> dict[str, str]:
    """The tags of a signature header, {} where it makes no sense (https://www.rfc-editor.org/rfc/rfc6376#section-3.2)."""
    if len(value) > _HEADER or re.search(rb"\s{100}", value):
        return {}
    try:
        pairs = [one.partition("=") for one in value.decode("ascii").split(";") if one.strip()]
    except UnicodeDecodeError:
        return {}
    names = [name.strip() for name, _, _ in pairs]
    if len(set(names)) < len(names):
        return {}
    return {name.strip(): rest.strip() for name, _, rest in pairs}


def _checked(
    mail: Any, at: int, tags: dict[str, str], resolver: Resolver
) -> tuple[Literal["pass", "fail", "unknown"], str]:
    if not _SELECTOR.fullmatch(tags.get("s", "")) or tags.get("a", "").lower() not in _HASHES:
        return "unknown", MALFORMED
    if "l" in tags or _is_open(mail, tags):
        return "unknown", PARTLY
    if tags.get("x") and _is_past(tags["x"]):
        return "unknown", EXPIRED
    try:
        key = resolver(f"{tags['s']}._domainkey.{tags['d'].lower()}.".encode("ascii"))
    except (DeskError, OSError):
        return "unknown", NOT_LOOKED_UP
    return _verified(mail, at, key) if key else ("unknown", NO_KEY)


def _verified(mail: Any, at: int, key: str | bytes) -> tuple[Literal["pass", "fail", "unknown"], str]:
    import dkim  # noqa: PLC0415 # only signed mails need it

    # dkimpy was written for mails in good order: on others it stumbles rather than refuses.
    stumbles = (dkim.DKIMException, ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
    record = key.encode("ascii", "replace") if isinstance(key, str) else key
    try:
        dkim.evaluate_pk("", record)
    except (*stumbles, AttributeError, NameError):  # NameError: no library for ed25519
        return "unknown", NO_KEY
    try:
        holds = mail.verify(at, dnsfunc=lambda _name, timeout=0: record)  # noqa: ARG005 # dkimpy passes it
    except dkim.KeyFormatError:
        return "unknown", NO_KEY
    except dkim.ValidationError as error:
        wrong = str(error).startswith("body hash mismatch")
        return ("fail", BROKEN) if wrong else ("unknown", MALFORMED)
    except (*stumbles, dkim.util.InvalidTagValueList):
        return "unknown", MALFORMED
    return ("pass", HOLDS) if holds else ("fail", BROKEN)


def _chain(mail: Any, resolver: Resolver) -> tuple[bytes | None, list[dict[str, Any]]]:
    import dkim  # noqa: PLC0415 # only sealed mails need it

    def look_up(name: bytes, timeout: float = 0) -> bytes | None:  # noqa: ARG001 # dkimpy passes it
        found = resolver(name.lower())
        return found.encode("ascii", "replace") if isinstance(found, str) else found

    try:
        state, sets, _ = mail.verify(dnsfunc=look_up)
    except (
        *(dkim.DKIMException, dkim.util.InvalidTagValueList, DeskError, OSError),
        *(ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError, ValueError),
    ):
        return None, []
    return state, sets


def _is_past(moment: str) -> bool:
    return not moment.isascii() or not moment.isdigit() or int(moment[:12]) < datetime.now(UTC).timestamp()


def _is_open(mail: Any, tags: dict[str, str]) -> bool:
    """Whether a sender, a subject or a form of the text could have been put in that tags do not cover."""
    there = [name.decode("ascii", "replace").lower() for name, _ in mail.headers]
    covered = {name.strip().lower() for name in tags.get("h", "").split(":")}
    return (
        any(there.count(name) > 1 for name in _ONCE)
        or not {"from", "subject"} <= covered
        or ("content-type" in there and "content-type" not in covered)
    )
