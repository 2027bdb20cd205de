"""
CloudWatch Logs, from logs/cloudwatch.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay, _log_lines
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.overlay._log_lines import Line

_GROUPS = 50
_EVENTS = 10_000


def _streams(call: Call) -> Mapping[str, list[Line]]:
    """The lines of each stream of the wanted group."""
    name = str(
        call.get("logGroupName") or str(call.get("logGroupIdentifier", "")).rpartition(":log-group:")[2]
    )
    group = _log_lines.groups(call).get(name.removesuffix(":*"))
    if group is None:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    return group


def describe_log_groups(call: Call) -> Mapping[str, Any]:
    """The region's groups."""
    prefix, part = str(call.get("logGroupNamePrefix", "")), str(call.get("logGroupNamePattern", ""))
    names = [name for name in _log_lines.groups(call) if name.startswith(prefix) and part in name]
    shown, more = page(call, [_group(call, name) for name in sorted(names)], _GROUPS)
    return {"logGroups": shown, **more}


def _group(call: Call, name: str) -> dict[str, Any]:
    streams = _log_lines.groups(call)[name]
    arn = f"arn:{call.account.partition}:logs:{call.region}:{call.account.id}:log-group:{name}"
    times = [line.time for lines in streams.values() for line in lines[:1]]
    facts: dict[str, Any] = {
        "logGroupName": name,
        "arn": f"{arn}:*",
        "logGroupArn": arn,
        "logGroupClass": "STANDARD",
        "creationTime": min(times, default=0),
        "metricFilterCount": 0,
        "storedBytes": sum(len(line.text) for lines in streams.values() for line in lines),
    }
    listed = call.account.things.get(call.region, {}).get("logs:log_groups", ())
    return {**facts, **next((one for one in listed if one.get("logGroupName") == name), {})}


def describe_log_streams(call: Call) -> Mapping[str, Any]:
    """A group's streams."""
    prefix = str(call.get("logStreamNamePrefix", ""))
    group = str(call.get("logGroupName", ""))
    found = []
    for name, lines in sorted(_streams(call).items()):
        if name.startswith(prefix):
            arn = f"arn:{call.account.partition}:logs:{call.region}:{call.account.id}:log-group:{group}"
            stream: dict[str, Any] = {
                "logStreamName": name,
                "arn": f"{arn}:log-stream:{name}",
                "storedBytes": 0,
            }
            if lines:
                stream["creationTime"] = stream["firstEventTimestamp"] = lines[0].time
                stream["lastEventTimestamp"] = stream["lastIngestionTime"] = lines[-1].time
            found.append(stream)
    if call.get("orderBy") == "LastEventTime":
        found.sort(key=lambda one: one.get("lastEventTimestamp", 0))
    shown, more = page(call, found[::-1] if call.get("descending") else found, _GROUPS)
    return {"logStreams": shown, **more}


def filter_log_events(call: Call) -> Mapping[str, Any]:
    """Lines of a group within a time, that hold every term of the pattern, oldest first."""
    names, prefix = call.get("logStreamNames"), str(call.get("logStreamNamePrefix", ""))
    found = [
        (line, name)
        for name, lines in _streams(call).items()
        if (name in names if names else name.startswith(prefix))
        for line in lines
        if _wanted(call, line) and _log_lines.matches(line.text, str(call.get("filterPattern", "")))
    ]
    found.sort(key=lambda one: one[0].time)
    events = [
        {
            "logStreamName": name,
            "timestamp": line.time,
            "message": line.text,
            "ingestionTime": line.time,
            "eventId": f"{line.time:020d}{line.number:036d}",
        }
        for line, name in found
    ]
    shown, more = page(call, events, _EVENTS)
    return {"events": shown, "searchedLogStreams": [], **more}


def get_log_events(call: Call) -> Mapping[str, Any]:
    """Lines of one stream; the same token again means that there is no more."""
    lines = _streams(call).get(str(call.get("logStreamName")))
    if lines is None:
        raise AwsError("ResourceNotFoundException", "The specified log stream does not exist.")
    wanted = [line for line in lines if _wanted(call, line)]
    most = min(int(call.get("limit", _EVENTS)), _EVENTS)
    token = str(call.get("nextToken", ""))
    from_head = call.get("startFromHead", False)
    start = int(token.rpartition("/")[2]) if token else (0 if from_head else max(0, len(wanted) - most))
    start = max(0, start - most) if token.startswith("b/") else start
    chosen = wanted[start : start + most]
    events = [{"timestamp": one.time, "message": one.text, "ingestionTime": one.time} for one in chosen]
    return {
        "events": events,
        "nextForwardToken": f"f/{start + len(chosen)}",
        "nextBackwardToken": f"b/{start}",
    }


def _wanted(call: Call, line: Line) -> bool:
    return bool(int(call.get("startTime", 0)) <= line.time < int(call.get("endTime", 1 << 53)) + 1)


def _filters(key: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that lists a group's filters, which are the folder's logs:<key>."""
    member = {"subscription_filters": "subscriptionFilters", "metric_filters": "metricFilters"}[key]

    def answer(call: Call) -> Mapping[str, Any]:
        group = call.get("logGroupName")
        if group is not None:
            _streams(call)  # refuses a group that there is not
        listed = call.account.things.get(call.region, {}).get(f"logs:{key}", ())
        shown, more = page(call, [one for one in listed if group in {None, one.get("logGroupName")}], _GROUPS)
        return {member: shown, **more}

    return answer


OVERLAY = Overlay(
    id="logs",
    answers={
        "DescribeLogGroups": describe_log_groups,
        "DescribeLogStreams": describe_log_streams,
        "FilterLogEvents": filter_log_events,
        "GetLogEvents": get_log_events,
        "DescribeSubscriptionFilters": _filters("subscription_filters"),
        "DescribeMetricFilters": _filters("metric_filters"),
    },
)
