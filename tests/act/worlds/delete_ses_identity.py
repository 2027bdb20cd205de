"""A domain that the intruder verified, beside the owner's."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

HIS = {
    "IdentityName": "login.example.net",
    "IdentityType": "DOMAIN",
    "SendingEnabled": True,
    "VerificationStatus": "SUCCESS",
    "DkimAttributes": {"SigningEnabled": True, "Status": "SUCCESS", "Tokens": ["abc", "def", "ghi"]},
}
OWN = {"IdentityName": "example.com", "IdentityType": "DOMAIN", "VerificationStatus": "SUCCESS"}
FILES = {"resources/us-east-1.json": {"ses:email_identities": [OWN, HIS]}}
TARGET = Target(f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/login.example.net", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # called so, with these, in every world
    left = server.world.accounts[ACCOUNT].things["us-east-1"]["ses:email_identities"]
    assert [one["IdentityName"] for one in left] == ["example.com"]
    assert change.before["identity"]["DkimAttributes"]["Tokens"] == ["abc", "def", "ghi"]
