"""Stop what goes on, in a way that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import text

from . import _buckets, _content
from ._born import moment
from ._denial import denial
from ._doors import doors
from ._host import role_of
from ._layers import layers
from ._situation import GLOBAL, parts
from ._wild import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Affected, Step, Text

    from ._situation import Situation

_MAIL = frozenset({"AWS::SES::EmailIdentity", "AWS::SES::Template"})
_STARTERS = {
    "AWS::AutoScaling::AutoScalingGroup": "suspend_auto_scaling",
    "AWS::EC2::SpotInstanceRequest": "cancel_spot_requests",
    "AWS::EC2::SpotFleet": "cancel_fleet",
    "AWS::EC2::EC2Fleet": "cancel_fleet",
    "AWS::ECS::Service": "scale_service_to_zero",
}
_GIVEN = frozenset({"AWS::IAM::User", "AWS::IAM::Role", "AWS::IAM::Group"})
_GIVES = ("Attach", "Put", "AddUser")
_CARRIES_ON = frozenset({"created", "modified"})


def contain(now: Situation) -> Iterator[Step]:
    """Root, keys, identities, doors left open; then what starts machines, machines, functions and mail."""
    if now.root_fell:
        yield from _root(now)
    yield from _keys(now)
    if now.broken_into:
        yield from _identities(now)
        for thing in now.affected:
            yield from _rights(thing, now)
        yield from doors(now)
        yield from _buckets.opened(now)
        yield from layers(now)
        yield from _starters(now)
        yield from _machines(now)
        yield from _mail(now)
    yield from _buckets.reported(now)
    yield from _content.contain(now)


def _root(now: Situation) -> Iterator[Step]:
    reason = text(
        "The intruder acted as root. Secure root's e-mail account first, since a lost password is set anew "
        "by mail; then set a new password and MFA, delete root's access keys and check the contacts."
    )
    yield now.step("contain", "secure_root", (now.root, GLOBAL), reason)
    if root_has_keys(now):
        reason = text("Root has active access keys; nothing can limit them.")
        yield now.step("contain", "delete_root_access_key", (now.root, GLOBAL), reason)


def root_has_keys(now: Situation) -> bool:
    """Whether IAM shows access keys of root."""
    for one in now.dossier.things("iam.credential_report"):
        if one.data.get("user") == "<root_account>":
            return any(one.data.get(f"access_key_{number}_active") == "true" for number in (1, 2))
    return any(
        (one.data.get("SummaryMap") or {}).get("AccountAccessKeysPresent")
        for one in now.dossier.things("iam.account_summary")
    )


def _keys(now: Situation) -> Iterator[Step]:
    for key in now.shut_keys:
        shown = now.keys.get(key)
        # Root's own keys, and keys long gone, are not among those that IAM lists.
        listed = shown is not None and shown.data.get("Status") != "Inactive"
        if not listed and (now.keys or not now.broken_into):
            continue
        if key in now.responder_keys:
            reason = text("abusedesk runs with key {key}, which others know.", key=key)
            yield now.step("recover", "replace_own_access_key", (key, GLOBAL), reason)
            continue
        reason = (
            text("The intruder has used or made key {key}.", key=key)
            if now.broken_into
            else text("AWS says that key {key} is known to others.", key=key)
        )
        yield now.step("contain", "deactivate_access_key", (key, GLOBAL), reason)


def _identities(now: Situation) -> Iterator[Step]:
    made = [arn for arn in now.made if ":user/" in arn or ":role/" in arn]
    for arn in dict.fromkeys([*now.trace.attackers.principals, *sorted(made)]):
        if arn.endswith(":root") or now.is_last_admin(arn) or not now.exists(arn):
            continue
        if arn in now.made:
            reason = text("The intruder made {arn}.", arn=arn)
            yield now.step("contain", denial(arn, now), (arn, GLOBAL), reason)
            if ":role/" in arn:
                reason = text("Whoever {arn} lets in can come back by it.", arn=arn)
                yield now.step("contain", "empty_role_trust", (arn, GLOBAL), reason)
        elif ":user/" in arn and _can_go_on(now, arn):
            reason = text("The intruder can still act as {arn}, whatever becomes of its keys.", arn=arn)
            yield now.step("contain", denial(arn, now), (arn, GLOBAL), reason)
        elif ":user/" in arn:
            reason = text(
                "Sessions that the keys of {arn} began outlive the keys; they end at once.", arn=arn
            )
            yield now.step("contain", "revoke_user_sessions", (arn, GLOBAL), reason)
        elif ":role/" in arn:
            reason = text(
                "The intruder has held sessions of {arn}, which outlive the key that made them.", arn=arn
            )
            yield now.step("contain", "revoke_role_sessions", (arn, GLOBAL), reason)


def _rights(thing: Affected, now: Situation) -> Iterator[Step]:
    """What he gave to a user, role or group that was there before him."""
    if thing.type not in _GIVEN or thing.how != "modified" or not now.exists(thing.id):
        return
    place, calls = (thing.id, GLOBAL), now.calls(thing)
    policies, groups = parts(thing, "policy"), parts(thing, "group")
    changed = any(call.partition(":")[2].startswith(_GIVES) for call in calls)
    if policies or (changed and not groups):
        reason = text("The intruder gave {arn} further rights.", arn=thing.id)
        yield now.step("contain", "detach_policy", place, reason, parts=policies)
    elif not calls and thing.type != "AWS::IAM::Group":
        reason = text("The intruder changed {arn}; nobody can tell whether its rights too.", arn=thing.id)
        yield now.step("contain", "compare_policies", place, reason)
    if groups:
        reason = text("The intruder put {arn} into groups, and so gave it their rights.", arn=thing.id)
        yield now.step("contain", "leave_group", place, reason, parts=groups)
    if credentials := parts(thing, "credential"):
        reason = text("The intruder made credentials of {arn} for one service.", arn=thing.id)
        action = "deactivate_service_specific_credential"
        yield now.step("contain", action, place, reason, parts=credentials)
    if thing.id in made_profiles(now):
        reason = text("{user} had no console password before the intruder.", user=thing.id)
        yield now.step("contain", "delete_login_profile", place, reason)


def made_profiles(now: Situation) -> frozenset[str]:
    """Users of the owner whose console password is no older than the break-in, and whom he touched."""
    touched = {thing.id for thing in now.affected if thing.type == "AWS::IAM::User"}
    found = set()
    for one in now.dossier.things("iam.login_profile"):
        when = moment(one.data.get("CreateDate"))
        if one.key in touched and when is not None and now.start is not None and when >= now.start:
            found.add(one.key)
    return frozenset(found)


def _can_go_on(now: Situation, arn: str) -> bool:
    """Whether shutting the user's keys is not enough: he changed it, or has sessions of it."""
    cause = now.cause
    changed = any(thing.id == arn and thing.how != "read" for thing in now.affected)
    console = cause is not None and cause.kind == "stolen_console_password" and cause.principal == arn
    sessions = any(not key.startswith("AKIA") for key in now.trace.attackers.credentials)
    only_one = set(now.trace.attackers.principals) == {arn}
    return changed or console or (sessions and only_one)


