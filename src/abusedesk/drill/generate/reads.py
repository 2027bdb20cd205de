"""What people and programs look at: bundles of read calls as one page, command or run makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate.trail import Call

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(service: str, name: str, request: Mapping[str, Any] | None = None) -> Call:
    """A read: CloudTrail keeps what was asked and never what was answered."""
    return Call(service=service, name=name, request=request)


INSTANCES = read("ec2", "DescribeInstances", {"maxResults": 100, "instancesSet": {}, "filterSet": {}})
GROUPS = read(
    "ec2",
    "DescribeSecurityGroups",
    {"maxResults": 1000, "securityGroupSet": {}, "securityGroupIdSet": {}, "filterSet": {}},
)
VOLUMES = read("ec2", "DescribeVolumes", {"maxResults": 500, "volumeSet": {}, "filterSet": {}})
SNAPSHOTS = read(
    "ec2",
    "DescribeSnapshots",
    {"maxResults": 1000, "ownersSet": {"items": [{"owner": "self"}]}, "snapshotSet": {}, "filterSet": {}},
)
IMAGES = read(
    "ec2", "DescribeImages", {"ownersSet": {"items": [{"owner": "self"}]}, "imagesSet": {}, "filterSet": {}}
)
ELASTIC = read("ec2", "DescribeAddresses", {"publicIpsSet": {}, "filterSet": {}, "allocationIdsSet": {}})
KEY_PAIRS = read("ec2", "DescribeKeyPairs", {"keyPairSet": {}, "keyPairIdSet": {}, "filterSet": {}})
VPCS = read("ec2", "DescribeVpcs", {"vpcSet": {}, "filterSet": {}})
SUBNETS = read("ec2", "DescribeSubnets", {"subnetSet": {}, "filterSet": {}})
INTERFACES = read("ec2", "DescribeNetworkInterfaces", {"networkInterfaceIdSet": {}, "filterSet": {}})
ROUTES = read("ec2", "DescribeRouteTables", {"routeTableIdSet": {}, "filterSet": {}})
REGIONS = read("ec2", "DescribeRegions", {"regionSet": {}, "allRegions": True})
ZONES = read("ec2", "DescribeAvailabilityZones", {"availabilityZoneSet": {}, "availabilityZoneIdSet": {}})
WHO = read("sts", "GetCallerIdentity")
TAGS = read("ec2", "DescribeTags", {"maxResults": 1000, "filterSet": {}})
ALARMS = read("monitoring", "DescribeAlarms", {"maxRecords": 100})
FLOW_LOGS = read("ec2", "DescribeFlowLogs", {"DescribeFlowLogsRequest": {"MaxResults": 1000}})
STATUS = read(
    "ec2", "DescribeInstanceStatus", {"instancesSet": {}, "filterSet": {}, "includeAllInstances": False}
)

PAGES: Mapping[str, tuple[Call, ...]] = {
    "instances": (
        INSTANCES,
        STATUS,
        TAGS,
        ALARMS,
        GROUPS,
        ZONES,
        read("ec2", "DescribeInstanceTypes", {"maxResults": 100}),
    ),
    "ec2 home": (
        INSTANCES,
        VOLUMES,
        ELASTIC,
        KEY_PAIRS,
        GROUPS,
        read("ec2", "DescribePlacementGroups", {}),
        STATUS,
    ),
    "volumes": (
        VOLUMES,
        SNAPSHOTS,
        read("ec2", "DescribeVolumeStatus", {"volumeSet": {}, "filterSet": {}}),
        TAGS,
    ),
    "network": (
        VPCS,
        SUBNETS,
        ROUTES,
        INTERFACES,
        GROUPS,
        read("ec2", "DescribeInternetGateways", {"internetGatewayIdSet": {}}),
    ),
    "functions": (
        read("lambda", "ListFunctions20150331", {"maxItems": 50}),
        read("lambda", "GetAccountSettings20160819"),
        read("logs", "DescribeLogGroups", {"limit": 50}),
    ),
    "logs": (
        read("logs", "DescribeLogGroups", {"limit": 50}),
        read("logs", "DescribeMetricFilters", {}),
        read("logs", "DescribeQueryDefinitions", {}),
    ),
    "alarms": (
        ALARMS,
        read("monitoring", "ListDashboards", {}),
        read("monitoring", "DescribeInsightRules", {}),
    ),
    "buckets": (read("s3", "ListBuckets", {"Host": "s3.amazonaws.com"}),),
    "databases": (
        read("rds", "DescribeDBInstances", {}),
        read("rds", "DescribeDBClusters", {}),
        read("rds", "DescribeEvents", {}),
    ),
    "costs": (
        read("ce", "GetCostForecast", {"granularity": "MONTHLY", "metric": "UNBLENDED_COST"}),
        read("ce", "GetCostAndUsage", {"granularity": "DAILY", "metrics": ["UnblendedCost"]}),
        read("budgets", "DescribeBudgets", {}),
    ),
    "health": (read("health", "DescribeEventAggregates", {"aggregateField": "eventTypeCategory"}),),
    "identities": (
        read("iam", "GetAccountSummary"),
        read("iam", "ListUsers", {"maxItems": 100}),
        read("iam", "ListAccountAliases"),
        read("iam", "GetAccountPasswordPolicy"),
    ),
}
"""The console's pages: the reads that opening one makes."""

COMMANDS: tuple[Call, ...] = (
    WHO,
    INSTANCES,
    GROUPS,
    VOLUMES,
    ELASTIC,
    ALARMS,
    read("s3", "ListBuckets", {"Host": "s3.amazonaws.com"}),
    read("logs", "DescribeLogStreams", {"orderBy": "LastEventTime", "descending": True}),
    read("ssm", "DescribeInstanceInformation", {}),
    read("lambda", "ListFunctions20150331"),
    read("rds", "DescribeDBInstances"),
    read("cloudformation", "DescribeStacks"),
)
"""What people type."""

SWEEP: tuple[Call, ...] = (
    INSTANCES,
    GROUPS,
    VOLUMES,
    SNAPSHOTS,
    ELASTIC,
    INTERFACES,
    VPCS,
    SUBNETS,
    ROUTES,
    KEY_PAIRS,
    FLOW_LOGS,
    IMAGES,
    read("ec2", "DescribeNetworkAcls", {"networkAclIdSet": {}, "filterSet": {}}),
    read("ec2", "GetEbsEncryptionByDefault", {"GetEbsEncryptionByDefaultRequest": ""}),
    read("ec2", "DescribeVpcPeeringConnections", {"vpcPeeringConnectionIdSet": {}, "filterSet": {}}),
    read("lambda", "ListFunctions20150331"),
    read("rds", "DescribeDBInstances"),
    read("rds", "DescribeDBSnapshots", {"snapshotType": "manual"}),
    read("guardduty", "ListDetectors"),
    read("cloudtrail", "DescribeTrails", {"includeShadowTrails": True, "trailNameList": []}),
    read("kms", "ListKeys"),
    read("sns", "ListTopics", {}),
    read("sqs", "ListQueues", {}),
    read("elasticloadbalancing", "DescribeLoadBalancers", {}),
    read("acm", "ListCertificates", {}),
    read("secretsmanager", "ListSecrets", {}),
    read("config", "DescribeConfigurationRecorders"),
    read("ecr", "DescribeRepositories"),
    read("eks", "ListClusters", {}),
    read("dynamodb", "ListTables", {}),
)
"""What a posture scanner reads in every region."""

DISCOVERY: tuple[Call, ...] = SWEEP[:12]
"""What AWS Config and Trusted Advisor describe for themselves."""
