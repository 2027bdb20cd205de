"""Is the mail AWS's own? What the receiving server, signatures and a careful reader's eye say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from abusedesk.intake._authres import results
from abusedesk.intake._headers import domain
from abusedesk.intake._senders import from_aws, is_amazon, is_lookalike, is_resource_host
from abusedesk.intake._signature import BROKEN, SEALED, UNSIGNED, sealed_results, signatures
from abusedesk.intake._signs import SENDERS, signs
from abusedesk.model import Authentic
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.intake._authres import Result
    from abusedesk.intake._mime import Letter
    from abusedesk.intake._signature import Resolver

    Verdict = Literal["pass", "fail", "unknown"]

NOT_BY_MAIL = msg("It did not come by mail, so no server has checked its sender.")
FORWARDED = msg("It was forwarded, so no server has checked the sender of the original.")
NO_SERVER = msg("No receiving server is configured whose check of the sender could be trusted.")
NO_RESULT = msg("The configured receiving server left no result of its check in the mail.")
CHECKED = msg("The receiving server confirmed that it comes from the sender's domain.")
NOT_CONFIRMED = msg("The receiving server could not confirm the sender's domain.")
FAILED = msg("The receiving server found that it does not come from the sender's domain.")
NOT_AMAZON = msg("The sender's domain is none of Amazon's.")
LOOKALIKE = msg("The sender's domain only looks like Amazon's.")
CUSTOMER = msg("The sender's address is that of a customer's resource at AWS, not AWS's own.")
RELAYED = msg(
    "From this address Amazon also sends texts that its customers write, so its text may be anybody's."
)
ANY_CUSTOMER = msg("It was sent through Amazon SES, which every customer can use; that proves nothing.")

# Addresses whose mails Amazon signs and customers write: topics of SNS, sellers of the marketplace.
# https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
_RELAYS = ("sns.amazonaws.com", "marketplace.amazon.com")
# What a mailing list or a mailbox that passes mail on leaves behind: both may change the text.
_PASSED_ON = (
    "list-id",
    "list-post",
    "mailing-list",
    "resent-from",
    "resent-to",
    "x-forwarded-to",
    "x-forwarded-for",
)

_CLAIMS = re.compile(r"(?i)\b(?:aws|amazon)\b")
_AWS = r"(?:aws|amazon)(?: web services)?(?: (?:trust (?:&|and) safety|abuse|support|ses|health))?(?: team)?"
_RETOLD = re.compile(
    rf"(?i)\b{_AWS} ?(?:様|社|側)?(?:より|から)|"
    rf"\b{_AWS} (?:has |have )?(?:informed|notified|contacted|told|alerted|warned|wrote to|asked) us\b|"
    rf"\bwe(?:'ve| have)? (?:received|got|been (?:informed|notified|told))[^.]{{0,60}}"
    rf"\b(?:from|by) (?:the )?{_AWS}\b"
)
_BEGINNING = 2000  # characters in which he says so


@dataclass(frozen=True, slots=True)
class Proof:
    """
    What a verdict can rest on: the receiving servers that are trusted, the raw mail, who looks up keys.

    raw is empty where the bytes are not those that were sent; without a resolver no key is looked up.
    """

    authserv_ids: tuple[str, ...] = ()
    raw: bytes = b""
    resolver: Resolver | None = None


def authentic(letter: Letter, proof: Proof, *, channel: str, forwarded: bool) -> Authentic:
    """
    The verdict on letter, and every reason for it.

    Of Authentication-Results (RFC 8601) only those of a server in proof.authserv_ids count, the topmost
    header (and others that it put above its own Received line): whoever wrote the mail could have
    written all others. Else an ARC chain of trusted servers counts, else Amazon's own signature.
    """
    seen = tuple(signs(letter))
    if channel != "mail":
        return Authentic("unknown", (NOT_BY_MAIL, *seen))
    if forwarded:
        return Authentic("unknown", (FORWARDED, *seen))
    sender = domain(letter.get("from"))
    if not is_amazon(sender) and not seen and _retold(letter, sender):
        return Authentic("unknown", (FORWARDED,))
    if not is_amazon(sender):
        return Authentic("fail", (LOOKALIKE if is_lookalike(sender) else NOT_AMAZON, *seen))
    if is_resource_host(sender):
        return Authentic("fail", (CUSTOMER, *seen))
    verdict, reasons = _vouched(letter, proof, sender)
    if verdict == "pass" and any(sender == one or sender.endswith(f".{one}") for one in _RELAYS):
        verdict, reasons = "unknown", (*reasons, RELAYED)
    # Of two senders a server may have checked the other; what nobody vouches for must not look wrong.
    if SENDERS in seen or (verdict == "unknown" and seen):
        verdict = "fail"
    return Authentic(verdict, (*reasons, *seen))


def _retold(letter: Letter, sender: str) -> bool:
    """Whether somebody who does not call himself AWS tells in his own words what AWS wrote to him."""
    claims = from_aws(letter.get("from")) or is_lookalike(sender) or _CLAIMS.search(letter.get("from"))
    return not claims and bool(_RETOLD.search(letter.text[:_BEGINNING]))


def _vouched(letter: Letter, proof: Proof, sender: str) -> tuple[Verdict, tuple[str, ...]]:
    verdict, reason = _server_says(letter, proof.authserv_ids, sender)
    if verdict == "pass" or proof.resolver is None or not proof.raw:
        return verdict, (reason,)
    sealed = sealed_results(proof.raw, proof.resolver, proof.authserv_ids)
    if sealed and _verdict(results(sealed).results, sender)[0] == "pass":
        return "pass", (SEALED,)
    found = signatures(proof.raw, proof.resolver)
    theirs = [one for one in found if not one.domain or _related(one.domain, sender)]
    held = next((one for one in theirs if one.state == "pass"), None)
    if held:
        return "pass", (held.reason,)
    strangers = any(one.state == "pass" and one not in theirs for one in found)
    why = dict.fromkeys(one.reason for one in theirs) or {ANY_CUSTOMER if strangers else UNSIGNED: None}
    told = reason not in {NO_SERVER, NO_RESULT}
    broken = BROKEN in why and not told and not any(letter.get(name) for name in _PASSED_ON)
    return "fail" if broken else verdict, (reason, *why)


def _server_says(letter: Letter, authserv_ids: Sequence[str], sender: str) -> tuple[Verdict, str]:
    if not authserv_ids:
        return "unknown", NO_SERVER
    ours = {one.lower() for one in authserv_ids}
    theirs = [
        (at, results(value))
        for at, (name, value) in enumerate(letter.headers)
        if name == "authentication-results"
    ]
    trusted = [(at, one) for at, one in theirs if one.server in ours]
    if not trusted:
        return "unknown", NO_RESULT
    # What stands above the topmost Received line was written by the last server, in one header or several.
    names = [name for name, _ in letter.headers]
    arrived = names.index("received") if "received" in names else 0
    own = [one for at, one in trusted if at < arrived] or [trusted[0][1]]
    return _verdict([result for one in own for result in one.results], sender)


def _verdict(checks: Sequence[Result], sender: str) -> tuple[Verdict, str]:
    found = {"dmarc": "", "dkim": "", "spf": ""}
    for one in checks:
        if one.method in found and found[one.method] != "pass":
            found[one.method] = one.result if one.result != "pass" or _aligned(one, sender) else ""
    if found["dmarc"] == "fail" or (
        not found["dmarc"] and found["dkim"] == "fail" and found["spf"] != "pass"
    ):
        return "fail", FAILED
    if found["dmarc"] == "pass" or found["dkim"] == "pass":
        return "pass", CHECKED
    return "unknown", NOT_CONFIRMED


def _aligned(one: Result, sender: str) -> bool:
    """Whether what passed is the sender's; a DMARC result without a domain is of the sender shown."""
    told = one.properties
    if one.method == "dmarc":
        return _related(told.get("header.from", sender).rpartition("@")[2], sender)
    if one.method == "dkim":
        signer = told.get("header.d") or told.get("header.i", "").rpartition("@")[2]
        return is_amazon(signer) and _related(signer, sender)
    return True


def _related(one: str, other: str) -> bool:
    """Whether two domains are of one organisation, as DMARC's relaxed alignment has it."""
    return one.split(".")[-2:] == other.split(".")[-2:]
