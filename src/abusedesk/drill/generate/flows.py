"""VPC flow logs as EC2 delivers them to S3, in the default fields or in chosen ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import clock, folder, ids, machines
from abusedesk.drill.generate.chance import chance

if TYPE_CHECKING:
    from abusedesk.drill.generate.company import Company

DEFAULT = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end "
    "action log-status"
)
_NAMED = (
    "region vpc-id instance-id interface-id srcaddr srcport dstaddr dstport protocol tcp-flags packets bytes "
    "start end flow-direction action log-status"
)
_TIMES_FIRST = (
    "account-id start end interface-id instance-id srcaddr dstaddr srcport dstport protocol packets bytes "
    "action log-status"
)
_MORE = "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id flow-direction"
FORMATS = (DEFAULT, f"{DEFAULT} {_MORE}", _NAMED, _TIMES_FIRST)
"""Fields, in the order of the file. Source: Amazon VPC User Guide, flow log records."""

_HOUR = 3600
_ALL_FLAGS, _SYN = 19, 2


class Flows:
    """The flow log of the company's own network, delivered every hour to bucket since it was switched on."""

    def __init__(self, company: Company, bucket: str) -> None:
        self.company, self.bucket = company, bucket
        self.fields = company.rng.choice(FORMATS).split()
        self.id = ids.resource(company.rng, "fl")
        self._hours: dict[int, list[tuple[int, str]]] = {}
        self._last = int((company.now - timedelta(minutes=15)).timestamp())
        self._first = int(company.start.timestamp())
        self._vpc = company.hosts[0]["VpcId"]
        company.at_home.add("ec2:flow_logs", self._described())

    def add(
        self, host: dict[str, Any], when: datetime, ends: tuple[str, int, str, int], **sizes: Any
    ) -> None:
        """
        One record of host's interface: ends is source, its port, destination, its port.

        sizes: packets, bytes, action (ACCEPT), seconds it lasted (1), flags (all), protocol (6, TCP).
        """
        start = int(when.timestamp())
        end = start + int(sizes.get("seconds", 1))
        if not self._first <= start or end >= self._last:
            return
        inbound = ends[2] == host["PrivateIpAddress"]
        values = {
            **self._about(host),
            "srcaddr": ends[0],
            "dstaddr": ends[2],
            "srcport": ends[1],
            "dstport": ends[3],
            "protocol": sizes.get("protocol", 6),
            "packets": sizes.get("packets", 8),
            "bytes": sizes.get("bytes", 1200),
            "start": start,
            "end": end,
            "action": sizes.get("action", "ACCEPT"),
            "log-status": "OK",
            "tcp-flags": sizes.get("flags", _ALL_FLAGS),
            "type": "IPv4",
            "pkt-srcaddr": ends[0],
            "pkt-dstaddr": ends[2],
            "flow-direction": "ingress" if inbound else "egress",
        }
        line = " ".join([str(values[field]) for field in self.fields])
        self._hours.setdefault(end // _HOUR, []).append((end, line))

    def both(
        self, host: dict[str, Any], when: datetime, ends: tuple[str, int, str, int], **sizes: Any
    ) -> None:
        """A conversation: what add() writes, and the way back (answer: its bytes)."""
        answer = sizes.pop("answer", 3000)
        self.add(host, when, ends, **sizes)
        back = {**sizes, "bytes": answer, "packets": max(2, answer // 900)}
        self.add(host, when, (ends[2], ends[3], ends[0], ends[1]), **back)

    def silent(self, host: dict[str, Any], when: datetime) -> None:
        """An interval in which host's interface saw nothing."""
        start = int(when.timestamp())
        if self._first <= start < self._last - 600:
            values = {**self._about(host), "start": start, "end": start + 60, "log-status": "NODATA"}
            line = " ".join([str(values.get(field, "-")) for field in self.fields])
            self._hours.setdefault((start + 60) // _HOUR, []).append((start + 60, line))

    def deliver(self) -> None:
        """Put all of it into the company's bucket."""
        company, header = self.company, " ".join(self.fields)
        for hour, lines in sorted(self._hours.items()):
            stamp = datetime.fromtimestamp((hour + 1) * _HOUR, UTC)
            stamp = min(stamp, company.now - timedelta(minutes=12))
            key = (
                f"AWSLogs/{company.id}/vpcflowlogs/{company.home}/{stamp:%Y/%m/%d}/{company.id}_vpcflowlogs_"
                f"{company.home}_{self.id}_{stamp:%Y%m%dT%H%MZ}_{ids.hexa(company.rng, 8)}.log.gz"
            )
            text = "\n".join([header, *(line for _, line in sorted(lines))]) + "\n"
            company.logs[f"s3/{self.bucket}/{key}"] = folder.pack(text.encode())

    def _about(self, host: dict[str, Any]) -> dict[str, Any]:
        return {
            "version": 2 if self.fields == DEFAULT.split() else 5,
            "account-id": self.company.id,
            "interface-id": host["NetworkInterfaces"][0]["NetworkInterfaceId"],
            "vpc-id": host["VpcId"],
            "subnet-id": host["SubnetId"],
            "instance-id": host["InstanceId"],
            "region": self.company.home,
            "az-id": next(
                subnet["AvailabilityZoneId"]
                for subnet in self.company.at_home.things["ec2:subnets"]
                if subnet["SubnetId"] == host["SubnetId"]
            ),
        }

    def _described(self) -> dict[str, Any]:
        created = self.company.start - timedelta(days=self.company.rng.randint(1, 60))
        return {
            "CreationTime": ids.iso(created),
            "DeliverLogsStatus": "SUCCESS",
            "FlowLogId": self.id,
            "FlowLogStatus": "ACTIVE",
            "ResourceId": self._vpc,
            "TrafficType": "ALL",
            "LogDestinationType": "s3",
            "LogDestination": f"arn:aws:s3:::{self.bucket}",
            "LogFormat": " ".join(f"${{{field}}}" for field in self.fields),
            "Tags": [],
            "MaxAggregationInterval": 60,
            "DestinationOptions": {
                "FileFormat": "plain-text",
                "HiveCompatiblePartitions": False,
                "PerHourPartition": False,
            },
        }


def ordinary(flows: Flows) -> None:
    """Visitors, updates, calls to AWS, the auditor, the world trying every door."""
    company, rng = flows.company, flows.company.rng
    services = [company.addresses.ours() for _ in range(10)]
    auditor = company.addresses.outside()
    company.innocent.append(auditor)
    when = company.start
    while when < company.now:
        for host in company.hosts:
            if datetime.fromisoformat(host["LaunchTime"]) > when:
                continue
            _hour(flows, host, when, services)
            if company.public(host, when):
                _world(flows, host, when)
                if (when.hour, when.weekday()) == _AUDIT:
                    audit(flows, host, when, auditor)
        when += timedelta(hours=1)
    if chance(rng, 0.5):  # some look at themselves too
        _own_scan(flows)


_AUDIT = (4, 2)
"""The hour (UTC) and the weekday at which the hired auditor looks at every host from outside."""


def audit(flows: Flows, host: dict[str, Any], when: datetime, auditor: str) -> None:
    """The auditor tries host's well-known ports."""
    rng = flows.company.rng
    for port in _PORTS:
        ends = (auditor, rng.randint(30000, 60000), host["PrivateIpAddress"], port)
        action = "ACCEPT" if port in _WEB and _is_web(host) else "REJECT"
        flows.add(
            host, clock.later(rng, when, 60, 3000), ends, packets=1, bytes=44, action=action, flags=_SYN
        )


def _own_scan(flows: Flows) -> None:
    """One host tries the ports of all others, inside the network, as an inventory does."""
    company, rng = flows.company, flows.company.rng
    by = next(host for host in company.hosts if machines.named(host).endswith("batch-1"))
    when = company.now - timedelta(days=rng.uniform(1, 9))
    for host in company.hosts:
        for port in _PORTS if host is not by else ():
            ends = (by["PrivateIpAddress"], rng.randint(30000, 60000), host["PrivateIpAddress"], port)
            flows.add(by, when, ends, packets=1, bytes=44, flags=_SYN)
            flows.add(host, when, ends, packets=1, bytes=44, action="REJECT", flags=_SYN)
            when += timedelta(seconds=rng.randint(0, 2))


_PORTS = (
    21,
    22,
    23,
    25,
    53,
    80,
    110,
    111,
    135,
    139,
    443,
    445,
    1433,
    3306,
    3389,
    5432,
    5900,
    6379,
    8080,
    8443,
    9200,
)
_WEB = (80, 443)
_PROBED = (23, 445, 3389, 8080, 5060, 1433, 6379, 2375, 8728, 5555)


def _is_web(host: dict[str, Any]) -> bool:
    return "-web" in host["IamInstanceProfile"]["Arn"]


def _hour(flows: Flows, host: dict[str, Any], when: datetime, services: list[str]) -> None:
    """What host asks of AWS and of its neighbours."""
    company, rng = flows.company, flows.company.rng
    private = host["PrivateIpAddress"]
    for _ in range(rng.randint(1, 4)):
        ends = (private, rng.randint(32768, 60999), rng.choice(services), 443)
        flows.both(
            host, _soon(rng, when), ends, bytes=rng.randint(900, 9000), answer=rng.randint(3000, 60000)
        )
    if chance(rng, 0.1):  # quiet minutes are rare
        flows.silent(host, when)
    other = rng.choice(company.hosts)
    if other is not host and chance(rng, 0.3):  # they do not talk every hour
        ends = (private, rng.randint(32768, 60999), other["PrivateIpAddress"], rng.choice((5432, 8080)))
        flows.both(host, _soon(rng, when), ends, bytes=rng.randint(500, 5000), answer=rng.randint(500, 50000))


def _world(flows: Flows, host: dict[str, Any], when: datetime) -> None:
    """Who comes from the internet: visitors of the web servers, and those who try any door."""
    rng, private = flows.company.rng, host["PrivateIpAddress"]
    for _ in range(rng.randint(3, 9) if _is_web(host) else 0):
        ends = (_crowd(rng), rng.randint(1024, 65000), private, rng.choice((80, 443, 443, 443)))
        flows.both(
            host, _soon(rng, when), ends, bytes=rng.randint(600, 4000), answer=rng.randint(2000, 300000)
        )
    for _ in range(rng.randint(1, 4)):
        ends = (_crowd(rng), rng.randint(1024, 65000), private, rng.choice(_PROBED))
        sizes = {"packets": 1, "bytes": rng.choice((40, 44, 60)), "action": "REJECT", "flags": _SYN}
        flows.add(host, _soon(rng, when), ends, **sizes)


def _soon(rng: Any, when: datetime) -> datetime:
    return when + timedelta(seconds=rng.randrange(3500))


def _crowd(rng: Any) -> str:
    return f"198.18.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
