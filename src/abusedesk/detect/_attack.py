"""
GuardDuty's finding types in ATT&CK's words.

A type is "Purpose:Resource/Threat"; what the threat says goes before what the purpose says.
https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Attack(NamedTuple):
    """Tactics ("initial-access") and techniques ("T1078.004")."""

    tactics: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()


_BY_THREAT = tuple(
    (re.compile(pattern), Attack((tactic,), (technique,)))
    for pattern, tactic, technique in (
        (
            r"/(SSH|RDP|SMB|FTP)?BruteForce|SuccessfulLogin|FailedLogin|AnomalousBehavior\.\w*Login",
            "credential-access",
            "T1110",
        ),
        (r"/(Bitcoin|CryptoMiner|CryptoCurrency)", "impact", "T1496.001"),
        (r"/DenialOfService", "impact", "T1498"),
        (r"/Spambot", "impact", "T1496.004"),
        (r"InstanceCredentialExfiltration|MetadataDNSRebind", "credential-access", "T1552.005"),
        (r"/(Tor|TorClient|TorRelay)$|TorClient|TorRelay", "command-and-control", "T1090.003"),
        (r"DNSDataExfiltration|TrafficVolumeUnusual", "exfiltration", "T1048"),
        (r"DGADomainRequest", "command-and-control", "T1568.002"),
        (r"Phishing", "initial-access", "T1566"),
        (r"/(Portscan|PortSweep|PortProbe)", "discovery", "T1046"),
        (r"NetworkPortUnusual", "command-and-control", "T1571"),
        (
            r"CloudTrailLogging|ServerAccessLogging|LoggingConfigurationModified",
            "defense-evasion",
            "T1562.008",
        ),
        (r"PasswordPolicyChange", "defense-evasion", "T1556"),
        (r"RootCredentialUsage|ConsoleLogin", "initial-access", "T1078.004"),
        (r"S3/(Bucket|Account)\w*(Public|Anonymous|BlockPublicAccess)", "exfiltration", "T1530"),
        (r"WinRMBruteForce", "credential-access", "T1110"),
        (r"ReverseShell", "execution", "T1059"),
        (r"MaliciousFile|SuspiciousFile", "execution", "T1204"),
        (r"ContainerEscape|PrivilegedContainer|ReleaseAgent", "privilege-escalation", "T1611"),
        (r"AttackSequence:S3", "exfiltration", "T1530"),
    )
)

_BY_PURPOSE = {
    "AttackSequence": Attack(("initial-access",), ("T1078.004",)),
    "Backdoor": Attack(("command-and-control",), ("T1071",)),
    "Behavior": Attack(("command-and-control",), ("T1071",)),
    "CredentialAccess": Attack(("credential-access",), ("T1552",)),
    "CryptoCurrency": Attack(("impact",), ("T1496.001",)),
    "DefenseEvasion": Attack(("defense-evasion",), ("T1562",)),
    "Discovery": Attack(("discovery",), ("T1580",)),
    "Execution": Attack(("execution",), ("T1059",)),
    "Exfiltration": Attack(("exfiltration",), ("T1530",)),
    "Impact": Attack(("impact",), ("T1496",)),
    "InitialAccess": Attack(("initial-access",), ("T1078.004",)),
    "Object": Attack(("execution",), ("T1204",)),
    "PenTest": Attack(("discovery",), ("T1580",)),
    "Persistence": Attack(("persistence",), ("T1098",)),
    "Policy": Attack(("defense-evasion",), ("T1562",)),
    "PrivilegeEscalation": Attack(("privilege-escalation",), ("T1098",)),
    "Recon": Attack(("discovery",), ("T1580",)),
    "ResourceConsumption": Attack(("impact",), ("T1496.001",)),
    "Stealth": Attack(("defense-evasion",), ("T1562",)),
    "Trojan": Attack(("command-and-control",), ("T1071",)),
    "UnauthorizedAccess": Attack(("initial-access",), ("T1078.004",)),
}


def attack(kind: str) -> Attack:
    """What a finding of the GuardDuty type kind means; empty for a purpose that is not known."""
    for pattern, meant in _BY_THREAT:
        if pattern.search(kind):
            return meant
    return _BY_PURPOSE.get(kind.split(":", 1)[0], Attack())
