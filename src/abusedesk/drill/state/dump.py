"""All of a practice account's state at a moment, to be compared with that of another moment."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from abusedesk.drill.state.plain import Plain, ids_in, order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.state.accounts import AccountState
    from abusedesk.drill.state.objects import Bucket, Stored
    from abusedesk.drill.state.world import World

# Attributes of moto's objects that say nothing, by class; "" for all classes. Roles and users are known by
# their names: AWS gives one that is made again another id.
_SKIPPED = {
    "": frozenset(
        {"account_id", "region_name", "partition", "_errors", "attachment_count", "account_summary"}
    ),
    "User": frozenset({"id"}),
    "Role": frozenset({"id"}),
    "Group": frozenset({"id"}),
    "InstanceProfile": frozenset({"id"}),
    "ManagedPolicy": frozenset({"id", "next_version_num"}),
    "AccessKey": frozenset({"role_arn"}),
    "MFADevice": frozenset({"authentication_code_1", "authentication_code_2"}),
    "VirtualMfaDevice": frozenset({"user", "user_attribute"}),
}
# IAM's members that stand in others, or that are told below.
_TOLD = _SKIPPED[""] | frozenset(
    {
        "users",
        "groups",
        "roles",
        "managed_policies",
        "aws_managed_policies",
        "instance_profiles",
        "access_keys",
    }
    | {"policy_arn_regex", "credential_report", "inline_policies", "initialize_service_linked_role_seeds"}
)
# What overlays keep that is no state of the account: what they have read, and reports.
_BOOKS = frozenset({"ec2", "later", "logs", "report", "report_began"})
_PEOPLE = frozenset(
    {"account", "partition", "lent", "backend", "root", "responder", "sessions", "login_dates", "lag"}
)


def dump(world: World) -> dict[str, Any]:
    """
    Everything of every account by its id, as JSON, sorted.

    Less: CloudTrail's records and what is delivered of them, last use, times of making and change, ids
    that AWS gave at run time ("sg-(new)" stands for one), secrets, and sessions of STS.
    """
    return {account.id: _account(world, account) for account in world.accounts.values()}


def _account(world: World, account: AccountState) -> dict[str, Any]:
    plain = Plain(_known(account), _SKIPPED)
    now = world.clock.now()
    buckets = [one for one in world.buckets.by_name.values() if one.account == account.id]
    return plain.members(
        {
            "iam": _iam(account, plain),
            "things": account.things,
            "kept": {name: value for name, value in account.kept.items() if name not in _BOOKS},
            "buckets": {one.name: _bucket(one) for one in buckets},
            "trails": {
                trail.name: {
                    "facts": trail.facts,
                    "regions": trail.regions,
                    "selectors": trail.selectors,
                    "advanced": trail.advanced,
                    "logs": trail.logs_at(now),
                }
                for trail in account.trails.values()
            },
            "moto": _moto(world, account, plain),
        }.items()
    )


def _known(account: AccountState) -> frozenset[str]:
    """The folder's own ids."""
    if "ids" not in account.noted:
        facts = account.facts
        said = json.dumps([facts.iam, facts.resources, facts.detectors, facts.cases], default=str)
        account.noted["ids"] = ids_in(said)
    known: frozenset[str] = account.noted["ids"]
    return known


def _bucket(bucket: Bucket) -> dict[str, Any]:
    return {
        "region": bucket.region,
        "facts": {name: value for name, value in bucket.facts.items() if name != "CreationDate"},
        "objects": {key: _digest(stored) for key, stored in bucket.stored.items()},
        "removed": bucket.removed,
    }


def _digest(stored: Stored) -> str:
    """A mark of an object's content: a file of the folder never changes, so its name and size will do."""
    if stored.path is not None:
        return f"{stored.path.name}, {stored.size} bytes"
    return hashlib.sha256(stored.body()).hexdigest()


def _iam(account: AccountState, plain: Plain) -> dict[str, Any]:
    backend = account.people.backend
    holders = {
        kind: {
            one.name: {**_attributes(one), "managed_policies": list(one.managed_policies)}
            for one in getattr(backend, kind).values()
        }
        for kind in ("users", "groups", "roles")
    }
    for group in holders["groups"].values():
        group["users"] = [user.name for user in group["users"]]
    own = {arn: one for arn, one in backend.managed_policies.items() if ":iam::aws:" not in arn}
    profiles = {
        name: {"path": one.path, "tags": one.tags, "roles": [role.name for role in one.roles]}
        for name, one in backend.instance_profiles.items()
    }
    rest = {name: value for name, value in vars(backend).items() if name not in _TOLD}
    people = {name: value for name, value in vars(account.people).items() if name not in _PEOPLE}
    told = {**holders, "policies": own, "instance_profiles": profiles, "root": account.people.root}
    return plain.members({**rest, **people, **told}.items())


def _attributes(holder: Any) -> Mapping[str, Any]:
    skipped = _SKIPPED[""] | _SKIPPED.get(type(holder).__name__, frozenset())
    return {name: value for name, value in vars(holder).items() if name not in skipped}


def _moto(world: World, account: AccountState, plain: Plain) -> dict[str, Any]:
    """What moto holds of other services than IAM, less what every new account has there."""
    found: dict[str, Any] = {}
    for service, region, backend in world.moto.backends(account.id):
        kind: Any = type(backend)
        fresh = _fresh(kind, region, account.id)
        here = {
            name: value
            for name, value in plain.members(vars(backend).items()).items()
            if order(value) != fresh.get(name)
        }
        if here:
            found[f"{service} {region}"] = here
    return found


@cache
def _fresh(kind: Any, region: str, account: str) -> Mapping[str, str]:
    """What a new backend holds, each attribute as text."""
    plain = Plain(frozenset(), _SKIPPED)
    return {name: order(value) for name, value in plain.members(vars(kind(region, account)).items()).items()}
