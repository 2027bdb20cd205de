"""Our own inline policies on users and roles, and whether there is room for one."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent

from ._iam import document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.write import Writer

    from ._iam import Aws, Identity

# Characters of all of one's inline policies together, less white space.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LIMITS = {"User": 2048, "Role": 10240, "Group": 5120}


def read(aws: Aws, who: Identity, name: str) -> Any:
    """The inline policy of that name, None where there is none."""
    try:
        page = aws.one(f"iam:Get{who.kind}Policy", **who.named, PolicyName=name)
    except Absent:
        return None
    return document(page.data["PolicyDocument"])


def names(aws: Aws, who: Identity) -> Iterator[str]:
    """The names of all its inline policies."""
    for page in aws.pages(f"iam:List{who.kind}Policies", **who.named):
        yield from page.data["PolicyNames"]


def has_room(aws: Aws, who: Identity, name: str, policy: Mapping[str, Any]) -> bool:
    """Whether IAM would take policy as the inline policy of that name beside the others."""
    others = sum(size(read(aws, who, one)) for one in names(aws, who) if one != name)
    return others + size(policy) <= LIMITS[who.kind]


def size(policy: Any) -> int:
    """Characters of policy as IAM counts them."""
    return len("".join(json.dumps(policy, separators=(",", ":"), ensure_ascii=False).split()))


def put(aws: Writer, who: Identity, name: str, policy: Any) -> None:
    """Make policy the inline policy of that name; with None there is none afterwards."""
    named = {**who.named, "PolicyName": name}
    if policy is not None:
        aws.one(f"iam:Put{who.kind}Policy", **named, PolicyDocument=json.dumps(policy))
        return
    with suppress(Absent):
        aws.one(f"iam:Delete{who.kind}Policy", **named)
