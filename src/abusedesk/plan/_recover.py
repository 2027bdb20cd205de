"""Back to work, with nothing that the intruder may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._contain import made_profiles, root_has_keys
from ._doors import doors
from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Affected, Step, Text, User

    from ._situation import Situation

_SECRETS = frozenset({"AWS::SecretsManager::Secret", "AWS::SSM::Parameter"})
# Both let the organization's management account delete a member's root credentials:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
_ROOT_FEATURES = frozenset({"RootCredentialsManagement", "RootSessions"})
_IDENTITIES = frozenset({"AWS::IAM::User", "AWS::IAM::Role"})


def recover(now: Situation) -> Iterator[Step]:
    """Changed things put back, hosts built anew, then new keys and passwords for everybody else, and root."""
    if now.broken_into:
        yield from _things(now)
        yield from _hosts(now)
    yield from _replacements(now)
    yield from _known_keys(now)
    if now.in_account:
        for user in now.trace.inventory.users:
            if user.arn not in now.made:
                yield from _new_secrets(now, user)
        if not now.root_fell:
            reason = text("An intruder with rights in IAM may have been at root's settings too.")
            yield now.step("recover", "secure_root", (now.root, GLOBAL), reason)
    if now.malicious and _can_be_done_centrally(now) and (now.root_fell or root_has_keys(now)):
        reason = (
            text("The intruder acted as root, and a member account needs no credentials of root.")
            if now.root_fell
            else text("Root has access keys, and a member account needs no credentials of root.")
        )
        yield now.step("recover", "delete_root_credentials", (now.root, GLOBAL), reason)


def _can_be_done_centrally(now: Situation) -> bool:
    """Whether the newest word of the organization is that its management account may act as root."""
    shown = now.dossier.things("iam.organizations_features")
    newest = max(shown, key=lambda one: one.asked, default=None)
    known = "delete_root_credentials" in now.actions
    return known and newest is not None and set(newest.data.get("EnabledFeatures") or ()) >= _ROOT_FEATURES


def _things(now: Situation) -> Iterator[Step]:
    shut = {step.target for step in doors(now)}
    for thing in now.affected:
        place = (thing.id, GLOBAL if thing.type.startswith("AWS::IAM::") else thing.region)
        if thing.type in _SECRETS and thing.how == "read":
            reason = text("The intruder has read {secret}.", secret=thing.id)
            yield now.step("recover", "rotate_secret", place, reason)
        elif thing.id not in shut and _was_changed(thing, now):
            reason = text("The intruder has changed or deleted {thing}.", thing=thing.id)
            yield now.step("recover", "restore_settings", place, reason)


def _was_changed(thing: Affected, now: Situation) -> bool:
    if thing.how == "modified" and thing.type in _IDENTITIES and now.exists(thing.id):
        return False  # its rights, keys and password have steps of their own
    return thing.how in {"modified", "deleted"} and thing.id not in now.trace.attackers.principals


def _hosts(now: Situation) -> Iterator[Step]:
    for host in now.owned:
        if host.how != "used":
            continue
        place = (host.id, host.region)
        reason = text("Nobody can tell what the intruder left on {instance}.", instance=host.id)
        yield now.step("recover", "rebuild_instance", place, reason)
        if host.events:
            reason = text("The intruder could read whatever lay on {instance}.", instance=host.id)
            yield now.step("recover", "rotate_host_secrets", place, reason)


def _replacements(now: Situation) -> Iterator[Step]:
    """Programs of the owner whose key was shut need another, where their user has none besides."""
    for key in now.shut_keys:
        shown = now.keys.get(key)
        if shown is None or key in now.responder_keys or now.is_made_key(key):
            continue
        name = str(shown.data.get("UserName"))
        arn = next((one for one in now.users if one.rpartition("/")[2] == name), name)
        others = [
            other for other, one in now.keys.items() if other != key and one.data.get("UserName") == name
        ]
        # IAM allows two keys; the second one, which nobody else knows, is rotated like every other.
        if arn not in now.made and shown.data.get("Status") != "Inactive" and not others:
            reason = text("Programs that signed with {key} need another key, or better a role.", key=key)
            yield now.step("recover", "rotate_access_key", (key, GLOBAL), reason, arn)


def _known_keys(now: Situation) -> Iterator[Step]:
    """The owner's keys that others know: AWS closes such a case only when they are gone."""
    for key in now.shut_keys:
        if key in now.keys and key not in now.responder_keys and not now.is_made_key(key):
            reason = text(
                "Key {key} is known to others; once its programs have a new one it must go.", key=key
            )
            yield now.step("recover", "delete_access_key", (key, GLOBAL), reason)


def _new_secrets(now: Situation, user: User) -> Iterator[Step]:
    for key in user.access_keys:
        if key.status == "Active" and key.id not in now.shut_keys and not now.is_unused(key):
            place = (key.id, GLOBAL)
            yield now.step("recover", "rotate_access_key", place, _why(user, key.id, now), user.arn)
            for other in user.access_keys:
                if other.status == "Inactive" and other.id not in now.shut_keys:
                    reason = text(
                        "{key} is off, and IAM lets a user have two keys: it is in the way of a new one.",
                        key=other.id,
                    )
                    yield now.step("recover", "delete_access_key", (other.id, GLOBAL), reason, user.arn)
            reason = text(
                "Once programs sign with the new key, {key} is of no use but to others.", key=key.id
            )
            yield now.step("recover", "retire_access_key", place, reason, user.arn)
            yield now.step("recover", "delete_access_key", place, reason, user.arn)
    profiles = {one.key for one in now.dossier.things("iam.login_profile")}
    signs_in = user.arn in profiles or (not profiles and user.console_last_sign_in)
    if signs_in and user.arn not in made_profiles(now):
        his = user.arn in now.trace.attackers.principals or any(one.id == user.arn for one in now.affected)
        reason = (
            text("The intruder has used or changed {user}, so he may know its password.", user=user.arn)
            if his
            else text("After an intrusion every other user gets new credentials.")
        )
        yield now.step("recover", "reset_password", (user.arn, GLOBAL), reason)


def _why(user: User, key: str, now: Situation) -> Text:
    last = next((one for one in now.dossier.things("iam.access_key_last_used") if one.key == key), None)
    service = (last.data.get("AccessKeyLastUsed") or {}).get("ServiceName") if last is not None else None
    if service == "ses" or user.arn.rpartition("/")[2].startswith("ses-smtp-user"):
        return text(
            "After an intrusion every other user gets new credentials. SMTP log-ins at SES use {key}: "
            "their password is made from it and changes with it.",
            key=key,
        )
    return text("After an intrusion every other user gets new credentials.")
