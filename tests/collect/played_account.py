"""
A small invented account, played to a real Reader below its last step: no botocore, no network.

ANSWERS has for every call that a collector makes an answer that leads it on to its next call, so that a
denial of any of them can be seen. A collector with a new call needs a new line there.
"""

import json
from datetime import UTC, datetime, timedelta
from itertools import count

from abusedesk import collect
from abusedesk.aws._core import Answer
from abusedesk.aws.read import Reader
from abusedesk.aws.session import Session, hashed
from abusedesk.errors import Denied
from abusedesk.model import Scope

ACCOUNT = "111122223333"
NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"
ANNA = "arn:aws:iam::111122223333:user/anna"
KEY = "AKIAIOSFODNN7EXAMPLE"
TARGETS = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef"
MADE = datetime(2025, 1, 1, tzinfo=UTC)
DELIVERED = (
    "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/04/"
    "111122223333_CloudTrail_us-east-1_20260304T0910Z_AbCdEfGh.json.gz"
)
FLOWS = (
    "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/03/04/"
    "111122223333_vpcflowlogs_us-east-1_fl-1_20260304T0910Z_0a1b.log.gz"
)
REPORT = (
    "user,arn,password_enabled,mfa_active\n"
    "<root_account>,arn:aws:iam::111122223333:root,not_supported,true\n"
    f"anna,{ANNA},true,false\n"
).encode()


def objects(*keys, size=100, modified=NOW - timedelta(days=1)):
    return {"Contents": [{"Key": key, "Size": size, "LastModified": modified} for key in keys]}


def listing(asked):
    """ListObjectsV2 over BUCKETS, prefixes, delimiters and StartAfter included."""
    prefix, after = asked.get("Prefix", ""), asked.get("StartAfter", "")
    keys = [key for key in BUCKETS[asked["Bucket"]] if key.startswith(prefix) and key > after]
    if not asked.get("Delimiter"):
        return [objects(*keys)]
    below = {prefix + key[len(prefix) :].partition("/")[0] + "/" for key in keys if "/" in key[len(prefix) :]}
    return [{"CommonPrefixes": [{"Prefix": each} for each in sorted(below)]}]


