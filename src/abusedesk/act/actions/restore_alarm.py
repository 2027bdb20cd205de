"""Let a CloudWatch alarm act again, or make it again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

_ARN = re.compile(r"arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:(\d{12}):alarm:(.+)", re.DOTALL)
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
_PARAMETERS = (
    "AlarmName", "AlarmDescription", "ActionsEnabled", "OKActions", "AlarmActions",
    "InsufficientDataActions", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions",
    "Period", "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator",
    "TreatMissingData", "EvaluateLowSampleCountPercentile", "Metrics", "ThresholdMetricId",
)  # fmt: skip
_LONGEST = 100_000  # characters of parameters, more than CloudTrail records


def preview(aws: Reader, target: Target) -> Change:
    """
    The alarm now, as parameters that would make it (null: it is gone), and the same with its actions on.

    target.id is its name or ARN. One that is gone is made from target.parts: the JSON text of what
    PutMetricAlarm was asked, as CloudTrail records it or as the API names it.
    """
    name = _named(target)
    alarm = _alarm(aws, name)
    then = {**(alarm if alarm is not None else _asked(target, name)), "ActionsEnabled": True}
    return Change("restore_alarm", target, {"alarm": alarm}, {"alarm": then})


def apply(aws: Writer, change: Change) -> None:
    """Make the alarm where it is missing, else let it act."""
    name = _named(change.target)
    alarm = _alarm(aws, name)
    if alarm is None:
        aws.one("cloudwatch:PutMetricAlarm", **change.after["alarm"])
    elif not alarm.get("ActionsEnabled"):
        aws.one("cloudwatch:EnableAlarmActions", AlarmNames=[name])


def revert(aws: Writer, change: Change) -> None:
    """Delete the alarm that was not there, or let one act no more that did not."""
    name, before = _named(change.target), change.before["alarm"]
    alarm = _alarm(aws, name)
    if alarm is None:
        return
    if before is None:
        aws.one("cloudwatch:DeleteAlarms", AlarmNames=[name])
    elif not before.get("ActionsEnabled"):
        aws.one("cloudwatch:DisableAlarmActions", AlarmNames=[name])


def _named(target: Target) -> str:
    match = _ARN.fullmatch(target.id)
    if match is not None and match[1] != target.account:
        raise Refused(f"{target.id} belongs to another account than {target.account}")
    return target.id if match is None else match[2]


def _alarm(aws: Reader | Writer, name: str) -> dict[str, Any] | None:
    kinds = ["MetricAlarm", "CompositeAlarm"]
    for page in aws.pages("cloudwatch:DescribeAlarms", AlarmNames=[name], AlarmTypes=kinds):
        for one in (*(page.data.get("MetricAlarms") or ()), *(page.data.get("CompositeAlarms") or ())):
            return _plain(one, (*_PARAMETERS, "AlarmRule"))
    return None


def _plain(alarm: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Those of names that say something; an empty list is as none."""
    return {name: alarm[name] for name in names if alarm.get(name) not in (None, [], "")}


def _asked(target: Target, name: str) -> dict[str, Any]:
    """What PutMetricAlarm is to be asked for an alarm that is gone."""
    if not target.parts:
        raise Absent(f"there is no alarm {name}, and nothing says what it was", "empty")
    if len(target.parts[0]) > _LONGEST:
        raise Refused(f"what alarm {name} was is too long to be true")
    try:
        said = _capital(json.loads(target.parts[0]))
    except ValueError:
        raise Refused(f"what alarm {name} was is no JSON") from None
    if not isinstance(said, dict) or said.get("AlarmName") != name:
        raise Refused(f"what was found of an alarm is not that of {name}")
    return _plain(said, _PARAMETERS)


def _capital(value: Any) -> Any:
    """Members as the API names them, which CloudTrail begins with a small letter."""
    if isinstance(value, list):
        return [_capital(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {_member(str(name)): _capital(one) for name, one in value.items()}


def _member(name: str) -> str:
    return "OKActions" if name.lower() == "okactions" else name[:1].upper() + name[1:]


ACTION = Action(
    id="restore_alarm",
    title=msg("Let an alarm that was silenced or deleted act again"),
    harm=msg(
        "Nothing stops. If the alarm is in its state already, it acts as it always did: it may send mail, "
        "or stop or scale machines. Its history before it was deleted is gone."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html",
    wave="logging",
    reads=("cloudwatch:DescribeAlarms",),
    writes=(
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:EnableAlarmActions",
        "cloudwatch:DisableAlarmActions",
        "cloudwatch:DeleteAlarms",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
)
