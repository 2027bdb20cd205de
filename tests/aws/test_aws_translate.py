import json

import pytest

from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.errors import Absent, Denied, Throttled, Unreachable


def ec2(code, message="no"):
    return (
        400,
        f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>".encode(),
    )


def query(code, message="no", status=403):
    return (
        status,
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>".encode(),
    )


def js(code, message="no", status=400):
    return (
        status,
        json.dumps({"__type": code, "message": message}).encode(),
        {"Content-Type": "application/x-amz-json-1.1"},
    )


def s3(code, status=403):
    return (status, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())


def ask(session, declared, region="eu-west-1", **parameters):
    return Reader(session, region, [declared]).one(declared.partition("=")[0], **parameters)


@pytest.mark.parametrize(
    "case",
    [
        ("ec2:DescribeInstances", {}, ec2("UnauthorizedOperation"), "ec2:DescribeInstances"),
        ("iam:ListUsers", {}, query("AccessDenied"), "iam:ListUsers"),
        ("logs:DescribeLogGroups", {}, js("AccessDeniedException"), "logs:DescribeLogGroups"),
        ("s3:ListObjectsV2=s3:ListBucket", {"Bucket": "b-1"}, s3("AccessDenied"), "s3:ListBucket"),
        ("sesv2:GetAccount=ses:GetAccount", {}, js("AccessDeniedException", status=403), "ses:GetAccount"),
        (
            "s3:GetObject",
            {"Bucket": "b-1", "Key": "k"},
            (
                403,
                b"""<Error><Code>AccessDenied</Code>
                <Message>User: a is not authorized to perform: kms:Decrypt on resource</Message></Error>""",
            ),
            "kms:Decrypt",
        ),
    ],
)
def test_a_refusal_names_the_permission_that_is_missing(stub, opened, case):
    declared, parameters, answer, permission = case
    stub.says(answer)
    with pytest.raises(Denied) as caught:
        ask(opened(), declared, **parameters)
    assert caught.value.permission == permission
    assert permission in str(caught.value)


def test_a_refusal_by_the_organization_says_so(stub, opened):
    stub.says(
        query(
            "AccessDenied",
            "not authorized to perform: iam:ListUsers with an explicit deny in a service control policy",
        )
    )
    with pytest.raises(Denied, match="organization"):
        ask(opened(), "iam:ListUsers", "aws-global")


@pytest.mark.parametrize(
    "case",
    [
        ("guardduty:GetDetector", {"DetectorId": "d"}, js("SubscriptionRequiredException"), "not_enabled"),
        ("securityhub:DescribeHub", {}, js("InvalidAccessException", status=401), "not_enabled"),
        ("iam:GetLoginProfile", {"UserName": "u"}, query("NoSuchEntity", status=404), "empty"),
        ("s3:GetBucketPolicy", {"Bucket": "b-1"}, s3("NoSuchBucketPolicy", 404), "empty"),
        (
            "s3:GetPublicAccessBlock=s3:GetBucketPublicAccessBlock",
            {"Bucket": "b-1"},
            s3("NoSuchPublicAccessBlockConfiguration", 404),
            "empty",
        ),
        ("ec2:DescribeInstances", {}, ec2("InvalidInstanceID.NotFound"), "empty"),
        ("logs:FilterLogEvents", {"logGroupName": "g"}, js("ResourceNotFoundException"), "empty"),
        ("ec2:DescribeInstances", {}, ec2("OptInRequired"), "not_enabled"),
        (
            "ce:GetCostAndUsage",
            {
                "TimePeriod": {"Start": "2026-03-01", "End": "2026-03-02"},
                "Granularity": "DAILY",
                "Metrics": ["UnblendedCost"],
            },
            js("AccessDeniedException", "User not enabled for cost explorer access"),
            "not_enabled",
        ),
    ],
)
def test_what_is_not_there_is_absent_with_the_status_that_says_how(stub, opened, case):
    declared, parameters, answer, status = case
    stub.says(answer)
    with pytest.raises(Absent) as caught:
        ask(opened(), declared, **parameters)
    assert caught.value.status == status


