"""A case that waits for the owner's answer."""

from dataclasses import replace

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT
from drill.drill_folders import TOML as SMALL

TOML = SMALL.replace('support_plan = "basic"', 'support_plan = "business"')
FILES = {
    "support.json": [
        {
            "caseId": f"case-{ACCOUNT}-muen-2026-abc123",
            "displayId": "1234567890",
            "subject": "Your AWS account is compromised",
            "status": "pending-customer-action",
            "recentCommunications": {
                "communications": [
                    {"body": "Please answer.", "submittedBy": "AWS", "timeCreated": "2026-03-05T01:00:00Z"}
                ]
            },
        }
    ]
}
TARGET = Target("1234567890", ACCOUNT, "aws-global")


def COMPLETE(change):  # noqa: N802 # a member of the world, like the others
    """The text is put in by whoever sends it."""
    return replace(change, after={**change.after, "body": "Our answer."})


def SHOWN(change):  # noqa: N802 # likewise
    """AWS shows the case as answered; whether by this text, the count cannot tell."""
    after = {name: value for name, value in change.after.items() if name != "body"}
    return {**after, "status": "customer-action-completed"}
