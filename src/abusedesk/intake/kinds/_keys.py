"""Turns of phrase about keys that several kinds share."""

from __future__ import annotations

from abusedesk.intake.kinds._people import ANYBODY

PUBLIC_KEY = (
    (
        r"\b(?:access|secret) keys?\b.{0,250}\b(?:is|are|was|were|been|may be|can be) (?:now |currently |"
        r"already )?(?:publicly|public|available to the public|exposed|visible to)\b"
    ),
    (
        r"\bpublicly .{0,20}(?:available|accessible|exposed|posted|visible)\b.{0,160}\b(?:access|"
        r"secret) keys?\b"
    ),
    (
        r"\b(?:access|secret) keys?\b.{0,160}\b(?:been|was|were|is|are|being) (?:\w+ ){0,2}(?:exposed|"
        r"leaked|discovered|found|posted|published|disclosed|committed|uploaded)\b.{0,80}\b(?:online|"
        r"public|internet|github|gitlab|bitbucket|repositor\w+|pastebin|website|web page|code)\b"
    ),
    (
        r"\b(?:found|discovered|detected|identified|seen|located|noticed)\b.{0,60}\b(?:access|"
        r"secret) keys?\b.{0,160}\b(?:online|github|gitlab|bitbucket|pastebin|public(?:ly)? \w+|"
        r"internet)\b"
    ),
    (
        r"\b(?:access|secret) keys?\b.{0,160}\b(?:available|accessible|readable|visible|known|open|"
        r"disclosed) "
        rf"(?:to|by|for) {ANYBODY}\b"
    ),
    (
        r"\b(?:access|secret) keys?\b.{0,160}\b(?:be|been|is|was) (?:seen|read|viewed|found|downloaded|"
        r"copied) by "
        rf"{ANYBODY}\b"
    ),
    (
        r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b[^.]{0,80}\b(?:leaked|exposed|published|posted|in (?:a |the "
        r")?public (?:\w+ )?"
        r"repositor\w+)\b"
    ),
    (
        r"\b(?:found|detected|discovered|identified|leaked|exposed)\b.{0,40}\b(?:AKIA|"
        r"ASIA)[A-Z0-9]{16}\b[^.]{0,80}"
        r"\b(?:public\w*|online|internet|github|gitlab|bitbucket|pastebin)\b"
    ),
    r"\b(?:your|an|the) (?:exposed|leaked) .{0,20}\baccess keys?\b",
)
KEY_ID = r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