BUCKETS = {
    "org-trail": [DELIVERED],
    "flows": [FLOWS],
    "host-logs": ["img/logo.png", "web-1/var/log/secure-20260304.gz"],
}
TODAY = {"Start": "2026-03-04", "End": "2026-03-05"}
USER = {"UserName": "anna", "Arn": ANNA, "UserId": "AIDAEXAMPLE", "Path": "/", "CreateDate": MADE}
ANSWERS = {
    "sts:GetCallerIdentity": [{"Arn": ANNA, "Account": ACCOUNT, "UserId": "AIDAEXAMPLE"}],
    "ec2:DescribeRegions": [{"Regions": [{"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"}]}],
    "ec2:DescribeInstances": [
        {"Reservations": [{"ReservationId": "r-1", "Instances": [{"InstanceId": "i-1"}]}]}
    ],
    "ec2:DescribeSecurityGroups": [{"SecurityGroups": [{"GroupId": "sg-1"}]}],
    "ec2:DescribeAddresses": [{"Addresses": [{"PublicIp": "192.0.2.1", "AllocationId": "eipalloc-1"}]}],
    "ec2:DescribeNetworkInterfaces": [{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}]}],
    "ec2:DescribeVolumes": [{"Volumes": [{"VolumeId": "vol-1"}]}],
    "ec2:DescribeSnapshots": [{"Snapshots": [{"SnapshotId": "snap-1"}]}],
    "ec2:DescribeImages": [{"Images": [{"ImageId": "ami-1"}]}],
    "ec2:DescribeSecurityGroupRules": [
        {
            "SecurityGroupRules": [
                {
                    "SecurityGroupRuleId": "sgr-1",
                    "GroupId": "sg-1",
                    "IsEgress": False,
                    "CidrIpv4": "0.0.0.0/0",
                }
            ]
        }
    ],
    "ec2:DescribeKeyPairs": [{"KeyPairs": [{"KeyPairId": "key-1", "KeyName": "k"}]}],
    "ec2:DescribeVpcs": [{"Vpcs": [{"VpcId": "vpc-1"}]}],
    "ec2:DescribeSubnets": [{"Subnets": [{"SubnetId": "subnet-1"}]}],
    "ec2:DescribeFlowLogs": [
        {
            "FlowLogs": [
                {"FlowLogId": "fl-1", "LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::flows"},
                {"FlowLogId": "fl-2", "LogDestinationType": "cloud-watch-logs", "LogGroupName": "flows"},
            ]
        }
    ],
    "iam:GetAccountAuthorizationDetails": [
        {
            "UserDetailList": [USER],
            "GroupDetailList": [{"Arn": "arn:aws:iam::111122223333:group/g"}],
            "RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/r"}],
            "Policies": [{"Arn": "arn:aws:iam::111122223333:policy/p"}],
        }
    ],
    "iam:ListUsers": [{"Users": [{**USER, "PasswordLastUsed": NOW}]}],
    "iam:GenerateCredentialReport": [{"State": "COMPLETE"}],
    "iam:GetCredentialReport": [{"Content": REPORT, "GeneratedTime": NOW}],
    "iam:ListAccessKeys": [
        {
            "AccessKeyMetadata": [
                {"UserName": "anna", "AccessKeyId": KEY, "Status": "Active", "CreateDate": MADE}
            ]
        }
    ],
    "iam:GetAccessKeyLastUsed": [
        {
            "UserName": "anna",
            "AccessKeyLastUsed": {"LastUsedDate": NOW, "ServiceName": "s3", "Region": "us-east-1"},
        }
    ],
    "iam:ListMFADevices": [
        {
            "MFADevices": [
                {"UserName": "anna", "SerialNumber": "arn:aws:iam::111122223333:mfa/a", "EnableDate": MADE}
            ]
        }
    ],
    "iam:GetLoginProfile": [{"LoginProfile": {"UserName": "anna", "CreateDate": MADE}}],
    "iam:SimulatePrincipalPolicy": lambda asked: [
        {
            "EvaluationResults": [
                {"EvalActionName": name, "EvalDecision": "allowed"} for name in asked["ActionNames"]
            ]
        }
    ],
    "iam:GetAccountSummary": [{"SummaryMap": {"Users": 1}}],
    "ce:GetCostAndUsage": [
        {
            "ResultsByTime": [
                {
                    "TimePeriod": TODAY,
                    "Estimated": True,
                    "Groups": [
                        {
                            "Keys": ["Amazon Elastic Compute Cloud - Compute", "us-east-1"],
                            "Metrics": {"UnblendedCost": {"Amount": "12.5", "Unit": "USD"}},
                        }
                    ],
                }
            ]
        }
    ],
    "cloudtrail:DescribeTrails": [
        {
            "trailList": [
                {
                    "TrailARN": TRAIL,
                    "Name": "main",
                    "S3BucketName": "org-trail",
                    "HomeRegion": "us-east-1",
                    "IsMultiRegionTrail": True,
                }
            ]
        }
    ],
    "cloudtrail:GetTrailStatus": [{"IsLogging": True}],
    "cloudtrail:GetEventSelectors": [
        {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}
    ],
    "cloudtrail:LookupEvents": [{"Events": [{"EventId": "e-1", "EventTime": NOW - timedelta(hours=1)}]}],
    "guardduty:ListDetectors": [{"DetectorIds": ["d-1"]}],
    "guardduty:GetDetector": [{"Status": "ENABLED"}],
    "guardduty:ListFindings": [{"FindingIds": ["f-1"]}],
    "guardduty:GetFindings": [{"Findings": [{"Id": "f-1"}]}],
    "autoscaling:DescribeAutoScalingGroups": [
        {
            "AutoScalingGroups": [
                {
                    "AutoScalingGroupName": "web",
                    "AutoScalingGroupARN": "arn:aws:autoscaling:us-east-1:111122223333:"
                    "autoScalingGroup:0a0a0a0a-0000-4000-8000-000000000001:autoScalingGroupName/web",
                }
            ]
        }
    ],
    "elbv2:DescribeTargetGroups": [{"TargetGroups": [{"TargetGroupArn": TARGETS, "TargetGroupName": "web"}]}],
    "elbv2:DescribeTargetHealth": [
        {
            "TargetHealthDescriptions": [
                {"Target": {"Id": "i-1", "Port": 80}, "TargetHealth": {"State": "healthy"}}
            ]
        }
    ],
    "secretsmanager:ListSecrets": [
        {
            "SecretList": [
                {
                    "Name": "prod/db",
                    "ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf",
                }
            ]
        }
    ],
    "lambda:ListFunctions": [
        {
            "Functions": [
                {
                    "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:f",
                    "Environment": {"Variables": {"DB_PASSWORD": "hunter2"}},
                }
            ]
        }
    ],
    "ses:GetSendStatistics": [
        {"SendDataPoints": [{"Timestamp": "2026-03-05T02:00:00Z", "DeliveryAttempts": 5}]}
    ],
    "sesv2:GetAccount": [{"SendingEnabled": True}],
    "sesv2:ListEmailIdentities": [{"EmailIdentities": [{"IdentityName": "example.com"}]}],
    "logs:DescribeLogGroups": [{"logGroups": [{"logGroupName": "/app/web"}, {"logGroupName": "flows"}]}],
    "logs:FilterLogEvents": [
        {"events": [{"logStreamName": "web-1", "message": "one", "timestamp": 1}], "nextToken": "t"},
        {"events": [], "nextToken": "u"},
        {"events": [{"logStreamName": "web-1", "message": "two\n", "timestamp": 2}]},
    ],
    "s3:ListBuckets": [{"Buckets": [{"Name": name, "CreationDate": MADE} for name in BUCKETS]}],
    "s3:GetBucketLocation": [{"LocationConstraint": "eu-west-1"}],
    "s3:GetBucketPolicy": [{"Policy": '{"Version": "2012-10-17", "Statement": []}'}],
    "s3:GetPublicAccessBlock": [{"PublicAccessBlockConfiguration": {"BlockPublicAcls": True}}],
    "s3:ListObjectsV2": listing,
    "s3:GetObject": [{"ContentLength": 100, "LastModified": NOW, "ETag": '"x"'}],
}


