from datetime import timedelta

import pytest

from abusedesk import collect
from abusedesk.aws.permissions import NEEDS_NO_PERMISSION, permission
from abusedesk.collect.collectors import cost
from abusedesk.errors import Absent
from collect.played_account import ANNA, ANSWERS, NOW, REPORT, Played, earlier_of, run


def kinds(evidence, kind):
    return [one for one in evidence if one.kind == kind]


def test_the_credential_report_keeps_its_columns_and_the_root_row():
    evidence, row = run("iam_credential_report", Played())
    assert [one.key for one in evidence] == ["arn:aws:iam::111122223333:root", ANNA]
    assert evidence[0].data == {
        "user": "<root_account>",
        "arn": "arn:aws:iam::111122223333:root",
        "password_enabled": "not_supported",
        "mfa_active": "true",
    }
    assert (row.status, row.why) == ("read", "")


def test_the_report_is_waited_for_but_not_for_ever():
    states = iter(["STARTED", "INPROGRESS", "COMPLETE"])
    played = Played({"iam:GenerateCredentialReport": lambda _: [{"State": next(states)}]})
    assert run("iam_credential_report", played)[1].calls == 4
    played = Played({"iam:GenerateCredentialReport": [{"State": "INPROGRESS"}]})
    _, row = run("iam_credential_report", played)
    assert row.status == "delayed"
    assert row.calls < 30


def test_an_old_report_is_read_and_its_age_is_said():
    old = [{"Content": REPORT, "GeneratedTime": NOW - timedelta(hours=3)}]
    _, row = run("iam_credential_report", Played({"iam:GetCredentialReport": old}))
    assert row.status == "read"
    assert "2026-03-04T23:10:00Z" in row.why


def test_a_report_with_torn_rows_and_strange_bytes_is_read_as_far_as_it_goes():
    torn = REPORT + b'"b\xff,ob",arn:x,too,many,columns,here\nshort\n'
    evidence, row = run("iam_credential_report", Played({"iam:GetCredentialReport": [{"Content": torn}]}))
    assert len(evidence) == 4
    assert evidence[2].data["user"] == "b\ufffd,ob"
    assert row.status == "read"


def test_a_user_without_a_console_password_is_no_gap():
    played = Played(raises={"iam:GetLoginProfile": Absent("no such thing (NoSuchEntity)", "empty")})
    evidence, row = run("iam_access_keys", played, earlier_of("iam_access_keys"))
    assert not kinds(evidence, "iam.login_profile")
    assert (row.status, row.why) == ("read", "")


def test_without_any_known_user_the_row_does_not_pretend_to_have_looked():
    evidence, row = run("iam_access_keys", Played())
    assert [one.kind for one in evidence] == ["iam.account_summary"]
    assert row.status == "failed"


def test_users_known_from_either_list_are_asked_for_once():
    played = Played(denied=["iam:GetAccountAuthorizationDetails"])
    earlier = earlier_of("iam_access_keys", played)
    asked = Played()
    evidence, _ = run("iam_access_keys", asked, earlier)
    assert len(kinds(evidence, "iam.access_key")) == 1
    assert [call for call, _ in asked.asked].count("iam:ListAccessKeys") == 1


def test_a_keys_last_use_carries_its_user_and_iso_times():
    evidence, _ = run("iam_access_keys", Played(), earlier_of("iam_access_keys"))
    used = kinds(evidence, "iam.access_key_last_used")[0]
    assert used.key == "AKIAIOSFODNN7EXAMPLE"
    assert used.data["UserName"] == "anna"
    assert used.data["AccessKeyLastUsed"]["LastUsedDate"] == "2026-03-05T02:10:00Z"


def test_cost_is_a_row_a_day_region_and_service_and_says_that_today_is_not_whole():
    evidence, row = run("cost", Played())
    assert evidence[0].key == "2026-03-04|us-east-1|Amazon Elastic Compute Cloud - Compute"
    assert evidence[0].data == {
        "day": "2026-03-04",
        "region": "us-east-1",
        "service": "Amazon Elastic Compute Cloud - Compute",
        "amount": 12.5,
        "unit": "USD",
        "estimated": True,
    }
    assert row.status == "read"
    assert "2026-03-05 is not complete" in row.why


def test_cost_pages_are_followed_with_the_same_question_up_to_a_limit(monkeypatch):
    page = ANSWERS["ce:GetCostAndUsage"][0]
    played = Played(
        {
            "ce:GetCostAndUsage": lambda asked: [
                {**page, "NextPageToken": asked.get("NextPageToken", "") + "x"}
            ]
        }
    )
    monkeypatch.setattr(cost, "MAX_PAGES", 3)
    _, row = run("cost", played)
    asked = [parameters for _, parameters in played.asked]
    assert [each.pop("NextPageToken", None) for each in asked] == [None, "x", "xx"]
    assert asked[0] == asked[1] == asked[2]
    assert asked[0]["TimePeriod"] == {"Start": "2026-01-27", "End": "2026-03-06"}
    assert row.status == "truncated"


def test_what_cost_nothing_is_no_evidence():
    page = {
        "ResultsByTime": [
            {
                "TimePeriod": {"Start": "2026-03-04"},
                "Groups": [{"Keys": ["S", "r"], "Metrics": {"UnblendedCost": {"Amount": "0"}}}],
            }
        ]
    }
    evidence, row = run("cost", Played({"ce:GetCostAndUsage": [page]}))
    assert evidence == []
    assert row.status == "empty"


