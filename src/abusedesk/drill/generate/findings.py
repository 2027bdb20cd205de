"""GuardDuty: detectors, and findings in the full shape of GetFindings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import ids, work
from abusedesk.drill.generate.trail import Call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from abusedesk.drill.generate.company import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a finding is about; the action is one of the members below, resource as GetFindings gives it."""

    type: str
    severity: float
    title: str
    description: str
    resource: Mapping[str, Any]
    action: Mapping[str, Any]
    first: datetime
    last: datetime
    count: int = 1
    role: str = "TARGET"


def watch(company: Company, regions: Sequence[str]) -> None:
    """GuardDuty is on in regions, silent so far."""
    for region in regions:
        company.detectors[region] = ids.hexa(company.rng, 32)
        company.findings.setdefault(region, [])


def add(company: Company, region: str, seen: Seen, *, sample: bool = False) -> None:
    """Add a finding where a detector is on in region and what it saw is not after now."""
    detector = company.detectors.get(region)
    if detector is None or seen.last >= company.now:
        return
    finding = ids.hexa(company.rng, 32)
    value = json.dumps({"sample": True}) if sample else "{}"
    company.findings[region].append(
        {
            "AccountId": company.id,
            "Arn": f"arn:aws:guardduty:{region}:{company.id}:detector/{detector}/finding/{finding}",
            "CreatedAt": f"{seen.first:%Y-%m-%dT%H:%M:%S}.{company.rng.randrange(1000):03d}Z",
            "Description": seen.description,
            "Id": finding,
            "Partition": "aws",
            "Region": region,
            "Resource": seen.resource,
            "SchemaVersion": "2.0",
            "Service": {
                "Action": seen.action,
                "AdditionalInfo": {"Type": "default", "Value": value},
                "Archived": False,
                "Count": seen.count,
                "DetectorId": detector,
                "EventFirstSeen": f"{seen.first:%Y-%m-%dT%H:%M:%S}.000Z",
                "EventLastSeen": f"{seen.last:%Y-%m-%dT%H:%M:%S}.000Z",
                "ResourceRole": seen.role,
                "ServiceName": "guardduty",
            },
            "Severity": seen.severity,
            "Title": f"[SAMPLE] {seen.title}" if sample else seen.title,
            "Type": seen.type,
            "UpdatedAt": f"{seen.last:%Y-%m-%dT%H:%M:%S}.{company.rng.randrange(1000):03d}Z",
        }
    )


def probed(company: Company, host: Mapping[str, Any], address: str, first: datetime) -> None:
    """Add that the world tries a web server, as it does everywhere: from address, since first."""
    rng, one = company.rng, host["InstanceId"]
    probe = {
        "LocalPortDetails": {"Port": 443, "PortName": "HTTPS"},
        "LocalIpDetails": {"IpAddressV4": host["PrivateIpAddress"]},
        "RemoteIpDetails": remote(address),
    }
    seen = Seen(
        type="Recon:EC2/PortProbeUnprotectedPort",
        severity=2.0,
        title=f"EC2 instance {one} has an unprotected port which is being probed by a known malicious host.",
        description=f"EC2 instance {one} has an unprotected port which is being probed by {address}.",
        resource=machine(host),
        action={
            "ActionType": "PORT_PROBE",
            "PortProbeAction": {"Blocked": False, "PortProbeDetails": [probe]},
        },
        first=first,
        last=first + timedelta(days=rng.uniform(0.1, 2)),
        count=rng.randint(2, 40),
    )
    add(company, company.home, seen)


def access_key(identity: Mapping[str, Any]) -> dict[str, Any]:
    """The resource of a finding about a key, from a record's userIdentity."""
    issuer = identity.get("sessionContext", {}).get("sessionIssuer", {})
    return {
        "ResourceType": "AccessKey",
        "AccessKeyDetails": {
            "AccessKeyId": identity["accessKeyId"],
            "PrincipalId": identity["principalId"],
            "UserName": identity.get("userName") or issuer.get("userName", ""),
            "UserType": identity["type"],
        },
    }


def machine(instance: Mapping[str, Any]) -> dict[str, Any]:
    """The resource of a finding about an instance, from what DescribeInstances says."""
    interface = instance["NetworkInterfaces"][0]
    detail = {
        "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
        "ImageId": instance["ImageId"],
        "InstanceId": instance["InstanceId"],
        "InstanceState": instance["State"]["Name"],
        "InstanceType": instance["InstanceType"],
        "LaunchTime": instance["LaunchTime"],
        "NetworkInterfaces": [
            {
                "Ipv6Addresses": [],
                "NetworkInterfaceId": interface["NetworkInterfaceId"],
                "PrivateDnsName": interface["PrivateDnsName"],
                "PrivateIpAddress": interface["PrivateIpAddress"],
                "PrivateIpAddresses": [
                    {
                        "PrivateDnsName": interface["PrivateDnsName"],
                        "PrivateIpAddress": interface["PrivateIpAddress"],
                    }
                ],
                "PublicDnsName": instance["PublicDnsName"],
                "PublicIp": instance.get("PublicIpAddress", ""),
                "SecurityGroups": instance["SecurityGroups"],
                "SubnetId": instance["SubnetId"],
                "VpcId": instance["VpcId"],
            }
        ],
        "ProductCodes": [],
        "Tags": instance["Tags"],
    }
    return {"ResourceType": "Instance", "InstanceDetails": detail}


