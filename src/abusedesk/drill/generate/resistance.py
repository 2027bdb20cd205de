"""intruder.toml: what an intruder does while he is being thrown out, another mixture by each seed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import ids
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.iam import AWS

if TYPE_CHECKING:
    from random import Random

    from abusedesk.drill.generate.iam import User

_LARGE = ("g4dn.12xlarge", "g5.12xlarge", "p3.8xlarge", "c5.24xlarge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grip:
    """
    What he holds: the key that got out, his own user with its key, and ARNs of roles that he has taken.

    account is the one that he is in, regions are those where he has launched nothing yet.
    """

    account: str
    stolen: str
    own: User
    roles: tuple[str, ...]
    regions: tuple[str, ...]


def moves(rng: Random, grip: Grip) -> str:
    """The text of an intruder.toml."""
    key = grip.own.keys[0].id
    by = rng.choice(grip.roles) if grip.roles else key
    made = [
        _launches(rng, grip, rng.choice((by, key))),
        _table(_when(rng, 1, 6), by, "iam:DeleteUserPolicy", UserName=grip.own.name, PolicyName="*"),
        _table(_when(rng, 2, 9), by, "iam:CreateAccessKey", UserName=grip.own.name),
    ]
    others = [
        _trusts(rng, grip, by),
        _table(
            _when(rng, 3, 15),
            by,
            "iam:UpdateAccessKey",
            UserName=grip.own.name,
            AccessKeyId=key,
            Status="Active",
        ),
        _table(
            _when(rng, 2, 12),
            rng.choice((by, grip.stolen)),
            "iam:AttachUserPolicy",
            UserName=grip.own.name,
            PolicyArn=f"{AWS}/AdministratorAccess",
        ),
        _table(_when(rng, 4, 20), by, "iam:DeleteUserPermissionsBoundary", UserName=grip.own.name),
    ]
    made += rng.sample(others, rng.randint(2, len(others)))
    rng.shuffle(made)
    keys = json.dumps([grip.stolen, key])
    return "\n".join([f"keys = {keys}\n", *made])


def _when(rng: Random, least: float, most: float) -> str:
    """When he was refused, some seconds after it begins, or again and again."""
    seconds = round(rng.uniform(least, most), 1)
    return rng.choice(('when = "denied"', f"after = {seconds}", f"every = {seconds + 2}"))


def _launches(rng: Random, grip: Grip, by: str) -> str:
    """New instances where he had none, more of them as long as he is let."""
    when = f"every = {rng.randint(4, 12)}" if chance(rng, 0.7) else f"after = {rng.randint(1, 8)}"
    return _table(
        when,
        by,
        "ec2:RunInstances",
        rng.choice(grip.regions),
        ImageId=ids.resource(rng, "ami"),
        InstanceType=rng.choice(_LARGE),
        MinCount=1,
        MaxCount=rng.randint(1, 4),
    )


def _trusts(rng: Random, grip: Grip, by: str) -> str:
    """A role's trust for his own account, beside those whom it trusts by right."""
    role = rng.choice(grip.roles).rpartition("/")[2] if grip.roles else "ops-admin"
    ours, his = (f"arn:aws:iam::{account}:root" for account in (grip.account, ids.account(rng)))
    statement = {"Effect": "Allow", "Principal": {"AWS": [ours, his]}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return _table(
        _when(rng, 2, 10),
        by,
        "iam:UpdateAssumeRolePolicy",
        RoleName=role,
        PolicyDocument=json.dumps(document),
    )


def _table(when: str, by: str, call: str, region: str = "", **given: Any) -> str:
    lines = ["[[move]]", when, f'as = "{by}"', f'call = "{call}"']
    lines += [f'region = "{region}"'] if region else []
    # A JSON text or number is TOML's as well.
    given_in = ", ".join(f"{name} = {json.dumps(value)}" for name, value in given.items())
    return "\n".join([*lines, f"with = {{ {given_in} }}", ""])
