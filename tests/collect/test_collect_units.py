"""The house rules of collectors, asked of all of them at once."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from botocore.session import Session as BotocoreSession
from botocore.validate import ParamValidator

from abusedesk import collect
from abusedesk.aws.permissions import NEEDS_NO_PERMISSION, is_read, operation, permission
from abusedesk.model import to_json
from collect.played_account import Played, earlier_of, run

UNITS = collect.every()
CALL = re.compile(r'"([a-z0-9]+:[A-Z][A-Za-z0-9]+)"')
BOTOCORE = BotocoreSession()


@pytest.fixture(params=sorted(UNITS))
def unit(request):
    return UNITS[request.param]


def test_every_declared_call_exists_in_botocores_models(unit):
    for declared in unit.reads:
        service, _, name = operation(declared).partition(":")
        assert name in BOTOCORE.get_service_model(service).operation_names


def test_every_declared_call_is_a_read(unit):
    assert unit.reads
    assert all(is_read(declared) for declared in unit.reads)


def test_every_collector_says_what_it_reads_and_where_aws_documents_it(unit):
    assert unit.title
    assert unit.title == unit.title.strip()
    assert unit.source.startswith("https://docs.aws.amazon.com/")


def test_whatever_a_collector_comes_after_exists_and_never_comes_after_it(unit):
    seen = set()
    waiting = list(unit.after)
    while waiting:
        name = waiting.pop()
        assert name in UNITS
        assert name != unit.id
        if name not in seen:
            seen.add(name)
            waiting += UNITS[name].after


def test_every_call_that_a_collector_names_is_declared(unit):
    source = Path(import_module(f"abusedesk.collect.collectors.{unit.id}").__file__).read_text("utf-8")
    named = set(CALL.findall(source)) - {permission(each) for each in unit.reads}
    assert named <= {operation(each) for each in unit.reads}


def test_every_declared_call_is_made_and_its_evidence_is_json(unit):
    played = Played()
    evidence, coverage = run(unit.id, played, earlier_of(unit.id))
    assert {call for call, _ in played.asked} == {operation(each) for each in unit.reads}
    assert coverage.status == "read", coverage.why
    assert coverage.calls == len(played.asked)
    assert evidence
    for one in evidence:
        assert json.loads(json.dumps(to_json(one)))["data"] == one.data
        assert (one.collector, one.account, one.region) == (unit.id, "111122223333", coverage.region)
    assert len({(one.kind, one.key) for one in evidence}) == len(evidence)


def test_every_request_has_the_parameters_that_botocores_model_allows(unit):
    played = Played()
    run(unit.id, played, earlier_of(unit.id))
    for call, parameters in played.asked:
        service, _, name = call.partition(":")
        shape = BOTOCORE.get_service_model(service).operation_model(name).input_shape
        if shape is None:
            assert parameters == {}
            continue
        report = ParamValidator().validate(parameters, shape)
        assert not report.has_errors(), report.generate_report()


@pytest.mark.parametrize(
    ("name", "declared"), [(unit.id, each) for unit in UNITS.values() for each in unit.reads]
)
def test_any_permission_taken_away_is_named_in_the_row(name, declared):
    if permission(declared) in NEEDS_NO_PERMISSION:
        return
    played = Played(denied=[operation(declared)])
    _, coverage = run(name, played, earlier_of(name))
    assert coverage.status == "denied"
    assert permission(declared) in coverage.why


@pytest.mark.parametrize(
    ("name", "denied", "kept"),
    [
        ("ec2_vpcs", "ec2:DescribeVpcs", "ec2.subnet"),
        ("ses_account", "sesv2:GetAccount", "ses.identity"),
        ("iam_authorization_details", "iam:GetAccountAuthorizationDetails", "iam.user_listed"),
        ("iam_credential_report", "iam:GenerateCredentialReport", "iam.credential_report"),
        ("iam_access_keys", "iam:ListAccessKeys", "iam.login_profile"),
        ("iam_access_keys", "iam:GetAccessKeyLastUsed", "iam.access_key"),
        ("iam_access_keys", "iam:GetAccountSummary", "iam.mfa_device"),
        ("cloudtrail_trails", "cloudtrail:GetTrailStatus", "cloudtrail.trail"),
        ("guardduty", "guardduty:GetDetector", "log.guardduty"),
        ("guardduty", "guardduty:GetFindings", "guardduty.detector"),
        ("s3_buckets", "s3:GetBucketPolicy", "s3.bucket"),
        ("flow_log_objects", "s3:ListObjectsV2", "log.flow_object"),
        ("flow_log_objects", "logs:FilterLogEvents", "log.flow_object"),
    ],
)
def test_one_denied_call_leaves_what_the_others_find(name, denied, kept):
    evidence, coverage = run(name, Played(denied=[denied]), earlier_of(name))
    assert kept in {one.kind for one in evidence}
    assert f"read all the same: {len(evidence)}" in coverage.why
