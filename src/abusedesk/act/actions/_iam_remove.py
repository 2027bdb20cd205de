"""Taking the rights off an identity that is to be deleted, what denies it something last."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from abusedesk.errors import Absent

from ._iam import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from abusedesk.aws.write import Writer

    from ._iam import Identity


def each(keys: Sequence[str] | Mapping[str, object], remove: Callable[[str], object]) -> None:
    """Remove each of keys; one that is gone already is left."""
    for key in keys:
        with suppress(Absent):
            remove(key)


def rights(aws: Writer, who: Identity, before: Mapping[str, Mapping[str, object]]) -> None:
    """
    Inline and attached policies, groups and the boundary of before.

    What allows goes first and what denies last, so that a session that is still open gains nothing on
    the way.
    """
    denies = [name for name in before["inline"] if name.startswith(OURS)]
    deny_all = [arn for arn in before["attached"] if arn.endswith(":aws:policy/AWSDenyAll")]

    def delete(name: str) -> None:
        aws.one(f"iam:Delete{who.kind}Policy", **who.named, PolicyName=name)

    def detach(arn: str) -> None:
        aws.one(f"iam:Detach{who.kind}Policy", **who.named, PolicyArn=arn)

    each([name for name in before["inline"] if name not in denies], delete)
    each([arn for arn in before["attached"] if arn not in deny_all], detach)
    each(
        before.get("groups", {}),
        lambda name: aws.one("iam:RemoveUserFromGroup", GroupName=name, **who.named),
    )
    each(deny_all, detach)
    each(denies, delete)
    each(
        before.get("boundary", {}),
        lambda _: aws.one(f"iam:Delete{who.kind}PermissionsBoundary", **who.named),
    )
