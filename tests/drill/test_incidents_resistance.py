"""The intruder of the leaked key fights back: another mixture by each seed, only once we act."""

import json
from dataclasses import dataclass, field
from random import Random

import pytest

from abusedesk import drill
from abusedesk.drill.generate import resistance
from drill.drill_clients import client, serving
from drill.drill_folders import ACCOUNT, iam, role, user, write
from drill.incidents_support import story

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MINERS = "leaked-key-miners"
SEED = 20260305
STOLEN, OWN = "AKIASTOLEN0000000001", "AKIAOWN0000000000001"
DOOR = f"arn:aws:iam::{ACCOUNT}:role/door"
DENY = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})


@dataclass
class Key:
    id: str


@dataclass
class Own:
    name: str = "svc"
    keys: list = field(default_factory=lambda: [Key(OWN)])


def chance(seed):
    return Random(seed)  # noqa: S311 # a seeded story


def grip(*roles):
    regions = ("ap-northeast-1",)
    return resistance.Grip(account=ACCOUNT, stolen=STOLEN, own=Own(), roles=roles, regions=regions)


def small(folder, text):
    people = [user("build", STOLEN), user("svc", OWN)]
    written = write(folder, {"iam.json": iam(people, [role("door"), role("ops-admin")])})
    (written / "intruder.toml").write_text(text)
    return drill.load(written).moves


@pytest.fixture(scope="module")
def miners(tmp_path_factory):
    return story(tmp_path_factory, MINERS, SEED)


def test_every_seed_s_moves_can_be_read_and_begin_with_what_he_holds(tmp_path):
    for seed in range(40):
        held = (DOOR,) if seed % 2 else ()
        moves = small(tmp_path / str(seed), resistance.moves(chance(seed), grip(*held)))
        calls = {move.call for move in moves}
        assert {"ec2:RunInstances", "iam:DeleteUserPolicy", "iam:CreateAccessKey"} <= calls
        assert len(moves) >= 5
        assert {move.by for move in moves} <= {STOLEN, OWN, *held}
        assert {move.region for move in moves if move.service == "ec2"} == {"ap-northeast-1"}


def test_the_same_seed_gives_the_same_moves_and_seeds_differ():
    told = [resistance.moves(chance(seed), grip(DOOR)) for seed in range(30)]
    assert told == [resistance.moves(chance(seed), grip(DOOR)) for seed in range(30)]
    assert len(set(told)) == 30
    for call in ("iam:UpdateAssumeRolePolicy", "iam:UpdateAccessKey", "iam:AttachUserPolicy"):
        assert 5 < sum(call in text for text in told) < 30


def test_the_generated_folder_s_moves_use_what_the_truth_says_that_he_has(miners):
    incident = drill.load(miners.path)
    attackers = miners.truth["attackers"]
    assert set(incident.stolen) <= set(attackers["credentials"])
    roles = {move.by for move in incident.moves if move.by.startswith("arn:")}
    assert roles <= set(attackers["principals"])
    assert incident.ignored == ()


def test_he_does_nothing_while_we_only_look_and_much_when_we_act(miners):
    with serving(miners.path, still=True, propagation=True, throttle=False) as server:
        client(server, "iam").get_account_authorization_details()
        client(server, "ec2").describe_instances()
        server.clock.advance(120)
        assert server.intruder.log == []
        own = next(
            move.parameters["UserName"] for move in server.world.incident.moves if move.service == "iam"
        )
        client(server, "iam").put_user_policy(UserName=own, PolicyName="deny", PolicyDocument=DENY)
        server.clock.advance(60)
        assert {one.move for one in server.intruder.log}
        assert server.intruder.working()


def test_everything_of_his_denied_he_holds_nothing_that_works(miners):
    with serving(miners.path, still=True, throttle=False) as server:
        ours, moves = client(server, "iam"), server.world.incident.moves
        people = server.world.accounts[miners.account["id"]].people
        for key in server.world.incident.stolen:
            name = people.backend.access_keys[key].user_name
            ours.update_access_key(UserName=name, AccessKeyId=key, Status="Inactive")
            ours.put_user_policy(UserName=name, PolicyName="deny", PolicyDocument=DENY)
        for arn in {move.by for move in moves if move.by.startswith("arn:")}:
            name = arn.rpartition("/")[2]
            ours.put_role_policy(RoleName=name, PolicyName="deny", PolicyDocument=DENY)
            nobody = {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [nobody]})
            ours.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        done = len(server.intruder.log)
        server.clock.advance(300)
        assert server.intruder.working() == []
        assert not any(one.done for one in server.intruder.log[done:])
