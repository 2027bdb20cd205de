"""The rules of XARF before version 4, as its schemas state them (https://github.com/abusix/xarf)."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class _Type(NamedTuple):
    """The class of a type of report, where its source may be named, and what else it must have."""

    report_class: str
    source: tuple[str, ...]
    needs: tuple[str, ...] = ()


_IP, _ANY = ("SourceIp",), ("SourceIp", "SourceUrl")
_TYPES = {
    "Botnet": _Type("Content", _ANY),
    "ChildAbuse": _Type("Content", _ANY),
    "Copyright": _Type("Content", _ANY, ("InfringedMaterial", "FileName")),
    "DOS": _Type("Activity", _IP),
    "Exploit": _Type("Activity", _IP),
    "Harassment": _Type("Activity", _ANY, ("Harasser", "HarassmentDescription")),
    "LoginAttack": _Type("Activity", _IP),
    "Malware": _Type("Content", _ANY),
    "OpenService": _Type("Vulnerability", _ANY, ("ServiceName",)),
    "Phishing": _Type("Content", ("SourceUrl",)),
    "PortScan": _Type("Activity", _IP),
    "PotentiallyCompromisedAccount": _Type("Activity", (), ("Account",)),
    "Spam": _Type("Activity", _IP),
    "Trademark": _Type("Content", _ANY, ("TrademarkedMaterial",)),
    "WebCrawler": _Type("Activity", _ANY),
}
_RPZ = _Type("Activity", _IP)  # Malware of the sub-type RPZ-Rewrite
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>]+@[\w-]+(?:\.[\w-]+)+")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_CVE = re.compile(r"CVE-\d{4}-\d{4,7}")
_HASHES = frozenset(
    ["sha1", "sha2", "sha3", "sha256", "sha512", "md5", "argon2id", "scrypt", "bcrypt", "pbkdf2"]
)
_LONGEST_PORT, _LAST_ASN, _SHORTEST_NAME = 65_535, 4_199_999_999, 3


def is_valid(whole: Mapping[str, Any]) -> bool:
    """Whether whole, the JSON of a report of version 1, 2 or 3, keeps the rules."""
    return (
        whole.get("Version") in ("1", "2", "3", "3.0", "3.0.0")
        and isinstance(whole.get("Disclosure"), bool)
        and _is_party(whole.get("ReporterInfo"), "Reporter")
        and ("OnBehalfOf" not in whole or _is_party(whole["OnBehalfOf"], "Complainant"))
        and _is_processing(whole.get("InternalProcessing", {}))
        and _is_report(whole.get("Report"))
    )


def is_moment(value: object) -> bool:
    """Whether value is a date and time with its zone (RFC 3339)."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value.upper())
    except ValueError:
        return False
    return True


def _is_party(value: object, prefix: str) -> bool:
    """Whether value names a reporter or a complainant: an organisation, or a person."""
    if not isinstance(value, dict):
        return False
    checks: dict[str, Callable[[object], bool]] = {
        "Type": lambda one: one in ("Org", "Person"),
        "Org": _is_name,
        "OrgDomain": _is_host,
        "OrgEmail": _is_email,
        "OrgAddress": _is_text,
        "ContactEmail": _is_email,
        "ContactName": _is_name,
        "ContactPhone": _is_name,
    }
    named = {f"{prefix}{name}": check for name, check in checks.items()}
    needs = () if value.get(f"{prefix}Type") == "Person" else ("Org", "OrgDomain", "OrgEmail")
    return (
        (prefix != "Reporter" or set(value) <= set(named))
        and _fits(value, named)
        and all(f"{prefix}{name}" in value for name in needs)
    )


