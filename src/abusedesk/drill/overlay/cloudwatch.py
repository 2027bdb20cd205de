"""
CloudWatch: its alarms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.overlay import Overlay
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from abusedesk.drill.call import Call

_KINDS = {"MetricAlarm": "metric_alarms", "CompositeAlarm": "composite_alarms"}
_MEMBERS = {"MetricAlarm": "MetricAlarms", "CompositeAlarm": "CompositeAlarms"}
_MOST = 100


def _alarms(call: Call, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call.account.listed(call.region, f"cloudwatch:{_KINDS[kind]}")
    return found


def _every(call: Call) -> Iterator[dict[str, Any]]:
    for kind in _KINDS:
        yield from _alarms(call, kind)


def describe_alarms(call: Call) -> Mapping[str, Any]:
    """Alarms by name, prefix, kind or state; composite ones only where they are asked for."""
    kinds = call.get("AlarmTypes") or ["MetricAlarm"]
    names, prefix, state = (
        call.get("AlarmNames"),
        str(call.get("AlarmNamePrefix", "")),
        call.get("StateValue"),
    )
    found = [
        (kind, one)
        for kind in kinds
        for one in _alarms(call, kind)
        if (not names or one["AlarmName"] in names)
        and str(one["AlarmName"]).startswith(prefix)
        and state in {None, one.get("StateValue", "OK")}
    ]
    shown, more = page(call, found, _MOST)
    answer: dict[str, Any] = {_MEMBERS[kind]: [] for kind in kinds}
    for kind, one in shown:
        answer[_MEMBERS[kind]].append(
            {"AlarmArn": _arn(call, one), "ActionsEnabled": True, "StateValue": "OK", **one}
        )
    return {**answer, **more}


def _arn(call: Call, alarm: Mapping[str, Any]) -> str:
    where = f"arn:{call.account.partition}:cloudwatch:{call.region}:{call.account.id}"
    return f"{where}:alarm:{alarm['AlarmName']}"


def put_metric_alarm(call: Call) -> Mapping[str, Any]:
    """Make an alarm, or replace the one of that name; a new one has seen too little to say more."""
    name, listed = str(call.get("AlarmName")), _alarms(call, "MetricAlarm")
    if not call.get("MetricName") and not call.get("Metrics"):
        raise AwsError("ValidationError", "At least one of the parameters MetricName, Metrics must be given")
    shape: Any = models.operation("cloudwatch", "DescribeAlarms").output_shape
    members = shape.members["MetricAlarms"].member.members
    facts = {key: value for key, value in call.parameters.items() if key in members}
    alarm = {
        "AlarmArn": _arn(call, facts),
        "ActionsEnabled": True,
        **facts,
        "AlarmConfigurationUpdatedTimestamp": call.now,
    }
    before = next((one for one in listed if one["AlarmName"] == name), None)
    alarm["StateValue"] = before.get("StateValue", "OK") if before else "INSUFFICIENT_DATA"
    listed[:] = [one for one in listed if one is not before] + [alarm]
    return {}


def _switch(*, on: bool) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that lets alarms act, or no more; names that there are not are no error."""

    def answer(call: Call) -> Mapping[str, Any]:
        for one in _every(call):
            if one["AlarmName"] in call.get("AlarmNames", ()):
                one["ActionsEnabled"] = on
        return {}

    return answer


def delete_alarms(call: Call) -> Mapping[str, Any]:
    """Remove alarms, all or none of them."""
    names = set(call.get("AlarmNames", ()))
    unknown = names - {one["AlarmName"] for one in _every(call)}
    if unknown:
        raise AwsError("ResourceNotFound", f"Alarms {sorted(unknown)} do not exist", 404)
    for kind in _KINDS:
        listed = _alarms(call, kind)
        listed[:] = [one for one in listed if one["AlarmName"] not in names]
    return {}


OVERLAY = Overlay(
    id="cloudwatch",
    answers={
        "DescribeAlarms": describe_alarms,
        "PutMetricAlarm": put_metric_alarm,
        "EnableAlarmActions": _switch(on=True),
        "DisableAlarmActions": _switch(on=False),
        "DeleteAlarms": delete_alarms,
    },
)
