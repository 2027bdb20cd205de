"""
Which resources a CloudTrail record is about: EC2 things by id, access keys by id, all else by ARN.

What a call merely mentions (the subnet of a new instance, AWS's own policies and images) is not what
it is about: where a call's name says what it acts on, only such things are taken.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
_EC2_ID = re.compile(r"([a-z]{1,12})-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_ARN = re.compile(r"arn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}|aws|):\S+")
_KEY_ID = re.compile(r"A[KS]IA[A-Z0-9]{12,}")

# Words of a call's name and the ids that it then acts on.
_ACTS_ON = {
    "NetworkInterface": "eni",
    "SecurityGroup": "sg",
    "FlowLog": "fl",
    "LaunchTemplate": "lt",
    "KeyPair": "key",
    "Snapshot": "snap",
    "Instance": "i",
    "Volume": "vol",
    "Image": "ami",
    "Address": "eipalloc",
    "Subnet": "subnet",
    "SpotFleet": "sfr",
    "Fleet": "fleet",
    "Vpc": "vpc",
}

# Things that calls mention in passing, left out where there is anything else.
_SURROUNDINGS = frozenset(
    {"vpc", "subnet", "ami", "rtb", "acl", "dopt", "igw", "r", "eipassoc", "sgr", "eni"}
)

# Members of requestParameters that name a thing, and its ARN; {} is the name.
_NAMED = {
    ("iam", "userName"): "arn:{partition}:iam::{account}:user/{name}",
    ("iam", "roleName"): "arn:{partition}:iam::{account}:role/{name}",
    ("iam", "groupName"): "arn:{partition}:iam::{account}:group/{name}",
    ("s3", "bucketName"): "arn:{partition}:s3:::{name}",
    ("lambda", "functionName"): "arn:{partition}:lambda:{region}:{account}:function:{name}",
    ("cloudtrail", "name"): "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}",
    ("cloudtrail", "trailName"): "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}",
    ("guardduty", "detectorId"): "arn:{partition}:guardduty:{region}:{account}:detector/{name}",
    ("ses", "emailIdentity"): "arn:{partition}:ses:{region}:{account}:identity/{name}",
    ("ses", "emailAddress"): "arn:{partition}:ses:{region}:{account}:identity/{name}",
    ("ses", "domain"): "arn:{partition}:ses:{region}:{account}:identity/{name}",
    ("secretsmanager", "secretId"): "{name}",
    ("ec2", "keyName"): "{name}",
    ("lightsail", "instanceNames"): "{name}",
}


def identifiers(text: str) -> list[str]:
    """Text itself where it is an ARN of an account's own, an EC2 id or an access key id; else nothing."""
    arn = _ARN.fullmatch(text)
    if (arn and arn[1] != "aws") or _EC2_ID.fullmatch(text) or _KEY_ID.fullmatch(text):
        return [text]
    return []


def named_in(record: str) -> set[str]:
    """The resources that record, a CloudTrail record as JSON text, is about; none in what cannot be read."""
    try:
        line = json.loads(record)
    except (ValueError, RecursionError):
        return set()
    if not isinstance(line, dict):
        return set()
    found = {name for text in _texts(_parts(line)) for name in identifiers(text)}
    return _acted_on(str(line.get("eventName", "")), found | _by_name(line))


def _parts(line: Mapping[str, Any]) -> list[Any]:
    return [line.get("requestParameters"), line.get("responseElements"), line.get("resources")]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)


def _by_name(line: Mapping[str, Any]) -> set[str]:
    asked = line.get("requestParameters")
    if not isinstance(asked, dict):
        return set()
    service = str(line.get("eventSource", "")).partition(".")[0]
    region = str(line.get("awsRegion", ""))
    facts = {
        "partition": _partition(region),
        "region": region,
        "account": str(line.get("recipientAccountId") or _account(line)),
    }
    made = set()
    for (of, member), pattern in _NAMED.items():
        name = asked.get(member)
        if of == service and isinstance(name, str) and name:
            made.add(name if name.startswith("arn:") else pattern.format(name=name, **facts))
    return made


def _partition(region: str) -> str:
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-cn" if region.startswith("cn-") else "aws"


def _account(line: Mapping[str, Any]) -> str:
    who = line.get("userIdentity")
    return str(who.get("accountId", "")) if isinstance(who, dict) else ""


def _acted_on(call: str, found: set[str]) -> set[str]:
    kinds = {name: _kind(name) for name in found}
    for word, kind in _ACTS_ON.items():
        if word in call and kind in kinds.values():
            return {name for name, its in kinds.items() if its == kind}
    rest = {name for name, its in kinds.items() if its not in _SURROUNDINGS}
    return rest or found


def _kind(name: str) -> str:
    made = _EC2_ID.fullmatch(name)
    return made[1] if made else ""
