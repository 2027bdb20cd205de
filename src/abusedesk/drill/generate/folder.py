"""An incident folder on disk; the same company gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import bill, ids, regions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from abusedesk.drill.generate.company import Company


@dataclass(slots=True, kw_only=True)
class Truth:
    """What really happened, as truth.json says it."""

    root_cause: str
    also_acceptable: list[str] = field(default_factory=list)
    since: datetime | None = None
    principals: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)
    ips: list[str] = field(default_factory=list)
    affected: list[str] = field(default_factory=list)

    def document(self, innocent: list[str]) -> dict[str, Any]:
        """truth.json with innocent, each name once."""
        guilty = {*self.principals, *self.credentials, *self.ips, *self.affected}
        return {
            "root_cause": self.root_cause,
            "also_acceptable": self.also_acceptable,
            "since": ids.iso(self.since) if self.since else None,
            "attackers": {
                "principals": _once(self.principals),
                "credentials": _once(self.credentials),
                "ips": _once(self.ips),
            },
            "affected": _once(self.affected),
            "innocent": [name for name in _once(innocent) if name not in guilty],
        }


def write(folder: Path, company: Company, title: str, mail: bytes, truth: Truth) -> None:
    """Write the whole folder."""
    home = folder / company.id
    (folder / "incident.toml").write_bytes(_toml(company, title).encode())
    (folder / "notice.eml").write_bytes(mail)
    _json(folder / "truth.json", truth.document(innocent(company)))
    _json(home / "iam.json", company.iam.document())
    for name, records in sorted(company.trail.records.items()):
        records.sort(key=lambda record: str(record["eventTime"]))
        lines = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records)
        _put(home / "cloudtrail" / f"{name}.jsonl.gz", pack(lines.encode()))
    for name, region in company.regions.items():
        _json(home / "resources" / f"{name}.json", region.things)
    for name, found in sorted(company.findings.items()):
        _json(home / "guardduty" / f"{name}.json", {"Findings": found})
    for name, data in sorted(company.logs.items()):
        _put(home / "logs" / name, data)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("day", "service", "region", "usage_type", "amount"))
    writer.writerows(bill.rows(company))
    _put(home / "cost.csv", table.getvalue().encode())


def innocent(company: Company) -> list[str]:
    """People, programs, machines and addresses of the company's own, and what incidents added."""
    names = list(company.innocent)
    for person in company.people:
        names += [person.user.arn, *person.places]
        names += [key.id for key in person.user.keys]
    names += [company.deployer.user.arn, company.deployer.key.id]
    names += [*company.deployer.places, *(address for address, _ in company.deployer.new)]
    names += [one["InstanceId"] for one in company.hosts]
    names += [one["GroupId"] for one in company.at_home.things["ec2:security_groups"]]
    names += [one["KeyPairId"] for one in company.at_home.things["ec2:key_pairs"]]
    names += [role.arn for role in company.iam.roles.values()]
    names += [bucket["Name"] for bucket in company.at_home.things["s3:buckets"]]
    return names


def pack(data: bytes) -> bytes:
    """Data gzipped, with no time in it."""
    return gzip.compress(data, compresslevel=6, mtime=0)


def _toml(company: Company, title: str) -> str:
    names = "".join(f'    "{name}",\n' for name in regions.DEFAULT)
    trail = (
        f'trail = {{ bucket = "{company.trail_bucket}", regions = "all" }}\n' if company.trail_bucket else ""
    )
    return (
        f'format = 1\ntitle = "{title}"\nnow = {ids.iso(company.now)}\nnotice = "notice.eml"\n\n'
        f'[[account]]\nid = "{company.id}"\nopted_in = [\n{names}]\nsupport_plan = "basic"\n{trail}'
    )


def _json(path: Path, document: Mapping[str, Any]) -> None:
    _put(path, (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode())


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def text(document: Mapping[str, Any]) -> str:
    """A policy document as callers send it: JSON text."""
    return json.dumps(document, separators=(",", ":"))