def _starters(now: Situation) -> Iterator[Step]:
    """What would start new machines in place of those that are stopped."""
    for thing in now.affected:
        action = _STARTERS.get(thing.type)
        if action is not None and thing.how == "created":
            name = plain(thing.id)
            reason = text("{thing} starts anew what is stopped.", thing=name)
            yield now.step("contain", action, (name, thing.region), reason, thing.id)


def _machines(now: Situation) -> Iterator[Step]:
    for host in now.hosts:
        yield now.step("contain", "isolate_instance", (host.id, host.region), _why_isolated(host))
        shown = now.instances.get(host.id)
        if shown is not None and host.how != "created":
            yield from _lent(host, role_of(shown, now.roles), now)
    for thing in now.affected:
        if thing.type == "AWS::Lambda::Function" and thing.how in _CARRIES_ON:
            reason = text("The intruder's code may run in {function}.", function=thing.id)
            yield now.step("contain", "stop_function", (thing.id, thing.region), reason)


def _lent(host: Affected, role: str | None, now: Situation) -> Iterator[Step]:
    """The role that a host lends: all its sessions where they were seen elsewhere, else the host's own."""
    if role is None:
        return
    reason = text(
        "Who was on {instance} could take the credentials of {role} along.", instance=host.id, role=role
    )
    if left_the_host(host, role, now):
        yield now.step("contain", "revoke_role_sessions", (role, GLOBAL), reason, host.id)
        reason = text(
            "{instance} is lent new credentials of {role} again and again; by the way that the first ones "
            "went the next could go.",
            instance=host.id,
            role=role,
        )
        yield now.step("contain", "replace_instance_profile", (host.id, host.region), reason)
    else:
        yield now.step("contain", "revoke_instance_credentials", (host.id, host.region), reason)


def left_the_host(host: Affected, role: str, now: Situation) -> bool:
    """Whether credentials of the role that a host lends were used elsewhere."""
    return role in now.trace.attackers.principals or not host.events


def _why_isolated(host: Affected) -> Text:
    if host.how == "created":
        return text("The intruder launched {instance}.", instance=host.id)
    if host.events:
        return text("The intruder was on {instance}.", instance=host.id)
    return text("The intruder has credentials that were lent to {instance}.", instance=host.id)


def _mail(now: Situation) -> Iterator[Step]:
    regions = {thing.region for thing in now.affected if thing.type in _MAIL}
    if now.cause is not None and now.cause.kind == "mail_credentials_leaked":
        regions |= set(now.dossier.notice.regions)  # SMTP leaves nothing to be affected
    stopped = {
        one.region for one in now.dossier.things("ses.account") if one.data.get("SendingEnabled") is False
    }
    for region in sorted(regions - stopped):
        reason = text("The intruder sent mail or prepared to in {region}.", region=region)
        place = (f"arn:aws:ses:{region}:{now.dossier.account}", region)
        yield now.step("contain", "pause_sending", place, reason)
