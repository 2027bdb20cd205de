"""The intruder who fights back: when he moves, with what, what comes of it, and that it is recorded."""

import json

import pytest

from abusedesk import drill
from drill.drill_clients import client, serving
from drill.drill_folders import ACCOUNT, TRUST, iam, record, role, user, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

EVE = "AKIAEVE0000000000001"
BOB = "AKIABOB0000000000001"
DOOR = f"arn:aws:iam::{ACCOUNT}:role/door"
DENY = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
FOREIGN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
            "Action": "sts:AssumeRole",
        }
    ],
}
ADMINISTRATOR = {"AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]}


SESSION = "ASIAEVE0000000000001"
BEFORE = {
    "type": "AssumedRole",
    "principalId": "AROADOOR:then",
    "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/door/then",
    "accountId": ACCOUNT,
    "accessKeyId": SESSION,
    "sessionContext": {
        "sessionIssuer": {"type": "Role", "arn": DOOR, "userName": "door"},
        "attributes": {"creationDate": "2026-03-05T01:30:00Z", "mfaAuthenticated": "false"},
    },
}


def move(call, when, by=EVE, region="", **parameters):
    lines = ["[[move]]", when, f'as = "{by}"', f'call = "{call}"']
    lines += [f'region = "{region}"'] if region else []
    given = ", ".join(f"{name} = {json.dumps(value)}" for name, value in parameters.items())
    return "\n".join([*lines, f"with = {{ {given} }}" if given else "", ""])


@pytest.fixture
def play(tmp_path):
    """Serve an account with these moves; its clock stands still."""
    opened = []

    def begin(*moves, trust=TRUST, **options):
        people = [user("eve", EVE, **ADMINISTRATOR), user("bob", BOB)]
        roles = [role("door", AssumeRolePolicyDocument=trust, **ADMINISTRATOR)]
        files = {
            "iam.json": iam(people, roles),
            "cloudtrail/us-east-1.jsonl": [
                record("ListUsers", minutes=30, user_name="eve", key=EVE, sourceIPAddress="203.0.113.77"),
                record("ListRoles", minutes=39, userIdentity=BEFORE, key=SESSION),
            ],
        }
        folder = write(tmp_path / "incident", files)
        (folder / "intruder.toml").write_text("\n".join([f'keys = ["{EVE}"]', "", *moves]))
        held = serving(folder, throttle=False, **{"still": True, **options})
        opened.append(held)
        return held.__enter__()

    yield begin
    for held in opened:
        held.__exit__(None, None, None)


def outcomes(server):
    return [(one.move, one.outcome) for one in server.intruder.log]


def deny(server, name="eve"):
    client(server, "iam").put_user_policy(UserName=name, PolicyName="deny", PolicyDocument=DENY)


def test_nothing_moves_before_our_first_change_however_much_we_read(play):
    server = play(move("iam:CreateUser", "after = 1", UserName="more"))
    client(server, "iam").list_users()
    client(server, "iam").generate_credential_report()
    server.clock.advance(600)
    client(server, "ec2").describe_instances()
    assert server.intruder.began is None
    assert server.intruder.log == []


def test_a_change_of_somebody_else_does_not_begin_it(play):
    server = play(move("iam:CreateUser", "after = 1", UserName="more"))
    client(server, "iam", key=EVE).create_user(UserName="owner")
    server.clock.advance(10)
    assert server.intruder.log == []


def test_after_some_seconds_he_moves_when_the_clock_is_moved_or_with_the_next_request(play):
    server = play(
        move("iam:CreateUser", "after = 3", UserName="one"),
        move("iam:CreateUser", "after = 8", UserName="two"),
    )
    client(server, "iam").tag_user(UserName="bob", Tags=[{"Key": "a", "Value": "b"}])
    assert outcomes(server) == []
    server.clock.advance(4)
    assert outcomes(server) == [(1, "done")]
    server.clock.leap(server.intruder.began.replace(hour=5))
    names = [one["UserName"] for one in client(server, "iam").list_users()["Users"]]
    assert {"one", "two"} <= set(names)


def test_he_moves_again_and_again_each_at_its_own_time(play):
    server = play(move("iam:CreateAccessKey", "every = 5", UserName="bob"))
    deny(server, "bob")
    server.clock.advance(21)
    times = [(one.at - server.intruder.began).total_seconds() for one in server.intruder.log]
    assert [round(time) for time in times] == [5, 10, 15, 20]
    assert outcomes(server)[1:] == [(1, "LimitExceeded")] * 3


def test_refused_ten_times_in_a_row_he_waits_longer(play):
    server = play(move("iam:CreateUser", "every = 1", UserName="more"))
    client(server, "iam").update_access_key(UserName="eve", AccessKeyId=EVE, Status="Inactive")
    server.clock.advance(1800)
    assert 10 < len(server.intruder.log) < 25
    assert not any(one.done for one in server.intruder.log)


def test_refused_for_the_first_time_he_takes_the_deny_away_by_his_role(play):
    server = play(move("iam:DeleteUserPolicy", 'when = "denied"', DOOR, UserName="eve", PolicyName="*"))
    deny(server)
    server.clock.advance(5)
    assert server.intruder.refused is not None
    [tried] = server.intruder.log
    assert tried.done
    assert tried.by.startswith("ASIA")
    assert tried.parameters == {"UserName": "eve", "PolicyName": "deny"}
    assert client(server, "iam").list_user_policies(UserName="eve")["PolicyNames"] == []


def test_never_refused_he_makes_no_move_that_waits_for_it(play):
    server = play(move("iam:DeleteUserPolicy", 'when = "denied"', UserName="bob", PolicyName="*"))
    deny(server, "bob")
    server.clock.advance(60)
    assert server.intruder.log == []


def test_a_key_that_he_made_is_used_when_his_own_no_longer_works(play):
    server = play(
        move("iam:CreateAccessKey", "after = 1", UserName="eve"),
        move("iam:CreateUser", "after = 20", UserName="more"),
    )
    client(server, "iam").tag_user(UserName="bob", Tags=[{"Key": "a", "Value": "b"}])
    server.clock.advance(2)
    made = server.intruder.log[0].answer["AccessKey"]
    assert "SecretAccessKey" not in made
    client(server, "iam").update_access_key(UserName="eve", AccessKeyId=EVE, Status="Inactive")
    server.clock.advance(20)
    assert [(one.by, one.outcome) for one in server.intruder.log[1:]] == [
        (EVE, "InvalidClientTokenId"),
        (made["AccessKeyId"], "done"),
    ]


def test_the_moves_and_their_refusals_are_recorded_as_his_from_where_he_was_before(play):
    server = play(move("iam:CreateUser", "every = 5", UserName="more"))
    client(server, "iam").tag_user(UserName="bob", Tags=[{"Key": "a", "Value": "b"}])
    server.clock.advance(6)
    deny(server)
    server.clock.advance(10)
    found = client(server, "cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]
    )["Events"]
    told = [json.loads(one["CloudTrailEvent"]) for one in found]
    assert {one["sourceIPAddress"] for one in told} == {"203.0.113.77"}
    assert {one["userIdentity"]["accessKeyId"] for one in told} == {EVE}
    assert {one.get("errorCode") for one in told} == {None, "AccessDenied"}


def test_new_instances_start_in_the_region_that_the_move_names(play):
    server = play(
        move(
            "ec2:RunInstances",
            "after = 2",
            region="ap-northeast-1",
            ImageId="ami-0aaaaaaaaaaaaaaa1",
            MinCount=2,
            MaxCount=2,
        )
    )
    deny(server, "bob")
    server.clock.advance(3)
    [tried] = server.intruder.log
    assert len(tried.answer["Instances"]) == 2
    found = client(server, "ec2", "ap-northeast-1").describe_instances()["Reservations"]
    assert sum(len(one["Instances"]) for one in found) == 2


def test_his_session_of_the_role_from_before_lives_until_its_sessions_are_denied(play):
    server = play(move("iam:CreateUser", "every = 5", DOOR, UserName="more"))
    client(server, "iam").update_access_key(UserName="eve", AccessKeyId=EVE, Status="Inactive")
    server.clock.advance(6)
    assert outcomes(server) == [(1, "done")]
    assert server.intruder.working()
    older = {"DateLessThan": {"aws:TokenIssueTime": server.clock.now().isoformat()}}
    document = {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": older}]}
    client(server, "iam").put_role_policy(
        RoleName="door", PolicyName="older", PolicyDocument=json.dumps({"Version": "2012-10-17", **document})
    )
    server.clock.advance(5)
    assert outcomes(server)[-1] == (1, "AccessDenied")
    assert server.intruder.working() == []


def test_a_session_from_before_lives_as_long_as_aws_lets_it(play):
    server = play(move("iam:CreateUser", "every = 300", SESSION, UserName="more"))
    deny(server, "bob")
    server.clock.advance(1801)
    assert [(one.by, one.outcome) for one in server.intruder.log][:2] == [
        (SESSION, "done"),
        (SESSION, "EntityAlreadyExists"),
    ]
    assert outcomes(server)[-1] == (1, "InvalidClientTokenId")
    assert SESSION not in server.intruder.working()


def test_from_an_account_of_his_own_he_takes_the_role_again_until_its_trust_is_changed(play):
    server = play(move("iam:CreateUser", "every = 5", DOOR, UserName="more"), trust=FOREIGN)
    deny(server)
    server.clock.advance(6)
    assert outcomes(server) == [(1, "done")]
    found = client(server, "cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "AssumeRole"}]
    )["Events"]
    identity = json.loads(found[0]["CloudTrailEvent"])["userIdentity"]
    assert (identity["type"], identity["accountId"]) == ("AWSAccount", "999988887777")
    assert len(server.intruder.working()) == 2
    client(server, "iam").update_assume_role_policy(RoleName="door", PolicyDocument=json.dumps(TRUST))
    client(server, "iam").put_role_policy(RoleName="door", PolicyName="deny", PolicyDocument=DENY)
    server.clock.advance(5)
    assert outcomes(server)[-1] == (1, "AccessDenied")
    assert server.intruder.working() == []


def test_a_stranger_may_do_nothing_here_but_take_a_role(play):
    server = play(move("iam:CreateUser", "every = 5", DOOR, UserName="more"), trust=FOREIGN)
    deny(server, "bob")
    [key] = server.world.strangers
    assert client(server, "sts", key=key).get_caller_identity()["Account"] == "999988887777"
    with pytest.raises(client(server, "iam").exceptions.ClientError, match="AccessDenied"):
        client(server, "iam", key=key).list_users()


def test_with_the_delay_of_iam_he_is_faster_than_the_deny(play):
    moves = (move("iam:DeleteUserPolicy", "every = 1", UserName="eve", PolicyName="*"),)
    server = play(*moves, propagation=True)
    deny(server)
    server.clock.advance(20)
    assert (1, "done") in outcomes(server)
    assert client(server, "iam", key=EVE).list_users()["Users"]


def run(play, seed):
    moves = (
        move("iam:DeleteUserPolicy", 'when = "denied"', DOOR, UserName="eve", PolicyName="*"),
        move("iam:CreateAccessKey", "every = 3", UserName="bob"),
    )
    server = play(*moves, propagation=True, seed=seed)
    deny(server)
    server.clock.advance(3)
    client(server, "iam").update_access_key(UserName="eve", AccessKeyId=EVE, Status="Inactive")
    server.clock.advance(30)
    return [(one.at, one.move, one.call, one.outcome) for one in server.intruder.log]


def test_the_same_seed_gives_the_same_fight(play, tmp_path):
    first = run(play, 5)
    (tmp_path / "incident").rename(tmp_path / "before")
    assert run(play, 5) == first


def test_in_real_time_he_moves_though_nobody_asks_anything(play):
    server = play(move("iam:CreateUser", "after = 0", UserName="more"), still=False)
    deny(server, "bob")
    server.intruder.told = (told := []).append
    for _ in range(100):
        if server.intruder.log or told:
            break
        server.intruder.play()
    assert outcomes(server) == [(1, "done")]


def test_begun_again_he_begins_again_too(play):
    server = play(move("iam:CreateUser", "after = 1", UserName="more"))
    deny(server, "bob")
    server.clock.advance(2)
    assert outcomes(server) == [(1, "done")]
    server.begin_again()
    assert outcomes(server) == []
    assert server.intruder.began is None
    assert drill.load(server.world.incident.folder).moves == server.world.incident.moves
