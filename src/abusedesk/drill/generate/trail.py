"""CloudTrail records as AWS writes them, and what IAM remembers of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import ids

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from random import Random

GLOBAL = frozenset(
    {"account", "budgets", "ce", "cloudfront", "health", "iam", "organizations", "route53", "support"}
)
"""Services whose events are in us-east-1 only. Source: AWS CloudTrail User Guide, global service events."""

_READ = re.compile(
    r"(Get|List|Describe|Head|Lookup|BatchGet|BatchCheck|Search|Simulate|Select|Filter|Check(?!Mfa)|AssumeRole|Decrypt$"
    r"|GenerateDataKey|GenerateCredentialReport)"
)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_VERSIONS = {"ec2": "1.10", "sts": "1.08", "s3": "1.11", "ssm": "1.08", "signin": "1.08", "lambda": "1.08"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who makes a call: userIdentity, address, program ("{command}" in it becomes the CLI command)."""

    identity: Mapping[str, Any]
    address: str
    agent: str

    @property
    def console(self) -> bool:
        """Whether the calls come from a browser's session in the console."""
        return self.agent.startswith("Mozilla/")

    @property
    def credential(self) -> str:
        """The access key id that signs, "" where a service calls."""
        return str(self.identity.get("accessKeyId", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One API call: the event source without its domain, the event's name, and what was asked and answered.

    error is code and message. more holds members that only some records have (resources,
    additionalEventData, sharedEventID, eventType).
    """

    service: str
    name: str
    request: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None
    error: tuple[str, str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


class Trail:
    """All records of one account by region, unordered; what would lie outside start to now is left out."""

    def __init__(self, account: str, rng: Random, start: datetime, now: datetime) -> None:
        self.account, self.start, self.now = account, start, now
        self.records: dict[str, list[dict[str, Any]]] = {}
        self.keys: dict[str, tuple[datetime, str, str]] = {}
        self.roles: dict[str, tuple[datetime, str]] = {}
        self.passwords: dict[str, datetime] = {}
        self._rng = rng

    def add(self, when: datetime, region: str, actor: Actor, call: Call) -> dict[str, Any]:
        """
        Write one record and give it back, or an empty one where when lies outside the history.

        region is where it was asked; a global service's is us-east-1 all the same.
        """
        if not self.covers(when):
            return {}
        region = "us-east-1" if call.service in GLOBAL else region
        record = self._record(when, region, actor, call)
        self.records.setdefault(region, []).append(record)
        self._remember(when, record)
        return record

    def covers(self, when: datetime) -> bool:
        """Whether when lies within the history: from start, before now."""
        return self.start <= when < self.now

    def _record(self, when: datetime, region: str, actor: Actor, call: Call) -> dict[str, Any]:
        reads = _READ.match(call.name) is not None
        failed = {"errorCode": call.error[0], "errorMessage": call.error[1]} if call.error else {}
        record = {
            "eventVersion": _VERSIONS.get(call.service, "1.09"),
            "userIdentity": actor.identity,
            "eventTime": ids.iso(when),
            "eventSource": f"{call.service}.amazonaws.com",
            "eventName": call.name,
            "awsRegion": region,
            "sourceIPAddress": actor.address,
            "userAgent": _agent(actor, call),
            **failed,
            "requestParameters": call.request,
            "responseElements": None if call.error else call.response,
            "requestID": ids.uuid(self._rng),
            "eventID": ids.uuid(self._rng),
            "readOnly": reads,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": self.account,
            "eventCategory": "Management",
            **_wire(region, actor, call),
        }
        record.update(call.more)
        return record

    def _remember(self, when: datetime, record: Mapping[str, Any]) -> None:
        who = record["userIdentity"]
        service = record["eventSource"].removesuffix(".amazonaws.com")
        key = who.get("accessKeyId", "")
        if key.startswith("AKIA") and (key not in self.keys or self.keys[key][0] <= when):
            self.keys[key] = (when, service, record["awsRegion"])
        if record["eventName"] == "ConsoleLogin" and not record.get("errorMessage"):
            self.passwords[who["arn"]] = max(when, self.passwords.get(who["arn"], when))
        role = who.get("sessionContext", {}).get("sessionIssuer", {}).get("arn")
        if role and (role not in self.roles or self.roles[role][0] <= when):
            self.roles[role] = (when, record["awsRegion"])


def _agent(actor: Actor, call: Call) -> str:
    if "{command}" not in actor.agent:
        return actor.agent
    verb = _WORD.sub("-", re.sub(r"\d{8}(v\d)?$", "", call.name)).lower()
    return actor.agent.replace("{command}", f"{call.service}.{verb}")


def _wire(region: str, actor: Actor, call: Call) -> dict[str, Any]:
    if actor.console:
        return {"sessionCredentialFromConsole": "true"} if actor.credential.startswith("ASIA") else {}
    if actor.address.endswith(".amazonaws.com"):
        return {}
    host = call.service if call.service in GLOBAL else f"{call.service}.{region}"
    return {
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{host}.amazonaws.com",
        }
    }
