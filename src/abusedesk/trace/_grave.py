"""Calls that matter more than others, by the action of an event ("iam:CreateUser")."""

from __future__ import annotations

import re

_VERSION = re.compile(r"\d{8}(v\d+)?$")
_READS = (
    "List",
    "Describe",
    "Get",
    "Simulate",
    "Lookup",
    "Head",
    "BatchGet",
    "Search",
    "Scan",
    "Query",
    "View",
)

# Calls that take hold of an account, hide, spend or carry off. Sources: MITRE ATT&CK's cloud matrix
# (https://attack.mitre.org/matrices/enterprise/cloud/) and the policy that AWS attaches to leaked keys
# (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html).
_GRAVE = """
iam: CreateUser CreateAccessKey CreateLoginProfile UpdateLoginProfile AttachUserPolicy PutUserPolicy AttachGroupPolicy
iam: PutGroupPolicy AddUserToGroup CreateRole AttachRolePolicy PutRolePolicy UpdateAssumeRolePolicy CreatePolicy
iam: CreatePolicyVersion SetDefaultPolicyVersion DeactivateMFADevice DeleteVirtualMFADevice DeleteUserPermissionsBoundary
iam: CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider CreateServiceSpecificCredential UploadSSHPublicKey
iam: AddRoleToInstanceProfile UpdateAccessKey DeleteUser DeleteLoginProfile DeleteAccessKey
sts: GetFederationToken GetSessionToken
rolesanywhere: CreateTrustAnchor CreateProfile
cloudtrail: StopLogging DeleteTrail UpdateTrail PutEventSelectors DeleteEventDataStore
guardduty: DeleteDetector UpdateDetector CreateFilter CreateIPSet UpdateIPSet DisassociateFromMasterAccount
config: StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel
securityhub: DisableSecurityHub
ec2: RunInstances RequestSpotInstances RequestSpotFleet CreateFleet CreateKeyPair ImportKeyPair CreateLaunchTemplate
ec2: AuthorizeSecurityGroupIngress ModifySnapshotAttribute ModifyImageAttribute CreateSnapshot GetPasswordData
ec2: DeleteFlowLogs ModifyInstanceAttribute TerminateInstances DeleteSnapshot SharedSnapshotVolumeCreated
ec2-instance-connect: SendSSHPublicKey SendSerialConsoleSSHPublicKey
autoscaling: CreateAutoScalingGroup CreateLaunchConfiguration UpdateAutoScalingGroup
ecs: CreateCluster RegisterTaskDefinition RunTask CreateService
eks: CreateCluster CreateNodegroup CreateAccessEntry
batch: CreateComputeEnvironment SubmitJob
lightsail: CreateInstances
sagemaker: CreateNotebookInstance CreateTrainingJob CreateProcessingJob CreatePresignedNotebookInstanceUrl
glue: CreateDevEndpoint CreateJob StartJobRun
codebuild: CreateProject StartBuild
amplify: CreateApp CreateDeployment StartJob
emr-serverless: StartJobRun
elasticmapreduce: RunJobFlow
cloudformation: CreateStack
lambda: CreateFunction UpdateFunctionCode UpdateFunctionConfiguration AddPermission CreateFunctionUrlConfig
lambda: GetFunction CreateEventSourceMapping PublishLayerVersion
events: PutRule PutTargets
s3: GetObject PutBucketPolicy PutBucketAcl DeleteBucketPolicy DeleteBucket DeleteObject DeleteObjects PutBucketReplication
s3: PutBucketPublicAccessBlock DeletePublicAccessBlock PutBucketLifecycle PutBucketLifecycleConfiguration PutBucketVersioning
s3: PutAccountPublicAccessBlock PutBucketLogging
secretsmanager: GetSecretValue BatchGetSecretValue PutResourcePolicy DeleteSecret
dynamodb: Scan ExportTableToPointInTime
ssm: GetParameter GetParameters SendCommand StartSession
kms: ScheduleKeyDeletion DisableKey PutKeyPolicy CreateGrant
ses: VerifyEmailIdentity VerifyDomainIdentity VerifyDomainDkim CreateEmailIdentity UpdateAccountSendingEnabled SendEmail
ses: SendRawEmail SendBulkEmail PutAccountDetails PutAccountSendingAttributes
sns: Publish SetSMSAttributes
rds: ModifyDBSnapshotAttribute CreateDBSnapshot ModifyDBInstance DeleteDBInstance RestoreDBInstanceFromDBSnapshot
bedrock: InvokeModel InvokeModelWithResponseStream Converse PutUseCaseForModelAccess CreateFoundationModelAgreement
organizations: LeaveOrganization CreateAccount InviteAccountToOrganization
account: PutAlternateContact EnableRegion
route53domains: TransferDomainToAnotherAwsAccount DisableDomainTransferLock
servicequotas: RequestServiceQuotaIncrease
"""  # noqa: E501 - one line a call


def _parsed(table: str) -> frozenset[str]:
    rows = (line.split(":", 1) for line in table.strip().splitlines())
    return frozenset(f"{service}:{name}" for service, names in rows for name in names.split())


GRAVE = _parsed(_GRAVE)


def plain(action: str) -> str:
    """The action without the API version that some event names carry (CreateFunction20150331)."""
    return _VERSION.sub("", action)


def is_grave(action: str) -> bool:
    """Whether the call takes hold, hides, spends or carries off."""
    return plain(action) in GRAVE


def is_read(action: str) -> bool:
    """Whether the call's name says that it only looks."""
    return action.partition(":")[2].startswith(_READS)
