"""A small account made by hand: its people at work for three weeks, and what a test adds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from abusedesk import logs
from abusedesk.lake import Lake
from abusedesk.model import Coverage, Dossier, Event, Evidence, Finding, Notice, Scope, Severity

ACCOUNT = "111122223333"
NOW = datetime(2026, 3, 22, 12, 0, tzinfo=UTC)
START = NOW - timedelta(days=21)
OFFICE, VPN, RUNNER = "192.0.2.10", "192.0.2.77", "198.51.100.20"
THIEF, THIEF2 = "203.0.113.66", "203.0.113.140"
CLI = "aws-cli/2.24.1 md/awscrt#0.23.8 ua/2.1 os/linux#6.8 lang/python#3.12 md/command#x"
THIEF_CLI = "aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0-kali7-amd64 exe/x86_64.kali.2023 prompt/off"
BOTO = "Boto3/1.35.0 md/Botocore#1.35.0 ua/2.0 os/linux#5.10 lang/python#3.11"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) aws-sdk-go-v2/1.30"
CHROME = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/133.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"
CI_KEY, DEV_KEY = "AKIAAAAAAAAAAAAAACI1", "AKIAAAAAAAAAAAAADEV1"


def user(name):
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def role(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


class World:
    """Records and evidence of one account; hours are hours before NOW, negative ones after."""

    def __init__(self):
        self.records, self.evidence, self.lines, self.flows, self.findings = [], [], [], [], []
        self.coverage = [
            Coverage(name, "us-east-1", "read") for name in ("ec2_instances", "ec2_addresses", "iam")
        ]
        self._count = 0

    def call(self, hours, actor, action, ip, agent, **more):
        """One record; actor is what as_user, as_session or as_console gives. Gives its event id."""
        self._count += 1
        service, name = action.split(":")
        when = NOW - timedelta(hours=hours)
        error = more.pop("error", None)
        record = {
            "eventVersion": "1.09",
            "userIdentity": actor,
            "eventTime": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": more.pop("region", "us-east-1"),
            "sourceIPAddress": ip,
            "userAgent": agent,
            "requestParameters": more.pop("request", None),
            "responseElements": more.pop("response", None),
            "eventID": f"e{self._count:06d}",
            "readOnly": name.startswith(("Get", "List", "Describe", "AssumeRole", "Head")),
            "eventType": "AwsApiCall",
            "recipientAccountId": ACCOUNT,
            **({"errorCode": error, "errorMessage": "no"} if error else {}),
            **more,
        }
        self.records.append(record)
        return record["eventID"]

    def sign_in(self, hours, name, ip, agent=CHROME, mfa="Yes", *, fails=False):
        actor = {"type": "IAMUser", "arn": user(name), "accountId": ACCOUNT, "userName": name}
        extra = {"errorMessage": "Failed authentication"} if fails else {}
        answer = {"ConsoleLogin": "Failure" if fails else "Success"}
        return self.call(
            hours,
            actor,
            "signin:ConsoleLogin",
            ip,
            agent,
            response=answer,
            additionalEventData={"MFAUsed": mfa},
            readOnly=False,
            **extra,
        )

    def thing(self, kind, key, data, region="aws-global"):
        one = Evidence(
            collector="test",
            kind=kind,
            key=key,
            account=ACCOUNT,
            region=region,
            call="",
            asked=NOW,
            sha256=f"{kind}{key}",
            data=data,
        )
        self.evidence.append(one)
        return one.id

    def person(self, name, *, key=None, console=True, mfa=True, born=300, **data):
        created = (NOW - timedelta(days=born)).isoformat()
        self.thing(
            "iam.user", user(name), {"UserName": name, "Arn": user(name), "CreateDate": created, **data}
        )
        self.thing("iam.user_listed", user(name), {"UserName": name, "CreateDate": created})
        if console:
            self.thing("iam.login_profile", user(name), {"UserName": name})
        if mfa:
            self.thing("iam.mfa_device", f"arn:aws:iam::{ACCOUNT}:mfa/{name}", {"UserName": name})
        if key:
            self.thing("iam.access_key", key, {"UserName": name, "Status": "Active", "CreateDate": created})

    def instance(self, name, *, ip=None, private="10.0.1.20", launched=2000, **data):
        face = {"NetworkInterfaceId": f"eni-{name[2:]}", "PrivateIpAddress": private}
        shown = {
            "InstanceId": name,
            "State": {"Name": "running"},
            "PrivateIpAddress": private,
            "PrivateDnsName": f"ip-{private.replace('.', '-')}.ec2.internal",
            "LaunchTime": (NOW - timedelta(hours=launched)).isoformat(),
            "NetworkInterfaces": [face],
            **({"PublicIpAddress": ip} if ip else {}),
            **data,
        }
        return self.thing("ec2.instance", name, shown, "us-east-1")

    def guardduty(self, kind, ip, *, credential="", severity=Severity.HIGH, actor=""):
        self.findings.append(
            Finding(
                id=f"f-{len(self.findings)}",
                rule="guardduty_finding",
                title=kind,
                severity=severity,
                ips=(ip,),
                credentials=(credential,) if credential else (),
                actors=(actor,) if actor else (),
                guardduty_type=kind,
                first=NOW,
                last=NOW,
                count=1,
            )
        )

    def ordinary(self):
        """Two people at the office with MFA, one also by CLI; a build machine; a server's role."""
        self.person("alice", Tags=[])
        self.person("bob", key=DEV_KEY)
        self.person("ci", key=CI_KEY, console=False, mfa=False)
        for day in range(21):
            base = 24 * day + 3
            for name, extra in (("alice", 0), ("bob", 1)):
                self.sign_in(base + extra + 2, name, OFFICE if day % 5 else VPN)
                for number, action in enumerate(DAILY):
                    where = OFFICE if day % 5 else VPN
                    self.call(
                        base + extra + 1.8 - number / 10, console(name, f"{name}{day}"), action, where, CHROME
                    )
            self.call(base, by_key("bob", DEV_KEY), "ec2:DescribeInstances", OFFICE, CLI)
            self.call(base, by_key("bob", DEV_KEY), "s3:ListBuckets", OFFICE, CLI)
            for number, action in enumerate(
                ("sts:GetCallerIdentity", "lambda:UpdateFunctionCode20150331v2", "s3:PutObject")
            ):
                actor = by_key("ci", CI_KEY)
                self.call(
                    base + number / 60, actor, action, RUNNER, TERRAFORM, request={"bucketName": "build"}
                )
            for hour in (0, 12):
                actor = session("web", "i-0aaaaaaaaaaaaaaa1", f"ASIAWEB{day:05d}{hour:04d}")
                self.call(
                    base + hour, actor, "s3:GetObject", "192.0.2.200", BOTO, request={"bucketName": "app"}
                )
        self.thing(
            "iam.role",
            role("web"),
            {"RoleName": "web", "AssumeRolePolicyDocument": SERVICE, "CreateDate": "2024-01-01T00:00:00Z"},
        )
        self.instance("i-0aaaaaaaaaaaaaaa1", ip="192.0.2.200")
        return self

    def log(self, hours, message, host="ip-10-0-1-20", program="sshd[812]"):
        when = NOW - timedelta(hours=hours)
        self.lines.append((when, f"{when.isoformat()} {host} {program}: {message}"))

    def flow(self, hours, src, dst, port, size=400):
        start = int((NOW - timedelta(hours=hours)).timestamp())
        ends = f"{src} {dst} {port[0]} {port[1]} 6 4 {size} {start} {start + 60}"
        self.flows.append(f"2 {ACCOUNT} eni-0aaaaaaaaaaaaaaa1 {ends} ACCEPT OK")

    def lake(self, folder):
        files = {
            "cloudtrail.jsonl": "\n".join(json.dumps(record) for record in self.records),
            "auth.log": "\n".join(line for _, line in sorted(self.lines)),
            "flow.log": "\n".join(self.flows),
        }
        lake = Lake()
        for name, written in files.items():
            if written:
                (folder / name).write_text(written + "\n")
                lake.add(one for one in logs.read(folder / name, name=name) if isinstance(one, Event))
        return lake

    def dossier(self, **notice):
        notice = {"kind": "account_compromised", "received": NOW, **notice}
        return Dossier(
            notice=Notice(**notice),
            scope=Scope(ACCOUNT, "aws-global", START, NOW),
            now=NOW,
            account=ACCOUNT,
            responder=role("responder"),
            evidence=tuple(self.evidence),
            coverage=tuple(self.coverage),
            findings=tuple(self.findings),
        )


