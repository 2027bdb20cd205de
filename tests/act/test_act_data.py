"""Actions on functions and buckets: what they refuse, leave alone, and give back."""

import json
from dataclasses import replace
from functools import partial

import pytest

from abusedesk import act
from abusedesk.drill.policy.evaluate import Question
from abusedesk.drill.policy.grants import granted
from abusedesk.errors import Absent, Denied, Refused, Unreachable
from act.act_account import begin, played, preview, there_and_back
from drill.drill_clients import client, refusal
from drill.drill_folders import ACCOUNT, TOML, iam, role

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ACTIONS = act.every()
OTHER = "444455556666"


@pytest.fixture(scope="module")
def playing(tmp_path_factory):
    with played(tmp_path_factory.mktemp("played") / "first") as opened:
        yield opened


@pytest.fixture
def at(tmp_path, playing):
    """Let the server play an account with resources in us-east-1; gives it and the session."""
    return partial(begin, playing, tmp_path / "incident")


@pytest.mark.parametrize(
    ("name", "target", "parts"),
    [
        ("stop_function", "not a function", ()),
        ("stop_function", f"arn:aws:lambda:us-east-1:{OTHER}:function:resize", ()),
        ("remove_function_access", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize", ()),
        ("remove_function_layer", "resize", ()),
        ("block_public_access", OTHER, ()),
        ("block_public_access", "arn:aws:s3:::", ()),
        ("restrict_bucket_policy", "arn:aws:s3:::backups", ()),
        ("close_bucket_to_writers", "arn:aws:iam::111122223333:user/alice", ()),
        ("unshare_snapshot", "vol-0aaaaaaaaaaaaaaa1", ()),
        ("unshare_snapshot", f"arn:aws:rds:us-east-1:{OTHER}:snapshot:nightly", ()),
        ("pause_sending", f"arn:aws:ses:eu-west-1:{ACCOUNT}", ()),
        ("pause_sending", f"arn:aws:ses:us-east-1:{OTHER}", ()),
        ("delete_ses_identity", f"arn:aws:ses:us-east-1:{ACCOUNT}", ()),
        ("enable_trail", f"arn:aws:cloudtrail:us-east-1:{OTHER}:trail/organization", ()),
        ("enable_trail", f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/audit", ()),
        ("enable_trail", "audit", ()),
        ("enable_guardduty", f"arn:aws:guardduty:eu-west-1:{ACCOUNT}", ()),
        ("enable_flow_logs", "subnet-0aaaaaaaaaaaaaaa1", ()),
        ("restore_alarm", "cost", ("{",)),
        ("restore_alarm", "cost", ('{"alarmName": "another"}',)),
        ("restore_alarm", "cost", ("[]",)),
        ("restore_alarm", "cost", (f'"{"x" * 200_000}"',)),
        ("restore_alarm", f"arn:aws:cloudwatch:us-east-1:{OTHER}:alarm:cost", ()),
        ("take_content_offline", "http://192.0.2.10/login", ()),
        ("take_content_offline", "https://d111111abcdef8.cloudfront.net/login", ()),
        ("take_content_offline", "http://[broken", ()),
        ("take_content_offline", "https://somebody-else.s3.amazonaws.com/login", ()),
        ("remove_content", "https://backups.s3.amazonaws.com/", ()),
    ],
)
def test_what_is_not_meant_or_not_ours_is_refused(at, name, target, parts):
    bucket = {"Name": "backups"}
    _, session = at({"s3:buckets": [bucket], "lambda:functions": [{"FunctionName": "resize"}]})
    with pytest.raises(Refused):
        preview(session, name, target, *parts)


@pytest.mark.parametrize(
    ("name", "target", "parts"),
    [
        ("stop_function", "gone", ()),
        ("remove_function_access", "gone", ("url",)),
        ("remove_function_layer", "gone", ("arn:aws:lambda:us-east-1:444455556666:layer:x:1",)),
        ("block_public_access", "gone-bucket", ()),
        ("close_bucket_to_writers", "gone-bucket", ()),
        ("restrict_bucket_policy", "gone-bucket", ("other-accounts",)),
        ("take_content_offline", "https://backups.s3.amazonaws.com/gone", ()),
        ("unshare_snapshot", "snap-0fffffffffffffff9", ()),
        ("unshare_snapshot", "ami-0fffffffffffffff9", ()),
        ("unshare_snapshot", f"arn:aws:rds:us-east-1:{ACCOUNT}:snapshot:gone", ()),
        ("unshare_snapshot", f"arn:aws:rds:us-east-1:{ACCOUNT}:cluster-snapshot:gone", ()),
        ("enable_flow_logs", "vpc-0fffffffffffffff9", ()),
        ("restore_alarm", "gone", ()),
    ],
)
def test_what_is_gone_is_absent(at, name, target, parts):
    _, session = at({"s3:buckets": [{"Name": "backups"}]})
    with pytest.raises(Absent):
        preview(session, name, target, *parts)


@pytest.mark.parametrize(
    ("reserved", "call"),
    [(None, "lambda:DeleteFunctionConcurrency"), (7, "lambda:PutFunctionConcurrency")],
)
def test_a_function_gets_the_reserve_back_that_it_had(at, reserved, call):
    kept = {} if reserved is None else {"ReservedConcurrentExecutions": reserved}
    function = {"FunctionName": "resize", **kept}
    _, session = at({"lambda:functions": [function]})
    change = preview(session, "stop_function", "resize")
    assert change.before["reserved"] == reserved
    act.apply(ACTIONS["stop_function"], session, change)
    assert call in act.revert(ACTIONS["stop_function"], session, change)
    assert preview(session, "stop_function", "resize") == change


def test_a_reserve_that_the_account_can_no_longer_give_is_told(at):
    functions = [{"FunctionName": "resize", "ReservedConcurrentExecutions": 600}, {"FunctionName": "other"}]
    server, session = at({"lambda:functions": functions})
    change = preview(session, "stop_function", "resize")
    act.apply(ACTIONS["stop_function"], session, change)
    client(server, "lambda").put_function_concurrency(FunctionName="other", ReservedConcurrentExecutions=400)
    with pytest.raises(Unreachable, match="InvalidParameterValueException"):
        act.revert(ACTIONS["stop_function"], session, change)


def test_of_an_alias_only_its_own_url_and_statements_are_meant(at):
    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize"
    function = {"FunctionName": "resize", "FunctionArn": arn}
    server, session = at({"lambda:functions": [function]})
    functions = client(server, "lambda")
    for more in ({}, {"Qualifier": "live"}):
        functions.add_permission(
            FunctionName="resize", StatementId="x", Action="lambda:InvokeFunction", Principal="*", **more
        )
        functions.create_function_url_config(FunctionName="resize", AuthType="NONE", **more)
    address = functions.get_function_url_config(FunctionName="resize", Qualifier="live")["FunctionUrl"]
    change = preview(session, "remove_function_access", f"{arn}:live", "url", "x")
    act.apply(ACTIONS["remove_function_access"], session, change)
    live = {"FunctionName": "resize", "Qualifier": "live"}
    assert refusal(functions.get_policy, **live) == "ResourceNotFoundException"
    assert json.loads(functions.get_policy(FunctionName="resize")["Policy"])["Statement"]
    assert functions.get_function_url_config(FunctionName="resize")["AuthType"] == "NONE"
    act.revert(ACTIONS["remove_function_access"], session, change)
    assert "function:resize:live" in functions.get_policy(**live)["Policy"]
    assert functions.get_function_url_config(**live)["FunctionUrl"] != address


@pytest.mark.parametrize(
    "odd",
    [
        {"Effect": "Deny", "Principal": "*", "Action": "lambda:InvokeFunction"},
        {"Effect": "Allow", "Principal": "*", "Action": ["lambda:InvokeFunction", "lambda:GetFunction"]},
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "lambda:InvokeFunction",
            "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        },
    ],
)
def test_a_statement_that_could_not_be_given_back_is_left_to_a_person(at, odd):
    function = {"FunctionName": "resize", "Policy": {"Statement": [{"Sid": "odd", "Resource": "*", **odd}]}}
    _, session = at({"lambda:functions": [function]})
    with pytest.raises(Refused, match="given back"):
        preview(session, "remove_function_access", "resize", "odd")


def test_the_account_s_own_block_is_put_back_to_none(at):
    _, session = at()
    change = preview(session, "block_public_access", ACCOUNT, region="aws-global")
    assert change.before == {"block": None}
    applied, after = there_and_back(session, change)
    assert applied == change.after
    assert after == change


def test_a_bucket_of_another_account_is_not_touched(at):
    other = '[[account]]\nid = "444455556666"\nopted_in = ["us-east-1"]\nsupport_plan = "basic"\n'
    everything = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    files = {
        f"../{OTHER}/iam.json": iam(users=[], roles=[role("x", Arn=f"arn:aws:iam::{OTHER}:role/x")]),
        f"../{OTHER}/resources/us-east-1.json": {
            "s3:buckets": [{"Name": "theirs", "Policy": {"Statement": [everything]}}]
        },
    }
    _, session = at(files=files, toml=f"{TOML}\n{other}")
    for name in ("close_bucket_to_writers", "block_public_access"):
        with pytest.raises(Denied):
            preview(session, name, "arn:aws:s3:::theirs")


def test_a_bucket_s_two_steps_can_be_approved_together_and_undone_in_any_order(at):
    page = "https://site.s3.us-east-1.amazonaws.com/login.html"
    open_to_all = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::site/*"}
    policy = {"Version": "2012-10-17", "Statement": [open_to_all]}
    files = {"logs/s3/site/login.html": "<p>Your password, please</p>"}
    server, session = at({"s3:buckets": [{"Name": "site", "Policy": policy}]}, files)
    shut = preview(session, "close_bucket_to_writers", "arn:aws:s3:::site")
    offline = preview(session, "take_content_offline", page)
    for change in (shut, offline):
        act.apply(ACTIONS[change.action], session, change)
    for change in (shut, offline):
        act.revert(ACTIONS[change.action], session, change)
    assert server.world.buckets.by_name["site"].facts["Policy"] == policy


def test_content_is_offline_for_everybody_but_the_account(at):
    page = "https://site.s3.us-east-1.amazonaws.com/login.html"
    site = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}
    files = {"logs/s3/site/login.html": "x", "logs/s3/site/index.html": "y"}
    server, session = at({"s3:buckets": [{"Name": "site", "Policy": {"Statement": [site]}}]}, files)
    change = preview(session, "take_content_offline", page)
    act.apply(ACTIONS["take_content_offline"], session, change)
    policy = server.world.buckets.by_name["site"].facts["Policy"]

    def says(key, account, who):
        context = {} if account is None else {"aws:principalaccount": [account]}
        asked = Question(action="s3:GetObject", resource=f"arn:aws:s3:::site/{key}", context=context)
        return granted(policy, (account or "", who), asked)

    assert says("login.html", None, "anonymous") == "denied"
    assert says("login.html", OTHER, f"arn:aws:iam::{OTHER}:root") == "denied"
    assert says("index.html", None, "anonymous") == "allowed"
    for own in ("root", "user/alice", "role/responder"):
        assert says("login.html", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:{own}") == "allowed"
    assert client(server, "s3").get_object(Bucket="site", Key="login.html")["Body"].read() == b"x"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://site.example.com.s3.amazonaws.com/a%20b.html", "a b.html"),
        ("https://site.example.com.s3-us-west-2.amazonaws.com/a%20b.html#top", "a b.html"),
        ("http://s3.dualstack.us-east-1.amazonaws.com/site.example.com/a%20b.html", "a b.html"),
        ("http://site.example.com/a%20b.html", "a b.html"),
        ("http://site.example.com", "index.html"),
        ("site.example.com/blog/?page=2", "blog/index.html"),
        ("http://site.example.com.s3-website.us-east-1.amazonaws.com/blog/", "blog/index.html"),
        ("s3://site.example.com/blog/index.html", "blog/index.html"),
    ],
)
def test_an_object_is_found_by_whatever_address_it_has(at, url, key):
    site = {"Name": "site.example.com", "IndexDocument": {"Suffix": "index.html"}}
    names = ("a b.html", "index.html", "blog/index.html")
    files = {f"logs/s3/site.example.com/{name}": "x" for name in names}
    _, session = at({"s3:buckets": [site]}, files)
    assert preview(session, "remove_content", url).before == {
        "bucket": "site.example.com",
        "key": key,
        "exists": True,
    }


def test_content_is_sealed_before_it_is_deleted(at):
    page = "https://site.s3.us-east-1.amazonaws.com/login.html"
    files = {"logs/s3/site/login.html": "<p>Your password, please</p>"}
    _, session = at({"s3:buckets": [{"Name": "site"}]}, files)
    change = preview(session, "remove_content", page)
    [kept] = act.keep(ACTIONS["remove_content"], session, change)
    assert (kept.kind, kept.key) == ("s3.object", "s3://site/login.html")
    act.apply(ACTIONS["remove_content"], session, change)
    assert not act.preview(ACTIONS["remove_content"], session, change.target).needed
    assert act.keep(ACTIONS["remove_content"], session, replace(change, before=change.after)) == ()


def test_restricting_refuses_denials_and_what_lets_us_in(at):
    ours = f"arn:aws:iam::{ACCOUNT}:role/abusedesk-responder"
    statements = [
        {"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Sid": "Us", "Effect": "Allow", "Principal": {"AWS": [ours]}, "Action": "s3:*", "Resource": "*"},
    ]  # fmt: skip
    bucket = {"Name": "backups", "Policy": {"Version": "2012-10-17", "Statement": statements}}
    _, session = at({"s3:buckets": [bucket]})
    for sid, why in (("TlsOnly", "denies"), ("Us", "lets us in")):
        with pytest.raises(Refused, match=why):
            preview(session, "restrict_bucket_policy", "arn:aws:s3:::backups", sid)
    assert not preview(session, "restrict_bucket_policy", "arn:aws:s3:::backups", "other-accounts").needed


def test_a_statement_without_a_sid_is_named_by_itself(at):
    odd = {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "s3:*", "Resource": "*"}
    own = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "s3:*", "Resource": "*"}
    bucket = {"Name": "backups", "Policy": {"Version": "2012-10-17", "Statement": [own, odd]}}
    _, session = at({"s3:buckets": [bucket]})
    change = preview(session, "restrict_bucket_policy", "arn:aws:s3:::backups", json.dumps(odd))
    assert [one["statement"] for one in change.before["statements"]] == [odd]
    applied, after = there_and_back(session, change)
    assert (applied, after) == (change.after, change)
