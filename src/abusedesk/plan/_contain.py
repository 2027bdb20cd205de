"""Stop what goes on, in a way that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Step

    from ._situation import Situation

_MAIL = frozenset({"AWS::SES::EmailIdentity", "AWS::SES::Template"})


def contain(now: Situation) -> Iterator[Step]:
    """Keys, then identities, then hosts, functions and mail."""
    if now.broken_into:
        yield from _keys(now)
        yield from _identities(now)
        yield from _machines(now)
    elif now.cause is not None and now.cause.kind in {"leaked_access_key", "mail_credentials_leaked"}:
        yield from _named_key(now)


def _keys(now: Situation) -> Iterator[Step]:
    active = {one.key for one in now.dossier.things("iam.access_key") if one.data.get("Status") != "Inactive"}
    known = {one.key for one in now.dossier.things("iam.access_key")}
    for key in now.trace.attackers.credentials:
        if not key.startswith("AKIA") or (known and key not in active):
            continue
        yield from _off(now, key, text("The intruder has used or made key {key}.", key=key))


def _off(now: Situation, key: str, reason: object) -> Iterator[Step]:
    action = "replace_own_access_key" if key in now.responder_keys else "deactivate_access_key"
    phase = "recover" if key in now.responder_keys else "contain"
    yield now.step(phase, action, (key, GLOBAL), reason)  # type: ignore[arg-type]  # a Text and a Phase


def _named_key(now: Situation) -> Iterator[Step]:
    """AWS says that the key is public; nobody strange has used it so far."""
    for key in now.dossier.notice.access_keys:
        active = any(
            one.key == key and one.data.get("Status") == "Active"
            for one in now.dossier.things("iam.access_key")
        )
        if active:
            yield from _off(now, key, text("AWS says that key {key} is known to others.", key=key))


def _identities(now: Situation) -> Iterator[Step]:
    for arn in now.trace.attackers.principals:
        if arn == now.responder or arn.endswith(":root") or now.is_last_admin(arn):
            continue
        if ":user/" in arn and (not now.users or arn in now.users) and _can_go_on(now, arn):
            reason = (
                text("The intruder made {arn}.", arn=arn)
                if arn in now.made
                else text("The intruder can still act as {arn}, whatever becomes of its keys.", arn=arn)
            )
            yield now.step("contain", "deny_all_to_principal", (arn, GLOBAL), reason)
        elif ":role/" in arn and ":role/aws-service-role/" not in arn and _role_is_there(now, arn):
            made = arn in now.made
            action = "deny_all_to_principal" if made else "revoke_role_sessions"
            reason = (
                text("The intruder made {arn}.", arn=arn)
                if made
                else text(
                    "The intruder has held sessions of {arn}, which outlive the key that made them.", arn=arn
                )
            )
            yield now.step("contain", action, (arn, GLOBAL), reason)


def _role_is_there(now: Situation, arn: str) -> bool:
    roles = {one.key for one in now.dossier.things("iam.role")}
    return not roles or arn in roles


def _can_go_on(now: Situation, arn: str) -> bool:
    """Whether shutting the user's keys is not enough: he made it, changed it, or has sessions of it."""
    cause = now.cause
    changed = any(thing.id == arn and thing.how != "read" for thing in now.trace.affected)
    console = cause is not None and cause.kind == "stolen_console_password" and cause.principal == arn
    sessions = any(not key.startswith("AKIA") for key in now.trace.attackers.credentials)
    only_one = set(now.trace.attackers.principals) == {arn}
    return arn in now.made or changed or console or (sessions and only_one)


def _machines(now: Situation) -> Iterator[Step]:
    for host in now.hosts:
        reason = (
            text("The intruder launched {instance}.", instance=host.id)
            if host.how == "created"
            else text("The intruder was on {instance}.", instance=host.id)
        )
        yield now.step("contain", "isolate_instance", (host.id, host.region), reason)
    mailing = set()
    for thing in now.trace.affected:
        if thing.type == "AWS::Lambda::Function" and thing.how in {"created", "modified"}:
            reason = text("The intruder's code may run in {function}.", function=thing.id)
            yield now.step("contain", "stop_function", (thing.id, thing.region), reason)
        if thing.type in _MAIL:
            mailing.add(thing.region)
    for region in sorted(mailing):
        reason = text("The intruder sent mail or prepared to in {region}.", region=region)
        yield now.step(
            "contain", "pause_sending", (f"arn:aws:ses:{region}:{now.dossier.account}", region), reason
        )
