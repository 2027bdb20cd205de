"""What belongs to a thing of the folder, and is not there: as AWS says it."""

import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import ACCOUNT, user, write

ARN = f"arn:aws:{{}}:us-east-1:{ACCOUNT}:{{}}"
SNAPSHOT, SHARED, IMAGE = "snap-0aaaaaaaaaaaaaaaa", "snap-0bbbbbbbbbbbbbbbb", "ami-0aaaaaaaaaaaaaaaa"
EVERYBODY = [{"Group": "all"}]


def named(count, make):
    return [make(number) for number in range(count)]


RESOURCES = {
    "lambda:functions": [{"FunctionName": "resize", "FunctionArn": ARN.format("lambda", "function:resize")}],
    "kms:keys": [{"KeyId": "k-1", "KeyArn": ARN.format("kms", "key/k-1")}],
    "sns:topics": [{"TopicArn": ARN.format("sns", "alarm")}],
    "sqs:queue_urls": named(3, lambda n: f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/jobs{n}"),
    "events:rules": named(3, lambda n: {"Name": f"rule{n}", "Arn": ARN.format("events", f"rule/rule{n}")}),
    "eks:clusters": [{"name": "main", "arn": ARN.format("eks", "cluster/main"), "status": "ACTIVE"}],
    "rds:db_instances": [{"DBInstanceIdentifier": "orders", "DBInstanceArn": ARN.format("rds", "db:orders")}],
    "cloudformation:stacks": [
        {"StackName": "web", "CreationTime": "2026-01-01T00:00:00Z", "StackStatus": "CREATE_COMPLETE"}
    ],
    "route53:hosted_zones": [
        {"Id": "/hostedzone/Z1ABCDEFGHIJ", "Name": "example.com.", "CallerReference": "x"}
    ],
    "secretsmanager:secrets": named(
        3, lambda n: {"ARN": ARN.format("secretsmanager", f"secret:s{n}-AbCdEf"), "Name": f"s{n}"}
    ),
    "autoscaling:auto_scaling_groups": named(
        3,
        lambda n: {
            "AutoScalingGroupName": f"group{n}",
            "MinSize": 0,
            "MaxSize": 1,
            "DesiredCapacity": 1,
            "DefaultCooldown": 300,
            "AvailabilityZones": ["us-east-1a"],
            "HealthCheckType": "EC2",
            "CreatedTime": "2026-01-01T00:00:00Z",
            "Instances": [
                {
                    "InstanceId": f"i-{n:017x}",
                    "AvailabilityZone": "us-east-1a",
                    "LifecycleState": "InService",
                    "HealthStatus": "Healthy",
                    "ProtectedFromScaleIn": False,
                }
            ],
        },
    ),
    "ecs:clusters": named(
        3, lambda n: {"clusterArn": ARN.format("ecs", f"cluster/c{n}"), "clusterName": f"c{n}"}
    ),
    "ecs:services": named(
        3,
        lambda n: {
            "serviceArn": ARN.format("ecs", f"service/c0/web{n}"),
            "serviceName": f"web{n}",
            "clusterArn": ARN.format("ecs", "cluster/c0"),
        },
    ),
    "logs:log_groups": [{"logGroupName": "/app/web"}],
    "ec2:snapshots": [
        {"SnapshotId": SNAPSHOT, "State": "completed", "OwnerId": ACCOUNT},
        {
            "SnapshotId": SHARED,
            "State": "completed",
            "OwnerId": ACCOUNT,
            "CreateVolumePermissions": EVERYBODY,
        },
    ],
    "ec2:images": [{"ImageId": IMAGE, "State": "available", "OwnerId": ACCOUNT, "Public": True}],
    "ses:account": {
        "EnforcementStatus": "SHUTDOWN",
        "ProductionAccessEnabled": True,
        "SendingEnabled": False,
        "SendQuota": {"Max24HourSend": 50000, "MaxSendRate": 14, "SentLast24Hours": 41000},
    },
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    files = {"resources/us-east-1.json": RESOURCES}
    with serving(write(tmp_path_factory.mktemp("empty") / "case", files)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "answer"),
    [
        ("lambda", "list_function_url_configs", {"FunctionName": "resize"}, {"FunctionUrlConfigs": []}),
        (
            "lambda",
            "list_aliases",
            {"FunctionName": RESOURCES["lambda:functions"][0]["FunctionArn"]},
            {"Aliases": []},
        ),
        ("lambda", "list_tags", {"Resource": RESOURCES["lambda:functions"][0]["FunctionArn"]}, {"Tags": {}}),
        ("lambda", "get_function_concurrency", {"FunctionName": "resize"}, {}),
        ("kms", "list_grants", {"KeyId": "k-1"}, {"Grants": []}),
        ("kms", "get_key_rotation_status", {"KeyId": "k-1"}, {"KeyRotationEnabled": False}),
        (
            "sns",
            "list_subscriptions_by_topic",
            {"TopicArn": ARN.format("sns", "alarm")},
            {"Subscriptions": []},
        ),
        (
            "sns",
            "get_topic_attributes",
            {"TopicArn": ARN.format("sns", "alarm")},
            {"Attributes": {"TopicArn": ARN.format("sns", "alarm")}},
        ),
        ("sqs", "get_queue_url", {"QueueName": "jobs0"}, {"QueueUrl": RESOURCES["sqs:queue_urls"][0]}),
        ("events", "list_targets_by_rule", {"Rule": "rule1"}, {"Targets": []}),
        ("eks", "list_nodegroups", {"clusterName": "main"}, {"nodegroups": []}),
        ("rds", "list_tags_for_resource", {"ResourceName": ARN.format("rds", "db:orders")}, {"TagList": []}),
        ("cloudformation", "describe_stack_events", {"StackName": "web"}, {"StackEvents": []}),
        (
            "route53",
            "list_resource_record_sets",
            {"HostedZoneId": "Z1ABCDEFGHIJ"},
            {"ResourceRecordSets": []},
        ),
        ("secretsmanager", "list_secret_version_ids", {"SecretId": "s1"}, {"Name": "s1", "Versions": []}),
        ("logs", "describe_subscription_filters", {"logGroupName": "/app/web"}, {"subscriptionFilters": []}),
        ("ecs", "list_services", {"cluster": "c1"}, {"serviceArns": []}),
        ("wafv2", "list_web_acls", {"Scope": "REGIONAL"}, {"WebACLs": []}),
        ("ssm", "describe_sessions", {"State": "History"}, {"Sessions": []}),
    ],
)
def test_what_a_thing_does_not_have_is_answered_empty(server, service, operation, parameters, answer):
    told = getattr(client(server, service), operation)(**parameters)
    assert {name: told.get(name) for name in answer} == answer


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code"),
    [
        ("lambda", "list_function_url_configs", {"FunctionName": "none"}, "ResourceNotFoundException"),
        ("lambda", "get_function_url_config", {"FunctionName": "resize"}, "ResourceNotFoundException"),
        ("lambda", "get_policy", {"FunctionName": "resize"}, "ResourceNotFoundException"),
        ("kms", "list_grants", {"KeyId": "none"}, "NotFoundException"),
        ("events", "list_targets_by_rule", {"Rule": "none"}, "ResourceNotFoundException"),
        ("rds", "describe_db_instances", {"DBInstanceIdentifier": "none"}, "DBInstanceNotFound"),
        ("cloudformation", "describe_stacks", {"StackName": "none"}, "ValidationError"),
        ("cloudformation", "list_stack_resources", {"StackName": "none"}, "ValidationError"),
        ("ecs", "list_services", {"cluster": "none"}, "ClusterNotFoundException"),
        ("logs", "describe_subscription_filters", {"logGroupName": "none"}, "ResourceNotFoundException"),
        (
            "ec2",
            "describe_snapshot_attribute",
            {"SnapshotId": "snap-0ffffffffffffffff", "Attribute": "productCodes"},
            "InvalidSnapshot.NotFound",
        ),
    ],
)
def test_what_is_not_there_at_all_is_refused(server, service, operation, parameters, code):
    assert refusal(getattr(client(server, service), operation), **parameters) == code


