"""
A dossier and a lake straight from an incident folder, without the practice account between: to measure
trace alone.

Run as a program it prints the score of each incident and seed: python tests/trace/offline.py
[INCIDENT[:SEED] …]
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from abusedesk import act, detect, intake, logs, plan, trace
from abusedesk.drill import generate
from abusedesk.lake import Lake
from abusedesk.model import Coverage, Dossier, Event, Evidence, Scope, Step, Trace

KINDS = {
    "ec2:instances": ("ec2.instance", "InstanceId"),
    "ec2:security_groups": ("ec2.security_group", "GroupId"),
    "ec2:addresses": ("ec2.address", "AllocationId"),
    "ec2:volumes": ("ec2.volume", "VolumeId"),
    "ec2:snapshots": ("ec2.snapshot", "SnapshotId"),
    "ec2:key_pairs": ("ec2.key_pair", "KeyPairId"),
    "ec2:images": ("ec2.image", "ImageId"),
    "ec2:network_interfaces": ("ec2.network_interface", "NetworkInterfaceId"),
    "cloudtrail:trails": ("cloudtrail.trail", "TrailARN"),
    "s3:buckets": ("s3.bucket", "Name"),
    "lambda:functions": ("lambda.function", "FunctionArn"),
    "ses:identities": ("ses.identity", "Identity"),
    "ses:email_identities": ("ses.identity", "IdentityName"),
    "secretsmanager:secrets": ("secretsmanager.secret", "ARN"),
    "autoscaling:auto_scaling_groups": ("autoscaling.group", "AutoScalingGroupARN"),
}


class Folder:
    """One incident folder, as evidence and events."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.facts = tomllib.loads((path / "incident.toml").read_text())
        self.account = self.facts["account"][0]["id"]
        self.now = self.facts["now"].astimezone(UTC)
        self.root = path / self.account

    def made(self, kind, key, data, region="aws-global"):
        digest = sha256(f"{kind}{key}{region}".encode()).hexdigest()
        return Evidence(
            collector="offline",
            kind=kind,
            key=key,
            account=self.account,
            region=region,
            call="",
            asked=self.now,
            sha256=digest,
            data=data,
        )

    def evidence(self):
        yield from self.iam()
        for file in sorted((self.root / "resources").glob("*.json")):
            for name, items in json.loads(file.read_text()).items():
                if name in KINDS and isinstance(items, list):
                    kind, key = KINDS[name]
                    found = [one if isinstance(one, dict) else {key: one} for one in items]
                    yield from (self.made(kind, str(one.get(key)), one, file.stem) for one in found)
        for row in csv.DictReader((self.root / "cost.csv").read_text().splitlines()):
            data = {**row, "amount": float(row["amount"]), "unit": "USD", "estimated": False}
            yield self.made("ce.cost", "|".join((row["day"], row["region"], row["service"])), data)

    def iam(self):
        iam = json.loads((self.root / "iam.json").read_text())
        for user in iam["UserDetailList"]:
            arn, name = user["Arn"], user["UserName"]
            yield self.made("iam.user", arn, {k: v for k, v in user.items() if k != "PasswordLastUsed"})
            yield self.made("iam.user_listed", arn, user)
            if user.get("LoginProfile"):
                yield self.made("iam.login_profile", arn, {"UserName": name, **user["LoginProfile"]})
            for device in user.get("MFADevices") or ():
                yield self.made(
                    "iam.mfa_device", str(device.get("SerialNumber")), {"UserName": name, **device}
                )
            for key in user.get("AccessKeys") or ():
                last = {"UserName": name, "AccessKeyLastUsed": key.get("LastUsed") or {}}
                yield self.made("iam.access_key", key["AccessKeyId"], {"UserName": name, **key})
                yield self.made("iam.access_key_last_used", key["AccessKeyId"], last)
        for role in iam["RoleDetailList"]:
            yield self.made("iam.role", role["Arn"], role)

    def files(self):
        yield from sorted((self.root / "cloudtrail").glob("*"))
        yield from sorted((self.root / "guardduty").glob("*.json"))
        yield from sorted(file for file in (self.root / "logs").rglob("*") if file.is_file())

    def lake(self):
        lake = Lake()

        def events():
            for file in self.files():
                for one in logs.read(file, name=str(file.relative_to(self.root)), year_hint=self.now):
                    if isinstance(one, Event):
                        yield one

        lake.add(events())
        return lake

    def dossier(self, lake):
        mail = (self.path / self.facts["notice"]).read_bytes()
        reading = intake.read(mail, name="notice.eml")
        return Dossier(
            notice=reading.notice,
            scope=Scope(self.account, "aws-global", self.now - timedelta(days=90), self.now),
            now=self.now,
            account=self.account,
            responder=f"arn:aws:iam::{self.account}:user/abusedesk-responder",
            evidence=tuple(self.evidence()),
            coverage=tuple(
                Coverage(c, "aws-global", "read") for c in ("ec2_instances", "ec2_addresses", "iam")
            ),
            findings=tuple(detect.run(lake, detect.every().values())),
        )


