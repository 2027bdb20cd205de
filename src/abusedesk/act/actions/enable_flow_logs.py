"""Record VPC flow logs of one VPC in a protected bucket."""

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
from abusedesk.errors import Refused, Unreachable
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_VPC = re.compile(r"vpc-[0-9a-f]{8,17}")
_TAG = "abusedesk"


def preview(aws: Reader, target: Target) -> Change:
    """
    Whether all traffic of the VPC is recorded now, and that it is, with the state of our bucket for it.

    Into a bucket, since that needs no role of its own as CloudWatch does. Where the owner records all
    traffic already, nothing is needed, and the bucket is not spoken of.
    """
    if not _VPC.fullmatch(target.id):
        raise Refused(f"{target.id} is no VPC")
    aws.one("ec2:DescribeVpcs", VpcIds=[target.id])
    logs = [one for one in _logs(aws, target.id) if _records_all(one)]
    if any(not _is_ours(one, target) for one in logs):
        return Change("enable_flow_logs", target, {"logged": True}, {"logged": True})
    bucket = _bucket(target.account, aws.region)
    now = {"logged": bool(logs), **bucket_state(aws, bucket, target.account)}
    after = {"logged": True, **bucket_wanted(_policy(target.account, aws.region))}
    return Change("enable_flow_logs", target, now, after)


def apply(aws: Writer, change: Change) -> None:
    """Make the bucket, then the flow log."""
    target = change.target
    if "bucket" not in change.after:
        return
    bucket = _bucket(target.account, aws.region)
    make_bucket(aws, bucket, target.account, change.after)
    if any(_records_all(one) for one in _logs(aws, target.id)):
        return
    answer = aws.one(
        "ec2:CreateFlowLogs",
        ResourceIds=[target.id],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination=f"arn:{partition_of(aws.region)}:s3:::{bucket}",
        TagSpecifications=[{"ResourceType": "vpc-flow-log", "Tags": [{"Key": _TAG, "Value": _mark(target)}]}],
    )
    _all_done(answer.data, f"flow logs of {target.id}")


def revert(aws: Writer, change: Change) -> None:
    """Delete our flow log, and the bucket where it is ours and nothing was recorded."""
    target = change.target
    if "bucket" not in change.before:
        return
    ours = [str(one["FlowLogId"]) for one in _logs(aws, target.id) if _is_ours(one, target)]
    if ours and not change.before["logged"]:
        answer = aws.one("ec2:DeleteFlowLogs", FlowLogIds=ours)
        _all_done(answer.data, f"flow logs of {target.id}")
    bucket = _bucket(target.account, aws.region)
    if not _used(aws, bucket):
        unmake_bucket(aws, bucket, target.account, change.before)


def _logs(aws: Reader | Writer, vpc: str) -> list[Mapping[str, Any]]:
    filters = [{"Name": "resource-id", "Values": [vpc]}]
    return [
        one for page in aws.pages("ec2:DescribeFlowLogs", Filter=filters) for one in page.data["FlowLogs"]
    ]


def _used(aws: Writer, bucket: str) -> bool:
    """Whether another VPC's flow logs go to our bucket."""
    end = f":::{bucket}"
    return any(
        str(one.get("LogDestination", "")).endswith(end)
        for page in aws.pages("ec2:DescribeFlowLogs")
        for one in page.data["FlowLogs"]
    )


def _records_all(log: Mapping[str, Any]) -> bool:
    return log.get("FlowLogStatus") == "ACTIVE" and log.get("TrafficType") == "ALL"


def _is_ours(log: Mapping[str, Any], target: Target) -> bool:
    return {"Key": _TAG, "Value": _mark(target)} in (log.get("Tags") or ())


def _mark(target: Target) -> str:
    return f"enable_flow_logs:{target.id}"


def _all_done(answer: Mapping[str, Any], what: str) -> None:
    """AWS tells of what it could not do in an answer that is no error."""
    for one in answer.get("Unsuccessful") or ():
        error = one.get("Error") or {}
        raise Unreachable(f"{what}: AWS answered {error.get('Code')}: {error.get('Message')}")


def _bucket(account: str, region: str) -> str:
    return f"abusedesk-flow-logs-{account}-{region}"


def _policy(account: str, region: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html."""
    partition = partition_of(region)
    condition = {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:{partition}:logs:{region}:{account}:*"},
    }
    made: dict[str, Any] = writers_policy(
        _bucket(account, region), "delivery.logs.amazonaws.com", (account, partition), condition
    )
    return made


ACTION = Action(
    id="enable_flow_logs",
    title=msg("Record VPC flow logs"),
    harm=msg(
        "Nothing stops; storage is billed. Only traffic from now on is recorded. A bucket that has records "
        "in it stays when this is taken back."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html",
    wave="logging",
    reads=("ec2:DescribeVpcs", "ec2:DescribeFlowLogs", *READS),
    writes=(
        "ec2:CreateFlowLogs",
        "ec2:DeleteFlowLogs",
        "ec2:CreateTags",  # a flow log that is made with tags needs it
        # EC2 sets up the delivery with the caller's rights; there is no call of that name.
        "logs:CreateDelivery=logs:CreateLogDelivery",
        "logs:DeleteDelivery=logs:DeleteLogDelivery",
        *WRITES,
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
