import gzip

import pytest

from abusedesk import drill
from abusedesk.errors import BadInput
from drill.drill_folders import ACCOUNT, TOML, iam, record, user, write

COSTS = """\
day,service,region,usage_type,amount
2026-03-01,EC2,us-east-1,Box,1
yesterday,EC2,us-east-1,Box,1
"""
THINGS = """\
{
 "ec2:instances": [
  {"InstanceId": "i-1",
   "Colour": "red"}
 ],
 "ec2:instnaces": []
}
"""


def mistakes(folder):
    with pytest.raises(BadInput) as caught:
        drill.load(folder)
    return str(caught.value).splitlines()


def test_a_sound_folder_loads(tmp_path):
    folder = write(
        tmp_path / "case",
        {
            "cloudtrail/us-east-1.jsonl": [record("RunInstances", minutes=5)],
            "guardduty/us-east-1.json": {"Findings": []},
        },
    )
    incident = drill.load(folder)
    assert incident.title == "A small account"
    assert incident.notice.name == "notice.eml"
    assert [account.id for account in incident.accounts] == [ACCOUNT]
    assert incident.accounts[0].detectors == {"us-east-1": ()}
    assert incident.accounts[0].records["us-east-1"][0].name == "RunInstances"


def test_every_mistake_is_named_at_once_with_file_and_line(tmp_path):
    folder = write(
        tmp_path / "case",
        {
            "cost.csv": COSTS,
            "cloudtrail/us-east-1.jsonl": '{"eventName": "A"}\n\nnot json\n',
            "resources/us-east-1.json": THINGS,
            "guardduty/nowhere-1.json": {"Findings": []},
            "odd.txt": "",
        },
        toml=TOML.replace('support_plan = "basic"', 'support_plan = "golden"\ncolour = "red"'),
    )
    lines = mistakes(folder)
    places = [line.split(": ")[0] for line in lines]
    assert places == [
        f"{ACCOUNT}/cloudtrail/us-east-1.jsonl:1",
        f"{ACCOUNT}/cloudtrail/us-east-1.jsonl:3",
        f"{ACCOUNT}/cost.csv:3",
        f"{ACCOUNT}/guardduty/nowhere-1.json:1",
        f"{ACCOUNT}/odd.txt:1",
        f"{ACCOUNT}/resources/us-east-1.json:4",
        f"{ACCOUNT}/resources/us-east-1.json:6",
        "incident.toml:9",
        "incident.toml:10",
    ]
    assert any("did you mean instances" in line for line in lines)
    assert any("Colour is no member of Instance" in line for line in lines)


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("format = 1", "format = 2", 1, "expected format = 1"),
        ("now = 2026-03-05T02:10:00Z", "now = 2026-03-05T02:10:00", 3, "zone"),
        ('notice = "notice.eml"', 'notice = "lost.eml"', 4, "lost.eml"),
        ('id = "111122223333"', 'id = "1111"', 7, "12 digits"),
        ('["us-east-1", "ap-northeast-1"]', '["us-east-9"]', 8, "us-east-9"),
        ('support_plan = "basic"', 'deny = ["ce:GetCostAndUsag"]', 9, "ce:GetCostAndUsage"),
        ('support_plan = "basic"', 'trail = { bukket = "b" }', 9, "trail"),
        ('title = "A small account"', "title = ", 2, "TOML"),
    ],
)
def test_a_mistake_in_incident_toml_is_named_with_its_line(tmp_path, before, after, line, said):
    folder = write(tmp_path / "case", toml=TOML.replace(before, after))
    found = mistakes(folder)
    assert any(one.startswith(f"incident.toml:{line}:") and said in one for one in found), found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (iam([{**user("anna"), "PasswordLastUsed": "yesterday"}]), "PasswordLastUsed"),
        (iam([{**user("anna"), "Nickname": "Ann"}]), "Nickname"),
        (iam([user("anna", GroupList=["ghosts"])]), "no group 'ghosts'"),
        (iam([user("anna", "AKIA1"), user("ben", "AKIA1")]), "twice"),
        (
            iam([user("anna", UserPolicyList=[{"PolicyName": "p", "PolicyDocument": "%7B%7D"}])]),
            "as an object",
        ),
        ({"Users": []}, "'Users' is unknown"),
    ],
)
def test_a_mistake_in_iam_json_is_named(tmp_path, data, said):
    folder = write(tmp_path / "case", {"iam.json": data})
    found = mistakes(folder)
    assert any(one.startswith(f"{ACCOUNT}/iam.json:") and said in one for one in found), found


def test_a_broken_archive_is_named(tmp_path):
    packed = gzip.compress(b'{"eventName"')[:-6]
    folder = write(tmp_path / "case", {"cloudtrail/us-east-1.jsonl.gz": packed})
    assert any("cannot be unpacked" in line or "is not JSON" in line for line in mistakes(folder))


def test_an_event_told_twice_is_named(tmp_path):
    one = record("RunInstances", minutes=1)
    folder = write(tmp_path / "case", {"cloudtrail/us-east-1.jsonl": [one, one]})
    assert mistakes(folder)[0].startswith(f"{ACCOUNT}/cloudtrail/us-east-1.jsonl:2:")


def test_files_for_later_versions_are_accepted_and_named(tmp_path):
    folder = write(tmp_path / "case", {"health.json": []})
    (folder / "geo.csv").write_text("")
    ignored = drill.load(folder).ignored
    assert ignored == (f"{ACCOUNT}/health.json", "geo.csv")


def test_an_account_folder_that_nobody_declared_is_a_mistake(tmp_path):
    folder = write(tmp_path / "case")
    (folder / "999900001111").mkdir()
    assert mistakes(folder)[0].startswith("999900001111:1:")


def test_an_account_without_its_folder_is_a_mistake(tmp_path):
    folder = write(
        tmp_path / "case", toml=TOML + '\n[[account]]\nid = "444455556666"\nopted_in = ["us-east-1"]\n'
    )
    assert mistakes(folder) == ["incident.toml:12: account 444455556666: expected a folder of that name"]


def test_follow_up_notices_come_in_the_order_of_their_numbers(tmp_path):
    folder = write(tmp_path / "case")
    for name in ("notice-10.eml", "notice-2.eml"):
        (folder / name).write_text("Subject: x\n\n")
    assert [path.name for path in drill.load(folder).notices] == [
        "notice.eml",
        "notice-2.eml",
        "notice-10.eml",
    ]


def test_no_folder_is_bad_input(tmp_path):
    with pytest.raises(BadInput):
        drill.load(tmp_path / "nothing")
