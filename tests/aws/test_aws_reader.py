import gc
import hashlib
import json
import logging
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest

from abusedesk.aws.pacing import Pacing
from abusedesk.aws.read import Reader, _up_to
from abusedesk.aws.session import open_session
from abusedesk.aws.write import Writer
from abusedesk.errors import BadInput, Denied, Refused, Throttled, Unreachable

SECRET = "wJalrXUtnFEMI/EXAMPLE+secret+never+shown"
IDENTITY = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::111122223333:user/anna</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
JSON = {"Content-Type": "application/x-amz-json-1.1"}
TOO_FAST = (400, b'{"__type":"ThrottlingException","message":"Rate exceeded"}', JSON)


class Kept:
    """A seal that keeps what it is given."""

    def __init__(self):
        self.blobs = {}

    def __call__(self, chunks):
        data = b"".join(chunks)
        name = hashlib.sha256(data).hexdigest()
        self.blobs[name] = data
        return name


def lookup(*ids, token=None):
    answer = {"Events": [{"EventId": each} for each in ids]}
    return (200, json.dumps({**answer, **({"NextToken": token} if token else {})}).encode(), JSON)


def test_every_page_is_sealed_as_the_very_bytes_that_came(stub, opened):
    stub.says(lookup("a", token="t1"), lookup("b"))
    kept = Kept()
    bodies = [stub.answers[0][1], stub.answers[1][1]]
    reader = Reader(opened(seal=kept), "us-east-1", ["cloudtrail:LookupEvents"])
    pages = list(reader.pages("cloudtrail:LookupEvents"))
    assert [kept.blobs[page.sha256] for page in pages] == bodies
    assert [page.data["Events"][0]["EventId"] for page in pages] == ["a", "b"]
    assert reader.calls == ["cloudtrail:LookupEvents"] * 2
    assert "ResponseMetadata" not in pages[0].data
    assert json.loads(stub.requests[1].body)["NextToken"] == "t1"


