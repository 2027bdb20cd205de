"""
RDS: with whom its snapshots are shared.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSnapshotAttribute.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_KINDS = {"DBSnapshot": "rds:db_snapshots", "DBClusterSnapshot": "rds:db_cluster_snapshots"}
_SHARE = "restore"
_MOST = 20  # accounts that a snapshot is shared with by name


def _snapshot(call: Call, kind: str) -> dict[str, Any]:
    """The snapshot by its name or ARN."""
    name = str(call.get(f"{kind}Identifier"))
    for one in call.account.listed(call.region, _KINDS[kind]):
        if name in {one.get(f"{kind}Identifier"), one.get(f"{kind}Arn")}:
            found: dict[str, Any] = one
            return found
    raise AwsError(
        f"{kind}NotFound" if kind == "DBSnapshot" else f"{kind}NotFoundFault", f"{name} not found.", 404
    )


def _answer(kind: str, snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    values = list(snapshot.get("SharedWith", ()))
    return {
        f"{kind}AttributesResult": {
            f"{kind}Identifier": snapshot[f"{kind}Identifier"],
            f"{kind}Attributes": [{"AttributeName": _SHARE, "AttributeValues": values}],
        }
    }


def _describing(kind: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that tells with whom a snapshot of kind is shared."""

    def answer(call: Call) -> Mapping[str, Any]:
        return _answer(kind, _read(_snapshot(call, kind), kind))

    return answer


def _read(snapshot: dict[str, Any], kind: str) -> dict[str, Any]:
    """The snapshot, what the folder says of its attributes taken over as SharedWith."""
    said = snapshot.get(f"{kind}Attributes")
    if said is not None:
        values = [one for each in said for one in each.get("AttributeValues", ())]
        return {**snapshot, "SharedWith": values}
    return snapshot


def _sharing(kind: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that changes it: never a snapshot that RDS makes by itself, nor an encrypted one for all."""

    def answer(call: Call) -> Mapping[str, Any]:
        snapshot = _snapshot(call, kind)
        if call.get("AttributeName") != _SHARE:
            raise AwsError("InvalidParameterValue", f"Invalid attribute {call.get('AttributeName')}")
        if snapshot.get("SnapshotType") == "automated" or snapshot.get("Status", "available") != "available":
            fault = "InvalidDBSnapshotState" if kind == "DBSnapshot" else "InvalidDBClusterSnapshotStateFault"
            raise AwsError(fault, "The snapshot cannot be shared in its state.")
        adds, removes = call.get("ValuesToAdd", []), call.get("ValuesToRemove", [])
        if "all" in adds and (snapshot.get("Encrypted") or snapshot.get("StorageEncrypted")):
            raise AwsError("InvalidParameterValue", "Encrypted snapshots cannot be made public.")
        held = [one for one in _read(snapshot, kind).get("SharedWith", ()) if one not in removes]
        held += [one for one in adds if one not in held]
        if len(held) > _MOST:
            raise AwsError("SharedSnapshotQuotaExceeded", "You have exceeded the maximum number of accounts.")
        attribute = {"AttributeName": _SHARE, "AttributeValues": held}
        snapshot[f"{kind}Attributes"] = [attribute] if held else []
        return _answer(kind, _read(snapshot, kind))

    return answer


OVERLAY = Overlay(
    id="rds",
    answers={
        "DescribeDBSnapshotAttributes": _describing("DBSnapshot"),
        "DescribeDBClusterSnapshotAttributes": _describing("DBClusterSnapshot"),
        "ModifyDBSnapshotAttribute": _sharing("DBSnapshot"),
        "ModifyDBClusterSnapshotAttribute": _sharing("DBClusterSnapshot"),
    },
)