class Played:
    """
    What stands in for botocore: answers by call; a call in denied is refused, one in raises raises.

    An answer is a list of pages, or a function of the parameters that gives one. asked holds every
    request's call and parameters.
    """

    def __init__(self, answers=None, denied=(), raises=None):
        self.answers = {**ANSWERS, **(answers or {})}
        self.denied = set(denied)
        self.raises = raises or {}
        self.asked = []
        self.account = ACCOUNT
        self.opted_in = {}
        self._numbers = count()

    def pages(self, request):
        answer = self.answers[request.call]
        pages = answer(dict(request.parameters)) if callable(answer) else answer
        for page in pages:
            self._note(request)
            body = json.dumps([request.call, next(self._numbers)]).encode()
            yield Answer(page, body, NOW)

    def stream(self, request, size):
        del size
        answer = next(self.pages(request))
        return answer, (piece for piece in [b"x" * answer.data["ContentLength"]])

    def _note(self, request):
        request.calls.append(request.call)
        self.asked.append((request.call, dict(request.parameters)))
        if request.call in self.denied:
            raise Denied(request.permission)
        if request.call in self.raises:
            raise self.raises[request.call]


def scope_of(unit, region="us-east-1", days=7):
    region = region if unit.regional else "aws-global"
    return Scope(ACCOUNT, region, NOW - timedelta(days=days), NOW)


def run(name, played, earlier=(), seal=hashed, **scope):
    """The evidence and coverage of the collector called name, on played."""
    unit = collect.every()[name]
    where = scope_of(unit, **scope)
    return collect.run(unit, Reader(Session(played, seal), where.region, unit.reads), where, list(earlier))


def earlier_of(name, played=None):
    """What the collectors that name comes after find in the account as it is."""
    unit = collect.every()[name]
    found = []
    for before in unit.after:
        found += [one for one in earlier_of(before, played) if one not in found]
        found += run(before, played or Played(), found)[0]
    return found
