"""
What a declared call is called, which IAM action it needs, and whether it is a read.

A declaration is "service:Operation" by botocore's names, or "service:Operation=iam:Action" where the
IAM action has another name: "s3:ListObjectsV2=s3:ListBucket".
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from abusedesk.errors import Refused

_DECLARED = re.compile(r"[a-z][a-z0-9-]*:[A-Za-z0-9]+(=[a-z][a-z0-9-]*:[A-Za-z0-9]+)?")

# IAM calls these Read or List; they hand out what could be used to act, so no Reader may make them.
SECRETS = {
    "apigateway:GetApiKey": "an API key with its value",
    "apigateway:GetApiKeys": "API keys with their values",
    "bedrock-agentcore:CompleteResourceTokenAuth": "an OAuth token",
    "cognito-idp:GetSigningCertificate": "key material of a user pool",
    "ec2:GetPasswordData": "a Windows administrator's password",
    "eks-auth:AssumeRoleForPodIdentity": "credentials of a role",
    "emr-serverless:GetSessionEndpoint": "an endpoint with its token",
    "finspace:GetKxConnectionString": "a signed connection string",
    "gamelift:GetGameSessionLogUrl": "a presigned URL",
    "glue:GetSessionEndpoint": "an endpoint with its token",
    "iq:GetChatToken": "a token",
    "lightsail:DownloadDefaultKeyPair": "a private key",
    "lightsail:GetInstanceAccessDetails": "a host's password or key",
    "lightsail:GetRelationalDatabaseMasterUserPassword": "a database password",
    "pca-connector-scep:GetChallengePassword": "a password",
    "quicksight:GetSessionEmbedUrl": "a signed-in URL",
    "signin:AuthorizeOAuth2Access": "an authorization code",
    "ssm:GetParameter": "parameters decrypted",
    "ssm:GetParameterHistory": "parameters decrypted",
    "ssm:GetParameters": "parameters decrypted",
    "ssm:GetParametersByPath": "parameters decrypted",
    "states:RevealSecrets": "what an execution hid",
    "sts:AssumeRole": "credentials of a role",
    "wafv2:GetDecryptedAPIKey": "an API key",
}

# Whole families of the same: new services bring new members under these endings.
_SECRET_ENDINGS = re.compile(
    r"(Access|Auth|Authorization|Bearer|Connection|Federation|IndividualAccess|OAuth2|Oauth2|OpenId|Payment"
    r"|Session)Token(ForDeveloperIdentity)?$"
    r"|^GetToken$|^CreateEnvironmentToken$|SecretValue$|PasswordData$|WithBearerToken$"
    r"|(Access|Cluster|Environment|Partition|Role|Space|Table|Upload)Credentials(ForOrganization|WithIAM)?$"
    r"|^GetCredentials|Presigned(Url|Urls|URL)$|SessionURL$|Resource(ApiKey|Oauth2Token|PaymentToken)$"
)

# IAM calls these Write; they change nothing in the account but a report or a running query.
HARMLESS_WRITES = {
    "athena:StartQueryExecution": "runs a query; the answer goes to the caller's own place for results",
    "athena:StopQueryExecution": "ends our own query",
    "cloudtrail:StartQuery": "runs a query over an event data store",
    "cloudtrail:CancelQuery": "ends our own query",
    "iam:GenerateCredentialReport": "has IAM write the report that GetCredentialReport reads",
    "iam:GenerateServiceLastAccessedDetails": "has IAM write a report about one identity",
    "kms:Decrypt": "lets S3 open log objects that a trail encrypted",
    "logs:StartQuery": "runs a Logs Insights query",
    "logs:StopQuery": "ends our own query",
}

# Answered for every signed request, whatever the policies say:
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
NEEDS_NO_PERMISSION = frozenset({"sts:GetCallerIdentity"})


def operation(declared: str) -> str:
    """
    The API call of a declaration, "service:Operation".

    Raises:
        Refused: declared is not of that form.
    """
    if not _DECLARED.fullmatch(declared):
        raise Refused(f'{declared!r} is no declaration: expected "service:Operation[=iam:Action]"')
    return declared.partition("=")[0]


def permission(declared: str) -> str:
    """The IAM action that a declaration needs, "iam:Action". Raises as operation() does."""
    called = operation(declared)
    return declared.partition("=")[2] or called


def is_read(declared: str) -> bool:
    """
    Whether a Reader may make the call: it changes nothing, and hands out no secret.

    By IAM's access levels Read and List, less SECRETS and their like, plus HARMLESS_WRITES.
    Raises as operation() does.
    """
    called, action = operation(declared), permission(declared)
    if any(_is_secret(name) for name in (called, action)):
        return False
    service, _, name = action.partition(":")
    return action in HARMLESS_WRITES or name in _reads().get(service, frozenset())


def _is_secret(name: str) -> bool:
    return name in SECRETS or bool(_SECRET_ENDINGS.search(name.partition(":")[2]))


@cache
def _reads() -> dict[str, frozenset[str]]:
    # Written by tools/action_levels.py from AWS's service authorization reference.
    table = json.loads((files("abusedesk.aws") / "action_levels.json").read_text("utf-8"))
    return {service: frozenset(names.split()) for service, names in table["reads"].items()}
