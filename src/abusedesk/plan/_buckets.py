"""Buckets that let the world or strangers in: the intruder's, those that he opened, a reported one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from abusedesk.model import lets_everybody_read, lets_everybody_write, statements_of
from abusedesk.translate import text

from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Affected, Evidence, Step, Text

    from ._situation import Situation

_BUCKET = "AWS::S3::Bucket"
_POLICY = "s3:PutBucketPolicy"
# As CloudTrail names them.
_UNBLOCKS = frozenset({"s3:DeleteBucketPublicAccessBlock", "s3:DeletePublicAccessBlock"})
_UNBLOCKED, _BY_LIST = "public_access_block_removed", "bucket_acl_opened_to_everybody"
_SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_OTHERS = "other-accounts"
_ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::.*)?")
# Where AWS's older accounts write logs of load balancers.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
_LOGS = "/AWSLogs/"


def opened(now: Situation) -> Iterator[Step]:
    """
    Public access blocked, and other accounts taken out of the policy that the intruder wrote.

    A bucket that he only read or wrote objects in is let be: it may be the owner's web site.
    """
    shown = {one.key: one for one in now.dossier.things("s3.bucket")}
    for thing in now.affected:
        bucket = shown.get(thing.id.rpartition(":::")[2])
        if thing.type != _BUCKET or (bucket is None and now.dossier.was_read("s3_buckets")):
            continue
        place = (thing.id, thing.region or GLOBAL)
        why = None if bucket is not None and _is_blocked(bucket) else _why_blocked(thing, bucket, now)
        if why is not None:
            yield now.step("contain", "block_public_access", place, why)
        if bucket is not None and _POLICY in now.calls(thing):
            yield from _without_strangers(place, bucket, now)


def reported(now: Situation) -> Iterator[Step]:
    """A bucket of the owner's of which AWS says that it lets everybody in, and it does."""
    if now.cause is None or now.cause.kind != "public_storage" or now.dossier.notice.kind != "public_bucket":
        return
    for bucket in now.dossier.things("s3.bucket"):
        if bucket.id in now.cause.for_ and not _is_blocked(bucket):
            arn = f"arn:aws:s3:::{bucket.key}"
            place = (arn, str(bucket.data.get("BucketRegion") or GLOBAL))
            reason = text("AWS reports that {bucket} lets everybody in.", bucket=arn)
            yield now.step("contain", "block_public_access", place, reason, bucket.key)


def _is_blocked(bucket: Evidence) -> bool:
    block = bucket.data.get("PublicAccessBlock") or {}
    return all(block.get(name) for name in _SWITCHES)


def _why_blocked(thing: Affected, bucket: Evidence | None, now: Situation) -> Text | None:
    calls, rules, name = now.calls(thing), now.rules(thing), thing.id
    public = bucket is not None and (lets_everybody_read(bucket) or lets_everybody_write(bucket))
    if thing.how == "created":
        return text("The intruder made {bucket}; nothing of yours is served from it.", bucket=name)
    if thing.how != "modified":
        return None
    if calls & _UNBLOCKS or _UNBLOCKED in rules:
        return text("The intruder took away what kept {bucket} from becoming public.", bucket=name)
    if public and _POLICY in calls:
        return text("The intruder wrote the policy of {bucket}, which lets everybody in.", bucket=name)
    if _BY_LIST in rules and not public:
        return text("The intruder let everybody into {bucket} by its access list.", bucket=name)
    return None


def _without_strangers(place: tuple[str, str], bucket: Evidence, now: Situation) -> Iterator[Step]:
    owner = now.dossier.account
    allowing = [one for one in statements_of(bucket) if one.get("Effect") == "Allow"]
    theirs = [one for one in allowing if _strangers(one, owner)]
    meant = [one for one in theirs if not _delivers_logs(one)]
    if not meant:
        return
    reason = text("The intruder wrote the policy of {bucket}, which lets other accounts in.", bucket=place[0])
    if all(_is_only_for_strangers(one, owner) for one in meant):
        parts = tuple(str(one.get("Sid") or json.dumps(one, ensure_ascii=False)) for one in meant)
    else:  # what is also the owner's must be narrowed, which is done to all statements alike
        parts = (_OTHERS,) if meant == theirs else ()
    yield now.step("contain", "restrict_bucket_policy", place, reason, parts=parts)


def _strangers(statement: Mapping[str, Any], owner: str) -> list[str]:
    return [name for name in _named(statement) if _account(name) not in {None, owner}]


def _is_only_for_strangers(statement: Mapping[str, Any], owner: str) -> bool:
    who = statement.get("Principal")
    alone = not isinstance(who, dict) or set(who) == {"AWS"}
    return alone and len(_strangers(statement, owner)) == len(_named(statement))


def _named(statement: Mapping[str, Any]) -> list[str]:
    who = statement.get("Principal")
    names = who.get("AWS", []) if isinstance(who, dict) else who
    return [str(one) for one in (names if isinstance(names, list) else [names])]


def _account(principal: str) -> str | None:
    """The account that principal is of; None for everybody, AWS's own, and ids of principals long gone."""
    match = _ACCOUNT.fullmatch(principal)
    return match[1] if match else None


def _delivers_logs(statement: Mapping[str, Any]) -> bool:
    actions, resources = (_listed(statement.get(name)) for name in ("Action", "Resource"))
    return set(actions) <= {"s3:PutObject"} and all(_LOGS in one for one in resources)


def _listed(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]
