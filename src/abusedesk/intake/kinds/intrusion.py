"""Intrusion attempts from your account."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._network import PORT_SCAN
from abusedesk.intake.kinds._questions import HOST, REPORTER
from abusedesk.translate import msg

KIND = Kind(
    id="intrusion",
    title=msg("Intrusion attempts from your account"),
    means=msg(
        "AWS says that one of your resources tries to log in to or break into other people's "
        "machines, for example by guessing SSH passwords. Most often it was itself broken into "
        "first."
    ),
    first_step=msg(
        "Isolate the instance: give all its network interfaces a security group without rules; "
        "leave it running."
    ),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://repost.aws/knowledge-center/aws-abuse-report",
    labels=(
        r"intrusion",
        r"brute",
        r"unauthori[sz]ed (?:access|log-?in|sign-?in)",
        r"log-?in (?:attempt|attack)",
        r"\bhack",
        r"exploit (?:attempt|activity)|exploitation",
        r"\b(?:ssh|rdp|ftp|web(?:site)?|application) attack",
    ),
    codes=(r"INTRUSION",),
    subject=(r"intrusion|brute[- ]?force",),
    prose=(
        r"\b(?:break(?:s|ing)?[- ]?in(?:to)?|broke into|hack(?:s|ing|ed)? (?:into|attempts?))\b",
        r"\bintrusions?\b",
        r"\bbrute[- ]?forc(?:e|ed|ing)\b",
        (
            r"\battempt\w*\b.{0,20}\b(?:access|log ?in|sign ?in|gain (?:access|entry)|break in|"
            r"connect)\b.{0,60}\b(?:without|unauthori[sz]ed|not authori[sz]ed|illicit)"
        ),
        r"\baccess(?:ing)? remote hosts?\b",
        r"\bunauthori[sz]ed (?:log-?in|sign-?in|access) attempts?\b",
        (
            r"\bunauthori[sz]ed\b.{0,40}\b(?:remote|other|third[- ]party) (?:hosts?|systems?|servers?|"
            r"networks?)"
        ),
        r"\b(?:ssh|rdp|ftp|password|credential|wordpress)\b.{0,25}\b(?:guess\w*|attacks?|stuffing)\b",
        (
            r"\bexploit\w*\b.{0,40}\b(?:remote|other|third[- ]party) (?:hosts?|systems?|servers?|"
            r"applications?)"
        ),
        (
            r"\b(?:ssh|rdp|ftp|smtp|imap|sip|vpn|telnet|wordpress|failed|repeated|malicious) (?:log-?in|"
            r"log-?on|sign-?in|authentication)s?(?: attempts?)?\b"
        ),
        (
            r"\b(?:log-?in|log-?on|sign-?in|authentication) attempts\b.{0,80}\b(?:against|to|on|"
            r"at) (?:\w+ ){0,3}(?:remote|other|third|external|servers?|hosts?|systems?|machines?)"
        ),
        r"\b(?:try|tries|tried|trying|guess\w*|test\w*)\b.{0,20}\b(?:passwords?|credentials|log-?ins?)\b",
        (
            r"\b(?:dictionary attacks?|credential stuffing|sql injections?|web ?shells?|"
            r"directory traversal|exploit attempts?)\b"
        ),
        (
            r"\battempt\w*\b.{0,12}\bto (?:log ?in|log on|sign in|break in|gain access|hack|exploit|"
            r"compromise)\b.{0,80}\b(?:remote|other|third|external|someone|servers?|hosts?|systems?)"
        ),
    ),
    hints=(
        r"\bpasswords?\b|\bcredentials?\b|\blog-? ?(?:in|on)s?\b|\bsign-? ?ins?\b|\bauthenticat\w+",
        r"\bfailed\b|\bguess\w*|\battempt\w*|\brepeated\w*|\btr(?:y|ies|ied|ying)\b|\bcrack\w*|\bbrute",
        r"\b(?:ssh|rdp|ftp|telnet|wordpress|vpn|sip|imap|administrator|admin panel)\b",
        r"\bbreak\w*|\bbroke\b|\bhack\w*|\bexploit\w*|\binject\w*|\bintru\w+",
        r"\bunauthori[sz]ed|\bwithout (?:permission|authori[sz]ation)|\bnot (?:authori[sz]ed|permitted)",
    ),
    unless=(
        PORT_SCAN,
        r"denial[- ]of[- ]service",
        KEY_ID,
    ),
    reports=(
        r"login[-_]?attack",
        r"brute_?force",
        r"auth_?failure",
        r"hacking",
        r"intrusion(?:_attempt)?",
        r"fail2ban",
        r"loginattack",
    ),
    questions=HOST,
    untold=REPORTER,
    xarf=("connection/login_attack", "connection/sql_injection", "connection/scraping"),
)