UNKNOWN_KEY = {
    "ec2:DescribeInstances": ec2("AuthFailure"),
    "iam:ListUsers": query("InvalidClientTokenId"),
    "logs:DescribeLogGroups": js("UnrecognizedClientException"),
}


@pytest.mark.parametrize("declared", UNKNOWN_KEY)
def test_an_unknown_key_in_a_region_not_opted_in_is_the_regions_fault(stub, opened, declared):
    stub.says(UNKNOWN_KEY[declared])
    session = opened()
    session.learn_regions({"af-south-1": False})
    with pytest.raises(Absent) as caught:
        ask(session, declared, "af-south-1")
    assert caught.value.status == "not_opted_in"


@pytest.mark.parametrize("declared", UNKNOWN_KEY)
def test_an_unknown_key_in_a_region_opted_in_is_the_keys_fault(stub, opened, declared):
    stub.says(UNKNOWN_KEY[declared])
    session = opened()
    session.learn_regions({"af-south-1": True})
    with pytest.raises(Denied, match=r"inactive, deleted or wrong$"):
        ask(session, declared, "af-south-1")


def test_an_unknown_key_is_said_to_be_either_while_nothing_is_known(stub, opened):
    stub.says(UNKNOWN_KEY["ec2:DescribeInstances"])
    with pytest.raises(Denied, match="inactive, deleted or wrong, or af-south-1 is not opted in"):
        ask(opened(), "ec2:DescribeInstances", "af-south-1")


def test_describe_regions_teaches_the_session_which_are_opted_in(stub, opened):
    stub.says(
        (
            200,
            b"""<DescribeRegionsResponse><regionInfo><item><regionName>af-south-1</regionName>
            <optInStatus>not-opted-in</optInStatus></item></regionInfo></DescribeRegionsResponse>""",
        ),
        UNKNOWN_KEY["ec2:DescribeInstances"],
    )
    session = opened()
    ask(session, "ec2:DescribeRegions", "aws-global", AllRegions=True)
    with pytest.raises(Absent):
        ask(session, "ec2:DescribeInstances", "af-south-1")


@pytest.mark.parametrize("answer", [query("ExpiredToken"), query("RequestExpired")])
def test_expired_credentials_have_their_own_words(stub, opened, answer):
    stub.says(answer)
    with pytest.raises(Denied, match=r"expired.*sign in again"):
        ask(opened(), "iam:ListUsers", "aws-global")


def test_a_wrong_signature_names_the_two_usual_reasons(stub, opened):
    stub.says(query("SignatureDoesNotMatch"))
    with pytest.raises(Denied, match="secret key is wrong, or this computer's clock"):
        ask(opened(), "iam:ListUsers", "aws-global")


def test_a_cost_explorer_limit_is_a_throttle(stub, opened):
    stub.says(js("LimitExceededException"))
    period = {"Start": "2026-03-01", "End": "2026-03-02"}
    with pytest.raises(Throttled):
        ask(opened(), "ce:GetCostAndUsage", TimePeriod=period, Granularity="DAILY", Metrics=["UnblendedCost"])


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>not AWS</html>"),
        (500, b"<html>broken</html>"),
        query("ValidationError", "x&#x9b;31m&#10;" + "y" * 500, 400),
    ],
)
def test_an_answer_that_is_not_understood_is_unreachable_in_one_plain_line(stub, opened, answer):
    stub.says(answer)
    with pytest.raises(Unreachable) as caught:
        ask(opened(), "iam:ListUsers", "aws-global")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


@pytest.mark.usefixtures("credentials")
def test_no_answer_at_all_is_unreachable():
    session = open_session(endpoint_url="http://127.0.0.1:9")
    with pytest.raises(Unreachable, match="EndpointConnectionError"):
        ask(session, "iam:ListUsers", "aws-global")
    session.close()


def test_a_broken_off_object_is_unreachable_and_not_half_an_evidence(stub, opened):
    stub.says((200, b"x" * 100, {"Content-Length": "5000", "Connection": "close"}))
    with pytest.raises(Unreachable):
        Reader(opened(), "us-east-1", ["s3:GetObject"]).object("b-1", "k", limit=10_000)
