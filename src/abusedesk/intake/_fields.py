"""What AWS's own words name: account, resources, keys and users."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.intake._addresses import addresses
from abusedesk.intake._clean import flat
from abusedesk.intake._labels import Label, values
from abusedesk.intake._regions import regions
from abusedesk.intake._urls import is_ours, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TWELVE = r"(?<![\d*-])(\d{12}|\d{4}-\d{4}-\d{4})(?![\d*-]|\.\d)"
_IN_LABEL = re.compile(_TWELVE)
_LABELLED = re.compile(
    r"(?i)(?:\bAWS (?:Account )?(?:ID|Number|No\.?)|\bAccount (?:ID|"
    r"Number|No\.?)|AWS ?アカウント(?: ?(?:ID|番号))?|(?<!管理)(?<!検証)"
    r"(?<!検証用)(?<!弊社)(?<!当社)アカウント(?: ?(?:ID|番号))?)"
    r"(?:\s+(?:is|was))?[\s#:=(\[\"'は]{0,6}" + _TWELVE
)
_PROSE = re.compile(
    r"(?i)\b(?:(?:AWS|Amazon Web Services|your|the|this|linked|"
    r"member)\s+account|account)s?(?:\s+(?:id|number|no\.?|"
    r"with (?:the )?id))?"
    r"[\s#:=(\[\"']{1,4}" + _TWELVE
)
_IN_SUBJECT = re.compile(r"(?i)\baccount\b.{0,60}[\[(]" + _TWELVE + r"[\])]")
_ARN = re.compile(r"\barn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:[^\s\"'<>,;|\])}]+", re.IGNORECASE)
_ENVELOPES = ("health", "events", "sns", "sqs", "support")
_EC2 = re.compile(
    r"(?i)(?<![\w/-])((?:i|vol|eni|sg|ami|snap|eipalloc|eipassoc|"
    r"vpc|subnet|igw|rtb|acl|nat|lt|vpce|tgw|pl|key|fs)"
    r"-(?:[0-9a-f]{17}|[0-9a-f]{8}))(?![\w-])"
)
_KEY = re.compile(r"(?<![A-Za-z0-9/+])((?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9])")
_USER = re.compile(
    r"(?i)(?:\b(?:belong(?:s|ing) to|owned by|owner is|associated with|created (?:for|by)|"
    r"assigned to|attached to)|\b(?:AKIA|ASIA)[A-Z0-9]{16}[\"')\]]?,? (?:of|for|from|by))"
    r"\s+(?:the\s+|an?\s+|your\s+)?(?:AWS\s+)?(?:(?:IAM\s+)?user(?:\s*name)?|"
    r"IAM\s+identity)\b\s*:?\s*[\"'(\[]?\s*(?P<user>[\w+=,.@-]{1,64})"
)
_IAM_USER = re.compile(
    r"(?i)\bIAM\s+users?\b\s*(?:named\s+|called\s+|:\s*)?[\"'(\[]?(?P<user>[\w+=,.@-]{1,64})"
)
_USER_ARN = re.compile(r"(?i)\barn:aws[\w-]*:iam::\d{12}:user/(?:[^\s\"'/]+/)*([\w+=,.@-]+)")
_NO_NAMES = frozenset((
    "a", "all", "along", "and", "any", "are", "as", "associated", "at", "be", "belonging", "by",
    "can", "could", "created", "credentials", "for", "from", "groups", "has", "have", "id", "if",
    "in", "is", "it", "its", "login", "may", "name", "named", "names", "not", "of", "on", "or",
    "password", "passwords", "policies", "policy", "roles", "root", "s", "should", "that", "the",
    "their", "these", "this", "to", "used", "user", "users", "was", "we", "were", "which", "who",
    "whose", "will", "with", "without", "you", "your", "account", "access", "accounts", "activity",
    "agent", "agents", "guide", "guides", "identities", "identity", "key", "keys", "permissions",
    "profile", "profiles", "best", "data", "arn",
))  # fmt: skip
_BUCKET = re.compile(
    r"(?i)\bbuckets?\s+(?:named\s+|called\s+|name\s*:?\s*|"
    r":\s*)?[\"'(\[]?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])[\"')\]]?"
)
_BUCKET_VALUE = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# "… the buckets are listed below:", and then one name a line.
_LISTS_BUCKETS = re.compile(r"(?i)\bbuckets?\b")
_LISTED = re.compile(
    r"[ \t>]*(?:[-*•]|\d{1,2}[.)])?[ \t]*([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])[ \t]*(?:\([^()]{0,40}\))?[ \t]*"
)
_DISTRIBUTION = re.compile(r"(?i)\bdistribution(?:\s+ID)?\s*:?\s*[\"'(\[]?(E[A-Z0-9]{11,14})\b")
_DISTRIBUTION_ID = re.compile(r"E[A-Z0-9]{11,14}")
_NAME_VALUE = re.compile(r"[\w.-]{1,100}")


def account(found: tuple[Label, ...], own: str, *others: str) -> str | None:
    """
    The account AWS writes about: of a label, of the text, of an ARN, or of the first of others with one.

    A bare number of twelve digits is none (case ids have as many), nor is a masked one.
    """
    for value in values(found, "account"):
        number = _IN_LABEL.match(value.lstrip("#([ \"'"))
        if number:
            return number[1].replace("-", "")
    for text in (own, *others):
        line = flat(text)
        number = _LABELLED.search(line) or _PROSE.search(line) or _IN_SUBJECT.search(line)
        if number:
            return number[1].replace("-", "")
        for arn in arns(line):
            if re.fullmatch(r"\d{12}", arn.split(":")[4]):
                return arn.split(":")[4]
    return None


def arns(text: str) -> tuple[str, ...]:
    """ARNs of things in an account; those of events, topics and queues that carried the notice are none."""
    found = (one[0].rstrip(".,;:") for one in _ARN.finditer(text))
    return tuple(dict.fromkeys(one for one in found if one.split(":")[2].lower() not in _ENVELOPES))


def resources(found: tuple[Label, ...], own: str) -> tuple[str, ...]:
    """EC2 things by id, all else by ARN or, where AWS gives only that, by name; in order, each once."""
    named: list[tuple[int, str]] = [
        (own.find(arn), _short(arn)) for arn in arns(own) if not _is_identity(arn)
    ]
    named += [(one.start(), one[1].lower()) for one in _EC2.finditer(own)]
    named += [(one.start(), one[1]) for one in _DISTRIBUTION.finditer(own)]
    named += _buckets(own)
    for label in found:
        if label.name == "bucket":
            named += [
                (label.start, name) for name in _BUCKET_VALUE.findall(label.value) if "arn" not in label.value
            ]
        elif label.name in {"name", "resource"} and _is_name(label.value):
            named.append((label.start, label.value))
    inside = {name for _, name in named if name.startswith("arn:")}
    named = [
        (at, name)
        for at, name in named
        if not any(name != arn and arn.endswith((f":{name}", f"/{name}")) for arn in inside)
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(named)))


def _buckets(own: str) -> Iterator[tuple[int, str]]:
    """Where AWS names a bucket, and its name: in a sentence, or in a list of nothing else below one."""
    for one in _BUCKET.finditer(own):
        quoted = own[one.start(1) - 1] in "\"'([" or "named" in one[0].lower() or ":" in one[0]
        name = one[1].rstrip(".")
        if name not in _NO_NAMES and (quoted or re.search(r"[\d-]", name)):
            yield one.start(), name
    at, said, listing = 0, "", False
    for line in own.splitlines(keepends=True):
        words = line.strip(" \t\n>")
        name = _LISTED.fullmatch(line.rstrip("\n")) if listing else None
        if name and name[1] not in _NO_NAMES:
            yield at + name.start(1), name[1]
        elif words:
            said = f"{said} {words}"[-400:]
            listing = words.endswith(":") and bool(_LISTS_BUCKETS.search(said))
        else:
            said = ""
        at += len(line)


def _is_name(value: str) -> bool:
    """Whether a label's value is the name of one thing, and neither an id nor an address."""
    known = _EC2.fullmatch(value) or _DISTRIBUTION_ID.fullmatch(value) or addresses(value)
    return bool(_NAME_VALUE.fullmatch(value) and re.search(r"[a-z]", value) and not known)


