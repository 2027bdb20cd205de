"""Small incident folders, written for one test each."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta

ACCOUNT = "111122223333"
NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
REGIONS = ("us-east-1", "ap-northeast-1")
ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    ],
}
TOML = """\
format = 1
title = "A small account"
now = 2026-03-05T02:10:00Z
notice = "notice.eml"

[[account]]
id = "111122223333"
opted_in = ["us-east-1", "ap-northeast-1"]
support_plan = "basic"
"""


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user(name, key=None, policy=None, **more):
    made = {
        "Path": "/",
        "UserName": name,
        "UserId": f"AIDA{name.upper():X<17}"[:21],
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/{name}",
        "CreateDate": "2025-01-01T00:00:00Z",
        **more,
    }
    if key:
        made["AccessKeys"] = [
            {
                "AccessKeyId": key,
                "SecretAccessKey": "secret",
                "Status": "Active",
                "CreateDate": "2025-02-01T00:00:00Z",
                "LastUsed": {
                    "LastUsedDate": "2026-03-04T20:00:00Z",
                    "ServiceName": "ec2",
                    "Region": "us-east-1",
                },
            }
        ]
    if policy:
        made["UserPolicyList"] = [{"PolicyName": "own", "PolicyDocument": policy}]
    return made


def role(name, **more):
    return {
        "Path": "/",
        "RoleName": name,
        "RoleId": f"AROA{name.upper():X<17}"[:21],
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "CreateDate": "2025-01-01T00:00:00Z",
        "AssumeRolePolicyDocument": TRUST,
        **more,
    }


def record(name, *, minutes, user_name="alice", key="AKIAALICE00000000001", region="us-east-1", **more):
    """A CloudTrail record, as many minutes before now."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAALICEXXXXXXXXXXXX",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/{user_name}",
            "accountId": ACCOUNT,
            "accessKeyId": key,
            "userName": user_name,
        },
        "eventTime": stamp(NOW - timedelta(minutes=minutes)),
        "eventSource": more.pop("source", "ec2.amazonaws.com"),
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.15",
        "requestParameters": None,
        "responseElements": None,
        "requestID": str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "readOnly": name.startswith(("Describe", "List", "Get")),
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        **more,
    }


def instance(name="i-0aaaaaaaaaaaaaaa1", interfaces=2, **more):
    return {
        "InstanceId": name,
        "ImageId": "ami-0aaaaaaaaaaaaaaa1",
        "InstanceType": "t3.micro",
        "KeyName": "office",
        "LaunchTime": "2026-01-02T03:04:05Z",
        "State": {"Code": 16, "Name": "running"},
        "Placement": {"AvailabilityZone": "us-east-1a", "Tenancy": "default"},
        "PrivateIpAddress": "10.0.0.10",
        "PublicIpAddress": "203.0.113.10",
        "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
        "SubnetId": "subnet-0aaaaaaaaaaaaaaa1",
        "IamInstanceProfile": {"Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web", "Id": "AIPAWEB"},
        "SecurityGroups": [{"GroupId": "sg-0aaaaaaaaaaaaaaa1", "GroupName": "web"}],
        "BlockDeviceMappings": [
            {
                "DeviceName": "/dev/xvda",
                "Ebs": {
                    "VolumeId": "vol-0aaaaaaaaaaaaaaa1",
                    "DeleteOnTermination": True,
                    "Status": "attached",
                },
            }
        ],
        "NetworkInterfaces": [
            {
                "NetworkInterfaceId": f"eni-0aaaaaaaaaaaaaa{number:02}",
                "Attachment": {"AttachmentId": f"eni-attach-{number}", "DeviceIndex": number},
                "Groups": [{"GroupId": "sg-0aaaaaaaaaaaaaaa1", "GroupName": "web"}],
                "Ipv6Addresses": [{"Ipv6Address": f"2001:db8::{number}"}],
                "PrivateIpAddress": f"10.0.0.1{number}",
                "SubnetId": "subnet-0aaaaaaaaaaaaaaa1",
                "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
            }
            for number in range(interfaces)
        ],
        "Tags": [{"Key": "Name", "Value": "web"}],
        **more,
    }


def write(folder, files=None, *, toml=TOML, account=ACCOUNT):
    """
    An incident folder; files maps names within the account's folder to text, bytes, or data written as JSON.

    A list for a .jsonl is written one item a line.
    """
    home = folder / account
    home.mkdir(parents=True)
    (folder / "incident.toml").write_text(toml)
    (folder / "notice.eml").write_text("Subject: Your AWS account\n\nHello\n")
    for name, content in {"iam.json": iam(), **(files or {})}.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content)
        elif name.endswith(".jsonl"):
            path.write_text("".join(json.dumps(line) + "\n" for line in content))
        else:
            path.write_text(json.dumps(content, indent=1))
    return folder


def iam(users=None, roles=None, groups=None, root=None, policies=None):
    return {
        "UserDetailList": users
        or [
            user("alice", "AKIAALICE00000000001", ADMIN),
            user("bob", "AKIABOB0000000000001"),
        ],
        "GroupDetailList": groups or [],
        "RoleDetailList": roles or [role("deployer")],
        "Policies": policies or [],
        "Root": root or {"AccessKeys": [], "MFA": True, "PasswordLastUsed": None},
    }


def sign_in(monkeypatch, server):
    """Give this process the responder's credentials in a practice account."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", server.responder.key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", server.responder.secret)
    monkeypatch.setenv("AWS_SESSION_TOKEN", server.responder.token)


def placed(*instances):
    """The resources of a region in which instances stand: their network and the group that they wear."""
    return {
        "ec2:instances": list(instances),
        "ec2:vpcs": [{"VpcId": "vpc-0aaaaaaaaaaaaaaa1", "CidrBlock": "10.0.0.0/16", "IsDefault": False}],
        "ec2:subnets": [
            {
                "SubnetId": "subnet-0aaaaaaaaaaaaaaa1",
                "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
                "CidrBlock": "10.0.0.0/24",
                "AvailabilityZone": "us-east-1a",
            }
        ],
        "ec2:security_groups": [
            {
                "GroupId": "sg-0aaaaaaaaaaaaaaa1",
                "GroupName": "web",
                "Description": "web",
                "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
                "IpPermissions": [],
                "IpPermissionsEgress": [
                    {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": []}
                ],
            }
        ],
    }
