"""Buckets that the intruder opened and layers that he laid: shut, and the owner's own left alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from abusedesk.model import Coverage, Finding, Notice, RootCause, Severity, Trace
from plan.plan_cases import ACCOUNT, CI, aimed, dossier, evidence, raid, steps, told, touched

BUCKET, NAME = "arn:aws:s3:::reports-example", "reports-example"
PARTNER = "444455556666"
CLOSED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
PUBLIC = {"Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
BLOCKED, NARROWED = ("block_public_access", BUCKET), ("restrict_bucket_policy", BUCKET)


def bucket(*statements, **more):
    return evidence("s3.bucket", NAME, Policy={"Statement": list(statements)}, **more)


def allow(*principals, sid="Theirs", **more):
    names = {"AWS": list(principals)}
    return {"Sid": sid, "Effect": "Allow", "Principal": names, "Action": "s3:*", "Resource": "*", **more}


def of_bucket(how, *calls, shown=(), rule=None):
    """The steps where the intruder made these calls on the bucket, which is as shown."""
    thing = touched(BUCKET, how, "AWS::S3::Bucket", calls)
    found = Finding(id="f1", rule=rule or "x", title="t", severity=Severity.HIGH, events=thing.events)
    return steps(dossier(*shown, findings=(found,)), raid(thing, timeline=told(thing, *calls)))


@pytest.mark.parametrize("call", ["s3:DeleteBucketPublicAccessBlock", "s3:DeletePublicAccessBlock"])
def test_bucket_whose_guard_he_took_away_is_guarded_again(call):
    assert BLOCKED in aimed(of_bucket("modified", call, shown=[bucket()]), "contain")


def test_guard_that_he_weakened_is_told_by_the_rule_that_saw_it():
    found = of_bucket(
        "modified", "s3:PutBucketPublicAccessBlock", shown=[bucket()], rule="public_access_block_removed"
    )
    assert BLOCKED in aimed(found, "contain")


def test_guard_that_stands_again_needs_nothing():
    found = of_bucket(
        "modified", "s3:DeleteBucketPublicAccessBlock", shown=[bucket(PublicAccessBlock=CLOSED)]
    )
    assert BLOCKED not in aimed(found, "contain")


@pytest.mark.parametrize(("statement", "expected"), [(PUBLIC, True), (allow(CI), False)])
def test_policy_that_he_wrote_is_shut_where_it_lets_everybody_in(statement, expected):
    found = of_bucket("modified", "s3:PutBucketPolicy", shown=[bucket(statement)])
    assert (BLOCKED in aimed(found, "contain")) is expected


def test_web_site_that_he_only_wrote_a_page_into_stays_public():
    found = of_bucket("modified", "s3:PutObject", shown=[bucket(PUBLIC)])
    assert not {BLOCKED, NARROWED} & set(aimed(found, "contain"))


@pytest.mark.parametrize(("policy", "expected"), [((), True), ((PUBLIC,), False)])
def test_access_list_is_ignored_unless_that_would_shut_the_owner_s_site_too(policy, expected):
    found = of_bucket(
        "modified", "s3:PutBucketAcl", shown=[bucket(*policy)], rule="bucket_acl_opened_to_everybody"
    )
    assert (BLOCKED in aimed(found, "contain")) is expected


def test_bucket_that_he_made_is_shut_to_the_world_and_then_deleted():
    found = of_bucket("created", "s3:CreateBucket", shown=[bucket()])
    assert BLOCKED in aimed(found, "contain")
    assert ("delete_resource", BUCKET) in aimed(found, "eradicate")


def test_bucket_that_is_gone_is_not_shut():
    thing = touched(BUCKET, "created", "AWS::S3::Bucket", ["s3:CreateBucket"])
    gone = dossier()
    gone = replace(gone, coverage=(*gone.coverage, Coverage("s3_buckets", "aws-global", "read")))
    assert BLOCKED not in aimed(steps(gone, raid(thing)), "contain")


def test_what_he_changed_of_a_bucket_is_compared_in_recovery_all_the_same():
    found = of_bucket("modified", "s3:PutBucketPolicy", shown=[bucket(PUBLIC)])
    assert ("restore_settings", BUCKET) in aimed(found, "recover")


def narrowed(*statements, calls=("s3:PutBucketPolicy",)):
    found = of_bucket("modified", *calls, shown=[bucket(*statements)])
    return [one for one in found if one.action == "restrict_bucket_policy"]


def test_statements_for_other_accounts_alone_are_named_one_by_one():
    nameless = {name: value for name, value in allow(PARTNER).items() if name != "Sid"}
    [step] = narrowed(allow(f"arn:aws:iam::{PARTNER}:root"), nameless, allow(CI, sid="Ours"), PUBLIC)
    assert step.automatic
    assert step.parts[0] == "Theirs"
    assert [json.loads(one) for one in step.parts[1:]] == [nameless]


def test_statement_that_is_the_owner_s_too_loses_the_others_only():
    [step] = narrowed(allow(CI, PARTNER))
    assert (step.parts, step.automatic) == (("other-accounts",), True)


def test_delivery_of_logs_is_left_alone_and_a_mixed_statement_beside_it_is_for_a_person():
    logs = allow("127311923021", Action="s3:PutObject", Resource=f"{BUCKET}/AWSLogs/{ACCOUNT}/*", sid="Logs")
    assert narrowed(logs) == []
    [alone] = narrowed(logs, allow(PARTNER))
    assert alone.parts == ("Theirs",)
    [mixed] = narrowed(logs, allow(CI, PARTNER))
    assert not mixed.automatic


def test_partner_in_a_policy_that_he_did_not_write_keeps_his_rights():
    assert narrowed(allow(PARTNER), calls=("s3:PutObject",)) == []


@pytest.mark.parametrize("policy", ["no json", {"Statement": "x"}, {"Statement": [1, None]}, None, [1]])
def test_policy_of_any_shape_is_read_without_falling_over(policy):
    shown = evidence("s3.bucket", NAME, Policy=policy)
    assert NARROWED not in aimed(of_bucket("modified", "s3:PutBucketPolicy", shown=[shown]), "contain")


@pytest.mark.parametrize(("kind", "expected"), [("public_bucket", True), ("phishing_content", False)])
def test_bucket_that_aws_calls_public_is_shut_and_one_that_serves_pages_is_not(kind, expected):
    shown = bucket(PUBLIC)
    cause = RootCause(kind="public_storage", confidence=0.9, for_=(shown.id,))
    found = steps(dossier(shown, notice=Notice(kind=kind)), Trace(root_causes=(cause,)))
    assert (BLOCKED in aimed(found, "contain")) is expected


FUNCTION, OTHER = (f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{name}" for name in ("resize", "send"))
OWN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:layer:common:3"
TOOLS, STRANGE = (f"arn:aws:lambda:us-east-1:{PARTNER}:layer:{name}:1" for name in ("tools", "helper"))
UPDATE = "lambda:UpdateFunctionConfiguration20150331v2"


def function(arn, *layers):
    return evidence("lambda.function", arn, "us-east-1", Layers=[{"Arn": one} for one in layers])


def laid(*layers, shown=(), made=(), how="modified", principals=(CI,)):
    """The steps about layers where he laid these over the function."""
    thing = touched(FUNCTION, how, "AWS::Lambda::Function", [UPDATE])
    thing = replace(thing, parts=tuple(f"layer:{one}" for one in layers))
    published = [touched(one, "created", "AWS::Lambda::LayerVersion") for one in made]
    found = steps(dossier(*shown), raid(thing, *published, principals=principals))
    return [one for one in found if one.action == "remove_function_layer"]


def test_layer_that_he_published_is_taken_out_and_the_owner_s_stays():
    [step] = laid(OWN, f"{OWN[:-1]}4", made=[f"{OWN[:-1]}4"])
    assert (step.target, step.parts, step.automatic) == (FUNCTION, (f"{OWN[:-1]}4",), True)


def test_layer_of_an_account_of_his_is_taken_out():
    [step] = laid(OWN, STRANGE, principals=(CI, f"arn:aws:iam::{PARTNER}:user/x"))
    assert (step.parts, step.automatic) == ((STRANGE,), True)


def test_layer_of_an_unknown_account_is_shown_to_a_person():
    [step] = laid(OWN, STRANGE)
    assert (step.parts, step.automatic) == ((), False)
    assert STRANGE in step.reason.en
    assert OWN not in step.reason.en


def test_layer_that_other_functions_use_as_well_is_no_matter():
    used = function(OTHER, f"{TOOLS[:-1]}2")
    assert laid(OWN, TOOLS, shown=[used, function(FUNCTION, OWN, TOOLS)]) == []


def test_layer_that_lies_there_no_more_needs_nothing():
    assert laid(STRANGE, shown=[function(FUNCTION, OWN)]) == []


def test_function_that_he_made_goes_whole():
    assert laid(STRANGE, how="created") == []


@pytest.mark.parametrize("name", ["x", "a:layer:b", "arn:aws:lambda:::layer:", ""])
def test_layer_s_name_that_is_none_is_passed_over(name):
    assert laid(name) == []
