"""What "*" in a move stands for: whatever is there, as he sees it when he looks."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Makes a call, (service, operation, parameters), and gives the answer.
Look = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """
    How one finds what is there: an operation, and the path to the names in its answer.

    of is the parameter that the operation needs and the move must have; fixed are others.
    """

    operation: str
    path: tuple[str, ...]
    of: str = ""
    fixed: tuple[tuple[str, Any], ...] = ()


_MINE = (("OwnerIds", ("self",)),)
_INSTANCES = (Listing("DescribeInstances", ("Reservations", "Instances", "InstanceId")),)
# Service and parameter -> the ways to find what it may name; the first whose `of` the move has is taken.
LISTINGS: dict[tuple[str, str], tuple[Listing, ...]] = {
    ("iam", "PolicyName"): (
        Listing("ListUserPolicies", ("PolicyNames",), "UserName"),
        Listing("ListRolePolicies", ("PolicyNames",), "RoleName"),
        Listing("ListGroupPolicies", ("PolicyNames",), "GroupName"),
    ),
    ("iam", "PolicyArn"): (
        Listing("ListAttachedUserPolicies", ("AttachedPolicies", "PolicyArn"), "UserName"),
        Listing("ListAttachedRolePolicies", ("AttachedPolicies", "PolicyArn"), "RoleName"),
        Listing("ListAttachedGroupPolicies", ("AttachedPolicies", "PolicyArn"), "GroupName"),
        Listing("ListPolicies", ("Policies", "Arn"), fixed=(("Scope", "Local"),)),
    ),
    ("iam", "AccessKeyId"): (Listing("ListAccessKeys", ("AccessKeyMetadata", "AccessKeyId"), "UserName"),),
    ("iam", "SerialNumber"): (Listing("ListMFADevices", ("MFADevices", "SerialNumber"), "UserName"),),
    ("iam", "GroupName"): (
        Listing("ListGroupsForUser", ("Groups", "GroupName"), "UserName"),
        Listing("ListGroups", ("Groups", "GroupName")),
    ),
    ("iam", "UserName"): (Listing("ListUsers", ("Users", "UserName")),),
    ("iam", "RoleName"): (Listing("ListRoles", ("Roles", "RoleName")),),
    ("ec2", "InstanceIds"): _INSTANCES,
    ("ec2", "InstanceId"): _INSTANCES,
    ("ec2", "GroupId"): (Listing("DescribeSecurityGroups", ("SecurityGroups", "GroupId")),),
    ("ec2", "VolumeId"): (Listing("DescribeVolumes", ("Volumes", "VolumeId")),),
    ("ec2", "SnapshotId"): (Listing("DescribeSnapshots", ("Snapshots", "SnapshotId"), fixed=_MINE),),
    ("ec2", "NetworkInterfaceId"): (
        Listing("DescribeNetworkInterfaces", ("NetworkInterfaces", "NetworkInterfaceId")),
    ),
    ("s3", "Bucket"): (Listing("ListBuckets", ("Buckets", "Name")),),
    ("s3", "Key"): (Listing("ListObjectsV2", ("Contents", "Key"), "Bucket"),),
    ("lambda", "FunctionName"): (Listing("ListFunctions", ("Functions", "FunctionName")),),
    ("cloudtrail", "Name"): (Listing("DescribeTrails", ("trailList", "Name")),),
    ("guardduty", "DetectorId"): (Listing("ListDetectors", ("DetectorIds",)),),
    ("ses", "Identity"): (Listing("ListIdentities", ("Identities",)),),
    ("logs", "logGroupName"): (Listing("DescribeLogGroups", ("logGroups", "logGroupName")),),
}


def starred(value: Any) -> bool:
    """Whether value, of a move's `with`, stands for whatever is there: "*", or a pattern such as "web-*"."""
    texts = value if isinstance(value, (list, tuple)) else [value]
    return len(texts) == 1 and isinstance(texts[0], str) and "*" in texts[0] and "{" not in texts[0]


def listing(service: str, name: str, given: Mapping[str, Any]) -> Listing | None:
    """How to find what the parameter name may be, given the move's others; None where nobody can tell."""
    ways = LISTINGS.get((service, name), ())
    return next((way for way in ways if not way.of or way.of in given), None)


def meant(service: str, given: Mapping[str, Any], look: Look) -> Iterator[dict[str, Any]]:
    """
    Every set of parameters that given stands for; look makes a call and raises what it was refused with.

    Things that others belong to are found first: of each user, his keys.
    """
    open_ones = [name for name, value in given.items() if starred(value) and (service, name) in LISTINGS]
    if not open_ones:
        yield dict(given)
        return
    needed = {way.of for name in open_ones if (way := listing(service, name, given)) is not None}
    name = next((one for one in open_ones if one in needed), open_ones[0])
    way = listing(service, name, given)
    if way is None:
        return
    asked = {**{key: list(value) if isinstance(value, tuple) else value for key, value in way.fixed}}
    asked |= {way.of: given[way.of]} if way.of else {}
    many = isinstance(given[name], (list, tuple))
    pattern = given[name][0] if many else given[name]
    there = [
        one for one in _at(look(service, way.operation, asked), way.path) if fnmatch.fnmatchcase(one, pattern)
    ]
    for one in ([there] if there else []) if many else there:
        yield from meant(service, {**given, name: one}, look)


def _at(answer: Any, path: tuple[str, ...]) -> list[str]:
    items = [answer]
    for step in path:
        found = [item.get(step) or [] for item in items]
        items = [one for some in found for one in (some if isinstance(some, list) else [some])]
    return [str(item) for item in items]
