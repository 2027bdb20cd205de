"""Take rights that others have by a bucket's policy out of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._buckets import bucket_of, must_exist, owned, policy_of, put_policy, statements
from abusedesk.act._narrowing import given, meant, taken
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

OTHER_ACCOUNTS = "other-accounts"
_ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::.*)?")


def preview(aws: Reader, target: Target) -> Change:
    """
    The statements that target.parts mean, with their places; and none.

    parts are Sids, whole statements as JSON text where they have none, or "other-accounts": then every
    principal of another account is taken out of every statement that allows. Only Allows are taken away
    and nothing is ever added, so nobody loses what the account's own IAM policies give, root least of all.
    """
    if not target.parts:
        raise Refused(f'{target.id}: name the statements, or "{OTHER_ACCOUNTS}"')
    which = owned(bucket_of(target), target.account)
    must_exist(aws, which)
    policy = policy_of(aws, which)
    _guard(aws, target, policy)
    now = {"statements": meant(policy, _narrow(target))}
    return Change("restrict_bucket_policy", target, now, {"statements": []})


def apply(aws: Writer, change: Change) -> None:
    """Take them out of the policy as it is now."""
    which = owned(bucket_of(change.target), change.target.account)
    policy = policy_of(aws, which)
    if meant(policy, _narrow(change.target)):
        put_policy(aws, which, taken(policy, _narrow(change.target)))


def revert(aws: Writer, change: Change) -> None:
    """Put them back into their places in the policy as it is now."""
    which = owned(bucket_of(change.target), change.target.account)
    policy = policy_of(aws, which)
    whole = given(policy, change.before["statements"], _narrow(change.target))
    if whole != policy:
        put_policy(aws, which, whole)


def _guard(aws: Reader, target: Target, policy: Mapping[str, Any] | None) -> None:
    """Refuse to take away a denial, or what the caller himself may do only by this policy."""
    own = str(aws.one("sts:GetCallerIdentity").data["Arn"])
    role = own.replace(":sts:", ":iam:").replace(":assumed-role/", ":role/")
    role = role.rpartition("/")[0] if ":role/" in role else role
    for one in statements(policy):
        if not _named(one, target.parts):
            continue
        if one.get("Effect") != "Allow":
            raise Refused(f"{target.id}: {one.get('Sid')} denies; taking it away would open the bucket")
        if any(name in {own, role} for name in _names(one)):
            raise Refused(f"{target.id}: {one.get('Sid')} is what lets us in ourselves")


def _narrow(target: Target) -> Callable[[Mapping[str, Any]], dict[str, Any] | None]:
    def narrow(statement: Mapping[str, Any]) -> dict[str, Any] | None:
        if statement.get("Effect") != "Allow":
            return dict(statement)
        if _named(statement, target.parts):
            return None
        return (
            _without_others(statement, target.account) if OTHER_ACCOUNTS in target.parts else dict(statement)
        )

    return narrow


def _named(statement: Mapping[str, Any], parts: tuple[str, ...]) -> bool:
    sid = statement.get("Sid")
    if sid:
        return sid in parts
    return any(_parsed(one) == statement for one in parts if one.startswith("{"))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _names(statement: Mapping[str, Any]) -> list[str]:
    """The AWS principals that statement names."""
    who = statement.get("Principal")
    named = who.get("AWS", []) if isinstance(who, dict) else who
    return [str(one) for one in (named if isinstance(named, list) else [named])]


def _without_others(statement: Mapping[str, Any], account: str) -> dict[str, Any] | None:
    """Statement without the accounts, users and roles that are not account's; None where nobody is left."""
    who = statement.get("Principal")
    if not isinstance(who, dict) or "AWS" not in who:
        return dict(statement)
    named = _names(statement)
    left = [one for one in named if _account(one) in {None, account}]
    if left == named:
        return dict(statement)
    rest = {name: value for name, value in who.items() if name != "AWS"}
    if not left and not rest:
        return None
    return {**statement, "Principal": {**rest, **({"AWS": left} if left else {})}}


def _account(principal: str) -> str | None:
    """The account that principal is of; None for everybody, AWS's own, and ids of principals long gone."""
    match = _ACCOUNT.fullmatch(principal)
    return match[1] if match else None


ACTION = Action(
    id="restrict_bucket_policy",
    title=msg("Take the rights of others out of a bucket's policy"),
    harm=msg(
        "Whoever used the bucket by these statements is refused: other accounts, partners, and AWS's older "
        "accounts that deliver logs of load balancers. Copies that they made stay theirs."
    ),
    source="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html",
    wave="services",
    reads=("s3:GetBucketLocation", "s3:GetBucketPolicy", "sts:GetCallerIdentity"),
    writes=("s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
    preview=preview,
    apply=apply,
    revert=revert,
)
