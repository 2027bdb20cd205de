"""The signs of fraud that a careful reader would see in a mail that names AWS as its sender."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from abusedesk.intake._headers import address, domain
from abusedesk.intake._parts import report_starts
from abusedesk.intake._senders import is_amazon, is_amazon_link, is_lookalike, is_resource_host
from abusedesk.intake._urls import host
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.intake._mime import Letter

REPLY_ELSEWHERE = msg("Answers would go to an address that is not Amazon's.")
LINK_ELSEWHERE = msg("A link shows one of Amazon's addresses and leads elsewhere.")
LINK_LOOKALIKE = msg("A link leads to an address that only looks like Amazon's.")
LINK_OUTSIDE = msg("A button or sign-in link leads away from Amazon.")
LINK_SCRIPT = msg("A link hides a page or a program within itself.")
PROGRAM = msg("A program is attached; AWS attaches none.")
PAGE = msg("A web page or an archive is attached; AWS attaches none.")
SENDERS = msg("It names more than one sender.")

_PROGRAMS = re.compile(
    r"(?i)\.(?:exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|ps1|msi|jar|lnk|iso|img|docm|xlsm|one|chm|cpl)$"
)
_PAGES = re.compile(r"(?i)\.(?:s?html?|xhtml?|mht(?:ml)?|svg|url|zip|rar|7z|ace|cab)$")
_ACTION = re.compile(
    r"(?i)\b(?:sign ?in|log ?in|log on|verify|confirm|restore|reactivate|update|secure|review your|click)\b"
)
_ASKED = re.compile(
    r"(?i)\b(?:sign ?in|log ?in|log on|verify|confirm|restore|reactivate)\b[^.]{0,60}?(?P<url>https?://[^\s<>\"']+)"
)
# Every customer of SES can have clicks counted there: https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html
_COUNTED = re.compile(r"(?i)^https?://[^/?#]*\.awstrack\.me/L\d+/(?P<target>[^/?#]+)")
_HIDDEN = re.compile(r"(?i)(?:javascript|data|vbscript|file):")


def signs(letter: Letter) -> Iterator[str]:
    """What is wrong with letter to the eye, each thing once."""
    sender, answer = letter.get("from"), letter.get("reply-to")
    if len(letter.all("from")) > 1 or len(set(re.findall(r"<[^<>\s]+@[^<>\s]+>", sender))) > 1:
        yield SENDERS
    if answer and address(answer) and not is_amazon(domain(answer)):
        yield REPLY_ELSEWHERE
    names = [one.name.strip(" .\t\"'") for one in letter.files]
    if any(_PROGRAMS.search(one) for one in names):
        yield PROGRAM
    if any(_PAGES.search(one) for one in names):
        yield PAGE
    yield from sorted({*_wrong_links(letter), *_wrong_text(letter.text[: report_starts(letter.text)])})


def _wrong_links(letter: Letter) -> Iterator[str]:
    for link in letter.links:
        # Browsers pass over blanks and control characters within it.
        if _HIDDEN.match("".join(one for one in link.href if one > " ")):
            yield LINK_SCRIPT
        counted = _COUNTED.match(link.href)
        where, shown = host(unquote(counted["target"]) if counted else link.href), _shown(link.words)
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
