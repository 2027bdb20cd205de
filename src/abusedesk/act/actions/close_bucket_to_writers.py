"""Let nobody without rights of his own write to a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._buckets import bucket_of, must_exist, owned, policy_of, put_policy
from abusedesk.act._narrowing import given, meant, taken
from abusedesk.act._public import public_writes, without_public_writes, without_public_writing
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """
    What lets everybody write now: statements of the policy, with their places, and the grants; and none.

    grants is the whole access control list where one of its grants does, else empty.
    """
    which = owned(bucket_of(target), target.account)
    must_exist(aws, which)
    acl = _acl(aws, which)
    now: dict[str, Any] = {
        "statements": meant(policy_of(aws, which), without_public_writing),
        "grants": acl["Grants"] if public_writes(acl["Grants"]) else [],
    }
    return Change("close_bucket_to_writers", target, now, {"statements": [], "grants": []})


def apply(aws: Writer, change: Change) -> None:
    """Narrow the statements to reading, then the grants."""
    which = owned(bucket_of(change.target), change.target.account)
    policy = policy_of(aws, which)
    if meant(policy, without_public_writing):
        put_policy(aws, which, taken(policy, without_public_writing))
    acl = _acl(aws, which)
    if public_writes(acl["Grants"]):
        _grant(aws, which, acl, without_public_writes(acl["Grants"]))


def revert(aws: Writer, change: Change) -> None:
    """Put the grants back, then the statements into their places."""
    which = owned(bucket_of(change.target), change.target.account)
    acl, grants = _acl(aws, which), list(change.before["grants"])
    if grants and acl["Grants"] != grants:
        _grant(aws, which, acl, grants)
    policy = policy_of(aws, which)
    whole = given(policy, change.before["statements"], without_public_writing)
    if whole != policy:
        put_policy(aws, which, whole)


def _acl(aws: Reader | Writer, which: Mapping[str, str]) -> Mapping[str, Any]:
    return aws.one("s3:GetBucketAcl", **which).data


def _grant(
    aws: Writer, which: Mapping[str, str], acl: Mapping[str, Any], grants: list[dict[str, Any]]
) -> None:
    aws.one("s3:PutBucketAcl", **which, AccessControlPolicy={"Owner": acl["Owner"], "Grants": grants})


ACTION = Action(
    id="close_bucket_to_writers",
    title=msg("Let nobody without credentials write to a bucket"),
    harm=msg(
        "Forms and programs that write without credentials stop, and those of the account that have no "
        "other right to write. Those who read are not touched; what was written stays."
    ),
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html",
    wave="services",
    reads=("s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:GetBucketAcl"),
    writes=("s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl"),
    preview=preview,
    apply=apply,
    revert=revert,
)