def test_guardduty_that_is_off_is_not_enabled_and_not_empty():
    _, row = run("guardduty", Played({"guardduty:ListDetectors": [{"DetectorIds": []}]}))
    assert row.status == "not_enabled"


def test_guardduty_that_is_suspended_still_shows_its_old_findings():
    evidence, row = run("guardduty", Played({"guardduty:GetDetector": [{"Status": "DISABLED"}]}))
    assert kinds(evidence, "log.guardduty")
    assert row.status == "not_enabled"


def test_guardduty_findings_are_fetched_by_the_page_archived_or_not_since_scope():
    pages = [
        {"FindingIds": [f"f-{number}" for number in range(50)]},
        {"FindingIds": ["f-50"]},
        {"FindingIds": []},
    ]
    played = Played({"guardduty:ListFindings": pages})
    evidence, _ = run("guardduty", played)
    fetched = [asked["FindingIds"] for call, asked in played.asked if call == "guardduty:GetFindings"]
    assert [len(each) for each in fetched] == [50, 1]
    criteria = next(asked for call, asked in played.asked if call == "guardduty:ListFindings")[
        "FindingCriteria"
    ]
    assert criteria == {"Criterion": {"updatedAt": {"GreaterThanOrEqual": 1772071800000}}}
    assert [one.key for one in kinds(evidence, "log.guardduty")] == [
        "guardduty/us-east-1/1",
        "guardduty/us-east-1/2",
    ]


def test_a_bucket_without_policy_or_block_is_whole_and_no_gap():
    gone = Absent("no such thing", "empty")
    played = Played(raises={"s3:GetBucketPolicy": gone, "s3:GetPublicAccessBlock": gone})
    evidence, row = run("s3_buckets", played)
    assert len(evidence) == 3
    assert evidence[0].data == {
        "Name": "org-trail",
        "CreationDate": "2025-01-01T00:00:00Z",
        "BucketRegion": "eu-west-1",
    }
    assert (row.status, row.why) == ("read", "")


def test_a_bucket_in_the_first_region_has_no_location_constraint():
    evidence, _ = run("s3_buckets", Played({"s3:GetBucketLocation": [{"LocationConstraint": None}]}))
    assert evidence[0].data["BucketRegion"] == "us-east-1"


def test_a_policy_is_an_object_and_one_that_is_no_json_stays_text():
    evidence, _ = run("s3_buckets", Played())
    assert evidence[0].data["Policy"] == {"Version": "2012-10-17", "Statement": []}
    evidence, _ = run("s3_buckets", Played({"s3:GetBucketPolicy": [{"Policy": "{"}]}))
    assert evidence[0].data["Policy"] == "{"


def test_a_functions_environment_shows_names_and_no_values():
    evidence, _ = run("lambda_functions", Played())
    assert evidence[0].data["Environment"] == {"Variables": {"DB_PASSWORD": ""}}


def simulated(decisions, caller=ANNA, roles=()):
    """The row when IAM allows all but decisions; caller is who we run as."""
    identity = {"Arn": caller, "Account": "111122223333", "UserId": "X"}
    account = Played(
        {
            "sts:GetCallerIdentity": [identity],
            "iam:GetAccountAuthorizationDetails": [{"RoleDetailList": list(roles)}],
            "iam:SimulatePrincipalPolicy": lambda asked: [
                {
                    "EvaluationResults": [
                        {"EvalActionName": name, **decisions.get(name, {"EvalDecision": "allowed"})}
                        for name in asked["ActionNames"]
                    ]
                }
            ],
        }
    )
    return *run("permissions", account, earlier_of("permissions", account)), account


def needed():
    actions = {permission(read) for unit in collect.every().values() for read in unit.reads}
    return sorted(actions - NEEDS_NO_PERMISSION)


@pytest.mark.parametrize("action", needed())
def test_a_permission_that_no_call_happened_to_need_is_missed_all_the_same(action):
    evidence, row, _ = simulated({action: {"EvalDecision": "implicitDeny"}})
    assert row.status == "denied"
    assert action in row.why
    assert evidence[0].data["missing"] == [action]


def test_a_permission_that_depends_on_more_than_iam_was_told_is_a_remark():
    decision = {"EvalDecision": "implicitDeny", "MissingContextValues": ["aws:MultiFactorAuthPresent"]}
    _, row, _ = simulated({"iam:ListUsers": decision})
    assert row.status == "read"
    assert "aws:MultiFactorAuthPresent: iam:ListUsers" in row.why


def test_a_session_is_simulated_as_its_role_with_the_roles_path():
    arn = "arn:aws:iam::111122223333:role/ops/responder"
    session = "arn:aws:sts::111122223333:assumed-role/responder/abusedesk-c1"
    _, _, account = simulated({}, session, [{"Arn": arn, "RoleName": "responder"}])
    asked = next(each for call, each in account.asked if call == "iam:SimulatePrincipalPolicy")
    assert asked["PolicySourceArn"] == arn


def test_root_is_not_simulated():
    evidence, row, _ = simulated({}, "arn:aws:iam::111122223333:root")
    assert (evidence, row.status, row.calls) == ([], "empty", 0)


def test_who_the_simulator_does_not_know_is_a_gap_and_not_silence():
    unknown = Played(raises={"iam:SimulatePrincipalPolicy": Absent("no such thing", "empty")})
    evidence, row = run("permissions", unknown, earlier_of("permissions"))
    assert evidence == []
    assert row.status == "failed"
    assert ANNA in row.why


def test_without_knowing_who_we_are_nothing_is_asked_of_the_simulator():
    _, row = run("permissions", Played())
    assert (row.status, row.calls) == ("failed", 0)
