"""Where in the correspondence a notice stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abusedesk.intake._kind import Kind
    from abusedesk.model import Stage

_RESOLVED = re.compile(
    r"(?i)\b(?:we(?:'ve| have| now)? (?:now )?(?:consider(?:ed)?|"
    r"mark(?:ed)?|clos(?:e|ed)|resolved)\b.{0,60}(?:resolved|"
    r"closed|clos\w+ (?:this|the|your)|complete)"
    r"|we(?:'ve| have)(?: now)? (?:closed|resolved) (?:this|the|your)"
    r"|(?:case|report|issue|matter|notice|ticket|incident|complaint|"
    r"abuse report)s?(?: \S+)? (?:is|are|has been|have been|"
    r"was|were)(?: now| been)? (?:considered )?(?:resolved|"
    r"closed)"
    r"|(?:case|report|issue|matter|notice|ticket|incident|complaint)\b[^.]{0,60}?\b(?:is|are|has been) "
    r"(?:now |already |therefore )*(?:considered |marked )?(?:as )?(?:resolved|closed|settled)"
    r"|(?:we are|we're) (?:now )?(?:marking|considering|treating) (?:this|the|your|it)\b"
    r"[^.]{0,30}\b(?:resolved|closed|settled|solved)"
    r"|(?:has|have) (?:now )?been (?:marked|considered) (?:as )?(?:resolved|closed)"
    r"|(?:and|we) (?:have |are )?(?:now )?(?:clos(?:ed|ing)|resolved) (?:this|the|your) (?:\w+ )?"
    r"(?:report|case|notice|ticket|matter|issue|complaint|incident)"
    r"|satisfied with your (?:answer|reply|response|explanation|actions?)"
    r"|nothing (?:more|further|else) (?:is|will be) (?:needed|required|necessary)"
    r"|no further (?:action|response|reply|steps?) (?:is|are)?\s?(?:required|needed|necessary)"
    r"|(?:your )?(?:account|sending|ability).{0,40}(?:has been|"
    r"is|have been) (?:fully )?(?:reinstated|restored|re-?enabled)"
    r"|review (?:period )?(?:has|is) (?:now )?(?:ended|over|complete)"
    r"|(?:removed|ended|lifted) (?:the|your|all|any|these|those) (?:\w+ )?(?:review|pause|"
    r"probation|restrictions?|limit(?:ation)?s?|blocks?|mitigations?|quarantine)"
    r"|(?:review|pause|probation|restrictions?|limit(?:ation)?s?|blocks?|mitigations?|quarantine)"
    r"(?: \w+){0,4} (?:was|were|is|are|has been|have been) (?:now |therefore |also )?"
    r"(?:lifted|removed|ended|undone)"
    r"|consider(?:s|ed)? (?:this|the|your|it) ?(?:\w+ ){0,3}(?:closed|resolved|solved|settled|complete\w*|"
    r"done)"
    r"|(?:need not|do(?:es)? not (?:need|have) to) (?:do|take|send) any(?:thing)? (?:\w+ )?"
    r"(?:further|more|else)"
    r"|(?:nothing|no) (?:more|further|else)(?: \w+)? (?:is |are )?"
    r"(?:needed|required|necessary|to do|to be done)"
    r"|(?:going to|will now|shall now) close (?:this|the|your) (?:\w+ )?(?:case|report|notice|ticket|matter|"
    r"issue|complaint|incident)(?![^.]{0,50}\b(?:if|unless|within|in \d|after|once|when)\b))"
)
_NOT_YET = re.compile(
    r"(?i)\b(?:until|once|if|when|after|unless|before|to have|"
    r"should|would|not|whether|must|can be|will be|whose|another (?:aws )?account|may|might)\b[^.]{0,60}$"
)
_DENIED = re.compile(
    r"(?i)\b(?:appeal|request)\b[^.]{0,60}\b(?:turned down|refused|unsuccessful|not (?:been "
    r")?(?:successful|accepted)|"
    r"dismissed)\b|"
    r"\b(?:(?:unable|not able) to (?:grant|approve|increase|reinstate|lift|accommodate|remove|resume)"
    r"|(?:decided|chosen) against\b"
    r"|(?:decided|elected|chosen) not to (?:grant|approve|increase|reinstate|lift|remove|resume)"
    r"|(?:can(?:no|')?t|will not|won't)(?: be able to)? (?:grant|"
    r"approve|increase|reinstate|lift|accommodate|resume)"
    r"|(?:have|has|been|was|were|is|are) (?:denied|declined|rejected)|"
    r"(?:we|have) (?:denied|declined|rejected) (?:your|the)"
    r"|(?:our|this|the) (?:\w+ )?decision (?:is (?:final|unchanged)|stands|remains|will (?:stand|remain))"
    r"|(?:uph[eo]ld|maintain\w*|stand by) (?:our|the|this) (?:\w+ )?decision"
    r"|not (?:be )?(?:able to )?(?:re-?consider|overturn|reverse) (?:this|your|the|it|our)"
    r"|not be (?:granted|approved|reinstated|lifted|re-?enabled))\b"
)
_FINAL = re.compile(
    r"(?i)\bfinal (?:notification|notice|warning|reminder|message|request|opportunity|chance|attempt)\b|"
    r"\b(?:this is|your|a|the) (?:the |our |your )?(?:very )?last (?:warning|reminder|opportunity|chance|"
    r"notice (?:before|that))\b|\bthis is (?:the|our|your) last (?:notice|notification|message)\b|\blast "
    r"warning\b"
)
_QUESTION = re.compile(
    r"(?i)(?:\b(?:thank(?:s| you) for (?:(?:your|the) (?:\w+ )?(?:reply|response|answer|explanation|details|"
    r"e-?mail|message|update|information)|(?:writing|getting|coming) back|replying|responding|answering|"
    r"letting us know|looking into)|we(?:'ve| have)? (?:reviewed|"
    r"received|read|got|looked at|appreciate) your"
    r" (?:reply|response|answer|e-?mail|message|update|explanation))\b.{0,600}(?:\?|"
    r"\b(?:please (?:provide|tell|explain|clarify|confirm|"
    r"describe|share|answer)"
    r"|(?:need|require)s? (?:more|additional|further)|could you|"
    r"can you|would you|(?:additional|further|more) (?:information|"
    r"details?)|not (?:sufficient|enough|clear)|(?:does|did|do) not (?:explain|say|"
    r"tell|mention|describe|address|answer)))"
    r"|\byour (?:last |latest |previous |recent )?(?:reply|response|answer|e-?mail|mail|message|explanation) "
    r"(?:does not|did not|doesn't|didn't|is not|was not|lacks|leaves|left|still)"
    r"|\bbefore we (?:can |may |are able to )?(?:close|resolve)\b[^.]{0,80}"
    r"\b(?:need|require|like|ask|tell|want|must|please)\b"
    r"|\b(?:questions? (?:about|on|regarding) your (?:reply|response|answer|explanation))\b)"
)
_CUT = (
    r"(?:blocked|isolated|stopped|suspended|restricted|limited|mitigated|disabled|paused|shut ?(?:down|off)|"
    r"null[- ]?routed|taken (?:down|offline)|quarantined|locked|cut(?: off)?|turned off|deactivated|"
    r"throttled|"
    r"terminated|disconnected)(?!\s+(?:nothing|no)\b)"
)
_MITIGATED = re.compile(
    r"(?i)\b(?:(?:we|aws)(?:'ve| have| had| has)? (?:now |therefore |already |temporarily |also )*"
    rf"(?:{_CUT}|(?:implemented|applied|placed|put in place|imposed|put) (?:an? |the )?(?:following )?"
    r"(?:\w+ ){0,3}?(?:blocks?|mitigations?|restrictions?|limit(?:ation)?s?|isolation))"
    rf"|(?:has|have|is|are) (?:now |therefore )(?:been )?{_CUT}|(?:has|have) (?:now |therefore )?been {_CUT}"
    r"|(?:sending|ability|access|account|instances?|resources?|traffic|ports? [\d, and]+)\b[^.]{0,60}?"
    rf"\b(?:is|are|was|were) (?:now |currently |therefore |temporarily )*{_CUT}"
    r"|(?:mitigations?|blocks?|restrictions?) (?:has|have|was|were) (?:now )?(?:been )?"
    r"(?:applied|implemented|placed|put)"
    r"|(?:mitigations? applied|actions? taken) ?: ?(?!none|no\b|nothing|n/a)[a-z]\w*)\b"
)
# Said in so many words; the weaker ones below may only say since when AWS has had no answer.
_REMINDED = re.compile(
    r"(?i)\breminder\b|\b(?:second|2nd|third|3rd) (?:notice|notification|request|message|e-?mail|warning)|"
    r"\bwriting (?:again|once more)\b|"
    r"\bfollow(?:ing)?[- ]up (?:to|on|regarding|about)\b|"
    r"\b(?:contacting|writing(?: to)?|reaching out to|notifying|e-?mailing) you "
    r"(?:again|once more|another time)"
)
# "We are following up" alone opens first notices too: it is one where an earlier message is named.
_REMINDER = re.compile(
    r"(?i)\b(?:(?:this is|as) an?(?: \w+){0,2} reminder|reminder\b|"
    r"(?:second|2nd|third|3rd) (?:notice|notification|request|message|e-?mail|warning)|writing (?:again|"
    r"once more)\b"
    r"|(?:told|informed|warned|alerted) you (?:about |of )?(?:\w+ ){0,3}(?:earlier|before|already|"
    r"previously|last)"
    r"|follow(?:ing)?[- ]up (?:to|on|regarding|about|with you (?:on|about|regarding)) (?:our|the|your|my) "
    r"(?:\w+ ){0,3}?(?:notices?|notifications?|messages?|e-?mails?|reports?|correspondence|cases?|requests?)"
    r"|(?:previous|earlier|prior|last) (?:\w+ ){0,2}?(?:notices?|notifications?|messages?|e-?mails?|"
    r"reports?|correspondences?|communications?|requests?|letters?)"
    r"|(?:contacting|writing(?: to)?|reaching out to|notifying|e-?mailing) you "
    r"(?:again|once more|another time)"
    r"|(?:our|the) (?:\w+ )?(?:notice|message|e-?mail|report|notification|letter)s? "
    r"(?:of|from|dated|sent on) (?:\d{1,4}|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|yesterday|last|this|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday)\b"
    r"|(?:previously|already) (?:\w+ )?(?:sent|notified|contacted|informed|alerted|wrote|written|reached out)"
    r"|(?:we|our \w+) (?:sent|notified|wrote|contacted) (?:you|to you)\b[^.]{0,40}"
    r"\b(?:earlier|before|ago|on|last))"
)
# What has not come so far: never what may not come ("if we do not hear from you by …").
_SILENCE = re.compile(
    r"(?i)(?<!\byou )\b(?:(?:have|has|had)(?: not|n't| never)|(?:did|were|was)(?: not|n't| never)|"
    r"(?:have |has |are |is )?"
    r"(?:yet|still waiting|still) to|(?:are|is) yet to|never)"
    r"(?: yet| been able to| still)? (?:heard|hear|received?|gotten|got|get|had|seen|see)\b[^.]{0,40}"
    r"(?:back|from you|repl(?:y|ies)|response|answer)|\bno (?:reply|response|answer)\b[^.]{0,30}\b(?:has|"
    r"have|had|was|came|reached|arrived)\b"
    r"|\b(?:received|had|got(?:ten)?|seen|there (?:has been|was)) no (?:reply|response|answer)"
    r"|\b(?:wrote|sent|contacted|notified|reached out)\b[^.]{0,80}\bwithout (?:hearing (?:back )?from you|"
    r"(?:an?|any) (?:reply|response|answer))"
    r"|\b(?:still|been) (?:awaiting|waiting (?:for|on)) (?:a |your )(?:reply|response|answer)"
    r"|\byou (?:have|did)(?: not|n't| never)(?: yet| so far)? (?:repl(?:y|ied)|respond(?:ed)?|answer(?:ed)?|"
    r"contact(?:ed)? us|react(?:ed)?|written|write|got(?:ten)? back|get back)\b"
    r"|\b(?:is|was|are|were|has been|have been|went|has gone|have gone|remains?|remained) (?:still )?"
    r"(?:left )?"
    r"(?:unanswered|outstanding|overdue|without (?:a )?(?:reply|response|answer))"
)
_IF = re.compile(
    r"(?i)\b(?:if|unless|until|once|when|should|in case|in the event|where|whether|assuming|provided)\b"
    r"[^.;:!?]{0,60}$"
)
_ANOTHER = re.compile(
    r"(?i)\b(?:(?:another|(?:a|the) second) (?:(?:EC2|AWS|of your|"
    r"one of your) )?(?:instances?|resources?|buckets?|address(?:es)?)\b"
    r"|additional (?:EC2 )?instances? (?:on|in|of|under|belonging|has|have|is|are|was|were)"
    r"|(?:an?|the|one|this) (?:different|third|further|new|more|additional|second|other) (?:EC2 |AWS )?"
    r"(?:instance|resource|bucket|address|server|host|machine)\b|in addition to the (?:\w+ )?"
    r"(?:instance|resource|"
    r"bucket|address)"
    r"|(?:another|additional|further|second|new) (?:abuse )?(?:reports?|"
    r"complaints?)(?:,[^,.]{0,40})? (?:implicating|about|regarding|on|for|"
    r"concerning|of|against|involving|has|have|from|that))"
)


def stage(kind: Kind, subject: str, own: str) -> Stage:
    """The stage of a notice of kind by its subject and AWS's own words, each on one line."""
    if kind.id == "none":
        return "none"
    text = f"{subject}. {own}"
    if _is_resolved(text):
        return "resolved"
    if (
        kind.id == "ses_denied"
        or (kind.id.startswith("ses_") and _DENIED.search(text))
        or (kind.expects_reply and _refused(text))
    ):
        return "denied"
    found: tuple[tuple[Stage, bool], ...] = (
        ("final", bool(_FINAL.search(text))),
        ("question", bool(_QUESTION.search(own))),
        ("mitigated", not kind.limited_at_first and _is_mitigated(text)),
        ("reminder", bool(_REMINDED.search(text) and _REMINDER.search(text))),
        ("not_heard_back", _is_silent(own)),
        ("reminder", bool(_REMINDER.search(text))),
        ("another_resource", bool(_ANOTHER.search(text))),
    )
    return next((name for name, here in found if here), "first")


def _is_resolved(text: str) -> bool:
    return any(
        not _NOT_YET.search(text[max(0, one.start() - 80) : one.start()]) for one in _RESOLVED.finditer(text)
    )


def _is_silent(own: str) -> bool:
    return any(not _IF.search(own[max(0, one.start() - 80) : one.start()]) for one in _SILENCE.finditer(own))


def _refused(text: str) -> bool:
    """A refusal outside SES: of an appeal or of reinstatement, not of some request among other things."""
    found = _DENIED.search(text)
    return bool(found and re.search(r"(?i)\b(?:appeal|reinstat\w+|your request|our decision)", text))


def _is_mitigated(text: str) -> bool:
    return any(
        not _NOT_YET.search(text[max(0, one.start() - 60) : one.start()]) for one in _MITIGATED.finditer(text)
    )
