"""intruder.toml: what it may say, and every mistake with its line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk import drill
from abusedesk.errors import BadInput
from drill.drill_folders import ACCOUNT, write

ALICE = "AKIAALICE00000000001"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deployer"
SOUND = f"""\
[[move]]
when = "denied"
as = "{ROLE}"
call = "iam:DeleteUserPolicy"
with = {{ UserName = "alice", PolicyName = "*" }}

[[move]]
after = 12
as = "{ALICE}"
call = "ec2:RunInstances"
region = "ap-northeast-1"
with = {{ ImageId = "ami-0aaaaaaaaaaaaaaa1", MinCount = 1, MaxCount = 2 }}

[[move]]
every = 2.5
as = "{ALICE}"
call = "iam:UpdateAssumeRolePolicy"

[move.with]
RoleName = "deployer"
PolicyDocument = {{ Version = "2012-10-17", Statement = [] }}
"""
WRONG = f"""\
[[move]]
when = "now"
as = "AKIANOBODY0000000001"
call = "iam:DeleteUserPolicies"

[[move]]
after = -1
every = 5
as = "{ALICE}"
call = "nowhere:Run"
colour = "red"

[[move]]
every = 0
as = "{ALICE}"
call = "ec2:RunInstances"
region = "mars-1"
with = {{ ImageId = 7, MinCount = 1, Moon = 1 }}

[[move]]
as = "{ALICE}"
call = "iam:DeleteUserPolicy"
after = 1
with = {{ UserName = "alice" }}

[[move]]
after = 1
as = "{ALICE}"
call = "iam:DeleteAccessKey"
with = {{ AccessKeyId = "*" }}

[[move]]
after = 1
as = "{ALICE}"
call = "iam:CreateUser"
with = {{ UserName = "x", Path = "*" }}
"""


def folder_with(tmp_path, text):
    folder = write(tmp_path / "case")
    (folder / "intruder.toml").write_text(text)
    return folder


def mistakes(tmp_path, text):
    with pytest.raises(BadInput) as caught:
        drill.load(folder_with(tmp_path, text))
    return str(caught.value).splitlines()


def test_the_moves_are_read_in_order_with_their_types(tmp_path):
    first, second, third = drill.load(folder_with(tmp_path, SOUND)).moves
    assert (first.when, first.by, first.call, first.region) == (
        "denied",
        ROLE,
        "iam:DeleteUserPolicy",
        "us-east-1",
    )
    assert first.parameters == {"UserName": "alice", "PolicyName": "*"}
    assert (second.when, second.seconds, second.region) == ("after", 12.0, "ap-northeast-1")
    assert (third.when, third.seconds) == ("every", 2.5)
    assert third.parameters["PolicyDocument"] == '{"Version": "2012-10-17", "Statement": []}'


def test_his_keys_are_those_that_moves_name_and_those_of_keys(tmp_path):
    text = f'keys = ["AKIABOB0000000000001", "{ALICE}"]\n\n{SOUND}'
    assert drill.load(folder_with(tmp_path / "a", text)).stolen == (ALICE, "AKIABOB0000000000001")
    assert drill.load(folder_with(tmp_path / "b", SOUND)).stolen == (ALICE,)


def test_a_folder_without_the_file_or_with_an_empty_one_has_no_moves(tmp_path):
    assert drill.load(write(tmp_path / "none")).moves == ()
    assert drill.load(folder_with(tmp_path, "")).moves == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (2, "expected when = \"denied\", not 'now'"),
        (3, "as = 'AKIANOBODY0000000001': expected the id of a key"),
        (4, "iam has no such operation; did you mean iam:DeleteUserPolicy?"),
        (8, "expected one of when, after, every; it has after, every"),
        (10, "expected service:Operation"),
        (11, "'colour' is unknown; expected when, after, every, as, call, with, region"),
        (14, "expected every = seconds, above 0, not 0"),
        (17, "region = 'mars-1'"),
        (18, "with.ImageId: expected text"),
        (18, "with.Moon: Moon is no member of RunInstancesRequest"),
        (18, "needs MaxCount"),
        (24, "iam:DeleteUserPolicy needs PolicyName"),
        (30, "with.AccessKeyId = '*': say of which user"),
        (36, "with.Path = '*': nobody can tell"),
    ],
)
def test_every_mistake_has_its_line(tmp_path, line, told):
    found = mistakes(tmp_path, WRONG)
    assert any(one.startswith(f"intruder.toml:{line}: ") and told in one for one in found), "\n".join(found)


def test_what_is_no_toml_or_no_move_is_told_with_its_line(tmp_path):
    assert mistakes(tmp_path / "a", "[[move]]\nafter = = 1\n")[0].startswith("intruder.toml:2: is not TOML")
    assert mistakes(tmp_path / "b", "\nmoves = 1\n") == [
        "intruder.toml:2: 'moves' is unknown; expected keys or [[move]]"
    ]
    assert mistakes(tmp_path / "k", 'keys = ["AKIA1"]') == [
        "intruder.toml:1: keys: 'AKIA1' is no key of an iam.json or of a record"
    ]
    assert "expected keys = a list" in mistakes(tmp_path / "l", f'keys = "{ALICE}"')[0]
    assert "expected [[move]] tables" in mistakes(tmp_path / "c", 'move = "now"\n')[0]
    assert (
        "expected with = {"
        in mistakes(
            tmp_path / "d", f'[[move]]\nafter = 1\nas = "{ALICE}"\ncall = "iam:ListUsers"\nwith = 3\n'
        )[0]
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.sampled_from(
            [*SOUND.splitlines(), *WRONG.splitlines(), "]", '"', "with = {}", "as = 1", "call = []"]
        ),
        max_size=14,
    ).map("\n".join)
)
def test_any_file_is_read_or_refused_with_file_and_line(tmp_path_factory, text):
    folder = folder_with(tmp_path_factory.mktemp("any"), text)
    told = text.count("[[move]]")
    try:
        found = len(drill.load(folder).moves)
    except BadInput as error:
        found = told
        told = told if all(line.startswith("intruder.toml:") for line in str(error).splitlines()) else -1
    assert found == told
