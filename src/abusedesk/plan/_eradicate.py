"""Remove what the intruder made, each thing with the events that show that he made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from . import _content
from ._ended import ended
from ._situation import GLOBAL, parts
from ._wild import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Affected, Step

    from ._situation import Situation

_BY_TYPE: Mapping[str, str] = {
    "AWS::EC2::Instance": "terminate_instance",
    "AWS::EC2::KeyPair": "delete_key_pair",
    "AWS::EC2::SecurityGroup": "delete_security_group",
    "AWS::EC2::Image": "deregister_image",
    "AWS::EC2::LaunchTemplate": "delete_launch_template",
    "AWS::AutoScaling::AutoScalingGroup": "scale_group_to_zero",
    "AWS::SES::EmailIdentity": "delete_ses_identity",
    "AWS::IAM::User": "delete_user",
    "AWS::IAM::Role": "delete_role",
    "AWS::IAM::Group": "delete_group",
    "AWS::IAM::ManagedPolicy": "delete_policy",
    "AWS::IAM::SAMLProvider": "delete_identity_provider",
    "AWS::IAM::OIDCProvider": "delete_identity_provider",
    "AWS::Lambda::Function": "delete_function",
}
# What starts others before what is started, what hangs on a thing before the thing, identities last:
# they are what shows who did it. "" stands for every other type.
_ORDER = (
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::ECS::Service",
    "AWS::EC2::SpotFleet",
    "AWS::EC2::EC2Fleet",
    "AWS::EC2::SpotInstanceRequest",
    "AWS::EC2::Instance",
    "AWS::ECS::Task",
    "AWS::ECS::Cluster",
    "AWS::ECS::TaskDefinition",
    "AWS::EC2::Lt",
    "AWS::EC2::LaunchTemplate",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::Lambda::Function",
    "",
    "AWS::EC2::KeyPair",
    "AWS::EC2::SecurityGroup",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::Group",
    "AWS::IAM::ManagedPolicy",
)


def eradicate(now: Situation) -> Iterator[Step]:
    """What he made and is still there, his keys and devices before the identities that they hang on."""
    made = [thing for thing in now.affected if thing.how == "created" and _may_go(thing, now)]
    ranked = sorted(made, key=_rank) if now.broken_into else []
    identities = _ORDER.index("AWS::IAM::InstanceProfile")
    yield from (_removed(thing, now) for thing in ranked if _rank(thing) < identities)
    yield from _keys(now)
    if now.broken_into:
        yield from ended(now)
        for thing in now.affected:
            yield from _cleaned(thing, now)
    yield from (_removed(thing, now) for thing in ranked if _rank(thing) >= identities)
    yield from _content.eradicate(now)


def _rank(thing: Affected) -> int:
    return _ORDER.index(thing.type if thing.type in _ORDER else "")


def _removed(thing: Affected, now: Situation) -> Step:
    name = plain(thing.id)
    action = _BY_TYPE.get(thing.type, "delete_resource") if name == thing.id else "find_and_delete"
    region = GLOBAL if thing.type.startswith("AWS::IAM::") else thing.region
    reason = text("{by} made {thing} while the intruder had it.", by=thing.by, thing=name)
    return now.step("eradicate", action, (name, region), reason, thing.id)


def _may_go(thing: Affected, now: Situation) -> bool:
    if not thing.events or not plain(thing.id):
        return False
    if thing.id.startswith("i-"):
        return now.is_there(thing)
    if thing.type in {"AWS::IAM::User", "AWS::IAM::Role"}:
        return now.exists(thing.id)
    kind = {"AWS::EC2::KeyPair": "ec2.key_pair", "AWS::EC2::SecurityGroup": "ec2.security_group"}.get(
        thing.type
    )
    listed = now.dossier.things(kind) if kind else ()
    names = {one.key for one in listed} | {str(one.data.get("KeyName")) for one in listed}
    return not listed or thing.id in names


def _keys(now: Situation) -> Iterator[Step]:
    for key in now.shut_keys:
        if key in now.responder_keys or key not in now.keys or not now.is_made_key(key):
            continue  # the owner's goes in recovery, once its programs have another
        owner = str(now.keys[key].data.get("UserName"))
        if any(arn.rpartition("/")[2] == owner for arn in now.made if ":user/" in arn):
            continue  # goes with its user
        reason = text("The intruder made key {key} for {user}; nobody else uses it.", key=key, user=owner)
        yield now.step("eradicate", "delete_access_key", (key, GLOBAL), reason)


def _cleaned(thing: Affected, now: Situation) -> Iterator[Step]:
    """What he gave to a user or role that was there before him and cannot be given back."""
    if thing.type != "AWS::IAM::User" or thing.how != "modified" or not now.exists(thing.id):
        return
    devices = parts(thing, "mfa")
    if devices:
        reason = text("The intruder gave {user} an MFA device of his own.", user=thing.id)
        yield now.step("eradicate", "deactivate_mfa_device", (thing.id, GLOBAL), reason, parts=devices)
