import pytest

from abusedesk import drill
from abusedesk.model import to_json
from drill.drill_folders import ACCOUNT, instance, record, write

USER = f"arn:aws:iam::{ACCOUNT}:user/mallory"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service/builder"
TRUTH = {
    "root_cause": "leaked_access_key",
    "also_acceptable": ["third_party_access"],
    "since": "2026-03-03T21:14:09Z",
    "attackers": {
        "principals": [USER, ROLE],
        "credentials": ["AKIAMALLORY000000001"],
        "ips": ["203.0.113.9"],
    },
    "affected": ["i-0aaaaaaaaaaaaaaa1", "arn:aws:s3:::loot", "key-0aaaaaaaaaaaaaaa1"],
    "innocent": [f"arn:aws:iam::{ACCOUNT}:user/alice", "198.51.100.7", "i-0bbbbbbbbbbbbbbb1"],
}


def document(**changed):
    said = {
        "root_causes": [
            {"kind": "leaked_access_key", "principal": USER, "credential": "AKIAMALLORY000000001"}
        ],
        "attackers": {
            "principals": [USER, f"arn:aws:sts::{ACCOUNT}:assumed-role/builder/night"],
            "credentials": ["AKIAMALLORY000000001"],
            "ips": ["203.0.113.9"],
        },
        "affected": [
            {"id": f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0aaaaaaaaaaaaaaa1", "region": "us-east-1"},
            {"id": "loot", "region": "us-east-1"},
            {"id": "key-0aaaaaaaaaaaaaaa1", "region": "us-east-1"},
        ],
        "plan": [{"phase": "contain", "target": "AKIAMALLORY000000001", "region": "aws-global"}],
    }
    return {**said, **changed}


def test_a_document_that_tells_the_truth_in_other_forms_of_the_names_is_right():
    result = drill.score(TRUTH, document())
    assert result.ok
    assert (result.principals.recall, result.affected.precision) == (1.0, 1.0)
    assert to_json(result)["root_cause_right"] is True


def test_another_acceptable_cause_is_right_and_a_wrong_one_is_not():
    assert drill.score(TRUTH, document(root_causes=[{"kind": "third_party_access"}])).ok
    wrong = drill.score(TRUTH, document(root_causes=[{"kind": "not_ours"}, {"kind": "leaked_access_key"}]))
    assert (wrong.root_cause_right, wrong.ok) == (False, False)


def test_a_missed_attacker_is_told_and_is_a_failure():
    result = drill.score(TRUTH, document(attackers={"principals": [USER], "credentials": [], "ips": []}))
    assert result.principals.missed == (ROLE,)
    assert result.principals.recall == 0.5
    assert not result.ok


@pytest.mark.parametrize(("wrong", "ok"), [(0, True), (1, False)])
def test_more_than_one_in_ten_wrong_is_a_failure(wrong, ok):
    attackers = {**document()["attackers"], "ips": ["203.0.113.9", *[f"192.0.2.{n}" for n in range(wrong)]]}
    assert drill.score(TRUTH, document(attackers=attackers)).ok is ok


def test_an_innocent_who_is_named_is_told():
    attackers = {**document()["attackers"], "ips": ["203.0.113.9", "198.51.100.7"]}
    result = drill.score(TRUTH, document(attackers=attackers))
    assert result.innocent_named == ("198.51.100.7",)
    assert not result.ok


@pytest.mark.parametrize(("phase", "aimed"), [("contain", True), ("eradicate", True), ("prevent", False)])
def test_a_step_that_aims_at_an_innocent_is_told(phase, aimed):
    plan = [{"phase": phase, "target": "i-0bbbbbbbbbbbbbbb1", "region": "us-east-1"}]
    result = drill.score(TRUTH, document(plan=plan))
    assert result.innocent_aimed_at == (("i-0bbbbbbbbbbbbbbb1",) if aimed else ())
    assert result.ok is not aimed


def test_the_intruders_own_user_and_key_and_an_instances_parts_count_neither_way(tmp_path):
    things = {"ec2:instances": [instance()]}
    incident = drill.load(write(tmp_path / "case", {"resources/us-east-1.json": things}))
    extra = [USER, "AKIAMALLORY000000001", "vol-0aaaaaaaaaaaaaaa1", "eni-0aaaaaaaaaaaaaa00"]
    affected = [*document()["affected"], *({"id": name, "region": "us-east-1"} for name in extra)]
    assert drill.score(TRUTH, document(affected=affected), incident).affected.precision == 1.0


def test_a_key_pairs_name_counts_as_its_id(tmp_path):
    told = record(
        "CreateKeyPair",
        minutes=5,
        requestParameters={"keyName": "miner"},
        responseElements={"keyPairId": "key-0aaaaaaaaaaaaaaa1", "keyName": "miner"},
    )
    incident = drill.load(write(tmp_path / "case", {"cloudtrail/us-east-1.jsonl": [told]}))
    affected = [*document()["affected"][:2], {"id": "miner", "region": "us-east-1"}]
    assert not drill.score(TRUTH, document(affected=affected)).ok
    assert drill.score(TRUTH, document(affected=affected), incident).ok


def test_nothing_to_find_and_nothing_named_is_right():
    truth = {"root_cause": "not_ours", "attackers": {}, "affected": [], "innocent": []}
    assert drill.score(truth, {"root_causes": [{"kind": "not_ours"}]}).ok
    assert not drill.score(truth, document(root_causes=[{"kind": "not_ours"}])).ok
