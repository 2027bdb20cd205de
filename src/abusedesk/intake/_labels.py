"""The labels of a notice ("Region: us-east-1"): on lines, several to a line, folded, or as table cells."""

from __future__ import annotations

import re
from typing import NamedTuple

# A label that is said only in notices may stand anywhere in a line; a common word only at its beginning.
_LABELS: dict[str, tuple[str, str]] = {
    "account": (
        r"AWS (?:Account )?(?:ID|Number|No\.?)|(?:Affected |Linked |Member )?Account (?:ID|Number|No\.?)",
        r"(?:AWS |Affected )?Account",
    ),
    "region": (r"(?:AWS |Affected |Resource )?Region(?:\(s\)|s)?", ""),
    "resource": (
        (
            r"(?:Implicated|Affected|Reported|Impacted) Resources?(?:\(s\))?|"
            r"(?:EC2 )?Instance ?Ids?(?:\(s\))?|Resource (?:ID|"
            r"ARN|Name)s?"
        ),
        r"Resources?|Instances?",
    ),
    "bucket": (r"(?:S3 )?Bucket(?: ?Names?|\(s\)|s)?", ""),
    "distribution": (r"(?:CloudFront )?Distribution(?: ID)?", ""),
    "name": (
        (
            r"Lightsail (?:Instance|Resource)(?: Name)?|Instance Name|"
            r"DB (?:Instance|Cluster)(?: Identifier)?"
        ),
        "",
    ),
    "activity": (
        (
            r"(?:Reported|Detected|Observed|Suspected|Abusive) (?:Activity|Activities|Abuse|Content)"
            r"(?: Type)?|(?:Abuse|Activity|Report|Incident|Violation) (?:Type|Category)"
            r"|Type of (?:Abuse|Activity|Report)"
        ),
        r"Activity|Abuse|Category|Violation",
    ),
    "vulnerability": (r"(?:Reported|Detected) Vulnerabilit(?:y|ies)", r"Vulnerability"),
    "begin": (
        (
            r"(?:Report|Activity|Attack|Abuse) (?:begin|start) time|"
            r"First (?:seen|observed|detected)"
        ),
        r"(?:Start|Begin) time",
    ),
    "end": (r"(?:Report|Activity|Attack|Abuse) end time|Last (?:seen|observed|detected)", r"End time"),
    "time": (
        (
            r"(?:Abuse|Activity|Event|Incident|Detection) (?:Time|"
            r"Date)s?(?: ?(?:\(UTC\)|range))?|Time of (?:Abuse|"
            r"Activity|Event)"
            r"|Date of (?:Abuse|Activity)|Event (?:date|time)"
        ),
        r"Time(?: ?\(UTC\))?|Timestamp",
    ),
    "remote ip": (
        (
            r"(?:Remote|Destination|Target(?:ed)?|Victim) (?:IPs?|"
            r"IP addresse?s?|Address(?:es)?|Hosts?)(?:\(s\))?"
        ),
        r"Target|Destination|Victim",
    ),
    "remote port": (r"(?:Remote|Destination|Target(?:ed)?|Dst|Dest) ports?(?:\(s\))?", r"Ports?(?:\(s\))?"),
    "ip": (
        (
            r"(?:Source|Public|Elastic|Implicated|Instance|Offending|"
            r"Reported) (?:IPs?|IP addresse?s?)(?:\(s\))?"
        ),
        r"IPs?|IP addresse?s?",
    ),
    "url": (
        (
            r"(?:Reported|Content|Abusive|Phishing|Malware|Infringing|"
            r"Offending|Implicated) (?:URLs?|Sites?|Domains?|"
            r"Content URLs?)(?:\(s\))?"
        ),
        r"URLs?(?:\(s\))?|Domains?|Hostnames?|Websites?",
    ),
    "key": (r"Access Key(?: ?ID)?s?", ""),
    "user": (r"(?:IAM )?User ?Names?|IAM Users?", r"User"),
    "actions": (r"Required Actions?|Actions? Required", r"Actions?"),
    "taken": (r"Actions? Taken|Mitigations?(?: applied)?", ""),
    "deadline": (
        (
            r"Respon[sd]e? (?:by|due|deadline)(?: date)?|(?:Reply|"
            r"Action) (?:by|due|needed by)|Due date"
        ),
        r"Deadline|Due",
    ),
    "effective": (r"Effective Date", ""),
    "other": (
        (
            r"Source ports?|Local ports?|Protocol|Total (?:bytes|packets) (?:sent|"
            r"received)|Event Name|Details of the abusive activity"
            r"|Case ID|Report ID|Reference(?: (?:ID|Number))?|Additional (?:details|information)"
        ),
        r"Details|Comments?|Logs?|Note",
    ),
}
_NAMES = tuple(_LABELS)
_LONG = "|".join(f"(?P<l{number}>{long})" for number, (long, _) in enumerate(_LABELS.values()))
_SHORT = "|".join(f"(?P<s{number}>{short})" for number, (_, short) in enumerate(_LABELS.values()) if short)
_LABEL = re.compile(
    rf"(?:(?:(?<=^)|(?<=[\s|;,.*•:])|(?<![\s\S]))(?:{_LONG})[*_]*[ \t]*:|"
    rf"^[ \t>*•_-]*(?:{_LONG.replace('P<l', 'P<t')})[*_]*\t"
    rf"|^[ \t>*•_-]*(?:{_SHORT})[*_]*[ \t]*[:\t])[*_]*",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = 400  # characters of one value


class Label(NamedTuple):
    """One label's value: its first line, all of it, and where it stands in the text."""

    name: str
    value: str
    whole: str
    start: int


def labels(text: str) -> tuple[Label, ...]:
    """
    Every label in text (of _clean.plain), in order.

    A value ends at the next label or an empty line. One that stands below its label is found there.
    """
    found = list(_LABEL.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)][: len(found)]
    return tuple(_label(one, text, end) for one, end in zip(found, ends, strict=True))


def _label(found: re.Match[str], text: str, end: int) -> Label:
    which = next(key for key, value in found.groupdict().items() if value is not None)
    rest = text[found.end() : min(end, found.end() + _LONGEST)].lstrip(" \t")
    # An empty value stands on the next line, past one empty line at most.
    whole = re.sub(r"^\s*\n\s*", "", rest, count=1).split("\n\n")[0]
    first, *more = whole.split("\n") if whole.strip() else [""]
    if more and more[0][:1] in {" ", "\t"}:
        first = f"{first} {more[0].strip()}"
    return Label(_NAMES[int(which[1:])], first.strip(" \t*_"), whole.strip(), found.start())


def values(found: tuple[Label, ...], *names: str) -> tuple[str, ...]:
    """The whole values of the labels called one of names, in order, less the empty ones."""
    return tuple(one.whole for one in found if one.name in names and one.whole)


def first_lines(found: tuple[Label, ...], *names: str) -> tuple[str, ...]:
    """The first lines of the values of the labels called one of names, in order."""
    return tuple(one.value for one in found if one.name in names and one.value)
