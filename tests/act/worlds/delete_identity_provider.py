"""A SAML provider that the intruder made, beside an OpenID Connect one of the owner's."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

# IAM takes no metadata document of less than 1000 characters.
METADATA = f'<EntityDescriptor entityID="https://idp.example.com/">{"<!-- key -->" * 100}</EntityDescriptor>'
SAML = {
    "Arn": f"arn:aws:iam::{ACCOUNT}:saml-provider/sso2",
    "CreateDate": "2026-03-05T01:00:00Z",
    "ValidUntil": "2036-03-05T01:00:00Z",
    "SAMLMetadataDocument": METADATA,
    "Tags": [{"Key": "team", "Value": "ops"}],
}
OIDC = {
    "Arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com/ci",
    "Url": "token.example.com/ci",
    "ClientIDList": ["sts.amazonaws.com"],
    "ThumbprintList": ["0123456789abcdef0123456789abcdef01234567"],
    "CreateDate": "2025-01-01T00:00:00Z",
}
FILES = {
    "resources/us-east-1.json": {
        "iam:saml_provider_list": [SAML],
        "iam:open_id_connect_provider_list": [OIDC],
    }
}
TARGET = Target(SAML["Arn"], ACCOUNT, "aws-global")