def test_an_attribute_of_ec2_is_told_alone(server):
    ec2 = client(server, "ec2")
    wanted = {"Attribute": "createVolumePermission"}
    assert ec2.describe_snapshot_attribute(SnapshotId=SNAPSHOT, **wanted)["CreateVolumePermissions"] == []
    assert "ProductCodes" not in ec2.describe_snapshot_attribute(SnapshotId=SNAPSHOT, **wanted)
    assert (
        ec2.describe_snapshot_attribute(SnapshotId=SHARED, **wanted)["CreateVolumePermissions"] == EVERYBODY
    )
    told = ec2.describe_image_attribute(ImageId=IMAGE, Attribute="launchPermission")
    assert told["LaunchPermissions"] == EVERYBODY
    assert len(ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]) == 2


def test_a_snapshot_is_shared_no_more_once_that_is_taken_back(tmp_path):
    with serving(write(tmp_path / "case", {"resources/us-east-1.json": RESOURCES})) as served:
        ec2 = client(served, "ec2")
        ec2.modify_snapshot_attribute(SnapshotId=SHARED, CreateVolumePermission={"Remove": EVERYBODY})
        wanted = {"SnapshotId": SHARED, "Attribute": "createVolumePermission"}
        assert ec2.describe_snapshot_attribute(**wanted)["CreateVolumePermissions"] == []
        ec2.modify_snapshot_attribute(SnapshotId=SHARED, OperationType="add", UserIds=["444455556666"])
        assert ec2.describe_snapshot_attribute(**wanted)["CreateVolumePermissions"] == [
            {"UserId": "444455556666"}
        ]
        ec2.reset_image_attribute(ImageId=IMAGE, Attribute="launchPermission")
        assert ec2.describe_images(ImageIds=[IMAGE])["Images"][0]["Public"] is False


