"""Let CloudTrail record again, or record at all, in a protected bucket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.act._log_bucket import (
    READS,
    WRITES,
    bucket_state,
    bucket_wanted,
    make_bucket,
    partition_of,
    unmake_bucket,
    writers_policy,
)
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

OWN_TRAIL = "abusedesk-trail"
EVERY_REGION = "multi-region"
_ARN = re.compile(r"arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):(\d{12}):trail/([A-Za-z0-9._-]{3,128})")


def preview(aws: Reader, target: Target) -> Change:
    """
    Whether the trail is there and logs now, and that it does.

    target.id is a trail's ARN, or the account's id where no trail records every region. One that is gone
    is made again, for every region, with a bucket of our own, whose state is told too. With "multi-region"
    among the parts a trail that is there is to record every region as well.
    """
    name = _named(aws, target)
    trail = _trail(aws, target, name)
    bucket = _bucket(target.account)
    now: dict[str, Any] = {"trail": _told(trail), "logging": trail is not None and _logs(aws, trail)}
    if trail is None:
        then = {"name": name, "bucket": bucket, "multi_region": True}
    else:
        wide = EVERY_REGION in target.parts or now["trail"]["multi_region"]
        then = {**now["trail"], "multi_region": wide}
    after: dict[str, Any] = {"trail": then, "logging": True}
    if then["bucket"] == bucket:
        now |= bucket_state(aws, bucket, target.account)
        after |= bucket_wanted(_policy(target.account, aws.region))
    return Change("enable_trail", target, now, after)


def apply(aws: Writer, change: Change) -> None:
    """Make the bucket and the trail where they are missing, and let it log."""
    target, then = change.target, change.after["trail"]
    if "bucket" in change.after:
        make_bucket(aws, then["bucket"], target.account, change.after)
    trail = _trail(aws, target, then["name"])
    if trail is None:
        aws.one(
            "cloudtrail:CreateTrail",
            Name=then["name"],
            S3BucketName=then["bucket"],
            IsMultiRegionTrail=True,
            IncludeGlobalServiceEvents=True,
            EnableLogFileValidation=True,
        )
    elif bool(trail.get("IsMultiRegionTrail")) != then["multi_region"]:
        _widen(aws, then["name"], wide=then["multi_region"])
    trail = trail or {"TrailARN": then["name"]}
    if not _logs(aws, trail):
        aws.one("cloudtrail:StartLogging", Name=then["name"])


def revert(aws: Writer, change: Change) -> None:
    """Stop the trail where it did not log, and delete what we made; never a bucket with records in it."""
    target, before, name = change.target, change.before, change.after["trail"]["name"]
    trail = _trail(aws, target, name)
    if trail is not None and before["trail"] is None:
        aws.one("cloudtrail:DeleteTrail", Name=name)
    elif trail is not None:
        if not before["logging"] and _logs(aws, trail):
            aws.one("cloudtrail:StopLogging", Name=name)
        if bool(trail.get("IsMultiRegionTrail")) != before["trail"]["multi_region"]:
            _widen(aws, name, wide=before["trail"]["multi_region"])
    bucket = _bucket(target.account)
    if "bucket" in before and not any(one.get("S3BucketName") == bucket for one in _trails(aws)):
        unmake_bucket(aws, bucket, target.account, before)


def _widen(aws: Writer, name: str, *, wide: bool) -> None:
    # A trail of every region must have the global services' events.
    more = {"IncludeGlobalServiceEvents": True} if wide else {}
    aws.one("cloudtrail:UpdateTrail", Name=name, IsMultiRegionTrail=wide, **more)


def _named(aws: Reader, target: Target) -> str:
    """The name of the trail that is meant."""
    if target.id == target.account:
        return _of_account(aws)
    match = _ARN.fullmatch(target.id)
    if match is None:
        raise Refused(f"{target.id} is neither a trail nor the account")
    region, account, name = match.groups()
    if account != target.account:
        raise Refused(f"{target.id} belongs to {account}; only there can it be changed")
    if region != aws.region:
        raise Refused(f"{target.id} can be changed in {region} only, not in {aws.region}")
    return name


def _of_account(aws: Reader) -> str:
    """Our own trail; or the one that records every region already, where ours is not there."""
    trails = _trails(aws)
    if not any(one["Name"] == OWN_TRAIL for one in trails):
        for one in sorted(trails, key=lambda one: str(one["TrailARN"])):
            if one.get("IsMultiRegionTrail") and _logs(aws, one):
                return str(one["TrailARN"])
    return OWN_TRAIL


def _trails(aws: Reader | Writer) -> list[Mapping[str, Any]]:
    return list(aws.one("cloudtrail:DescribeTrails", includeShadowTrails=True).data.get("trailList") or ())


def _trail(aws: Reader | Writer, target: Target, name: str) -> Mapping[str, Any] | None:
    """The trail by its name or ARN, None where it is not there."""
    own = f":{target.account}:trail/{name}"
    for one in _trails(aws):
        arn = str(one["TrailARN"])
        if arn == name or (arn.endswith(own) and (one.get("HomeRegion") or aws.region) == aws.region):
            return one
    return None


def _told(trail: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if trail is None:
        return None
    return {
        "name": trail["Name"],
        "bucket": trail.get("S3BucketName"),
        "multi_region": bool(trail.get("IsMultiRegionTrail")),
    }


def _logs(aws: Reader | Writer, trail: Mapping[str, Any]) -> bool:
    return bool(aws.one("cloudtrail:GetTrailStatus", Name=trail["TrailARN"]).data.get("IsLogging"))


def _bucket(account: str) -> str:
    return f"abusedesk-trail-{account}"


def _policy(account: str, region: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html."""
    partition = partition_of(region)
    trails = {"StringLike": {"aws:SourceArn": f"arn:{partition}:cloudtrail:*:{account}:trail/*"}}
    made: dict[str, Any] = writers_policy(
        _bucket(account), "cloudtrail.amazonaws.com", (account, partition), trails
    )
    return made


ACTION = Action(
    id="enable_trail",
    title=msg("Record CloudTrail of all regions in a protected bucket"),
    harm=msg(
        "Nothing stops; storage is billed. What happened while no trail recorded is only in the event "
        "history of 90 days. A bucket that has records in it stays when this is taken back."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html",
    wave="logging",
    reads=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", *READS),
    writes=(
        "cloudtrail:CreateTrail",
        "cloudtrail:UpdateTrail",
        "cloudtrail:StartLogging",
        "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail",
        *WRITES,
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