def remote(address: str, country: str = "") -> dict[str, Any]:
    """RemoteIpDetails of address."""
    return {
        "City": {"CityName": ""},
        "Country": {"CountryName": country or "Unknown"},
        "GeoLocation": {"Lat": 0.0, "Lon": 0.0},
        "IpAddressV4": address,
        "Organization": {
            "Asn": "64496",
            "AsnOrg": "Example Hosting",
            "Isp": "Example Hosting",
            "Org": "Example Hosting",
        },
    }


def api_call(service: str, name: str, address: str) -> dict[str, Any]:
    """The action of a finding about an API call from address."""
    return {
        "ActionType": "AWS_API_CALL",
        "AwsApiCallAction": {
            "AffectedResources": {},
            "Api": name,
            "CallerType": "Remote IP",
            "RemoteIpDetails": remote(address),
            "ServiceName": f"{service}.amazonaws.com",
        },
    }


def connection(address: str, port: int, *, inbound: bool, local: int) -> dict[str, Any]:
    """The action of a finding about a TCP connection with address."""
    return {
        "ActionType": "NETWORK_CONNECTION",
        "NetworkConnectionAction": {
            "Blocked": False,
            "ConnectionDirection": "INBOUND" if inbound else "OUTBOUND",
            "LocalPortDetails": {"Port": local, "PortName": _PORT_NAMES.get(local, "Unknown")},
            "Protocol": "TCP",
            "RemoteIpDetails": remote(address),
            "RemotePortDetails": {"Port": port, "PortName": _PORT_NAMES.get(port, "Unknown")},
        },
    }


_PORT_NAMES = {22: "SSH", 23: "Telnet", 80: "HTTP", 443: "HTTPS", 3389: "RDP"}


def samples(company: Company, region: str, when: datetime) -> None:
    """An administrator has GuardDuty make sample findings in region at when, to try its alerts."""
    rng, detector = company.rng, company.detectors[region]
    actor = work.sign_in(company, rng.choice(company.admins), when)
    kinds = rng.sample(_SAMPLES, 3)
    asked = {"detectorId": detector, "findingTypes": [kind for kind, *_ in kinds]}
    call = Call(service="guardduty", name="CreateSampleFindings", request=asked)
    record = company.trail.add(when.replace(microsecond=0), region, actor, call)
    if not record:
        return
    invented = {
        "type": "IAMUser",
        "accessKeyId": "GeneratedFindingAccessKeyId",
        "principalId": "GeneratedFindingPrincipalId",
        "userName": "GeneratedFindingUserName",
    }
    for kind, severity, title in kinds:
        about_host = ":EC2/" in kind
        action = (
            connection("198.51.100.0", 80, inbound=False, local=39677)
            if about_host
            else api_call("ec2", "GeneratedFindingAPIName", "198.51.100.0")
        )
        seen = Seen(
            type=kind,
            severity=severity,
            title=title,
            description=f"{title} This is a sample finding.",
            resource=_SAMPLE_HOST if about_host else access_key(invented),
            action=action,
            first=when,
            last=when,
        )
        add(company, region, seen, sample=True)


_SAMPLES = (
    (
        "CryptoCurrency:EC2/BitcoinTool.B!DNS",
        8.0,
        "The EC2 instance i-99999999 is querying a Bitcoin-related domain name.",
    ),
    (
        "UnauthorizedAccess:EC2/SSHBruteForce",
        8.0,
        "The EC2 instance i-99999999 is involved in SSH brute force attacks.",
    ),
    ("Recon:EC2/Portscan", 5.0, "The EC2 instance i-99999999 is performing outbound port scans."),
    (
        "Persistence:IAMUser/AnomalousBehavior",
        5.0,
        "The user GeneratedFindingUserName invokes unusual APIs of persistence.",
    ),
    (
        "UnauthorizedAccess:IAMUser/MaliciousIPCaller",
        5.0,
        "The API GeneratedFindingAPIName was invoked from a malicious address.",
    ),
)

_SAMPLE_HOST: dict[str, Any] = {
    "ResourceType": "Instance",
    "InstanceDetails": {
        "AvailabilityZone": "generated-az-1a",
        "ImageId": "ami-99999999",
        "InstanceId": "i-99999999",
        "InstanceState": "running",
        "InstanceType": "m3.xlarge",
        "LaunchTime": "2016-08-02T02:05:06Z",
        "NetworkInterfaces": [],
        "ProductCodes": [],
        "Tags": [],
    },
}