def test_lists_are_narrowed_by_prefix_and_by_what_things_belong_to(server):
    assert [one["Name"] for one in client(server, "events").list_rules(NamePrefix="rule2")["Rules"]] == [
        "rule2"
    ]
    assert len(client(server, "sqs").list_queues(QueueNamePrefix="jobs1")["QueueUrls"]) == 1
    ecs = client(server, "ecs")
    assert len(ecs.list_services(cluster="c0")["serviceArns"]) == 3
    told = ecs.describe_clusters(clusters=["c0", "none"])
    assert [one["clusterName"] for one in told["clusters"]] == ["c0"]
    assert told["failures"] == [{"arn": ARN.format("ecs", "cluster/none"), "reason": "MISSING"}]
    told = ecs.describe_services(cluster="c0", services=["web1"])
    assert [one["serviceName"] for one in told["services"]] == ["web1"]


@pytest.mark.parametrize(
    ("service", "operation", "limit", "listed"),
    [
        ("secretsmanager", "list_secrets", "MaxResults", "SecretList"),
        ("autoscaling", "describe_auto_scaling_groups", "MaxRecords", "AutoScalingGroups"),
        ("autoscaling", "describe_auto_scaling_instances", "MaxRecords", "AutoScalingInstances"),
        ("ecs", "list_clusters", "maxResults", "clusterArns"),
        ("ecs", "list_services", "maxResults", "serviceArns"),
        ("events", "list_rules", "Limit", "Rules"),
    ],
)
def test_the_folders_things_come_in_pages(server, service, operation, limit, listed):
    ask = getattr(client(server, service), operation)
    extra = {"cluster": "c0"} if operation == "list_services" else {}
    first = ask(**{limit: 2}, **extra)
    token = next(name for name in first if name in {"NextToken", "nextToken"})
    second = ask(**{limit: 2, token: first[token]}, **extra)
    assert (len(first[listed]), len(second[listed]), token in second) == (2, 1, False)


def test_users_and_roles_come_in_pages(tmp_path):
    people = {
        "UserDetailList": [user(f"person{n}") for n in range(5)],
        "GroupDetailList": [],
        "RoleDetailList": [
            {
                "Path": "/",
                "RoleName": f"role{n}",
                "RoleId": f"AROAROLE{n}XXXXXXXXXXXX",
                "Arn": f"arn:aws:iam::{ACCOUNT}:role/role{n}",
                "CreateDate": "2025-01-01T00:00:00Z",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            }
            for n in range(3)
        ],
        "Policies": [],
    }
    with serving(write(tmp_path / "case", {"iam.json": people})) as served:
        iam = client(served, "iam")
        for operation, listed, count in (("list_users", "Users", 5), ("list_roles", "Roles", 3)):
            pages = list(iam.get_paginator(operation).paginate(PaginationConfig={"PageSize": 2}))
            assert len(pages) > 1
            assert sum(len(page[listed]) for page in pages) == count


def test_the_ses_account_of_the_folder_is_told_by_both_versions(server):
    told = client(server, "sesv2").get_account()
    given = RESOURCES["ses:account"]
    assert {name: told[name] for name in given} == given
    assert client(server, "ses").get_send_quota()["SentLast24Hours"] == 41000.0
    assert client(server, "ses").get_account_sending_enabled()["Enabled"] is False
