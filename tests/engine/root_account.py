"""A case about a member account whose root has keys, and credentials of its management account."""

from dataclasses import replace

from abusedesk import engine
from abusedesk.model import Evidence, RootCause
from drill.drill_folders import ACCOUNT, NOW
from drill.drill_organization import AUDITOR_KEY, MANAGER_KEY, ON, files
from engine.contained_case import ROLE, STORY, USERS, case, step

BROKEN_INTO = replace(STORY, root_causes=(RootCause(kind="leaked_access_key", confidence=0.9),))


def folder_files(features=ON, root=None):
    return files(root, features, users=USERS, roles=[ROLE])


def profiles(tmp_path, monkeypatch, server):
    """Profiles of people in both accounts, in a file of the usual kind."""
    file = tmp_path / "credentials"
    named = {"management": MANAGER_KEY, "auditor": AUDITOR_KEY, "same": "AKIABOSS000000000001"}
    lines = "[{}]\naws_access_key_id = {}\naws_secret_access_key = secret\n"
    file.write_text("".join(lines.format(*one) for one in named.items()))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    return engine.Connection(
        endpoint_url=server.endpoint_url,
        management=engine.Connection(profile="management", endpoint_url=server.endpoint_url),
    )


def case_with_root_keys(store):
    """The id of a case whose root was seen to have keys when the account was read."""
    case_id = case(store, (step(1, "secure_root", f"arn:aws:iam::{ACCOUNT}:root", "recover"),))
    store.put(case_id, "trace", BROKEN_INTO)
    seen = Evidence(
        collector="iam_authorization_details",
        kind="iam.account_summary",
        key=ACCOUNT,
        account=ACCOUNT,
        region="aws-global",
        call="iam:GetAccountSummary",
        asked=NOW,
        sha256="0" * 64,
        data={"SummaryMap": {"AccountAccessKeysPresent": 1}},
    )
    store.add_evidence(case_id, [seen])
    return case_id
