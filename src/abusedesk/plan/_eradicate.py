"""Remove what the intruder made, each thing with the events that show that he made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Affected, Step

    from ._situation import Situation

_BY_TYPE: Mapping[str, str] = {
    "AWS::EC2::Instance": "terminate_instance",
    "AWS::EC2::KeyPair": "delete_key_pair",
    "AWS::EC2::SecurityGroup": "delete_security_group",
    "AWS::IAM::User": "delete_user",
    "AWS::IAM::Role": "delete_role",
    "AWS::Lambda::Function": "delete_function",
}
# Machines first, then what they hang on, identities last: they are what shows who did it.
_ORDER = tuple(_BY_TYPE)


def eradicate(now: Situation) -> Iterator[Step]:
    """Only things made by the intruder that are still there; then his keys on users that he did not make."""
    if not now.broken_into:
        return
    made = [thing for thing in now.trace.affected if thing.how == "created" and _may_go(thing, now)]
    for thing in sorted(made, key=lambda thing: _ORDER.index(thing.type) if thing.type in _ORDER else -1):
        action = _BY_TYPE.get(thing.type, "delete_resource")
        region = GLOBAL if thing.type.startswith("AWS::IAM::") else thing.region
        reason = text("{by} made {thing} while the intruder had it.", by=thing.by, thing=thing.id)
        yield now.step("eradicate", action, (thing.id, region), reason, *thing.events[:1])
    yield from _keys(now)


def _may_go(thing: Affected, now: Situation) -> bool:
    if thing.id == now.responder or not thing.events:
        return False
    if thing.id.startswith("i-"):
        return now.is_there(thing)
    if thing.type == "AWS::IAM::User":
        return not now.users or thing.id in now.users
    if thing.type == "AWS::IAM::Role":
        roles = {one.key for one in now.dossier.things("iam.role")}
        return not roles or thing.id in roles
    kind = {"AWS::EC2::KeyPair": "ec2.key_pair", "AWS::EC2::SecurityGroup": "ec2.security_group"}.get(
        thing.type
    )
    listed = now.dossier.things(kind) if kind else ()
    names = {one.key for one in listed} | {str(one.data.get("KeyName")) for one in listed}
    return not listed or thing.id in names


def _keys(now: Situation) -> Iterator[Step]:
    owners = {one.key: str(one.data.get("UserName")) for one in now.dossier.things("iam.access_key")}
    for key in now.trace.attackers.credentials:
        if not key.startswith("AKIA") or key in now.responder_keys or key not in owners:
            continue
        if any(arn.rpartition("/")[2] == owners[key] for arn in now.made if ":user/" in arn):
            continue  # goes with its user
        reason = text(
            "Key {key} is known to the intruder; once its programs have a new one it must go.", key=key
        )
        yield now.step("eradicate", "delete_access_key", (key, GLOBAL), reason)
