"""The whole state of a practice account, as tests compare it."""

import json

import pytest

from drill.drill_clients import client, serving
from drill.drill_folders import ACCOUNT, ADMIN, iam, instance, role, user, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

KEY = "AKIAALICE00000000001"
NOBODY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}]}
)
BUCKET = "docs-111122223333"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    files = {
        "iam.json": iam(
            [user("alice", KEY, ADMIN, LoginProfile={"CreateDate": "2025-01-01T00:00:00Z"})],
            [role("deployer")],
        ),
        "resources/us-east-1.json": {"ec2:instances": [instance()], "s3:buckets": [{"Name": BUCKET}]},
        f"logs/s3/{BUCKET}/a.txt": "hello",
        "guardduty/ap-northeast-1.json": {"Findings": []},
    }
    folder = write(tmp_path_factory.mktemp("state") / "incident", files)
    with serving(folder) as opened:
        yield opened


@pytest.fixture(autouse=True)
def fresh(server):
    server.begin_again()


def changed(server, do):
    """Whether the state differs after do()."""
    before = server.state()
    do()
    return server.state() != before


def test_the_state_is_json_and_holds_no_secret(server):
    text = json.dumps(server.state())
    assert KEY in text
    assert '"secret"' not in text
    assert server.state()[ACCOUNT]["iam"]["users"]["alice"]["password"] is True


def test_looking_around_changes_nothing(server):
    def look():
        ours = client(server, "iam")
        ours.get_account_authorization_details()
        ours.generate_credential_report()
        client(server, "ec2").describe_instances()
        client(server, "ec2").describe_volumes()
        client(server, "guardduty").list_detectors()
        client(server, "s3").list_objects_v2(Bucket=BUCKET)
        client(server, "sts").assume_role(
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/deployer", RoleSessionName="look"
        )

    assert not changed(server, look)


@pytest.mark.parametrize(
    ("service", "method", "parameters"),
    [
        ("iam", "update_access_key", {"UserName": "alice", "AccessKeyId": KEY, "Status": "Inactive"}),
        ("iam", "delete_login_profile", {"UserName": "alice"}),
        ("iam", "delete_user_policy", {"UserName": "alice", "PolicyName": "own"}),
        ("iam", "create_group", {"GroupName": "new"}),
        ("iam", "update_role", {"RoleName": "deployer", "Description": "other"}),
        ("iam", "update_assume_role_policy", {"RoleName": "deployer", "PolicyDocument": NOBODY}),
        ("iam", "create_account_alias", {"AccountAlias": "practice"}),
        ("ec2", "stop_instances", {"InstanceIds": ["i-0aaaaaaaaaaaaaaa1"]}),
        ("ec2", "create_security_group", {"GroupName": "new", "Description": "new"}),
        ("s3", "put_object", {"Bucket": BUCKET, "Key": "a.txt", "Body": b"other"}),
        ("s3", "delete_object", {"Bucket": BUCKET, "Key": "a.txt"}),
        ("s3", "put_bucket_policy", {"Bucket": BUCKET, "Policy": json.dumps(ADMIN)}),
        ("ses", "update_account_sending_enabled", {"Enabled": False}),
        ("guardduty", "create_detector", {"Enable": True}),
        ("sqs", "create_queue", {"QueueName": "new"}),
    ],
)
def test_every_kind_of_change_is_seen(server, service, method, parameters):
    assert changed(server, lambda: getattr(client(server, service), method)(**parameters))


def test_what_is_made_and_unmade_leaves_the_state_as_it_was(server):
    def there_and_back():
        ours, ec2 = client(server, "iam"), client(server, "ec2")
        ours.create_user(UserName="new")
        key = ours.create_access_key(UserName="new")["AccessKey"]["AccessKeyId"]
        ours.delete_access_key(UserName="new", AccessKeyId=key)
        ours.delete_user(UserName="new")
        group = ec2.create_security_group(GroupName="new", Description="new")["GroupId"]
        ec2.delete_security_group(GroupId=group)
        queue = client(server, "sqs").create_queue(QueueName="new")["QueueUrl"]
        client(server, "sqs").delete_queue(QueueUrl=queue)
        detached = ours.get_user_policy(UserName="alice", PolicyName="own")["PolicyDocument"]
        ours.delete_user_policy(UserName="alice", PolicyName="own")
        ours.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=json.dumps(detached))

    assert not changed(server, there_and_back)


def test_what_is_made_again_under_the_same_name_compares_equal(server):
    def group():
        return client(server, "ec2").create_security_group(GroupName="again", Description="again")["GroupId"]

    first = group()
    state = server.state()
    client(server, "ec2").delete_security_group(GroupId=first)
    second = group()
    assert first != second
    assert server.state() == state


def test_use_alone_is_no_change(server):
    def use():
        client(server, "iam", key=KEY).list_users()
        client(server, "sts", key=KEY).get_caller_identity()

    assert not changed(server, use)


def test_the_order_of_attaching_does_not_matter(server):
    ours = client(server, "iam")
    arns = [f"arn:aws:iam::aws:policy/{name}" for name in ("ReadOnlyAccess", "SecurityAudit")]
    for arn in arns:
        ours.attach_user_policy(UserName="alice", PolicyArn=arn)
    state = server.state()
    ours.detach_user_policy(UserName="alice", PolicyArn=arns[0])
    ours.attach_user_policy(UserName="alice", PolicyArn=arns[0])
    assert server.state() == state