def test_the_bytes_of_one_thread_never_become_the_evidence_of_another(stub, opened):
    def echo(told):
        name = json.loads(told.body)["LookupAttributes"][0]["AttributeValue"]
        return lookup(name)

    stub.says(echo)
    kept = Kept()
    session = opened(seal=kept)
    wrong = []

    def ask(name):
        reader = Reader(session, "us-east-1", ["cloudtrail:LookupEvents"])
        for _ in range(15):
            page = reader.one(
                "cloudtrail:LookupEvents",
                LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}],
            )
            if kept.blobs[page.sha256] != lookup(name)[1] or page.data["Events"][0]["EventId"] != name:
                wrong.append(name)

    threads = [threading.Thread(target=ask, args=(f"name-{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stub.requests) == 120
    assert not wrong


def test_our_requests_carry_the_case_id_and_nothing_that_breaks_out_of_the_header(stub, opened):
    stub.says((200, IDENTITY))
    opened(case_id="2026-0007\r\nX-Evil: yes").caller()
    agent = stub.requests[0].headers["User-Agent"]
    assert "abusedesk case/2026-0007--X-Evil--yes" in agent
    assert "X-Evil" not in stub.requests[0].headers


def test_the_caller_is_asked_for_once_and_shows_no_secret(stub, opened):
    stub.says((200, IDENTITY))
    session = opened()
    caller = session.caller()
    assert session.caller() is caller
    assert (caller.account, caller.partition, caller.access_key) == (
        "111122223333",
        "aws",
        "AKIAIOSFODNN7EXAMPLE",
    )
    assert len(stub.requests) == 1
    assert SECRET not in repr(caller) + repr(session) + repr(vars(session))


def test_the_clock_is_that_of_the_last_answer(stub, opened):
    stub.says((200, IDENTITY))
    session = opened()
    began = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert 0 <= (session.now() - began).total_seconds() < 60
    stub.date = "Wed, 01 Jan 2025 00:00:00 GMT"
    page = Reader(session, "us-east-1", ["sts:GetCallerIdentity"]).one("sts:GetCallerIdentity")
    assert page.asked == datetime(2025, 1, 1, tzinfo=UTC)
    assert session.now().year == 2025


def test_an_undeclared_call_and_a_declared_change_are_refused_before_anything_is_sent(stub, opened):
    session = opened()
    with pytest.raises(Refused, match="not among the declared"):
        Reader(session, "us-east-1", ["iam:ListUsers"]).pages("iam:ListRoles")
    with pytest.raises(Refused, match="not a read"):
        Reader(session, "us-east-1", ["iam:ListUsers", "iam:DeleteUser"])
    with pytest.raises(Refused, match="not a read"):
        Reader(session, "us-east-1", ["secretsmanager:GetSecretValue"])
    with pytest.raises(Refused):
        Writer(session, "us-east-1", ["iam:UpdateAccessKey"]).pages("iam:DeleteUser")
    assert not stub.requests


def test_parameters_that_botocore_refuses_are_an_outcome_and_do_not_show_themselves(stub, opened):
    reader = Reader(opened(), "us-east-1", ["s3:ListObjectsV2=s3:ListBucket"])
    bucket = "a/b " + "secret"
    with pytest.raises(Unreachable) as caught:
        reader.one("s3:ListObjectsV2", Bucket=bucket)
    assert bucket not in "".join(traceback.format_exception(caught.value))
    assert not stub.requests


def test_a_throttled_call_is_made_again_and_both_requests_are_counted(stub, opened):
    stub.says(TOO_FAST, lookup("a"))
    session = opened()
    reader = Reader(session, "us-east-1", ["cloudtrail:LookupEvents"])
    assert reader.one("cloudtrail:LookupEvents").data["Events"]
    assert len(reader.calls) == len(stub.requests) == 2
    assert session.pacing.refusals == 1


def test_a_call_that_is_throttled_for_ever_ends_as_throttled(stub, opened):
    stub.says(TOO_FAST)
    reader = Reader(opened(), "us-east-1", ["cloudtrail:LookupEvents"])
    with pytest.raises(Throttled):
        reader.one("cloudtrail:LookupEvents")
    assert 1 < len(stub.requests) < 10


def test_lookups_wait_for_their_turn_before_each_page(stub, opened):
    waits = []
    stub.says(lookup("a", token="1"), lookup("b", token="2"), lookup("c"))
    session = opened(pacing=Pacing(clock=lambda: 0.0, sleep=waits.append))
    list(Reader(session, "us-east-1", ["cloudtrail:LookupEvents"]).pages("cloudtrail:LookupEvents"))
    assert waits == pytest.approx([1 / 1.9, 2 / 1.9])


def test_an_object_is_sealed_in_pieces_of_a_mebibyte_at_most(stub, opened):
    body = bytes(range(256)) * 4096 * 3
    stub.says((200, body, {"Last-Modified": "Wed, 04 Mar 2026 00:00:00 GMT", "ETag": '"x"'}))
    pieces = []

    def seal(chunks):
        pieces.extend(chunks)
        return hashlib.sha256(b"".join(pieces)).hexdigest()

    page = Reader(opened(seal=seal), "eu-west-1", ["s3:GetObject"]).object("b-1", "a/b.gz", limit=len(body))
    assert page.sha256 == hashlib.sha256(body).hexdigest()
    assert len(pieces) == 3
    assert page.data == {
        "Bucket": "b-1",
        "Key": "a/b.gz",
        "ContentLength": len(body),
        "LastModified": datetime(2026, 3, 4, tzinfo=UTC),
        "ETag": '"x"',
    }
    assert stub.requests[0].path.startswith("/b-1/a/b.gz")


def test_an_object_over_the_limit_is_refused_unread(stub, opened):
    stub.says((200, b"x" * 1001))
    kept = Kept()
    with pytest.raises(Refused, match="larger than 1000"):
        Reader(opened(seal=kept), "us-east-1", ["s3:GetObject"]).object("b-1", "k", limit=1000)
    assert not kept.blobs


def test_the_bytes_that_come_are_counted_whatever_the_header_said():
    with pytest.raises(Refused):
        list(_up_to(10, [b"123456", b"78901"], "s3://b-1/k"))
    assert list(_up_to(11, [b"123456", b"78901"], "s3://b-1/k")) == [b"123456", b"78901"]


def test_a_reader_in_another_region_counts_into_the_same_calls(stub, opened):
    stub.says(lookup("a"))
    reader = Reader(opened(), "us-east-1", ["cloudtrail:LookupEvents"])
    page = reader.at("eu-west-1").one("cloudtrail:LookupEvents")
    assert page.region == "eu-west-1"
    assert reader.calls == ["cloudtrail:LookupEvents"]
    assert "/eu-west-1/cloudtrail/" in stub.requests[0].headers["Authorization"]


def test_a_writers_answer_is_hashed_but_never_kept_as_evidence(stub, opened):
    body = b"""<CreateAccessKeyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateAccessKeyResult>
    <AccessKey><UserName>anna</UserName><AccessKeyId>AKIANEW</AccessKeyId><Status>Active</Status>
    <SecretAccessKey>brand-new-secret</SecretAccessKey></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>"""
    stub.says((200, body))
    kept = Kept()
    writer = Writer(opened(seal=kept), "aws-global", ["iam:CreateAccessKey"])
    page = writer.one("iam:CreateAccessKey", UserName="anna")
    assert page.data["AccessKey"]["SecretAccessKey"] == "brand-new-secret"
    assert page.sha256 == hashlib.sha256(body).hexdigest()
    assert not kept.blobs


def test_a_role_is_assumed_at_the_first_call_and_its_credentials_are_never_sealed(stub, opened):
    assumed = b"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/abusedesk-c1</Arn><AssumedRoleId>A:b</AssumedRoleId>
    </AssumedRoleUser><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
    <SessionToken>role-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
    </AssumeRoleResult></AssumeRoleResponse>"""
    stub.says((200, assumed), (200, IDENTITY))
    kept = Kept()
    session = opened(role_arn="arn:aws:iam::111122223333:role/r", external_id="ex-1", case_id="c1", seal=kept)
    assert session.caller().access_key == "ASIAEXAMPLE"
    assert b"ExternalId=ex-1" in stub.requests[0].body
    assert b"RoleSessionName=abusedesk-c1" in stub.requests[0].body
    page = Reader(session, "aws-global", ["sts:GetCallerIdentity"]).one("sts:GetCallerIdentity")
    assert kept.blobs == {page.sha256: IDENTITY}


def test_no_secret_is_in_an_error_or_in_the_log(stub, opened, caplog, monkeypatch):
    monkeypatch.setenv("AWS_SESSION_TOKEN", "very-secret-token")
    stub.says((403, b'{"__type":"AccessDeniedException","message":"User is not authorized"}', JSON))
    with caplog.at_level(logging.DEBUG):
        reader = Reader(opened(), "us-east-1", ["cloudtrail:LookupEvents"])
        with pytest.raises(Denied) as caught:
            reader.one("cloudtrail:LookupEvents")
    shown = caplog.text + "".join(traceback.format_exception(caught.value))
    assert "very-secret-token" not in shown
    assert SECRET not in shown


@pytest.mark.usefixtures("credentials")
def test_no_credentials_and_no_such_profile_are_bad_input(monkeypatch):
    with pytest.raises(BadInput, match="nobody"):
        open_session(profile="nobody")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(BadInput, match="no AWS credentials"):
        open_session()


def test_clients_are_made_once_share_one_http_session_and_leave_gc_on(opened):
    session = opened()
    one = session.core.client("iam", "aws-global")
    assert session.core.client("iam", "aws-global") is one
    other = session.core.client("ec2", "eu-west-1")
    assert one._endpoint.http_session is other._endpoint.http_session
    assert gc.isenabled()


@pytest.mark.usefixtures("credentials")
def test_the_global_region_is_the_first_of_the_profiles_partition(monkeypatch, tmp_path):
    for region, home in {
        "cn-northwest-1": "cn-north-1",
        "us-gov-east-1": "us-gov-west-1",
        "eu-west-1": "us-east-1",
    }.items():
        config = tmp_path / region
        Path(config).write_text(f"[default]\nregion = {region}\n", "utf-8")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        session = open_session()
        assert session.core.client("cloudtrail", "aws-global").meta.region_name == home
        assert session.core.home == home
        session.close()
