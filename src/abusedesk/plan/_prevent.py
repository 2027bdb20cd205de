"""So that it does not happen again: what would have mattered in this case, and what every account needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.translate import text

from . import _content
from ._host import is_up
from ._situation import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.model import Step

    from ._situation import Situation

_LOGIN_PORTS = (22, 3389)
_WORLD = frozenset({"0.0.0.0/0", "::/0"})


def prevent(now: Situation) -> Iterator[Step]:
    """Users, hosts, the cause, then the account's watch; only the cause where nobody did wrong."""
    if now.malicious:
        yield from _users(now)
        yield from _hosts(now)
    yield from _by_cause(now)
    yield from _content.prevent(now)
    if now.malicious:
        yield from _watch(now)


def _users(now: Situation) -> Iterator[Step]:
    profiles = {one.key for one in now.dossier.things("iam.login_profile")}
    for user in now.trace.inventory.users:
        if user.arn in now.made:
            continue
        signs_in = user.arn in profiles or user.console_last_sign_in is not None
        if signs_in and not user.mfa:
            reason = text("{user} signs in to the console without a second factor.", user=user.arn)
            yield now.step("prevent", "enable_mfa", (user.arn, GLOBAL), reason)
        for key in user.access_keys:
            if now.is_unused(key) and key.id not in now.shut_keys:
                reason = text("Key {key} has not been used for 90 days.", key=key.id)
                yield now.step("prevent", "remove_unused_key", (key.id, GLOBAL), reason, user.arn)


def _hosts(now: Situation) -> Iterator[Step]:
    groups = {one.key: one for one in now.dossier.things("ec2.security_group")}
    for host in now.owned:
        shown = now.instances.get(host.id)
        for group in (shown.data.get("SecurityGroups") or ()) if shown else ():
            name = str(group.get("GroupId"))
            if name in groups and any(
                _lets_all_log_in(rule) for rule in groups[name].data.get("IpPermissions") or ()
            ):
                reason = text(
                    "{group} lets the whole internet try to log in to {instance}.",
                    group=name,
                    instance=host.id,
                )
                place = (name, host.region)
                rules = _open_rules(name, now)
                yield now.step("prevent", "close_port_to_world", place, reason, host.id, parts=rules)
        reason = text("{instance} was entered once.", instance=host.id)
        yield now.step("prevent", "patch_host", (host.id, host.region), reason)
        options = (shown.data.get("MetadataOptions") or {}) if shown else {}
        if options.get("HttpTokens") == "optional":
            reason = text(
                "{instance} gives its role's credentials to everything that can make it send a request.",
                instance=host.id,
            )
            yield now.step("prevent", "require_imdsv2", (host.id, host.region), reason)


def _open_rules(group: str, now: Situation) -> tuple[str, ...]:
    """Ids of the rules by which a group lets everybody log in."""
    return tuple(
        one.key
        for one in now.dossier.things("ec2.security_group_rule")
        if one.data.get("GroupId") == group
        and not one.data.get("IsEgress")
        and {one.data.get("CidrIpv4"), one.data.get("CidrIpv6")} & _WORLD
        and _has_login_port(one.data)
    )


def _has_login_port(rule: Mapping[str, Any]) -> bool:
    low, high = rule.get("FromPort", 0), rule.get("ToPort", 65535)
    return str(rule.get("IpProtocol")) == "-1" or any(low <= port <= high for port in _LOGIN_PORTS)


def _lets_all_log_in(rule: Mapping[str, Any]) -> bool:
    ranges = {str(one.get("CidrIp")) for one in rule.get("IpRanges") or ()}
    ranges |= {str(one.get("CidrIpv6")) for one in rule.get("Ipv6Ranges") or ()}
    return bool(ranges & _WORLD) and _has_login_port(rule)


def _by_cause(now: Situation) -> Iterator[Step]:
    account = (now.dossier.account, GLOBAL)
    match now.cause.kind if now.cause else "":
        case "host_compromised_by_bruteforce":
            reason = text("The password that fell could be guessed from anywhere.")
            places = [(host.id, host.region) for host in now.owned] or [account]
            for place in places:
                yield now.step("prevent", "keys_instead_of_passwords", place, reason)
        case "exposed_service_abused":
            for thing in now.dossier.notice.resources or now.dossier.notice.ips:
                region = next(iter(now.dossier.notice.regions), GLOBAL)
                yield now.step(
                    "prevent", "close_service", (thing, region), text("The service answers everybody.")
                )
        case "public_storage" if now.dossier.notice.kind == "public_bucket":
            yield now.step("prevent", "block_public_access", account, text("A bucket lets everybody in."))
        case "mail_list_quality":
            yield now.step(
                "prevent", "clean_mail_list", account, text("Mail went to addresses that do not want it.")
            )
        case "authorised_activity" | "own_test_against_policy":
            yield now.step(
                "prevent", "announce_tests", account, text("AWS took a test of our own for abuse.")
            )


def _watch(now: Situation) -> Iterator[Step]:
    account = now.dossier.account
    for region in sorted(
        {row.region for row in now.dossier.coverage if _guardduty_is_off(row.collector, row.status)}
    ):
        reason = text("GuardDuty is off in {region}.", region=region)
        yield now.step(
            "prevent", "enable_guardduty", (f"arn:aws:guardduty:{region}:{account}", region), reason
        )
    if not any(one.data.get("IsLogging") for one in now.dossier.things("cloudtrail.trail")):
        reason = text("No trail keeps what happens longer than 90 days.")
        yield now.step("prevent", "enable_trail", (account, GLOBAL), reason)
    for vpc, region in _unwatched(now) if now.hosts else ():
        reason = text("No flow logs show what the machines in {vpc} do.", vpc=vpc)
        yield now.step("prevent", "enable_flow_logs", (vpc, region), reason, *(host.id for host in now.owned))
    if now.in_account:
        reason = text("Cost is seen a day late; an alarm tells of it.")
        yield now.step("prevent", "set_budget", (account, GLOBAL), reason)


def _unwatched(now: Situation) -> list[tuple[str, str]]:
    """VPCs of the owner's instances without flow logs: those of the hosts he was on, else all."""
    logged = {str(one.data.get("ResourceId")) for one in now.dossier.things("ec2.flow_log")}
    fallen = {host.id for host in now.owned}
    owned = [one for one in now.instances.values() if one.key not in now.made and is_up(one)]
    involved = [one for one in owned if one.key in fallen] or owned
    found = {(str(one.data.get("VpcId") or ""), one.region) for one in involved}
    return sorted((vpc, region) for vpc, region in found if vpc and vpc not in logged)


def _guardduty_is_off(collector: str, status: str) -> bool:
    return "guardduty" in collector and status == "not_enabled"
