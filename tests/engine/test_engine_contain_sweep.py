"""What the intruder makes while he is being contained is found, and shut where the approval covers it."""

import boto3
import pytest
from botocore.exceptions import ClientError

from abusedesk import drill, engine
from drill.drill_folders import ACCOUNT, ADMIN, NOW, iam, record, sign_in, user, write
from engine.test_engine_respond import KEY, MAIL, events

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HIS_KEY = "AKIAHELPER0000000001"
MEANS = engine.Means(wait=lambda _: None, settle=2, grace=4)


@pytest.fixture
def server(tmp_path, monkeypatch):
    made = record(
        "CreateAccessKey",
        minutes=289,
        source="iam.amazonaws.com",
        sourceIPAddress="203.0.113.66",
        requestParameters={"userName": "helper"},
        responseElements={"accessKey": {"userName": "helper", "accessKeyId": HIS_KEY, "status": "Active"}},
    )
    users = [
        user("alice", KEY, ADMIN),
        user("boss", "AKIABOSS000000000001", ADMIN),
        user("helper", HIS_KEY, ADMIN),
    ]
    for one in users[2]["AccessKeys"]:
        one["CreateDate"] = "2026-03-04T21:21:00Z"
    users[2]["CreateDate"] = "2026-03-04T21:20:00Z"
    files = {"cloudtrail/us-east-1.jsonl": [*events(), made], "iam.json": iam(users=users)}
    folder = write(tmp_path / "incident", files)
    with drill.serve(drill.load(folder), throttle=False) as served:
        sign_in(monkeypatch, served)
        yield served


def his_hand(server, *calls):
    """The intruder's own calls, with the key that he made."""
    iam_client = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=server.endpoint_url,
        aws_access_key_id=HIS_KEY,
        aws_secret_access_key="secret",
    )
    for call, parameters in calls:
        getattr(iam_client, call)(**parameters)


def contained(store, server, choice):
    connection = engine.Connection(endpoint_url=server.endpoint_url)
    options = engine.Options(connection=connection, now=NOW, regions=("us-east-1",))
    case_id = engine.respond(store, MAIL, "notice.eml", options).document.case.id
    seen = engine.dry_run(store, case_id, connection, choice.of(store.plan(case_id)))
    his_hand(
        server,
        ("create_user", {"UserName": "spare"}),
        ("create_access_key", {"UserName": "spare"}),
        (
            "attach_user_policy",
            {"UserName": "spare", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        ),
    )
    approval = engine.Approval(names=("Hanako",), digest=seen.digest)
    return case_id, engine.contain(store, case_id, connection, choice, approval, MEANS)


def test_an_approval_to_contain_covers_the_user_that_he_made_meanwhile(store, server):
    case_id, done = contained(store, server, engine.Choice(phase="contain"))
    spare = f"arn:aws:iam::{ACCOUNT}:user/spare"
    assert spare in {one.target for one in done.added}
    taken = {(one.step.action, one.step.target): one.end for one in done.ended}
    assert taken["deny_all_to_principal", spare] == "applied"
    with pytest.raises(ClientError):
        his_hand(server, ("create_user", {"UserName": "more"}))
    numbers = [one.step for one in store.plan(case_id)]
    assert numbers == sorted(set(numbers))
    # What goes for good is never covered by an approval that did not name it.
    assert {one.phase for one in done.added} > {"contain"}
    assert {each.step.phase for each in done.ended if each.step in done.added} == {"contain"}
    assert {one.phase for one in done.waiting} == {"eradicate"}
    assert store.journal(case_id).broken_at() is None


def test_an_approval_of_one_step_covers_nothing_new(store, server):
    _, done = contained(store, server, engine.Choice(step=1))
    assert not {one.step for one in done.ended} & set(done.added)
