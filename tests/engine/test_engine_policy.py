"""The generated policy is enough to investigate with, and each permission that is missing shows."""

import os

import pytest

from abusedesk import drill, engine
from abusedesk.aws.session import open_session
from abusedesk.engine._collecting import gather
from abusedesk.model import Scope
from drill.drill_folders import ACCOUNT, NOW, sign_in, write
from drill.drill_organization import AUDIT, DELETE

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ACTIONS = sorted(engine.policy_to_read()["Statement"][0]["Action"])
# All of them take minutes: `make prove` takes each away in turn, `make test` every eighth.
TAKEN = ACTIONS if os.environ.get("ABUSEDESK_PROVE") else ACTIONS[::8]


@pytest.fixture(scope="module")
def incident(tmp_path_factory):
    return drill.load(write(tmp_path_factory.mktemp("policy") / "incident"))


def rows(incident, actions, monkeypatch):
    """The coverage of one collection by a responder who may do actions and nothing else."""
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}],
    }
    with drill.serve(incident, throttle=False, responder_policy=policy) as server:
        sign_in(monkeypatch, server)
        session = open_session(endpoint_url=server.endpoint_url)
        session.caller()
        scope = Scope(ACCOUNT, "aws-global", NOW.replace(year=2025), NOW)
        found = gather(session, scope, engine.Options(regions=("us-east-1",)), engine.silent)
        session.close()
    return found.coverage


def test_with_the_policy_nothing_is_denied(incident, monkeypatch):
    found = rows(incident, ACTIONS, monkeypatch)
    assert found
    assert [row for row in found if row.status in {"denied", "failed"}] == []


@pytest.mark.parametrize("action", TAKEN)
def test_a_permission_taken_away_is_a_gap_that_names_it(incident, monkeypatch, action, prove_table):
    found = rows(incident, [one for one in ACTIONS if one != action], monkeypatch)
    denied = [row for row in found if row.status == "denied"]
    assert any(action in row.why for row in denied)
    named = sorted({row.collector for row in denied if action in row.why})
    prove_table(f"without {action:44} gap in {', '.join(named)}")


def test_the_management_accounts_side_is_a_policy_of_its_own_that_allows_two_tasks():
    [root, features] = engine.policy_for_management()["Statement"]
    assert root["Action"] == ["sts:AssumeRoot"]
    assert root["Condition"]["StringEquals"]["sts:TaskPolicyArn"] == [AUDIT, DELETE]
    assert features["Action"] == ["iam:ListOrganizationsFeatures"]
    own = {action for one in engine.policies_to_contain() for action in one["Statement"][0]["Action"]}
    assert not own & {"sts:AssumeRoot", "iam:ListOrganizationsFeatures"}
