"""Back to work, with nothing that the intruder may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Step, User

    from ._situation import Situation


def recover(now: Situation) -> Iterator[Step]:
    """Changed things put back, hosts built anew, then new keys and passwords for everybody else, and root."""
    if not now.broken_into:
        return
    yield from _things(now)
    if now.in_account:
        for user in now.trace.inventory.users:
            if user.arn not in now.made:
                yield from _new_secrets(now, user)
        root = f"arn:aws:iam::{now.dossier.account}:root"
        reason = text("An intruder with rights in IAM may have been at root's settings too.")
        yield now.step("recover", "secure_root", (root, GLOBAL), reason)


def _things(now: Situation) -> Iterator[Step]:
    for thing in now.trace.affected:
        place = (thing.id, GLOBAL if thing.type.startswith("AWS::IAM::") else thing.region)
        if thing.id.startswith("i-"):
            if thing.how == "used" and now.is_there(thing):
                reason = text("Nobody can tell what the intruder left on {instance}.", instance=thing.id)
                yield now.step("recover", "rebuild_instance", place, reason)
        elif thing.type in {"AWS::SecretsManager::Secret", "AWS::SSM::Parameter"} and thing.how == "read":
            reason = text("The intruder has read {secret}.", secret=thing.id)
            yield now.step("recover", "rotate_secret", place, reason)
        elif thing.how in {"modified", "deleted"} and thing.id not in now.trace.attackers.principals:
            reason = text("The intruder has changed or deleted {thing}.", thing=thing.id)
            yield now.step("recover", "restore_settings", place, reason)


def _new_secrets(now: Situation, user: User) -> Iterator[Step]:
    reason = text("After an intrusion every other user gets new credentials.")
    for key in user.access_keys:
        if key.status == "Active" and key.id not in now.trace.attackers.credentials:
            yield now.step("recover", "rotate_access_key", (key.id, GLOBAL), reason, user.arn)
    profiles = {one.key for one in now.dossier.things("iam.login_profile")}
    if user.arn in profiles or (not profiles and user.console_last_sign_in):
        yield now.step("recover", "reset_password", (user.arn, GLOBAL), reason)