@dataclass
class Score:
    """What was right: each a pair of hits and total."""

    cause: str
    confidence: float
    right: bool
    since: bool
    recall: float
    precision: float
    affected_recall: float
    affected_precision: float
    innocent: list[str]
    missed: list[str]
    wrong: list[str]
    seconds: float


def compared(names, truth):
    own = {
        canonical(name) for name in (*truth["attackers"]["principals"], *truth["attackers"]["credentials"])
    }
    return {canonical(name) for name in names} - own


def canonical(name: str) -> str:
    found = re.fullmatch(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/.*", name)
    if found:
        return f"arn:aws:iam::{found[1]}:role/{found[2]}"
    if name.startswith("arn:aws:s3:::"):
        return name.removeprefix("arn:aws:s3:::").partition("/")[0]
    if ":ec2:" in name:
        return name.rpartition("/")[2]
    return name


def part(found: set[str], true: set[str]) -> tuple[float, float]:
    hit = len(found & true)
    return (hit / len(true) if true else 1.0), (hit / len(found) if found else 1.0)


def score(folder: Folder, told: Trace, steps: tuple[Step, ...], seconds: float) -> Score:
    truth = json.loads((folder.path / "truth.json").read_text())
    attackers = {
        canonical(one)
        for one in (*told.attackers.principals, *told.attackers.credentials, *told.attackers.ips)
    }
    true = {canonical(one) for group in truth["attackers"].values() for one in group}
    touched = compared([one.id for one in told.affected], truth)
    hit = compared(truth["affected"], truth)
    innocent = {canonical(one) for one in truth["innocent"]}
    aimed = {canonical(step.target) for step in steps if step.phase in {"contain", "eradicate"}}
    best = told.root_causes[0]
    since = truth.get("since")
    recall, precision = part(attackers, true)
    affected_recall, affected_precision = part(touched, hit)
    return Score(
        cause=best.kind,
        confidence=best.confidence,
        right=best.kind in {truth["root_cause"], *truth.get("also_acceptable", ())},
        since=(best.since is None and since is None)
        or (
            since is not None
            and best.since is not None
            and best.since.replace(microsecond=0) == datetime.fromisoformat(since)
        ),
        recall=recall,
        precision=precision,
        affected_recall=affected_recall,
        affected_precision=affected_precision,
        innocent=sorted(innocent & (attackers | touched | aimed)),
        missed=sorted((true - attackers) | (hit - touched)),
        wrong=sorted((attackers - true) | (touched - hit)),
        seconds=seconds,
    )


def measure(path: Path) -> tuple[Score, Dossier, Trace, tuple[Step, ...]]:
    folder = Folder(path)
    lake = folder.lake()
    dossier = folder.dossier(lake)
    begun = perf_counter()
    told = trace.run(dossier, lake)
    seconds = perf_counter() - begun
    steps = plan.make(dossier, told, {name: one.facts() for name, one in act.every().items()})
    lake.close()
    return score(folder, told, steps, seconds), dossier, told, steps


def main(wanted: list[str]) -> None:
    for one in wanted:
        if Path(one).is_dir():
            path, name, seed = Path(one), Path(one).name, ""
        else:
            name, _, seed = one.partition(":")
            path = Path(tempfile.gettempdir()) / "abusedesk-offline" / f"{name}-{seed}"
            if not (path / "truth.json").exists():
                generate.build(name, path, seed=int(seed or 1))
        found, *_ = measure(path)
        row = (
            f"{name:26.26} {seed:>5} {'ok ' if found.right else 'BAD'} {found.cause} {found.confidence}",
            f"since={found.since} R={found.recall:.2f} P={found.precision:.2f}",
            f"aR={found.affected_recall:.2f} aP={found.affected_precision:.2f} innocent={found.innocent}",
            f"{found.seconds:.1f}s",
        )
        sys.stdout.write(" ".join(row) + "\n")
        if found.missed or found.wrong:
            sys.stdout.write(f"      missed {found.missed[:12]} wrong {found.wrong[:12]}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
