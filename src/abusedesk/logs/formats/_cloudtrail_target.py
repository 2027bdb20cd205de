"""What a CloudTrail call acted upon, by the most telling name in its parameters or its answer."""

from __future__ import annotations

from typing import Any

from abusedesk.logs._fields import text_of

# In order: of those that a call names, the first is the target. The names are AWS's own, from the
# request and response members of the services' API models.
_MEMBERS = (
    "userName",
    "roleName",
    "roleArn",
    "instanceProfileName",
    "instanceId",
    "instanceIds",
    "functionName",
    "bucketName",
    "accessKeyId",
    "groupId",
    "groupName",
    "keyName",
    "keyPairId",
    "policyArn",
    "policyName",
    "snapshotId",
    "imageId",
    "volumeId",
    "networkInterfaceId",
    "allocationId",
    "launchTemplateId",
    "spotFleetRequestId",
    "autoScalingGroupName",
    "secretId",
    "keyId",
    "aliasName",
    "trailName",
    "detectorId",
    "flowLogIds",
    "dBInstanceIdentifier",
    "dBSnapshotIdentifier",
    "clusterName",
    "cluster",
    "repositoryName",
    "stackName",
    "projectName",
    "notebookInstanceName",
    "emailIdentity",
    "identity",
    "emailAddress",
    "hostedZoneId",
    "domainName",
    "logGroupName",
    "topicArn",
    "queueUrl",
    "tableName",
    "modelId",
    "resourceId",
    "networkAclId",
    "routeTableId",
    "internetGatewayId",
    "subnetId",
    "vpcId",
    "serialNumber",
    "sAMLProviderArn",
    "openIDConnectProviderArn",
    "documentName",
    "target",
    "serviceCode",
    "accountAlias",
    "accountId",
)
_RANK = {name: rank for rank, name in enumerate(_MEMBERS)}

# These mean the thing itself at the top only; deeper they name filters, tags and parts.
_AT_TOP = {name: len(_MEMBERS) + rank for rank, name in enumerate(("name", "arn", "resourceArn", "id"))}

# What they make is named by the answer; the request has only what it is made of.
_MAKING = ("Run", "Create", "Allocate", "Copy", "Import", "Request", "Register", "Restore")

_DEPTH = 5
_LONGEST = 2048  # characters: RunInstances may name a thousand instances


def target_of(record: dict[str, Any]) -> str | None:
    """The target; several of one kind with commas between; None when the call names none that we know."""
    request, answer = record.get("requestParameters"), record.get("responseElements")
    making = str(record.get("eventName")).startswith(_MAKING)
    return _named(answer) or _named(request) if making else _named(request) or _named(answer)


def _named(parameters: Any) -> str | None:
    found = _ranked(parameters, _AT_TOP, _DEPTH)
    best = min((rank for rank, _ in found), default=0)
    names = dict.fromkeys(name for rank, name in found if rank == best)
    return ",".join(names)[:_LONGEST] or None


def _ranked(value: Any, at_top: dict[str, int], depth: int) -> list[tuple[int, str]]:
    """(rank, text) of each member of value that is in our list, and of what is in lists by its name."""
    found: list[tuple[int, str]] = []
    if isinstance(value, list):
        for each in value:
            found += _ranked(each, {}, depth - 1) if depth else []
    elif isinstance(value, dict):
        for name, inner in value.items():
            rank = _RANK.get(name, at_top.get(name))
            if isinstance(inner, (dict, list)) and depth:
                if rank is not None and isinstance(inner, list):
                    found += [(rank, text) for each in inner if (text := text_of(each))]
                found += _ranked(inner, {}, depth - 1)
            elif rank is not None and (text := text_of(inner)):
                found.append((rank, text))
    return found