def _is_processing(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    for name, data in (("SubscriberInformation", "SubscriberData"), ("ContractInformation", "ResolverData")):
        one = value.get(name, {})
        if not isinstance(one, dict) or not _is_text(one.get("ID", "")):
            return False
        details = one.get(data, {})
        if not isinstance(details, dict) or not all(map(_is_text, details.values())):
            return False
    tags = value.get("EventTags", [])
    return isinstance(tags, list) and all(map(_is_text, tags))


def _is_report(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    kind = value.get("ReportType")
    rules = _TYPES.get(kind) if isinstance(kind, str) else None
    if kind == "Malware" and value.get("ReportSubType") == "RPZ-Rewrite":
        rules = _RPZ
    if rules is None or value.get("ReportClass") != rules.report_class or "Date" not in value:
        return False
    named = [name for name in _ANY if name in value]
    placed = bool(set(named) & set(rules.source)) if rules.source else not named
    return placed and all(name in value for name in rules.needs) and _fits(value, _CHECKS)


def _fits(value: Mapping[str, Any], checks: Mapping[str, Callable[[object], bool]]) -> bool:
    return all(check(value[name]) for name, check in checks.items() if name in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) >= _SHORTEST_NAME


def _is_host(value: object) -> bool:
    return isinstance(value, str) and bool(_HOST.fullmatch(value))


def _is_email(value: object) -> bool:
    return isinstance(value, str) and bool(_EMAIL.fullmatch(value))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_port(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LONGEST_PORT


def _is_ports(value: object) -> bool:
    return all(map(_is_port, value)) if isinstance(value, list) else _is_port(value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_ip(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _is_url(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        return bool(urlsplit(value).scheme)
    except ValueError:
        return False


def _is_hash(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("HashValue"))
        and value.get("HashAlgorithm") in _HASHES
        and _is_flag(value.get("HashComplete", True))
    )


def _is_account(value: object) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(map(_is_text, value.values()))
        and not _is_email(value.get("AccountIdentifier"))
    )


def _is_sample(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    checks = {
        "ContentType": _is_text,
        "Base64Encoded": _is_flag,
        "Description": _is_text,
        "Payload": _is_text,
        "FileName": _is_text,
        "FileSize": _is_count,
        "FileHash": _is_hash,
    }
    return ({"ContentType", "Payload"} <= set(value) or "FileName" in value) and _fits(value, checks)


def _is_samples(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_sample, value))


def _is_custom(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(one) or _is_count(one) for one in value.values())


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(
        (
            "ReportSubType", "ReporterCaseID", "ReporterNotes", "ThreatActor", "BotnetName", "MalwareName",
            "InfringedMaterial", "MaterialType", "SharingProtocol", "FileName", "ServiceName",
            "ServiceVersion", "Harasser", "HarassmentDescription", "TrademarkedMaterial",
            "RegistrationOffice", "RegistrationNumber",
        ),
        _is_text,
    ),
    **dict.fromkeys(("Date", "FirstSeen"), is_moment),
    **dict.fromkeys(("SourceIp", "DestinationIp", "AttackerIp"), _is_ip),
    **dict.fromkeys(("DestinationPort", "AttackerPort"), _is_ports),
    **dict.fromkeys(("ByteCount", "PacketCount"), _is_count),
    **dict.fromkeys(("SmtpMailFromAddress", "SmtpRcptToAddress"), _is_email),
    **dict.fromkeys(("SourceUrl", "CourtOrder"), _is_url),
    **dict.fromkeys(("FileHash", "PasswordHash"), _is_hash),
    "SourcePort": _is_port,
    "ASN": lambda one: _is_count(one) and isinstance(one, int) and 0 < one <= _LAST_ASN,
    "FileSize": lambda one: _is_count(one) and isinstance(one, int) and one >= 0,
    "Ongoing": _is_flag,
    "Samples": _is_samples,
    "Custom": _is_custom,
    "Account": _is_account,
    "RpzDomain": _is_host,
    "ReporterSeverity": lambda one: one in ("low", "medium", "high"),
    "TransportProtocol": lambda one: one in ("tcp", "udp"),
    "CVE": lambda one: isinstance(one, str) and bool(_CVE.fullmatch(one)),
    "HarassmentLocation": lambda one: one in ("website", "chat", "game"),
    "HarassmentType": lambda one: (
        one in ("doxing", "stalking", "sexual", "believes", "defamation", "extortion", "hate")
    ),
}  # fmt: skip
