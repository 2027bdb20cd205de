"""A user that the intruder put into the administrators."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, ADMIN, iam, user


def group(name, **more):
    return {
        "GroupName": name,
        "GroupId": f"AGPA{name.upper():X<17}"[:21],
        "Arn": f"arn:aws:iam::{ACCOUNT}:group/{name}",
        "Path": "/",
        "CreateDate": "2025-01-01T00:00:00Z",
        **more,
    }


GROUPS = [
    group("administrators", GroupPolicyList=[{"PolicyName": "all", "PolicyDocument": ADMIN}]),
    group("staff"),
    group("others"),
]
FILES = {
    "iam.json": iam(
        users=[
            user("alice", "AKIAALICE00000000001", ADMIN),
            user("bob", GroupList=["administrators", "staff"]),
        ],
        groups=GROUPS,
    )
}
TARGET = Target(f"arn:aws:iam::{ACCOUNT}:user/bob", ACCOUNT, "aws-global", ("administrators", "others"))
