"""A key pair beside another."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {
    "resources/us-east-1.json": {
        "ec2:key_pairs": [
            {
                "KeyPairId": f"key-0{letter * 16}",
                "KeyName": name,
                "KeyType": "ed25519",
                "KeyFingerprint": "not-a-real-fingerprint",
                "PublicKey": f"ssh-ed25519 AAAA {name}",
            }
            for letter, name in (("a", "backdoor"), ("b", "office"))
        ]
    }
}
TARGET = Target("backdoor", ACCOUNT, "us-east-1")


def CHECK(server, session, change):  # noqa: ARG001, N802 # a member of the world, as the law calls it
    """The public key was saved, and the other pair is there."""
    assert change.before["key_pair"]["PublicKey"] == "ssh-ed25519 AAAA backdoor"
    [left] = server.world.accounts[ACCOUNT].things["us-east-1"]["ec2:key_pairs"]
    assert left["KeyName"] == "office"