DAILY = (
    "ec2:DescribeInstances",
    "s3:ListBuckets",
    "cloudwatch:GetMetricData",
    "iam:ListUsers",
    "ec2:StartInstances",
)
SERVICE = {
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
}


def by_key(name, key):
    return {"type": "IAMUser", "arn": user(name), "accountId": ACCOUNT, "accessKeyId": key, "userName": name}


def console(name, session_id, mfa="true"):
    return {
        **by_key(name, f"ASIA{session_id.upper():0<16}"[:20]),
        "sessionContext": {"attributes": {"mfaAuthenticated": mfa, "creationDate": "2026-03-01T00:00:00Z"}},
    }


def session(name, session_name, key):
    return {
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session_name}",
        "accountId": ACCOUNT,
        "accessKeyId": key,
        "sessionContext": {
            "sessionIssuer": {"type": "Role", "arn": role(name), "userName": name},
            "attributes": {},
        },
    }


def root():
    return {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT, "accessKeyId": ""}


def assumed(name, session_name, key):
    """Request and response of AssumeRole."""
    return {
        "request": {"roleArn": role(name), "roleSessionName": session_name},
        "response": {
            "credentials": {"accessKeyId": key},
            "assumedRoleUser": {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session_name}"},
        },
    }


def made_user(name):
    return {"request": {"userName": name}, "response": {"user": {"userName": name, "arn": user(name)}}}


def made_key(name, key):
    return {
        "request": {"userName": name},
        "response": {"accessKey": {"userName": name, "accessKeyId": key, "status": "Active"}},
    }


def launched(*names, region="us-east-1"):
    return {
        "region": region,
        "request": {"instanceType": "g5.12xlarge"},
        "response": {"instancesSet": {"items": [{"instanceId": name} for name in names]}},
    }
