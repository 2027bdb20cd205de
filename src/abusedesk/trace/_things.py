"""
Which things each call makes, changes or reads: one line a call.

A line is the call, the CloudFormation type of the thing, and how its name is written: {a:…} is a path
in the answer (responseElements), {q:…} in the request (requestParameters), [] goes through a list, |
tries the next path. What is not here is dug out of the record by its ARNs and ids, see _dig.py. Sources
of the shapes: the records in AWS's CloudTrail user guide
(https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html) and of the
ARNs the service authorization reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = """
iam:CreateUser AWS::IAM::User {a:user.arn}
iam:*User AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:*UserPolicy AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:*UserPermissionsBoundary AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:*LoginProfile AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:*AccessKey AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:*MFADevice AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:*SSHPublicKey AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:*ServiceSpecificCredential AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:AddUserToGroup AWS::IAM::User arn:{partition}:iam::{account}:user/{q:userName}
iam:CreateServiceLinkedRole - -
iam:CreateVirtualMFADevice - -
iam:DeleteVirtualMFADevice - -
iam:CreateRole AWS::IAM::Role {a:role.arn}
iam:UpdateAssumeRolePolicy AWS::IAM::Role arn:{partition}:iam::{account}:role/{q:roleName}
iam:*Role AWS::IAM::Role arn:{partition}:iam::{account}:role/{q:roleName}
iam:*RolePolicy AWS::IAM::Role arn:{partition}:iam::{account}:role/{q:roleName}
iam:*RolePermissionsBoundary AWS::IAM::Role arn:{partition}:iam::{account}:role/{q:roleName}
iam:CreateGroup AWS::IAM::Group {a:group.arn}
iam:*Group AWS::IAM::Group arn:{partition}:iam::{account}:group/{q:groupName}
iam:*GroupPolicy AWS::IAM::Group arn:{partition}:iam::{account}:group/{q:groupName}
iam:CreatePolicy AWS::IAM::ManagedPolicy {a:policy.arn}
iam:*Policy AWS::IAM::ManagedPolicy {q:policyArn}
iam:*PolicyVersion AWS::IAM::ManagedPolicy {q:policyArn}
iam:CreateInstanceProfile AWS::IAM::InstanceProfile {a:instanceProfile.arn}
iam:*InstanceProfile AWS::IAM::InstanceProfile arn:{partition}:iam::{account}:instance-profile/{q:instanceProfileName}
ec2:RunInstances AWS::EC2::Instance {a:instancesSet.items[].instanceId}
ec2:*Instances AWS::EC2::Instance {q:instancesSet.items[].instanceId}
ec2:ModifyInstanceAttribute AWS::EC2::Instance {q:instanceId}
ec2:ModifyInstanceMetadataOptions AWS::EC2::Instance {q:ModifyInstanceMetadataOptionsRequest.InstanceId}
ec2:GetPasswordData AWS::EC2::Instance {q:instanceId}
ec2:*IamInstanceProfile AWS::EC2::Instance {q:AssociateIamInstanceProfileRequest.InstanceId}
ec2:AttachVolume AWS::EC2::Instance {q:instanceId}
ec2:DetachVolume AWS::EC2::Instance {q:instanceId}
ec2:CreateTags - -
ec2:DeleteTags - -
ec2:CreateSecurityGroup AWS::EC2::SecurityGroup {a:groupId}
ec2:*SecurityGroup AWS::EC2::SecurityGroup {q:groupId|q:groupName}
ec2:*SecurityGroupIngress AWS::EC2::SecurityGroup {q:groupId|q:groupName}
ec2:*SecurityGroupEgress AWS::EC2::SecurityGroup {q:groupId|q:groupName}
ec2:ModifySecurityGroupRules AWS::EC2::SecurityGroup {q:ModifySecurityGroupRulesRequest.GroupId}
ec2:CreateKeyPair AWS::EC2::KeyPair {a:keyPairId|a:keyName}
ec2:ImportKeyPair AWS::EC2::KeyPair {a:keyPairId|a:keyName}
ec2:DeleteKeyPair AWS::EC2::KeyPair {q:keyPairId|q:keyName}
ec2:CreateSnapshot AWS::EC2::Snapshot {a:snapshotId}
ec2:CreateSnapshots AWS::EC2::Snapshot {a:CreateSnapshotsResponse.snapshotSet.items[].snapshotId|a:snapshotSet.items[].snapshotId}
ec2:*Snapshot AWS::EC2::Snapshot {a:snapshotId|q:snapshotId}
ec2:ModifySnapshotAttribute AWS::EC2::Snapshot {q:snapshotId}
ec2:SharedSnapshotVolumeCreated AWS::EC2::Snapshot {q:snapshotId}
ec2:*Image AWS::EC2::Image {a:imageId|q:imageId}
ec2:ModifyImageAttribute AWS::EC2::Image {q:imageId}
ec2:RequestSpotInstances AWS::EC2::SpotInstanceRequest {a:spotInstanceRequestSet.items[].spotInstanceRequestId}
ec2:CreateFleet AWS::EC2::EC2Fleet {a:CreateFleetResponse.fleetId|a:fleetId}
ec2:CreateLaunchTemplate AWS::EC2::LaunchTemplate {a:CreateLaunchTemplateResponse.launchTemplate.launchTemplateId}
ec2:*LaunchTemplate AWS::EC2::LaunchTemplate {a:DeleteLaunchTemplateResponse.launchTemplate.launchTemplateId|a:ModifyLaunchTemplateResponse.launchTemplate.launchTemplateId|q:DeleteLaunchTemplateRequest.LaunchTemplateId|q:ModifyLaunchTemplateRequest.LaunchTemplateId}
ec2:CreateRoute AWS::EC2::RouteTable {q:routeTableId}
ec2:AllocateAddress AWS::EC2::EIP {a:allocationId}
ec2:*Address AWS::EC2::EIP {q:allocationId}
ec2-instance-connect:* AWS::EC2::Instance {q:instanceId}
ssm:SendCommand AWS::EC2::Instance {q:instanceIds[]}
ssm:StartSession AWS::EC2::Instance {q:target}
ssm:TerminateSession - -
ssm:ResumeSession - -
ssm:GetParameter AWS::SSM::Parameter arn:{partition}:ssm:{region}:{account}:parameter/{q:name}
ssm:GetParameters AWS::SSM::Parameter arn:{partition}:ssm:{region}:{account}:parameter/{q:names[]}
ssm:*Parameter AWS::SSM::Parameter arn:{partition}:ssm:{region}:{account}:parameter/{q:name}
s3:GetObject AWS::S3::Bucket arn:{partition}:s3:::{q:bucketName}
s3:SelectObjectContent AWS::S3::Bucket arn:{partition}:s3:::{q:bucketName}
s3:* AWS::S3::Bucket arn:{partition}:s3:::{q:bucketName}
secretsmanager:GetSecretValue AWS::SecretsManager::Secret arn:{partition}:secretsmanager:{region}:{account}:secret:{q:secretId}
secretsmanager:BatchGetSecretValue AWS::SecretsManager::Secret arn:{partition}:secretsmanager:{region}:{account}:secret:{q:secretIdList[]}
secretsmanager:* AWS::SecretsManager::Secret arn:{partition}:secretsmanager:{region}:{account}:secret:{a:aRN|a:arn|q:secretId}
dynamodb:Scan AWS::DynamoDB::Table arn:{partition}:dynamodb:{region}:{account}:table/{q:tableName}
dynamodb:Query AWS::DynamoDB::Table arn:{partition}:dynamodb:{region}:{account}:table/{q:tableName}
dynamodb:GetItem AWS::DynamoDB::Table arn:{partition}:dynamodb:{region}:{account}:table/{q:tableName}
dynamodb:* AWS::DynamoDB::Table arn:{partition}:dynamodb:{region}:{account}:table/{q:tableName}
lambda:GetFunction AWS::Lambda::Function arn:{partition}:lambda:{region}:{account}:function:{q:functionName}
lambda:CreateFunction AWS::Lambda::Function {a:functionArn}
lambda:* AWS::Lambda::Function arn:{partition}:lambda:{region}:{account}:function:{q:functionName}
lambda:PublishLayerVersion AWS::Lambda::LayerVersion {a:layerVersionArn}
ses:Verify*Identity AWS::SES::EmailIdentity arn:{partition}:ses:{region}:{account}:identity/{q:emailAddress|q:domain}
ses:VerifyDomainDkim AWS::SES::EmailIdentity arn:{partition}:ses:{region}:{account}:identity/{q:domain}
ses:*EmailIdentity AWS::SES::EmailIdentity arn:{partition}:ses:{region}:{account}:identity/{q:emailIdentity}
ses:*Identity* AWS::SES::EmailIdentity arn:{partition}:ses:{region}:{account}:identity/{q:identity|q:emailIdentity}
ses:SendEmail AWS::SES::EmailIdentity arn:{partition}:ses:{region}:{account}:identity/{q:source|q:fromEmailAddress}
ses:SendRawEmail AWS::SES::EmailIdentity arn:{partition}:ses:{region}:{account}:identity/{q:source|q:fromEmailAddress}
ses:SendBulkEmail AWS::SES::EmailIdentity arn:{partition}:ses:{region}:{account}:identity/{q:fromEmailAddress}
ses:*EmailTemplate AWS::SES::Template arn:{partition}:ses:{region}:{account}:template/{q:templateName}
cloudtrail:CreateTrail AWS::CloudTrail::Trail {a:trailARN}
cloudtrail:*Trail AWS::CloudTrail::Trail arn:{partition}:cloudtrail:{region}:{account}:trail/{q:name}
cloudtrail:*Logging AWS::CloudTrail::Trail arn:{partition}:cloudtrail:{region}:{account}:trail/{q:name}
cloudtrail:*Selectors AWS::CloudTrail::Trail arn:{partition}:cloudtrail:{region}:{account}:trail/{q:trailName}
guardduty:CreateDetector AWS::GuardDuty::Detector arn:{partition}:guardduty:{region}:{account}:detector/{a:detectorId}
guardduty:* AWS::GuardDuty::Detector arn:{partition}:guardduty:{region}:{account}:detector/{q:detectorId}
config:*ConfigurationRecorder AWS::Config::ConfigurationRecorder arn:{partition}:config:{region}:{account}:config-recorder/{q:configurationRecorderName}
logs:*LogGroup AWS::Logs::LogGroup arn:{partition}:logs:{region}:{account}:log-group:{q:logGroupName}
logs:DeleteLogStream AWS::Logs::LogGroup arn:{partition}:logs:{region}:{account}:log-group:{q:logGroupName}
events:PutRule AWS::Events::Rule {a:ruleArn}
events:* AWS::Events::Rule arn:{partition}:events:{region}:{account}:rule/{q:rule|q:name}
monitoring:*Alarm AWS::CloudWatch::Alarm arn:{partition}:cloudwatch:{region}:{account}:alarm:{q:alarmName}
monitoring:*Alarms AWS::CloudWatch::Alarm arn:{partition}:cloudwatch:{region}:{account}:alarm:{q:alarmNames[]}
monitoring:*AlarmActions AWS::CloudWatch::Alarm arn:{partition}:cloudwatch:{region}:{account}:alarm:{q:alarmNames[]}
budgets:CreateBudget AWS::Budgets::Budget arn:{partition}:budgets::{account}:budget/{q:budget.budgetName}
budgets:*Budget AWS::Budgets::Budget arn:{partition}:budgets::{account}:budget/{q:budgetName}
budgets:*Notification AWS::Budgets::Budget arn:{partition}:budgets::{account}:budget/{q:budgetName}
kms:* AWS::KMS::Key arn:{partition}:kms:{region}:{account}:key/{q:keyId}
cloudformation:*Stack AWS::CloudFormation::Stack {a:stackId|q:stackName}
autoscaling:*AutoScalingGroup AWS::AutoScaling::AutoScalingGroup arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{q:autoScalingGroupName}
autoscaling:CreateLaunchConfiguration AWS::AutoScaling::LaunchConfiguration arn:{partition}:autoscaling:{region}:{account}:launchConfiguration:*:launchConfigurationName/{q:launchConfigurationName}
rds:*DBSnapshotAttribute AWS::RDS::DBSnapshot arn:{partition}:rds:{region}:{account}:snapshot:{q:dBSnapshotIdentifier}
sqs:* AWS::SQS::Queue arn:{partition}:sqs:{region}:{account}:{q:queueName}
route53:ChangeResourceRecordSets AWS::Route53::HostedZone arn:{partition}:route53:::hostedzone/{q:hostedZoneId}
ecr:BatchGetImage AWS::ECR::Repository arn:{partition}:ecr:{region}:{account}:repository/{q:repositoryName}
ecs:RegisterTaskDefinition AWS::ECS::TaskDefinition {a:taskDefinition.taskDefinitionArn}
sts:* - -
signin:* - -
bedrock:Invoke* - -
bedrock:Converse* - -
servicequotas:* - -
organizations:* - -
"""  # noqa: E501 - one line a call

# CloudFormation's names where they are not the service's or the id's own, capitalised. Source:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
SERVICES: Mapping[str, str] = {
    "airflow": "MWAA",
    "apigateway": "ApiGateway",
    "apprunner": "AppRunner",
    "autoscaling": "AutoScaling",
    "cloudformation": "CloudFormation",
    "cloudfront": "CloudFront",
    "codebuild": "CodeBuild",
    "codecommit": "CodeCommit",
    "dynamodb": "DynamoDB",
    "ec2": "EC2",
    "ecr": "ECR",
    "ecs": "ECS",
    "eks": "EKS",
    "elasticfilesystem": "EFS",
    "elasticloadbalancing": "ElasticLoadBalancingV2",
    "elasticmapreduce": "EMR",
    "emr-serverless": "EMRServerless",
    "guardduty": "GuardDuty",
    "iam": "IAM",
    "kms": "KMS",
    "monitoring": "CloudWatch",
    "rds": "RDS",
    "rolesanywhere": "RolesAnywhere",
    "sagemaker": "SageMaker",
    "secretsmanager": "SecretsManager",
    "ses": "SES",
    "sns": "SNS",
    "sqs": "SQS",
    "ssm": "SSM",
    "states": "StepFunctions",
    "stepfunctions": "StepFunctions",
}
EC2_IDS: Mapping[str, str] = {
    "acl": "NetworkAcl",
    "ami": "Image",
    "eipalloc": "EIP",
    "eni": "NetworkInterface",
    "fl": "FlowLog",
    "fleet": "EC2Fleet",
    "i": "Instance",
    "igw": "InternetGateway",
    "key": "KeyPair",
    "lt": "LaunchTemplate",
    "nat": "NatGateway",
    "pcx": "VPCPeeringConnection",
    "pl": "PrefixList",
    "rtb": "RouteTable",
    "sfr": "SpotFleet",
    "sg": "SecurityGroup",
    "sir": "SpotInstanceRequest",
    "snap": "Snapshot",
    "subnet": "Subnet",
    "tgw": "TransitGateway",
    "vol": "Volume",
    "vpc": "VPC",
    "vpce": "VPCEndpoint",
}

# Calls that only look, and yet carry something off.
_TAKES = frozenset(
    {
        "ec2:GetPasswordData",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "s3:GetObject",
        "s3:SelectObjectContent",
        "secretsmanager:GetSecretValue",
        "secretsmanager:BatchGetSecretValue",
        "dynamodb:Scan",
        "dynamodb:Query",
        "dynamodb:GetItem",
        "lambda:GetFunction",
        "ecr:BatchGetImage",
    }
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of the thing that a call is about and how it is named; "-" for nothing of ours."""

    type: str
    name: str


def _parsed() -> Mapping[str, Shape]:
    rows = (line.split(" ", 2) for line in _TABLE.strip().splitlines())
    return {call: Shape(kind, name) for call, kind, name in rows}


_SHAPES = _parsed()


def shape_of(action: str) -> Shape | None:
    """The line for a call: its own, else the narrowest pattern that fits."""
    if action in _SHAPES:
        return _SHAPES[action]
    fitting = [pattern for pattern in _SHAPES if "*" in pattern and _fits(pattern, action)]
    return _SHAPES[max(fitting, key=len)] if fitting else None


def _fits(pattern: str, action: str) -> bool:
    head, *rest = pattern.split("*")
    if not action.startswith(head):
        return False
    at = len(head)
    for part in rest[:-1]:
        at = action.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return action.endswith(rest[-1]) and len(action) - len(rest[-1]) >= at


def takes(action: str) -> bool:
    """Whether a call that only looks carries something off."""
    return action in _TAKES
