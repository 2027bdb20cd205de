"""The answer in AWS Support's own case: read before, added once, never taken back."""

import json
from dataclasses import replace

import pytest

from abusedesk import act, drill
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.errors import Absent, BadInput, Refused
from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, TOML, sign_in, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NUMBER, NAMED = "1234567890", "9876543210"
TARGET = Target(NUMBER, ACCOUNT, "aws-global")
CASE = {
    "caseId": f"case-{ACCOUNT}-muen-2026-abc123",
    "displayId": NUMBER,
    "subject": "Your AWS account is compromised",
    "status": "pending-customer-action",
    "recentCommunications": {
        "communications": [
            {"body": "Please answer.", "submittedBy": "AWS", "timeCreated": "2026-03-05T01:00:00.000Z"}
        ]
    },
}
ACTION = act.every()["add_support_communication"]
READS = ("support:DescribeCases", "support:DescribeCommunications")


@pytest.fixture
def serve(tmp_path, monkeypatch):
    servers = []

    def begin(plan="business", cases=(CASE,), notice=""):
        files = {"support.json": list(cases)} if cases else {}
        toml = TOML.replace('support_plan = "basic"', f'support_plan = "{plan}"')
        folder = write(tmp_path / "incident", files, toml=toml)
        (folder / "notice.eml").write_text(f"Subject: Your AWS account\n\n{notice}\n")
        server = drill.serve(drill.load(folder), throttle=False)
        servers.append(server)
        sign_in(monkeypatch, server)
        return open_session(endpoint_url=server.endpoint_url, case_id="test")

    yield begin
    for server in servers:
        server.close()


def written(change, text):
    return replace(change, after={**change.after, "body": text})


def test_the_answer_is_added_and_the_case_waits_for_aws(serve):
    session = serve()
    change = act.preview(ACTION, session, TARGET)
    assert (change.before["communications"], change.after["communications"]) == (1, 2)
    assert act.preview(ACTION, session, TARGET) == change
    calls = act.apply(ACTION, session, written(change, "Our answer."))
    assert calls[-1] == "support:AddCommunicationToCase"
    page = Reader(session, "us-east-1", READS).one("support:DescribeCommunications", caseId=CASE["caseId"])
    assert [one["body"] for one in page.data["communications"]] == ["Our answer.", "Please answer."]
    after = act.preview(ACTION, session, TARGET)
    assert after.before == {**change.before, "communications": 2, "status": "customer-action-completed"}


def test_the_same_change_is_not_applied_twice(serve):
    session = serve()
    change = written(act.preview(ACTION, session, TARGET), "Our answer.")
    act.apply(ACTION, session, change)
    with pytest.raises(Refused, match="changed since"):
        act.apply(ACTION, session, change)


@pytest.mark.parametrize(
    ("text", "told"), [("", "no text"), (" \n", "no text"), ("x" * 8001, "8000 characters")]
)
def test_what_support_would_not_take_is_refused_before_it_is_asked(serve, text, told):
    session = serve()
    with pytest.raises(Refused, match=told):
        act.apply(ACTION, session, written(act.preview(ACTION, session, TARGET), text))
    assert act.preview(ACTION, session, TARGET).before["communications"] == 1


def test_what_aws_was_told_cannot_be_taken_back(serve):
    session = serve()
    change = written(act.preview(ACTION, session, TARGET), "Our answer.")
    act.apply(ACTION, session, change)
    assert not ACTION.reversible
    with pytest.raises(Refused, match="cannot be taken back"):
        act.revert(ACTION, session, change)


def test_a_case_is_found_by_the_api_s_own_id_too(serve):
    assert act.preview(ACTION, serve(), replace(TARGET, id=CASE["caseId"])).before["caseId"] == CASE["caseId"]


def test_a_case_that_a_notice_names_is_there_without_a_file(serve):
    session = serve(cases=(), notice=f"Please answer in case ID {NAMED} of account {ACCOUNT}.")
    assert act.preview(ACTION, session, replace(TARGET, id=NAMED)).before["communications"] == 1
    with pytest.raises(Absent):
        act.preview(ACTION, session, replace(TARGET, id=ACCOUNT))


@pytest.mark.parametrize("number", ["5555555555", f"case-{ACCOUNT}-muen-2026-none"])
def test_a_case_that_is_not_there_is_absent(serve, number):
    with pytest.raises(Absent):
        act.preview(ACTION, serve(), replace(TARGET, id=number))


@pytest.mark.parametrize("plan", ["basic", "developer"])
def test_without_a_paid_plan_there_is_no_support_api(serve, plan):
    with pytest.raises(Absent, match="SubscriptionRequiredException"):
        act.preview(ACTION, serve(plan), TARGET)


def test_a_support_file_that_is_no_list_of_cases_is_told_with_its_place(tmp_path):
    folder = write(tmp_path / "incident", {"support.json": json.dumps([{"displayId": NUMBER}])})
    with pytest.raises(BadInput, match=r"support\.json:1: 0: expected caseId, status"):
        drill.load(folder)
