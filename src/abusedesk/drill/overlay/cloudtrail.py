"""
CloudTrail: event history and trails.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay, _iam_report
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.trails import Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.incident import Record

_MOST = 50
_KEPT = timedelta(days=90)
_LAG = timedelta(minutes=4)  # from an event to the delivery of its file
_SECOND = timedelta(seconds=1)  # what was just called is stamped with the next whole second
_ATTRIBUTES: dict[str, Callable[[Record], str]] = {
    "EventId": lambda record: record.id,
    "EventName": lambda record: record.name,
    "ReadOnly": lambda record: "true" if record.read_only else "false",
    "Username": lambda record: record.user,
    "EventSource": lambda record: record.source,
    "AccessKeyId": lambda record: record.key,
}


def lookup_events(call: Call) -> Mapping[str, Any]:
    """Management events, newest first, 50 a page, of at most 90 days, by at most one attribute."""
    most = call.get("MaxResults", _MOST)
    if not 1 <= most <= _MOST:
        raise AwsError("InvalidMaxResultsException", "The parameter MaxResults must be between 1 and 50.")
    attributes = call.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise AwsError("InvalidLookupAttributesException", "You can use only one lookup attribute.")
    token = call.get("NextToken")
    question = _question(call)
    if token is not None:
        start, asked, events = call.world.tokens.get(token, (0, None, []))
        if asked != question:
            raise AwsError("InvalidNextTokenException", "Invalid NextToken.")
    else:
        start, events = 0, _events(call, attributes)
    answer: dict[str, Any] = {"Events": [_told(record) for record in events[start : start + most]]}
    if start + most < len(events):
        kept = (start + most, question, events)
        answer["NextToken"] = call.world.keep(f"{call.request_id}-{start + most}", kept)
    return answer


def _question(call: Call) -> tuple[Any, ...]:
    names = ("LookupAttributes", "StartTime", "EndTime", "EventCategory")
    return (call.account.id, call.region, *(str(call.get(name)) for name in names))


def _events(call: Call, attributes: list[Mapping[str, str]]) -> list[Record]:
    now = call.now
    end, start = _moment(call.get("EndTime"), now), _moment(call.get("StartTime"), now - _KEPT)
    if start > end:
        raise AwsError("InvalidTimeRangeException", "The start time must be before the end time.")
    if call.get("EventCategory"):
        return []  # Insights, the only category, needs a trail with Insights
    events = call.account.history.management(call.region, max(start, now - _KEPT), min(end, now + _SECOND))
    for attribute in attributes:
        key, value = attribute["AttributeKey"], attribute["AttributeValue"]
        if key in {"ResourceName", "ResourceType"}:
            at = key == "ResourceName"
            events = [one for one in events if any(resource[at] == value for resource in one.resources)]
        else:
            read = _ATTRIBUTES[key]
            events = [one for one in events if read(one) == value]
    return events


def _moment(given: datetime | None, default: datetime) -> datetime:
    if given is None:
        return default
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given


def _told(record: Record) -> dict[str, Any]:
    return {
        "EventId": record.id,
        "EventName": record.name,
        "ReadOnly": "true" if record.read_only else "false",
        "AccessKeyId": record.key or None,
        "EventTime": record.time,
        "EventSource": record.source,
        "Username": record.user or None,
        "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in record.resources],
        "CloudTrailEvent": record.raw.decode(),
    }


def _seen(call: Call, *, shadows: bool = True) -> list[Trail]:
    """Trails that can be seen in the region: its own, and shadows of those that cover all regions."""
    trails = call.account.trails.values()
    own = [trail for trail in trails if trail.facts["HomeRegion"] == call.region]
    return own + [
        trail for trail in trails if shadows and trail not in own and trail.facts.get("IsMultiRegionTrail")
    ]


def _trail(call: Call, member: str = "Name") -> Trail:
    name = str(call.get(member, ""))
    for trail in call.account.trails.values():
        if trail.facts["TrailARN"] == name or (trail.name == name and trail in _seen(call)):
            return trail
    raise AwsError("TrailNotFoundException", f"Unknown trail: {name} for the user: {call.account.id}")


def describe_trails(call: Call) -> Mapping[str, Any]:
    """The trails of the region, with shadows of others unless they are not wanted."""
    wanted = set(call.get("trailNameList", ()))
    trails = _seen(call, shadows=call.get("includeShadowTrails", True))
    chosen = [t for t in trails if not wanted or wanted & {t.name, t.facts["TrailARN"]}]
    return {"trailList": [dict(trail.facts) for trail in chosen]}


def list_trails(call: Call) -> Mapping[str, Any]:
    """Every trail of the account, from whichever region it is asked."""
    members = ("TrailARN", "Name", "HomeRegion")
    items = [{name: trail.facts[name] for name in members} for trail in call.account.trails.values()]
    shown, more = page(call, items)
    return {"Trails": shown, **more}


def get_trail(call: Call) -> Mapping[str, Any]:
    """One trail."""
    return {"Trail": dict(_trail(call).facts)}


def get_trail_status(call: Call) -> Mapping[str, Any]:
    """Whether a trail logs, since when or until when, and when it last delivered: minutes after it ceased."""
    trail, now = _trail(call), call.now
    begun, ceased = trail.switched(now, _iam_report.opened(call.account.people, now))
    status: dict[str, Any] = {"IsLogging": trail.logs_at(now)}
    if begun:
        status |= {"StartLoggingTime": begun, "TimeLoggingStarted": _stamp(begun)}
        delivered = now - _LAG if status["IsLogging"] or ceased is None else min(ceased + _LAG, now)
        if delivered >= begun:
            told = _stamp(delivered)
            status |= {"LatestDeliveryTime": delivered, "LatestDeliveryAttemptTime": told}
            status |= {"LatestDeliveryAttemptSucceeded": told, "LatestNotificationAttemptTime": ""}
            status["LatestNotificationAttemptSucceeded"] = ""
    if ceased:
        status["StopLoggingTime"] = ceased
    status["TimeLoggingStopped"] = _stamp(ceased) if ceased and not status["IsLogging"] else ""
    return status


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def get_event_selectors(call: Call) -> Mapping[str, Any]:
    """What a trail records."""
    trail = _trail(call, "TrailName")
    key = "AdvancedEventSelectors" if trail.advanced else "EventSelectors"
    return {"TrailARN": trail.facts["TrailARN"], key: trail.advanced or trail.selectors}


def put_event_selectors(call: Call) -> Mapping[str, Any]:
    """Change what a trail records."""
    trail = _trail(call, "TrailName")
    trail.selectors, trail.advanced = call.get("EventSelectors", []), call.get("AdvancedEventSelectors", [])
    trail.facts["HasCustomEventSelectors"] = True
    return get_event_selectors(call)


def get_insight_selectors(call: Call) -> Mapping[str, Any]:
    """No trail here has Insights."""
    _trail(call, "TrailName")
    raise AwsError("InsightNotEnabledException", "The trail does not have Insights enabled.")


def start_logging(call: Call) -> Mapping[str, Any]:
    """Let a trail log from now on."""
    return _switch(call, on=True)


def stop_logging(call: Call) -> Mapping[str, Any]:
    """Let a trail log no more from now on."""
    return _switch(call, on=False)


def _switch(call: Call, *, on: bool) -> Mapping[str, Any]:
    trail = _at_home(call)
    trail.switches.append((call.now, on))
    return {}


def _at_home(call: Call) -> Trail:
    """The trail, which can be changed in its own region only."""
    trail = _trail(call)
    if trail.facts["HomeRegion"] != call.region:
        raise AwsError("InvalidHomeRegionException", f"The trail belongs to {trail.facts['HomeRegion']}.")
    return trail


def delete_trail(call: Call) -> Mapping[str, Any]:
    """Remove a trail; what it delivered stays in its bucket."""
    trail = _at_home(call)
    trail.switches.append((call.now, False))
    del call.account.trails[trail.name]
    return {}


def create_trail(call: Call) -> Mapping[str, Any]:
    """Make a trail, which does not log until it is started."""
    name, bucket = call.get("Name"), call.get("S3BucketName")
    if name in call.account.trails:
        raise AwsError("TrailAlreadyExistsException", f"Trail {name} already exists.")
    _may_deliver(call, str(bucket))
    if call.get("IsMultiRegionTrail") and call.get("IncludeGlobalServiceEvents") is False:
        raise _no_global_events()
    facts = {
        "Name": name,
        "S3BucketName": bucket,
        "S3KeyPrefix": call.get("S3KeyPrefix"),
        "IncludeGlobalServiceEvents": call.get("IncludeGlobalServiceEvents", True),
        "IsMultiRegionTrail": call.get("IsMultiRegionTrail", False),
        "TrailARN": f"arn:{call.account.partition}:cloudtrail:{call.region}:{call.account.id}:trail/{name}",
        "LogFileValidationEnabled": call.get("EnableLogFileValidation", False),
        "IsOrganizationTrail": call.get("IsOrganizationTrail", False),
    }
    told = {key: value for key, value in facts.items() if value is not None}
    trail = Trail(
        facts={
            **told,
            "HomeRegion": call.region,
            "HasCustomEventSelectors": False,
            "HasInsightSelectors": False,
        },
        regions=None if facts["IsMultiRegionTrail"] else (call.region,),
        switches=[(call.now, False)],
        made=call.now,
    )
    call.account.trails[str(name)] = trail
    call.world.buckets.deliver(trail, call.account)
    return told


def update_trail(call: Call) -> Mapping[str, Any]:
    """Change where a trail delivers, and whether it covers every region."""
    trail = _at_home(call)
    if call.get("S3BucketName"):
        _may_deliver(call, str(call.get("S3BucketName")))
    wide = call.get("IsMultiRegionTrail", trail.facts.get("IsMultiRegionTrail", False))
    if wide and not call.get(
        "IncludeGlobalServiceEvents", trail.facts.get("IncludeGlobalServiceEvents", True)
    ):
        raise _no_global_events()
    for name in _CHANGED:
        if call.get(name) is not None:
            trail.facts[name] = call.get(name)
    if call.get("EnableLogFileValidation") is not None:
        trail.facts["LogFileValidationEnabled"] = call.get("EnableLogFileValidation")
    trail.regions = None if wide else (trail.facts["HomeRegion"],)
    return {name: value for name, value in trail.facts.items() if name in {*_CHANGED, "Name", "TrailARN"}}


_CHANGED = ("S3BucketName", "S3KeyPrefix", "IncludeGlobalServiceEvents", "IsMultiRegionTrail")


def _no_global_events() -> AwsError:
    return AwsError(
        "InvalidParameterCombinationException", "A multi-region trail must include global service events."
    )


def _may_deliver(call: Call, name: str) -> None:
    """
    Nothing where CloudTrail may write to the bucket: by its policy, or since a trail of the folder does.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    bucket = call.world.buckets.by_name.get(name)
    if bucket is None:
        raise AwsError("S3BucketDoesNotExistException", f"S3 bucket {name} does not exist.")
    if any(trail.facts["S3BucketName"] == name for trail in call.account.trails.values()):
        return
    policy = bucket.facts.get("Policy") or {}
    statements = (json.loads(policy) if isinstance(policy, str) else policy).get("Statement", [])
    allowed = {
        action
        for one in (statements if isinstance(statements, list) else [statements])
        if one.get("Effect") == "Allow" and _SERVICE in str(one.get("Principal"))
        for action in ([one["Action"]] if isinstance(one.get("Action"), str) else one.get("Action", ()))
    }
    if not {"s3:GetBucketAcl", "s3:PutObject"} <= allowed and "s3:*" not in allowed:
        raise AwsError(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {name}",
        )


_SERVICE = "cloudtrail.amazonaws.com"


OVERLAY = Overlay(
    id="cloudtrail",
    answers={
        "LookupEvents": lookup_events,
        "DescribeTrails": describe_trails,
        "ListTrails": list_trails,
        "GetTrail": get_trail,
        "GetTrailStatus": get_trail_status,
        "GetEventSelectors": get_event_selectors,
        "PutEventSelectors": put_event_selectors,
        "GetInsightSelectors": get_insight_selectors,
        "StartLogging": start_logging,
        "StopLogging": stop_logging,
        "CreateTrail": create_trail,
        "UpdateTrail": update_trail,
        "DeleteTrail": delete_trail,
    },
)
