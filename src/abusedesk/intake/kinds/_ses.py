"""Turns of phrase about Amazon SES that several kinds share."""

from __future__ import annotations

SES = r"\bSES\b|simple email service|amazonses|\bses-(?:review|enforcement)@"
BOUNCE = (
    r"\b(?:current|your|high|elevated|excessive|overall|account'?s) (?:hard )?bounce rate",
    r"\bbounce (?:rate|percentage) (?:of|is|has|was|exceed|reached|remain)",
    r"\b(?:too many|high (?:number|volume|percentage) of|excessive) (?:hard )?bounces?\b",
    r"\bbounce probation",
    (
        r"\b(?:high|large|great|excessive|elevated|unusual|too|many|much|share|percentage|portion|lot)\b.{0,40}"
        r"\b(?:mails?|e-?mails?|messages?)\b.{0,30}\bbounc(?:e|es|ed|ing)\b"
    ),
    r"\b(?:mails?|e-?mails?|messages?|sends?)\b.{0,40}\bbounc(?:es|ed|ing|e)\b.{0,40}\d{1,2}(?:\.\d+)? ?%",
    r"\bbounc(?:es|ed|ing|e)\b.{0,20}\(?\d{1,2}(?:\.\d+)? ?%",
)
COMPLAINT = (
    r"\b(?:current|your|high|elevated|excessive|overall|account'?s) complaint rate",
    r"\bcomplaint (?:rate|percentage) (?:of|is|has|was|exceed|reached|remain)",
    r"\b(?:too many|high (?:number|volume|percentage) of|excessive) complaints?\b",
    r"\b(?:direct|recipient) (?:feedback|complaints?)\b",
    r"\bcomplaints? (?:directly )?(?:from|by|about) .{0,40}\b(?:recipients?|mailbox|people)\b",
    r"\bmailbox providers?\b.{0,80}\b(?:report|complain|block|negative)",
    r"\bcomplaint about (?:a )?message\b",
    r"\b(?:mark|report|flag|classif)\w*\b.{0,40}\bas (?:spam|junk|unwanted|abuse)\b",
    r"\bcomplain(?:ed|ing|s)? about (?:your|the) (?:mail|e-?mail|messages?)",
)
TRAP = (
    r"\b(?:hit|sent|sending|send|deliver\w*|messages?|mail(?:ed|ing)?)\b.{0,60}\bspam ?-?traps?\b",
    r"\bspam ?-?traps?\b.{0,60}\b(?:hits?|report|listed|address)",
    r"\blist[- ]?bomb",
    r"\banti-?spam organi[sz]ation",
    r"\b(?:domain|ip|address|url)s?\b.{0,40}\b(?:block(?:ed)?[- ]?list|blacklist|denylist)",
    r"\bspamhaus\b",
)
CREDENTIALS = (
    (
        r"\b(?:stolen|leaked|exposed|hijacked|misused|abused) (?:\w+ ){0,3}(?:credentials|smtp passwords?|"
        r"passwords?|access keys?)\b"
    ),
    (
        r"\b(?:ses|smtp|sending|iam)\b.{0,40}\bcredentials?\b.{0,80}\b(?:compromis|unauthori|stolen|"
        r"expos|leak)"
    ),
    r"\bcompromised (?:ses |smtp |sending |iam |aws )*(?:credentials|access keys?)",
    r"\bvulnerable (?:web ?)?(?:site|form|page|script|application)",
    (
        r"\b(?:unauthori[sz]ed|third) (?:user|party|person|individual|sender)s?\b.{0,60}\b(?:send|"
        r"sent|sending)\b"
    ),
)
DENIED = (
    r"\b(?:decided|chosen|choose|elected) (?:against|not to)\b",
    r"\b(?:do not|don't|did not|didn't) (?:approve|grant|meet .{0,40}(?:requirements|criteria))",
    r"\b(?:refus|turn)\w* (?:down )?your (?:request|appeal)",
    (
        r"\b(?:unable|not able) to (?:grant|approve|increase|reinstate|lift|accommodate|remove|resume|"
        r"move)"
    ),
    r"\b(?:decided|elected|chosen) not to (?:grant|approve|increase|reinstate|lift|resume|move)",
    (
        r"\b(?:can(?:no|')?t|will not|won't)(?: be able to)? (?:grant|approve|increase|reinstate|lift|"
        r"accommodate|resume)"
    ),
    r"\b(?:denied|declined|rejected)\b.{0,80}\b(?:request|appeal|production|limit|quota)",
    (
        r"\b(?:request|appeal|production access|quota increase)\b.{0,60}\b(?:denied|declined|rejected|"
        r"not (?:been )?(?:approved|granted))"
    ),
)
