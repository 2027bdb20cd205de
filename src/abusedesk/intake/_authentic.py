"""Is the mail AWS's own? What the receiving server found, and what a careful reader would see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.intake._headers import address, domain
from abusedesk.intake._parts import report_starts
from abusedesk.intake._senders import is_amazon, is_amazon_link, is_lookalike, is_resource_host
from abusedesk.intake._urls import host
from abusedesk.model import Authentic
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.intake._mime import Letter

NOT_BY_MAIL = msg("It did not come by mail, so no server has checked its sender.")
FORWARDED = msg("It was forwarded, so no server has checked the sender of the original.")
NO_SERVER = msg("No receiving server is configured whose check of the sender could be trusted.")
NO_RESULT = msg("The configured receiving server left no result of its check in the mail.")
CHECKED = msg("The receiving server confirmed that it comes from the sender's domain.")
NOT_CONFIRMED = msg("The receiving server could not confirm the sender's domain.")
FAILED = msg("The receiving server found that it does not come from the sender's domain.")
NOT_AMAZON = msg("The sender's domain is none of Amazon's.")
LOOKALIKE = msg("The sender's domain only looks like Amazon's.")
REPLY_ELSEWHERE = msg("Answers would go to an address that is not Amazon's.")
LINK_ELSEWHERE = msg("A link shows one of Amazon's addresses and leads elsewhere.")
LINK_LOOKALIKE = msg("A link leads to an address that only looks like Amazon's.")
LINK_OUTSIDE = msg("A button or sign-in link leads away from Amazon.")
PROGRAM = msg("A program is attached; AWS attaches none.")
SENDERS = msg("It names more than one sender.")

_METHOD = re.compile(r"(?i)(?:^|;)\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)([^;]*)")
_SIGNER = re.compile(r"(?i)header\.(?:d|i|from)\s*=\s*\"?@?([\w.-]+)")
_COMMENT = re.compile(r"\([^()]*\)")
_PROGRAMS = re.compile(
    r"(?i)\.(?:exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|ps1|msi|jar|lnk|iso|img|docm|xlsm|one|chm|cpl)$"
)
_ACTION = re.compile(
    r"(?i)\b(?:sign ?in|log ?in|log on|verify|confirm|restore|reactivate|update|secure|review your|click)\b"
)
_ASKED = re.compile(
    r"(?i)\b(?:sign ?in|log ?in|log on|verify|confirm|restore|reactivate)\b[^.]{0,60}?(?P<url>https?://[^\s<>\"']+)"
)


def authentic(letter: Letter, authserv_ids: Sequence[str], *, channel: str, forwarded: bool) -> Authentic:
    """
    The verdict on letter, and every reason for it.

    Of Authentication-Results (RFC 8601) only the topmost header of a server in authserv_ids counts:
    whoever wrote the mail could have written all others. Signatures are not checked here.
    """
    signs = tuple(_signs(letter))
    if channel != "mail":
        return Authentic("unknown", (NOT_BY_MAIL, *signs))
    if forwarded:
        return Authentic("unknown", (FORWARDED, *signs))
    if not is_amazon(domain(letter.get("from"))):
        reason = LOOKALIKE if is_lookalike(domain(letter.get("from"))) else NOT_AMAZON
        return Authentic("fail", (reason, *signs))
    verdict, reason = _server_says(letter, authserv_ids)
    if verdict == "unknown" and signs:
        return Authentic("fail", (reason, *signs))
    if verdict == "fail":
        return Authentic("fail", (reason, *signs))
    return Authentic("pass" if verdict == "pass" else "unknown", (reason, *signs))


def _server_says(letter: Letter, authserv_ids: Sequence[str]) -> tuple[str, str]:
    if not authserv_ids:
        return "unknown", NO_SERVER
    ours = {one.lower() for one in authserv_ids}
    results = [_COMMENT.sub(" ", value) for value in letter.all("authentication-results")]
    trusted = next((one for one in results if _server(one) in ours), None)
    if trusted is None:
        return "unknown", NO_RESULT
    return _verdict(trusted, domain(letter.get("from")))


def _server(result: str) -> str:
    words = result.split(";", maxsplit=1)[0].split()
    return words[0].lower().strip("\"'") if words else ""


def _verdict(result: str, sender: str) -> tuple[str, str]:
    found = {"dmarc": "", "dkim": "", "spf": ""}
    for method, answer, rest in _METHOD.findall(result):
        signers = [one.lower().rpartition("@")[2] for one in _SIGNER.findall(rest)]
        if method.lower() == "dkim" and answer.lower() == "pass":
            aligned = any(is_amazon(one) and _related(one, sender) for one in signers)
            found["dkim"] = "pass" if aligned else found["dkim"]
        elif method.lower() == "dmarc" and signers and answer.lower() == "pass":
            found["dmarc"] = "pass" if any(_related(one, sender) for one in signers) else ""
        elif found[method.lower()] != "pass":
            found[method.lower()] = answer.lower()
    if found["dmarc"] == "fail" or (
        not found["dmarc"] and found["dkim"] == "fail" and found["spf"] != "pass"
    ):
        return "fail", FAILED
    if found["dmarc"] == "pass" or found["dkim"] == "pass":
        return "pass", CHECKED
    return "unknown", NOT_CONFIRMED


def _related(one: str, other: str) -> bool:
    """Whether two domains are of one organisation, as DMARC's relaxed alignment has it."""
    return one.split(".")[-2:] == other.split(".")[-2:]


def _signs(letter: Letter) -> Iterator[str]:
    """What is wrong with letter to the eye, each thing once."""
    sender, answer = letter.get("from"), letter.get("reply-to")
    if len(letter.all("from")) > 1 or len(set(re.findall(r"<[^<>\s]+@[^<>\s]+>", sender))) > 1:
        yield SENDERS
    if answer and address(answer) and not is_amazon(domain(answer)):
        yield REPLY_ELSEWHERE
    if any(_PROGRAMS.search(one.name) for one in letter.files):
        yield PROGRAM
    yield from sorted({*_wrong_links(letter), *_wrong_text(letter.text[: report_starts(letter.text)])})


def _wrong_links(letter: Letter) -> Iterator[str]:
    for link in letter.links:
        where, shown = host(link.href), _shown(link.words)
        if not where or is_amazon_link(where) or is_resource_host(where):
            continue
        if shown and is_amazon_link(shown):
            yield LINK_ELSEWHERE
        elif _ACTION.search(link.words):
            yield LINK_LOOKALIKE if is_lookalike(where) else LINK_OUTSIDE


def _wrong_text(text: str) -> Iterator[str]:
    """A page that imitates Amazon may be what the notice is about; one to sign in at is a trap."""
    for asked in _ASKED.finditer(text):
        where = host(asked["url"])
        if is_lookalike(where) and not is_amazon_link(where) and not is_resource_host(where):
            yield LINK_LOOKALIKE


def _shown(words: str) -> str:
    found = re.search(r"(?i)(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/\s]|$)", words)
    return found[1].lower() if found else ""
