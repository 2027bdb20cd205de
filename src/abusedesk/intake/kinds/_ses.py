"""Turns of phrase about Amazon SES that several kinds share."""

from __future__ import annotations

SES = r"\bSES\b|simple email service|amazonses|\bses-(?:review|enforcement)@"
# Answers to requests for more often say what was asked for than the service's name.
MAILING = (
    SES + r"|\bproduction access\b|\b(?:sending|e-?mail|send) (?:limits?|quotas?)\b|\be-?mail sending\b|"
    r"\bout of the sandbox\b"
)
# It is about the mail that we send, and does not only name SES among services to look at.
ABOUT_SES = (
    r"\bses-(?:review|enforcement)@|amazonses|"
    r"\b(?:your|the) (?:amazon |aws )?(?:SES|simple email service)\b|\bSES(?: \w+)? account\b|"
    r"\b(?:with|through|using|via|by) (?:the )?(?:amazon |aws )?(?:SES|simple email service)\b"
)
BOUNCE = (
    r"\d ?%[^.]{0,80}\bbounc(?:e|es|ed|ing)\b",
    r"\b(?:current|your|high|elevated|excessive|overall|account'?s) (?:hard )?bounce rate",
    r"\bbounce (?:rate|percentage) (?:of|is|has|was|exceed|reached|remain)",
    r"\b(?:too many|high (?:number|volume|percentage) of|excessive) (?:hard )?bounces?\b",
    r"\bbounce probation",
    (
        r"\b(?:high|large|great|excessive|elevated|unusual|too|many|much|share|percentage|portion|"
        r"lot)\b.{0,40}"
        r"\b(?:mails?|e-?mails?|messages?)\b.{0,30}\bbounc(?:e|es|ed|ing)\b"
    ),
    r"\b(?:mails?|e-?mails?|messages?|sends?)\b.{0,40}\bbounc(?:es|ed|ing|e)\b.{0,40}\d{1,2}(?:\.\d+)? ?%",
    r"\bbounc(?:es|ed|ing|e)\b.{0,20}\(?\d{1,2}(?:\.\d+)? ?%",
)
COMPLAINT = (
    r"\b(?:users|recipients|people|customers)\b.{0,30}\b(?:dislike|do not want|don't want|reject)\b",
    r"\b(?:current|your|high|elevated|excessive|overall|account'?s) complaint rate",
    r"\bcomplaint (?:rate|percentage) (?:of|is|has|was|exceed|reached|remain)",
    r"\b(?:too many|high (?:number|volume|percentage) of|excessive) complaints?\b",
    r"\b(?:direct|recipient) (?:feedback|complaints?)\b",
    r"\bcomplaints? (?:directly )?(?:from|by|about) .{0,40}\b(?:recipients?|mailbox|people)\b",
    r"\bmailbox providers?\b.{0,80}\b(?:report|complain|block|negative)",
    r"\bcomplaint about (?:a )?message\b",
    r"\b(?:mark|report|flag|classif)\w*\b.{0,40}\bas (?:spam|junk|unwanted|abuse)\b",
    r"\bcomplain(?:ed|ing|s)? about (?:your|the) (?:mail|e-?mail|messages?)",
    (
        r"\b(?:recipients?|people|persons?|addressees|subscribers|users|individuals)\b[^.]{0,80}"
        r"\bcomplain(?:ed|ing|ts?)?\b"
    ),
    (
        r"\b(?:recipients?|people|persons?|addressees|users|individuals)\b[^.]{0,80}\b(?:never|did not|"
        r"didn't|not) (?:ask\w*|agree\w*|sign\w* up|subscribe\w*|opt\w*|request\w*|want\w*|consent\w*)"
    ),
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
    r"\b(?:someone|somebody) else\b.{0,60}\b(?:send\w*|sent|us(?:es|ing|ed)|has|have|knows?)\b",
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
        r"\b(?:forms?|web ?sites?|sign-?up pages?|scripts?|web applications?|plug-?ins?)\b[^.]{0,60}"
        r"\b(?:abused|misused|exploited|hijacked|taken advantage of)\b"
    ),
    (
        r"\b(?:abus|misus|exploit|hijack)(?:es|e|ed|ing|s)?\b[^.]{0,60}\b(?:your|the|a) (?:\w+ ){0,2}"
        r"(?:forms?|web ?sites?|sign-?up pages?|scripts?)\b"
    ),
    (
        r"\bcredentials\b[^.]{0,80}\b(?:stolen|leaked|other hands|fell into|third part|someone else|"
        r"somebody else|unauthori[sz]ed|misused|abused|compromised)"
    ),
    (
        r"\b(?:unauthori[sz]ed|third) (?:user|party|person|individual|sender)s?\b.{0,60}\b(?:send|"
        r"sent|sending)\b"
    ),
)
DENIED = (
    (
        r"\b(?:can(?:no|')?t|will not|won't|unable to|not able to|not going to)(?: be able to)? (?:raise|"
        r"move|restore|"
        r"extend|accept|agree|enable|re-?enable)\b"
    ),
    (
        r"\b(?:appeal|request)\b.{0,60}\b(?:turned down|refused|unsuccessful|not (?:been )?(?:successful|"
        r"accepted)|"
        r"dismissed)\b"
    ),
    r"\b(?:decided|chosen|choose|elected) (?:against|not to)\b",
    r"\b(?:do not|don't|did not|didn't) (?:approve|grant|meet .{0,40}(?:requirements|criteria))",
    r"\b(?:refus|turn)\w* (?:down )?your (?:request|appeal)",
    (
        r"\b(?:uph[eo]ld|uphold\w*|maintain\w*|stand by|confirm\w*) (?:our|the|this) (?:\w+ )?decision|"
        r"\b(?:our|the|this) (?:\w+ )?decision (?:stands|remains|is (?:final|unchanged)|"
        r"will (?:stand|remain|not))"
    ),
    (
        r"\bnot (?:be )?(?:able to )?(?:re-?consider|review|look at|discuss|overturn|reverse) (?:this|your|"
        r"the|it|our)\b"
    ),
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
