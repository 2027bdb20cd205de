import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, TOML, write


def finding(number, severity=8.0, **service):
    return {
        "AccountId": ACCOUNT,
        "Arn": f"arn:aws:guardduty:us-east-1:{ACCOUNT}:detector/d/finding/{number}",
        "CreatedAt": "2026-03-04T00:00:00.000Z",
        "UpdatedAt": f"2026-03-04T0{number % 10}:00:00.000Z",
        "Id": f"{number:032x}",
        "Region": "us-east-1",
        "Resource": {"ResourceType": "Instance"},
        "SchemaVersion": "2.0",
        "Severity": severity,
        "Type": "CryptoCurrency:EC2/BitcoinTool.B!DNS",
        "Title": "x",
        "Service": {"Archived": False, "ServiceName": "guardduty", **service},
    }


FUNCTION = {
    "FunctionName": "resize",
    "FunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize",
    "Runtime": "python3.12",
    "LastModified": "2026-01-01T00:00:00.000+0000",
    "Policy": {"Version": "2012-10-17", "Statement": []},
}
COSTS = """\
day,service,region,usage_type,amount
2026-02-27,Amazon Elastic Compute Cloud - Compute,us-east-1,BoxUsage:t3.micro,1.5
2026-03-02,Amazon Elastic Compute Cloud - Compute,us-east-1,BoxUsage:t3.micro,1.25
2026-03-02,Amazon Elastic Compute Cloud - Compute,eu-west-1,EU-BoxUsage:p3.2xlarge,40
2026-03-02,Amazon Simple Storage Service,us-east-1,TimedStorage-ByteHrs,0.5
2026-03-04,Amazon Simple Storage Service,us-east-1,TimedStorage-ByteHrs,0.25
"""
ADVICE = {
    "checkId": "Qch7DwouX1",
    "timestamp": "2026-03-04T00:00:00Z",
    "status": "warning",
    "resourcesSummary": {
        "resourcesProcessed": 1,
        "resourcesFlagged": 1,
        "resourcesIgnored": 0,
        "resourcesSuppressed": 0,
    },
    "categorySpecificSummary": {},
    "flaggedResources": [],
}
SYSLOG = "".join(
    f"Mar  5 01:{minute:02}:00 web sshd[{minute}]: Failed password for root\n" for minute in range(60)
)
FILES = {
    "resources/us-east-1.json": {
        "lambda:functions": [FUNCTION],
        "ses:account": {
            "SendingEnabled": True,
            "EnforcementStatus": "PROBATION",
            "ProductionAccessEnabled": True,
        },
        "ses:identities": ["example.com", "someone@example.com"],
        "kms:keys": [{"KeyId": "k-1", "KeyArn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k-1"}],
        "dynamodb:tables": [{"TableName": "orders", "TableStatus": "ACTIVE"}],
        "ecs:clusters": [
            {"clusterArn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/main", "clusterName": "main"}
        ],
        "logs:log_groups": [{"logGroupName": "/app/web", "retentionInDays": 30}],
        "account:alternate_contact": {
            "AlternateContact": {"AlternateContactType": "SECURITY", "EmailAddress": "security@example.com"}
        },
    },
    "guardduty/us-east-1.json": {"Findings": [finding(n, 2.0 if n % 2 else 8.0) for n in range(60)]},
    "guardduty/ap-northeast-1.json": {"Findings": []},
    "cost.csv": COSTS,
    "logs/cloudwatch/%2Fapp%2Fweb/i-1.log": SYSLOG,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("services") / "case", FILES)
    with serving(folder) as opened:
        yield opened


def test_cost_is_summed_by_day_and_two_dimensions(server):
    answer = client(server, "ce").get_cost_and_usage(
        TimePeriod={"Start": "2026-03-02", "End": "2026-03-05"},
        Granularity="DAILY",
        Metrics=["UnblendedCost"],
        GroupBy=[{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "DIMENSION", "Key": "REGION"}],
    )
    days = answer["ResultsByTime"]
    assert [one["TimePeriod"]["Start"] for one in days] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    found = {tuple(group["Keys"]): group["Metrics"]["UnblendedCost"]["Amount"] for group in days[0]["Groups"]}
    assert found == {
        ("Amazon Elastic Compute Cloud - Compute", "eu-west-1"): "40",
        ("Amazon Elastic Compute Cloud - Compute", "us-east-1"): "1.25",
        ("Amazon Simple Storage Service", "us-east-1"): "0.5",
    }
    assert days[1]["Groups"] == []
    assert [one["Estimated"] for one in days] == [False, False, True]


