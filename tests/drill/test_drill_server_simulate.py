"""IAM's simulator judges the responder by the policy that he is held to."""

import pytest

from abusedesk import drill
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from drill.drill_folders import ACCOUNT, sign_in, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["iam:SimulatePrincipalPolicy", "iam:ListUsers"], "Resource": "*"}
    ],
}


def test_what_the_policy_lacks_is_told_as_not_allowed(tmp_path, monkeypatch):
    incident = drill.load(write(tmp_path / "incident"))
    with drill.serve(incident, responder_policy=POLICY) as server:
        sign_in(monkeypatch, server)
        session = open_session(endpoint_url=server.endpoint_url)
        reader = Reader(session, "aws-global", ["iam:SimulatePrincipalPolicy"])
        answer = reader.one(
            "iam:SimulatePrincipalPolicy",
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:role/abusedesk-responder",
            ActionNames=["iam:ListUsers", "iam:ListRoles"],
        )
        session.close()
    decided = {one["EvalActionName"]: one["EvalDecision"] for one in answer.data["EvaluationResults"]}
    assert decided == {"iam:ListUsers": "allowed", "iam:ListRoles": "implicitDeny"}
