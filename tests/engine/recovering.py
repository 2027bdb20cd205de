"""A small account after an intrusion, whose other users get new keys and passwords."""

import boto3
import pyrage

from abusedesk import engine
from drill.drill_folders import ACCOUNT, ADMIN, iam, instance, record, user
from engine.contained_case import CAROLS_KEY, HIS_KEY, LEAKED, RESOURCES, step

PASSWORD = {"CreateDate": "2025-06-01T00:00:00Z", "PasswordResetRequired": False}
CAROL, DAVE = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("carol", "dave"))
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
USERS = [
    user("alice", LEAKED),
    user("boss", "AKIABOSS000000000001", ADMIN),
    user("mallory", HIS_KEY, ADMIN),
    user("carol", CAROLS_KEY),
    user("dave", LoginProfile=PASSWORD),
]
PLAN = (
    step(1, "rotate_access_key", CAROLS_KEY, "recover"),
    step(2, "retire_access_key", CAROLS_KEY, "recover"),
    step(3, "delete_access_key", CAROLS_KEY, "recover"),
    step(4, "reset_password", DAVE, "recover"),
    step(5, "secure_root", ROOT, "recover"),
)
RECOVER = engine.Choice(phase="recover")


def files(root=None, records=()):
    made = {
        "iam.json": iam(users=USERS, root=root),
        "resources/us-east-1.json": {**RESOURCES, "ec2:instances": [instance()]},
    }
    if records:
        made["cloudtrail/us-east-1.jsonl"] = list(records)
    return made


def password_of_root_changed(minutes, ip="198.51.100.7"):
    """What CloudTrail records when root's password is changed."""
    return record(
        "PasswordUpdated",
        minutes=minutes,
        source="signin.amazonaws.com",
        userIdentity={"type": "Root", "principalId": ACCOUNT, "arn": ROOT, "accountId": ACCOUNT},
        eventType="AwsConsoleSignIn",
        sourceIPAddress=ip,
        readOnly=False,
    )


def opened(file, identity):
    """What a handed-over file says, by name."""
    text = pyrage.decrypt(file.read_bytes(), [identity]).decode()
    return dict(line.split(": ", 1) for line in text.splitlines())


def sign(server, key, secret):
    """Have a program sign with a key, as far as the account lets it."""
    client = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=server.endpoint_url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )
    try:
        client.get_user()
    except client.exceptions.ClientError:
        pass
    finally:
        client.close()


def secrets_of(server):
    """Every secret that the account handed out or knows, of keys, sessions and passwords."""
    people = server.world.accounts[ACCOUNT].people
    found = {key.secret_access_key for key in people.backend.access_keys.values()}
    found |= {one.password for one in people.backend.users.values() if one.password}
    found |= {one.secret for one in people.sessions.values() if one.secret}
    return {one for one in found if len(one) > len("secret")}
