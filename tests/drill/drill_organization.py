"""An organization of two: a member account with a root in use, and the management account."""

from drill.drill_folders import ACCOUNT, ADMIN, TOML, iam, user

MANAGEMENT = "444455556666"
# Its users: one who may do everything, one who may only look at members' roots.
MANAGER_KEY, AUDITOR_KEY = "AKIAMANAGER000000001", "AKIAAUDITOR000000001"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROOT_KEY = "AKIAROOT000000000001"
AUDIT = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
DELETE = "arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials"
ON = ("RootCredentialsManagement", "RootSessions")
TWO = f'{TOML}\n[[account]]\nid = "{MANAGEMENT}"\nopted_in = ["us-east-1", "ap-northeast-1"]\n'
ORGANIZATION = {
    "Id": "o-exampleorg1",
    "Arn": f"arn:aws:organizations::{MANAGEMENT}:organization/o-exampleorg1",
    "FeatureSet": "ALL",
    "MasterAccountId": MANAGEMENT,
    "MasterAccountArn": f"arn:aws:organizations::{MANAGEMENT}:account/o-exampleorg1/{MANAGEMENT}",
    "MasterAccountEmail": "aws@example.com",
}
FALLEN = {
    "AccessKeys": [
        {
            "AccessKeyId": ROOT_KEY,
            "SecretAccessKey": "secret",
            "Status": "Active",
            "CreateDate": "2026-03-05T00:10:00Z",
            "LastUsed": {
                "LastUsedDate": "2026-03-05T01:00:00Z",
                "ServiceName": "iam",
                "Region": "us-east-1",
            },
        }
    ],
    "MFA": True,
    "SigningCertificates": [
        {
            "UserName": "root",
            "CertificateId": "EXAMPLECERTIFICATEOFROOT1",
            "CertificateBody": "-----BEGIN CERTIFICATE-----",
            "Status": "Active",
            "UploadDate": "2024-03-05T00:10:00Z",
        }
    ],
}
ONLY_LOOKING = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoot",
            "Resource": ROOT,
            "Condition": {"StringEquals": {"sts:TaskPolicyArn": AUDIT}},
        },
        {"Effect": "Allow", "Action": "iam:ListOrganizationsFeatures", "Resource": "*"},
    ],
}


def files(root=None, features=ON, **more):
    """The files of both accounts, those of the management account beside the member's."""
    managers = [user("manager", MANAGER_KEY, ADMIN), user("auditor", AUDITOR_KEY, ONLY_LOOKING)]
    for one in managers:
        one["Arn"] = one["Arn"].replace(ACCOUNT, MANAGEMENT)
    shared = {"organizations:organization": ORGANIZATION}
    return {
        "iam.json": iam(root=root or FALLEN, **more),
        "resources/us-east-1.json": shared,
        f"../{MANAGEMENT}/iam.json": {**iam(users=managers), "RoleDetailList": []},
        f"../{MANAGEMENT}/resources/us-east-1.json": {**shared, "iam:enabled_features": list(features)},
    }