def _short(arn: str) -> str:
    """An EC2 ARN as the id within it: EC2 things go by id."""
    tail = _EC2.search(arn.rpartition("/")[2]) if arn.split(":")[2] == "ec2" else None
    return tail[1].lower() if tail else arn


def _is_identity(arn: str) -> bool:
    return bool(
        re.match(r"(?i)arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:user/|root|assumed-role/|access-key/)", arn)
    )


def access_keys(own: str) -> tuple[str, ...]:
    """Access key ids, in order, each once; masked ones are none."""
    return tuple(dict.fromkeys(_KEY.findall(own)))


def iam_users(found: tuple[Label, ...], own: str) -> tuple[str, ...]:
    """Names of IAM users, in order, each once; root is none."""
    line = flat(own)
    named = [(one.start(), one["user"]) for pattern in (_USER, _IAM_USER) for one in pattern.finditer(line)]
    named += [(one.start(), one[1]) for one in _USER_ARN.finditer(line)]
    named += [(len(line) + label.start, label.value.strip("\"'")) for label in found if label.name == "user"]
    names = (re.sub(r"(?:'s)$|[.,=]+$", "", name) for _, name in sorted(named))
    return tuple(
        dict.fromkeys(
            name
            for name in names
            if re.fullmatch(r"[\w+=,.@-]{1,64}", name) and name.lower() not in _NO_NAMES
        )
    )


def affected_regions(found: tuple[Label, ...], own: str, events: Iterable[str] = ()) -> tuple[str, ...]:
    """
    Regions of the things AWS names: of labels, ARNs and table rows, else of AWS's words.

    Links to AWS's own pages name regions too, and do not count. events are more regions that are known.
    """
    named = [code for value in values(found, "region") for code in regions(value, labelled=True)[:20]]
    named += [arn.split(":")[3].lower() for arn in arns(own) if regions(arn.split(":")[3])]
    for row in re.finditer(r"(?im)^[^\n,]*,\s*i-[0-9a-f]{8,17}\s*,[^\n]*$", own):
        named += regions(row[0].replace(",", " "))
    if not named:
        named += regions(_without_links(own))
    return tuple(dict.fromkeys([*named, *(events if not named else ())]))


def _without_links(text: str) -> str:
    text = _ARN.sub(" ", text)
    for start, end, url in reversed(spans(text)):
        if not is_ours(url):
            text = f"{text[:start]} {text[end:]}"
    return text
