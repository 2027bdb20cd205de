"""IAM's names, documents and answers, as the actions on identities need them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from abusedesk.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Target

    Aws = Reader | Writer

Kind = Literal["User", "Role", "Group"]
_KINDS: Mapping[str, Kind] = {"user": "User", "role": "Role", "group": "Group"}
_ARN_PARTS = 6
# What AWS itself puts on an identity whose key it found in public; AWS alone takes it off again.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
_QUARANTINE = re.compile(r"arn:[^:]+:iam::aws:policy/(.+/)?AWSCompromisedKeyQuarantine")
_AWS_MANAGED = re.compile(r"arn:[^:]+:iam::aws:")
# Roles whose policies AWS alone may change: those of its services, and those of IAM Identity Center.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
# https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
_NOT_OURS = {
    "aws-service-role/": "a service-linked role, which AWS lets nobody change",
    "aws-reserved/": "a role of IAM Identity Center, to be changed by its permission set",
}
OURS = "abusedesk-"  # what the names of our own policies begin with


@dataclass(frozen=True, slots=True)
class Identity:
    """A user, role or group."""

    kind: Kind
    name: str
    arn: str

    @property
    def named(self) -> dict[str, str]:
        """The parameter that names it to IAM."""
        return {f"{self.kind}Name": self.name}

    @property
    def partition(self) -> str:
        """The ARN's partition, "aws" most of the time."""
        return self.arn.split(":")[1]


def identity(target: Target, kinds: tuple[Kind, ...] = ("User", "Role")) -> Identity:
    """
    The user, role or group that target's ARN names; its path is no part of the name.

    Raises:
        Refused: it is none of kinds, of another account, or one that AWS lets nobody change.
    """
    kind_name, _, rest = resource(target).partition("/")
    kind = _KINDS.get(kind_name)
    if kind is None or kind not in kinds or not rest:
        raise Refused(f"{target.id} is no IAM {' or '.join(kinds).lower()}")
    for path, why in _NOT_OURS.items():
        if kind == "Role" and rest.startswith(path):
            raise Refused(f"{target.id} is {why}")
    return Identity(kind, rest.rpartition("/")[2], target.id)


def resource(target: Target) -> str:
    """
    What stands behind the account in target's IAM ARN, such as "user/staff/alice".

    Raises:
        Refused: it is no ARN of IAM, AWS's own thing, or of another account.
    """
    parts = target.id.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS or parts[0] != "arn" or parts[2] != "iam":
        raise Refused(f"{target.id} is no ARN of IAM")
    if is_aws_managed(target.id):
        raise Refused(f"{target.id} is AWS's own")
    if target.account and parts[4] != target.account:
        raise Refused(f"{target.id} is not of account {target.account}")
    return parts[5]


def part_names(target: Target, what: str) -> tuple[str, ...]:
    """
    Target's parts, each once, in order.

    Raises:
        Refused: there are none; what says what they should have named.
    """
    if not target.parts:
        raise Refused(f"nobody said which {what} of {target.id} are meant")
    return tuple(dict.fromkeys(target.parts))


def is_aws_managed(arn: str) -> bool:
    """Whether arn is of a policy that AWS manages."""
    return _AWS_MANAGED.match(arn) is not None


def is_quarantine(arn: str) -> bool:
    """Whether arn is of one of AWS's quarantine policies, which nobody but AWS may take off."""
    return _QUARANTINE.match(arn) is not None


def document(value: Any) -> Any:
    """A policy document of an answer as JSON: botocore reads most of them, but not all."""
    return json.loads(value) if isinstance(value, str) else plain(value)


def plain(value: Any) -> Any:
    """Value of an answer as JSON: times as ISO 8601 text in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def known(aws: Aws, who: Identity) -> dict[str, Any]:
    """
    The user, role or group itself, as Get<kind> tells it.

    Raises:
        Absent: there is none.
    """
    found = aws.one(f"iam:Get{who.kind}", **who.named).data[who.kind]
    return dict(found)