def test_cost_is_filtered_and_summed_by_month(server):
    only = {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}}
    answer = client(server, "ce").get_cost_and_usage(
        TimePeriod={"Start": "2026-02-01", "End": "2026-03-05"},
        Granularity="MONTHLY",
        Metrics=["UnblendedCost"],
        Filter={
            "And": [
                only,
                {"Not": {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Simple Storage Service"]}}},
            ]
        },
    )
    amounts = [one["Total"]["UnblendedCost"]["Amount"] for one in answer["ResultsByTime"]]
    assert amounts == ["1.5", "1.25"]


def test_three_dimensions_are_too_many(server):
    groups = [{"Type": "DIMENSION", "Key": key} for key in ("SERVICE", "REGION", "USAGE_TYPE")]
    period = {"Start": "2026-03-02", "End": "2026-03-03"}
    costs = client(server, "ce")
    refused = refusal(
        costs.get_cost_and_usage,
        TimePeriod=period,
        Granularity="DAILY",
        Metrics=["UnblendedCost"],
        GroupBy=groups,
    )
    assert refused == "ValidationException"


def test_findings_are_listed_in_pages_and_by_criteria(server):
    watch = client(server, "guardduty")
    detector = watch.list_detectors()["DetectorIds"][0]
    assert watch.get_detector(DetectorId=detector)["Status"] == "ENABLED"
    pages = list(watch.get_paginator("list_findings").paginate(DetectorId=detector))
    assert [len(page["FindingIds"]) for page in pages] == [50, 10]
    severe = {"Criterion": {"severity": {"GreaterThanOrEqual": 7}, "service.archived": {"Equals": ["false"]}}}
    ids = watch.list_findings(DetectorId=detector, FindingCriteria=severe)["FindingIds"]
    assert len(ids) == 30
    assert watch.get_findings(DetectorId=detector, FindingIds=ids[:1])["Findings"][0]["Severity"] == 8.0
    recent = {"Criterion": {"updatedAt": {"GreaterThanOrEqual": 1772611200000}}}
    assert len(watch.list_findings(DetectorId=detector, FindingCriteria=recent)["FindingIds"]) == 12
    watch.archive_findings(DetectorId=detector, FindingIds=ids[:1])
    assert len(watch.list_findings(DetectorId=detector, FindingCriteria=severe)["FindingIds"]) == 29
    assert refusal(watch.get_findings, DetectorId=detector, FindingIds=["x"] * 51) == "BadRequestException"


def test_a_silent_detector_is_not_a_missing_one(server):
    assert len(client(server, "guardduty", "ap-northeast-1").list_detectors()["DetectorIds"]) == 1


def test_the_basic_plan_has_neither_advisor_nor_health(server):
    assert refusal(client(server, "support").describe_cases) == "SubscriptionRequiredException"
    assert refusal(client(server, "health").describe_events) == "SubscriptionRequiredException"


def test_a_paid_plan_answers_advice_and_empty_lists(tmp_path):
    toml = TOML.replace('"basic"', '"business"')
    folder = write(tmp_path / "case", {"advisor.json": [ADVICE]}, toml=toml)
    with serving(folder) as served:
        desk = client(served, "support")
        assert [one["id"] for one in desk.describe_trusted_advisor_checks(language="en")["checks"]] == [
            "Qch7DwouX1"
        ]
        result = desk.describe_trusted_advisor_check_result(checkId="Qch7DwouX1")["result"]
        assert result["status"] == "warning"
        assert desk.describe_cases()["cases"] == []
        assert client(served, "health").describe_events()["events"] == []


def test_ses_is_answered_by_both_of_its_versions(server):
    assert client(server, "ses").list_identities()["Identities"] == ["example.com", "someone@example.com"]
    assert client(server, "ses").list_identities(IdentityType="Domain")["Identities"] == ["example.com"]
    new = client(server, "sesv2")
    assert new.get_account()["EnforcementStatus"] == "PROBATION"
    assert [one["IdentityType"] for one in new.list_email_identities()["EmailIdentities"]] == [
        "DOMAIN",
        "EMAIL_ADDRESS",
    ]
    client(server, "ses").update_account_sending_enabled(Enabled=False)
    assert new.get_account()["SendingEnabled"] is False
    assert client(server, "sesv2", "ap-northeast-1").get_account()["ProductionAccessEnabled"] is False


def test_any_service_answers_what_the_folder_has(server):
    functions = client(server, "lambda")
    assert functions.list_functions()["Functions"][0]["Runtime"] == "python3.12"
    assert "Policy" not in functions.list_functions()["Functions"][0]
    assert functions.get_function(FunctionName="resize")["Configuration"]["FunctionName"] == "resize"
    assert functions.get_policy(FunctionName="resize")["Policy"].startswith("{")
    assert refusal(functions.get_function, FunctionName="none") == "ResourceNotFoundException"
    assert client(server, "kms").list_keys()["Keys"][0]["KeyId"] == "k-1"
    assert client(server, "dynamodb").list_tables()["TableNames"] == ["orders"]
    assert client(server, "dynamodb").describe_table(TableName="orders")["Table"]["TableStatus"] == "ACTIVE"
    clusters = client(server, "ecs")
    assert clusters.list_clusters()["clusterArns"] == [f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/main"]
    assert clusters.describe_clusters(clusters=["main"])["clusters"][0]["clusterName"] == "main"


def test_a_service_without_things_answers_empty_lists(server):
    assert client(server, "ssm").describe_instance_information()["InstanceInformationList"] == []
    assert client(server, "elbv2").describe_load_balancers()["LoadBalancers"] == []
    assert client(server, "cloudformation").list_stacks()["StackSummaries"] == []
    assert client(server, "lambda", "ap-northeast-1").list_functions()["Functions"] == []
    assert (
        refusal(client(server, "organizations").describe_organization) == "AWSOrganizationsNotInUseException"
    )


def test_a_change_to_a_thing_of_the_folder_can_be_seen(tmp_path):
    folder = write(tmp_path / "case", {"resources/us-east-1.json": {"lambda:functions": [FUNCTION]}})
    with serving(folder) as served:
        functions = client(served, "lambda")
        functions.put_function_concurrency(FunctionName="resize", ReservedConcurrentExecutions=0)
        assert functions.get_function_concurrency(FunctionName="resize")["ReservedConcurrentExecutions"] == 0
        functions.delete_function(FunctionName="resize")
        assert functions.list_functions()["Functions"] == []


def test_contacts_are_the_folders(server):
    contact = client(server, "account").get_alternate_contact(AlternateContactType="SECURITY")
    assert contact["AlternateContact"]["EmailAddress"] == "security@example.com"
    assert (
        refusal(client(server, "account").get_alternate_contact, AlternateContactType="BILLING")
        == "ResourceNotFoundException"
    )


def test_log_groups_are_read_by_time_and_term(server):
    logs = client(server, "logs")
    group = logs.describe_log_groups()["logGroups"][0]
    assert (group["logGroupName"], group["retentionInDays"]) == ("/app/web", 30)
    assert logs.describe_log_streams(logGroupName="/app/web")["logStreams"][0]["logStreamName"] == "i-1"
    start, end = 1772672400000, 1772672400000 + 10 * 60000
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName="/app/web", startTime=start, endTime=end
    )
    events = [event for page in pages for event in page["events"]]
    assert len(events) == 11
    assert events[0]["message"].startswith("Mar  5 01:00:00")
    none = logs.filter_log_events(logGroupName="/app/web", filterPattern="Accepted")
    assert none["events"] == []
    tail = logs.get_log_events(logGroupName="/app/web", logStreamName="i-1", limit=5)
    assert [event["message"][7:12] for event in tail["events"]] == [
        f"01:{minute}" for minute in range(55, 60)
    ]
    more = logs.get_log_events(
        logGroupName="/app/web", logStreamName="i-1", limit=5, nextToken=tail["nextForwardToken"]
    )
    assert more["nextForwardToken"] == tail["nextForwardToken"]


def test_an_operation_that_nobody_plays_is_refused_as_aws_would(server):
    with pytest.raises(client(server, "braket").exceptions.ClientError) as caught:
        client(server, "braket").create_job(
            algorithmSpecification={},
            outputDataConfig={"s3Path": "s3://x"},
            jobName="x",
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/x",
            instanceConfig={"instanceType": "ml.m5.large", "volumeSizeInGb": 1},
            clientToken="x",
            deviceConfig={"device": "x"},
        )
    assert caught.value.response["Error"]["Code"] == "UnsupportedOperation"


def test_what_moto_makes_is_listed_afterwards(server):
    queues = client(server, "sns")
    assert queues.list_topics()["Topics"] == []
    made = queues.create_topic(Name="alarm")["TopicArn"]
    assert made == f"arn:aws:sns:us-east-1:{ACCOUNT}:alarm"
    assert [one["TopicArn"] for one in queues.list_topics()["Topics"]] == [made]
