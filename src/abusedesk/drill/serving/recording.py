"""Calls made on the practice account, written into its CloudTrail like everybody's."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.indexing import indexed
from abusedesk.drill.naming import READS
from abusedesk.drill.state.principals import identity_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.refusals import AwsError
    from abusedesk.drill.serving.requests import Asked
    from abusedesk.drill.state.accounts import AccountState
    from abusedesk.drill.state.principals import Principal
    from abusedesk.drill.state.world import World

# Data events, which no event history holds.
_DATA = frozenset(
    {
        ("s3", "GetObject"),
        ("s3", "HeadObject"),
        ("s3", "PutObject"),
        ("s3", "DeleteObject"),
        ("s3", "DeleteObjects"),
        ("s3", "ListObjects"),
        ("s3", "ListObjectsV2"),
        ("lambda", "Invoke"),
    }
)
_READS = (*READS, "Head", "Lookup", "Generate", "Simulate")
_HIDDEN = frozenset({"password", "secretaccesskey", "sessiontoken", "oldpassword", "newpassword"})


def record(
    world: World,
    principal: Principal,
    asked: Asked,
    where: tuple[str, str, str, str],
    outcome: Mapping[str, Any] | AwsError | None,
) -> None:
    """
    Note a call and its outcome: the answer, the refusal, or None for an answer that nobody looked into.

    where is region, source address, user agent and request id.
    """
    if (asked.service, asked.operation) in _DATA:
        return
    region, address, agent, request_id = where
    account = world.account_of(principal)
    reads = asked.operation.startswith(_READS)
    # Whole seconds, the next one: a look at the history up to now does not see the call that it is itself.
    now = world.clock.now().replace(microsecond=0) + timedelta(seconds=1)
    data: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": identity_of(principal, account.people.arn_of("role", principal.name), account.id),
        "eventTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{models.services()[asked.service].signing_name}.amazonaws.com",
        "eventName": asked.operation,
        "awsRegion": region,
        "sourceIPAddress": address,
        "userAgent": agent,
        "requestParameters": _spoken(_request(asked)) or None,
        "responseElements": None,
        "requestID": request_id,
        "eventID": str(uuid.uuid5(uuid.NAMESPACE_URL, request_id)),
        "readOnly": reads,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account.id,
        "eventCategory": "Management",
    }
    if isinstance(outcome, Exception):
        prefix = "Client." if asked.service == "ec2" else ""
        data["errorCode"], data["errorMessage"] = f"{prefix}{outcome.code}", outcome.message
    elif outcome and not reads:
        data["responseElements"] = _spoken(_answer(asked, outcome)) or None
    _keep(account, region, data)


def _keep(account: AccountState, region: str, data: Mapping[str, Any]) -> None:
    account.history.add(region, indexed(data, json.dumps(data, default=str).encode()))


def _request(asked: Asked) -> Mapping[str, Any]:
    """The request's parameters; EC2's lists of instances, and S3's bucket, as CloudTrail writes them."""
    said = dict(asked.parameters)
    if asked.service == "ec2" and "InstanceIds" in said:
        items = [{"instanceId": instance} for instance in said.pop("InstanceIds")]
        said["instancesSet"] = {"items": items}
    if asked.service == "s3" and "Bucket" in said:
        said["bucketName"] = said.pop("Bucket")
    return said


def _answer(asked: Asked, outcome: Mapping[str, Any]) -> Any:
    """The answer; EC2's by the names of its XML, lists as {"items": [...]}, as CloudTrail has them."""
    shape = models.operation(asked.service, asked.operation).output_shape
    return _in_xml(outcome, shape) if asked.service == "ec2" and shape is not None else outcome


def _in_xml(value: Any, shape: Any) -> Any:
    if shape.type_name == "structure" and isinstance(value, dict):
        known = {name: item for name, item in value.items() if name in shape.members}
        return {
            shape.members[name].serialization.get("name", name): _in_xml(item, shape.members[name])
            for name, item in known.items()
        }
    if shape.type_name == "list" and isinstance(value, (list, tuple)):
        return {"items": [_in_xml(item, shape.member) for item in value]}
    return value


def _spoken(value: Any) -> Any:
    """Value as CloudTrail writes it: members begin with a small letter, secrets are left out."""
    if isinstance(value, dict):
        kept = {
            name: item
            for name, item in value.items()
            if name.lower() not in _HIDDEN and not name.startswith("__")
        }
        return {name[:1].lower() + name[1:]: _spoken(item) for name, item in kept.items()}
    if isinstance(value, (list, tuple)):
        return [_spoken(item) for item in value]
    if isinstance(value, datetime):
        return value.strftime("%b %d, %Y, %I:%M:%S %p")
    return value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else value
