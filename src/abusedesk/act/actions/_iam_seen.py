"""Everything that hangs on a user, role, group or policy, each thing with the answer that showed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Absent, Refused
from abusedesk.model import Evidence

from . import _iam_inline
from ._iam import document, is_quarantine, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from abusedesk.aws.read import Page, Reader
    from abusedesk.model import Change

    from ._iam import Identity

_GLOBAL = "aws-global"
# Members that change without anybody changing the thing.
_RESTLESS = frozenset({"PasswordLastUsed", "RoleLastUsed", "UpdateDate", "AttachmentCount"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing: the section of the state that it is in, its key there, and the answer that showed it."""

    section: str
    key: str
    data: Mapping[str, Any]
    page: Page


def state(seen: Iterable[Seen], sections: Sequence[str]) -> dict[str, Any]:
    """What was seen as JSON: sections, each by key, also those without any."""
    found: dict[str, Any] = {section: {} for section in sections}
    for one in seen:
        found[one.section][one.key] = {
            name: value for name, value in one.data.items() if name not in _RESTLESS
        }
    return found


def gone(sections: Sequence[str]) -> dict[str, Any]:
    """The state when nothing of it is there any more."""
    return {section: {} for section in sections}


def evidence(seen: Iterable[Seen], change: Change, kinds: Mapping[str, str]) -> Iterator[Evidence]:
    """What was seen as evidence; kinds gives the kind of each section."""
    for one in seen:
        yield Evidence(
            collector=change.action,
            kind=kinds[one.section],
            key=one.key if one.key.startswith("arn:") else f"{change.target.id}/{one.key}",
            account=change.target.account,
            region=_GLOBAL,
            call=one.page.call,
            asked=one.page.asked,
            sha256=one.page.sha256,
            data=one.data,
        )


def itself(aws: Reader, who: Identity, section: str) -> Iterator[Seen]:
    """The user, role or group, with a boundary as a thing of its own; nothing where it is gone."""
    try:
        page = aws.one(f"iam:Get{who.kind}", **who.named)
    except Absent:
        return
    data = plain(dict(page.data[who.kind]))
    boundary = data.pop("PermissionsBoundary", None)
    if "AssumeRolePolicyDocument" in data:
        data["AssumeRolePolicyDocument"] = document(page.data[who.kind]["AssumeRolePolicyDocument"])
    yield Seen(section, who.arn, data, page)
    if boundary:
        yield Seen("boundary", str(boundary["PermissionsBoundaryArn"]), boundary, page)


def rights(aws: Reader, who: Identity) -> Iterator[Seen]:
    """
    Its inline and attached policies.

    Raises:
        Refused: AWS has quarantined it: what AWS attached must be taken off before it can be deleted.
    """
    for name in _iam_inline.names(aws, who):
        page = aws.one(f"iam:Get{who.kind}Policy", **who.named, PolicyName=name)
        yield Seen("inline", name, {"PolicyDocument": document(page.data["PolicyDocument"])}, page)
    for page in aws.pages(f"iam:ListAttached{who.kind}Policies", **who.named):
        for one in page.data["AttachedPolicies"]:
            if is_quarantine(one["PolicyArn"]):
                raise Refused(f"AWS has put {one['PolicyName']} on {who.arn}, and only AWS takes it off")
            yield Seen("attached", one["PolicyArn"], plain(one), page)


def listed(aws: Reader, who: Identity, call: str, names: tuple[str, str, str]) -> Iterator[Seen]:
    """What call lists of it; names are the section, the answer's list, and the member that is the key."""
    section, member, key = names
    for page in aws.pages(call, **who.named):
        for one in page.data.get(member, ()):
            yield Seen(section, str(one[key]), plain(dict(one)), page)
