import importlib.util
from pathlib import Path

import pytest

from abusedesk.aws import permissions
from abusedesk.aws.permissions import is_read, operation, permission
from abusedesk.errors import Refused

TOOL = Path(__file__).parents[2] / "tools" / "action_levels.py"


def test_the_table_of_access_levels_is_what_aws_publishes():
    spec = importlib.util.spec_from_file_location("action_levels", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TABLE.read_text("utf-8") == tool.table()


def test_a_declaration_names_the_call_and_the_iam_action_where_it_differs():
    assert operation("s3:ListObjectsV2=s3:ListBucket") == "s3:ListObjectsV2"
    assert permission("s3:ListObjectsV2=s3:ListBucket") == "s3:ListBucket"
    assert permission("iam:ListUsers") == "iam:ListUsers"


@pytest.mark.parametrize(
    "wrong", ["", "iam", "iam:", ":ListUsers", "iam:List Users", "iam:ListUsers=", "a:b=c"]
)
def test_what_is_no_declaration_is_refused(wrong):
    with pytest.raises(Refused):
        operation(wrong)


@pytest.mark.parametrize(
    "declared",
    [
        "ec2:DescribeInstances",
        "iam:GetAccountAuthorizationDetails",
        "s3:ListObjectsV2=s3:ListBucket",
        "s3:GetObject",
        "sesv2:GetAccount=ses:GetAccount",
        "sts:GetCallerIdentity",
        "sts:GetAccessKeyInfo",
        "iam:GenerateCredentialReport",
        "cloudtrail:StartQuery",
        "athena:StartQueryExecution",
        "logs:StartQuery",
        "kms:Decrypt",
    ],
)
def test_a_call_that_changes_nothing_is_a_read(declared):
    assert is_read(declared)


@pytest.mark.parametrize(
    "declared",
    [
        "iam:UpdateAccessKey",
        "iam:DeleteUser",
        "ec2:RunInstances",
        "s3:PutObject",
        "s3:ListObjectsV2=s3:DeleteBucket",
        "iam:PutUserPolicy",
        "ec2:CreateTags",
        "cloudtrail:StopLogging",
        "invented:ListThings",
        "iam:listusers",
    ],
)
def test_a_call_that_changes_something_or_is_unknown_is_no_read(declared):
    assert not is_read(declared)


@pytest.mark.parametrize(
    "declared",
    [
        "secretsmanager:GetSecretValue",
        "secretsmanager:BatchGetSecretValue",
        "ec2:GetPasswordData",
        "sts:GetSessionToken",
        "sts:GetFederationToken",
        "sts:AssumeRole",
        "ecr:GetAuthorizationToken",
        "codeartifact:GetAuthorizationToken",
        "ssm:GetParameter",
        "ssm:GetParametersByPath",
        "sso:GetRoleCredentials",
        "cognito-identity:GetCredentialsForIdentity",
        "lightsail:GetInstanceAccessDetails",
        "redshift:GetClusterCredentials",
        "apigateway:GetApiKeys=apigateway:GET",
        "iam:ListUsers=secretsmanager:GetSecretValue",
        "sts:GetSessionToken=sts:GetCallerIdentity",
    ],
)
def test_a_call_that_hands_out_a_secret_is_no_read_under_any_name(declared):
    assert not is_read(declared)


def test_every_exception_is_a_well_formed_action_with_a_reason():
    for name, reason in {**permissions.SECRETS, **permissions.HARMLESS_WRITES}.items():
        assert operation(name) == name
        assert reason


def test_what_hands_out_secrets_is_never_among_the_harmless():
    assert not permissions.SECRETS.keys() & permissions.HARMLESS_WRITES.keys()
    assert all(is_read(name) for name in permissions.HARMLESS_WRITES)
