"""What a person does by hand: what each takes and breaks, and whether it can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.model import ActionFacts
from abusedesk.translate import msg

from ._by_hand_content import CONTENT

if TYPE_CHECKING:
    from collections.abc import Mapping

_FACTS = (
    ActionFacts(
        id="snapshot_volumes",
        title=msg("Snapshot the volumes of an instance"),
        harm=msg("Nothing stops; the snapshots cost storage until they are deleted."),
        reversible=True,
        writes=("ec2:CreateSnapshots",),
    ),
    ActionFacts(
        id="keep_records",
        title=msg("Keep the address and the records that show whose it was"),
        harm=msg("Nothing stops. Do not release the address while the case is open."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="deactivate_access_key",
        title=msg("Deactivate an access key"),
        harm=msg("Programs that sign with this key stop, SES SMTP log-ins that use it included."),
        reversible=True,
        writes=("iam:UpdateAccessKey",),
    ),
    ActionFacts(
        id="replace_own_access_key",
        title=msg("Replace the access key that abusedesk itself runs with"),
        harm=msg("abusedesk stops until it has other credentials."),
        reversible=True,
        writes=("iam:CreateAccessKey", "iam:UpdateAccessKey"),
    ),
    ActionFacts(
        id="deny_all_to_principal",
        title=msg("Deny everything to a user or role"),
        harm=msg("Everything that this user or role does stops, its open sessions included."),
        reversible=True,
        writes=("iam:PutUserPolicy", "iam:PutRolePolicy"),
    ),
    ActionFacts(
        id="revoke_role_sessions",
        title=msg("Revoke the sessions of a role that began before now"),
        harm=msg("Everybody who works in a session of this role has to take it anew."),
        reversible=True,
        writes=("iam:PutRolePolicy",),
    ),
    ActionFacts(
        id="isolate_instance",
        title=msg("Isolate an instance"),
        harm=msg("The instance is reached by nobody and reaches nobody; what it serves stops."),
        reversible=True,
        writes=("ec2:CreateSecurityGroup", "ec2:ModifyNetworkInterfaceAttribute"),
    ),
    ActionFacts(
        id="stop_function",
        title=msg("Stop a Lambda function by a reserved concurrency of 0"),
        harm=msg("The function is not run any more."),
        reversible=True,
        writes=("lambda:PutFunctionConcurrency",),
    ),
    ActionFacts(
        id="pause_sending",
        title=msg("Pause sending of mail in a region"),
        harm=msg("No mail goes out by SES in this region, wanted mail neither."),
        reversible=True,
        writes=("ses:UpdateAccountSendingEnabled",),
    ),
    ActionFacts(
        id="delete_access_key",
        title=msg("Delete an access key"),
        harm=msg(
            "Its last use can no longer be asked of IAM. "
            "AWS closes an exposed-key case only when the key is gone."
        ),
        reversible=False,
        writes=("iam:DeleteAccessKey",),
    ),
    ActionFacts(
        id="delete_user",
        title=msg("Delete a user that the intruder made"),
        harm=msg("The user and all that is attached to it are gone for good."),
        reversible=False,
        writes=(
            "iam:DeleteLoginProfile",
            "iam:DeleteAccessKey",
            "iam:DeleteUserPolicy",
            "iam:DetachUserPolicy",
            "iam:DeleteUser",
        ),
    ),
    ActionFacts(
        id="delete_role",
        title=msg("Delete a role that the intruder made"),
        harm=msg("The role is gone for good; what runs with it stops."),
        reversible=False,
        writes=("iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRole"),
    ),
    ActionFacts(
        id="terminate_instance",
        title=msg("Terminate an instance that the intruder launched"),
        harm=msg("The instance and what is not in a snapshot are gone for good."),
        reversible=False,
        writes=("ec2:TerminateInstances",),
    ),
    ActionFacts(
        id="delete_key_pair",
        title=msg("Delete a key pair that the intruder made"),
        harm=msg("Nothing that the owner runs uses it."),
        reversible=False,
        writes=("ec2:DeleteKeyPair",),
    ),
    ActionFacts(
        id="delete_security_group",
        title=msg("Delete a security group that the intruder made"),
        harm=msg("It can be deleted only when no interface uses it any more."),
        reversible=False,
        writes=("ec2:DeleteSecurityGroup",),
    ),
    ActionFacts(
        id="delete_function",
        title=msg("Delete a function that the intruder made"),
        harm=msg("Its code is gone for good; download it first."),
        reversible=False,
        writes=("lambda:DeleteFunction",),
    ),
    ActionFacts(
        id="delete_resource",
        title=msg("Delete what the intruder made"),
        harm=msg("It is gone for good."),
        reversible=False,
        writes=(),
    ),
    ActionFacts(
        id="restore_settings",
        title=msg("Put back what the intruder changed"),
        harm=msg("Compare with what it was before; the CloudTrail events show the change."),
        reversible=False,
        writes=(),
    ),
    ActionFacts(
        id="rebuild_instance",
        title=msg("Build the instance anew from a clean image"),
        harm=msg("The service is away while it is moved to the new instance."),
        reversible=False,
        writes=("ec2:RunInstances", "ec2:TerminateInstances"),
    ),
    ActionFacts(
        id="rotate_access_key",
        title=msg("Replace an access key by a new one"),
        harm=msg("Programs need the new key before the old one is deactivated."),
        reversible=True,
        writes=("iam:CreateAccessKey", "iam:UpdateAccessKey"),
    ),
    ActionFacts(
        id="reset_password",
        title=msg("Set a new console password"),
        harm=msg("The old password is gone; the user must be told the new one."),
        reversible=False,
        writes=("iam:UpdateLoginProfile",),
    ),
    ActionFacts(
        id="rotate_secret",
        title=msg("Replace a secret that was read"),
        harm=msg("Programs that use the secret need the new one."),
        reversible=False,
        writes=("secretsmanager:RotateSecret",),
    ),
    ActionFacts(
        id="secure_root",
        title=msg("Root: new password, MFA, no access keys, and the contact addresses checked"),
        harm=msg("Only by hand, signed in as root."),
        reversible=False,
        writes=(),
    ),
    ActionFacts(
        id="enable_mfa",
        title=msg("Require MFA at the console"),
        harm=msg("The user signs in with a second factor from then on."),
        reversible=True,
        writes=("iam:EnableMFADevice",),
    ),
    ActionFacts(
        id="remove_unused_key",
        title=msg("Deactivate an access key that nobody uses"),
        harm=msg("Nothing has been signed with it for a long time."),
        reversible=True,
        writes=("iam:UpdateAccessKey",),
    ),
    ActionFacts(
        id="close_port_to_world",
        title=msg("Close log-in ports to the internet"),
        harm=msg("Log-ins work only from the addresses that are let in."),
        reversible=True,
        writes=("ec2:RevokeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupIngress"),
    ),
    ActionFacts(
        id="keys_instead_of_passwords",
        title=msg("Let people log in to hosts by key or Session Manager only"),
        harm=msg("Log-ins by password stop."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="enable_guardduty",
        title=msg("Turn GuardDuty on"),
        harm=msg("It is billed by the amount of logs."),
        reversible=True,
        writes=("guardduty:CreateDetector",),
    ),
    ActionFacts(
        id="enable_trail",
        title=msg("Record CloudTrail of all regions in a protected bucket"),
        harm=msg("The storage is billed."),
        reversible=True,
        writes=("cloudtrail:CreateTrail", "cloudtrail:StartLogging", "s3:CreateBucket"),
    ),
    ActionFacts(
        id="enable_flow_logs",
        title=msg("Record VPC flow logs"),
        harm=msg("The storage is billed."),
        reversible=True,
        writes=("ec2:CreateFlowLogs",),
    ),
    ActionFacts(
        id="set_budget",
        title=msg("Set a budget and an alarm on cost"),
        harm=msg("Nothing stops."),
        reversible=True,
        writes=("budgets:CreateBudget", "ce:CreateAnomalyMonitor"),
    ),
    ActionFacts(
        id="patch_host",
        title=msg("Install security updates"),
        harm=msg("Services may need a restart."),
        reversible=False,
        writes=(),
    ),
    ActionFacts(
        id="clean_mail_list",
        title=msg("Clean the mailing list and suppress bad addresses"),
        harm=msg("Some receivers get no mail any more."),
        reversible=True,
        writes=("ses:PutAccountSuppressionAttributes",),
    ),
    ActionFacts(
        id="block_public_access",
        title=msg("Block public access to buckets"),
        harm=msg("Websites that are served straight from a bucket stop."),
        reversible=True,
        writes=("s3:PutAccountPublicAccessBlock",),
    ),
    ActionFacts(
        id="close_service",
        title=msg("Let only known addresses use the service"),
        harm=msg("Users at other addresses lose the service."),
        reversible=True,
        writes=("ec2:RevokeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupIngress"),
    ),
    ActionFacts(
        id="announce_tests",
        title=msg("Ask AWS before tests and keep the approval"),
        harm=msg("Nothing stops."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="delete_root_access_key",
        title=msg("Delete the access keys of root"),
        harm=msg("Only by hand, signed in as root; programs that sign with them stop."),
        reversible=False,
        writes=("iam:DeleteAccessKey",),
    ),
    ActionFacts(
        id="revoke_instance_credentials",
        title=msg("Revoke the role credentials that were lent to an instance"),
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
        harm=msg(
            "Programs on the instance lose the role's rights; "
            "a denial limited by ec2:SourceInstanceARN spares the role's other hosts."
        ),
        reversible=True,
        writes=("iam:PutRolePolicy",),
    ),
    ActionFacts(
        id="restore_trust_policy",
        title=msg("Let only those take a role whom it trusted before"),
        harm=msg("Those that the intruder let in can no longer take the role."),
        reversible=True,
        writes=("iam:UpdateAssumeRolePolicy",),
    ),
    ActionFacts(
        id="unshare_snapshot",
        title=msg("Stop sharing a snapshot or image"),
        harm=msg("Other accounts can no longer copy it; copies already made stay theirs."),
        reversible=True,
        writes=("ec2:ModifySnapshotAttribute", "ec2:ModifyImageAttribute", "rds:ModifyDBSnapshotAttribute"),
    ),
    ActionFacts(
        id="restore_security_group",
        title=msg("Take the intruder's rules out of a security group"),
        harm=msg("Connections that only his rules let through stop."),
        reversible=True,
        writes=("ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"),
    ),
    ActionFacts(
        id="remove_function_access",
        title=msg("Take away what lets others call a function"),
        harm=msg("Callers by its URL, or by the permissions taken away, are refused."),
        reversible=True,
        writes=("lambda:RemovePermission", "lambda:DeleteFunctionUrlConfig"),
    ),
    ActionFacts(
        id="scale_group_to_zero",
        title=msg("Set an Auto Scaling group to 0 instances"),
        harm=msg("The instances of the group are terminated; snapshot first what has to be kept."),
        reversible=False,
        writes=("autoscaling:UpdateAutoScalingGroup",),
    ),
    ActionFacts(
        id="scale_service_to_zero",
        title=msg("Set an ECS service to 0 tasks"),
        harm=msg("The tasks of the service stop."),
        reversible=True,
        writes=("ecs:UpdateService",),
    ),
    ActionFacts(
        id="detach_policy",
        title=msg("Take away the rights that the intruder gave to a user or role"),
        harm=msg("What works only by these rights stops; compare the policies with the CloudTrail events."),
        reversible=True,
        writes=(
            "iam:DetachUserPolicy",
            "iam:DeleteUserPolicy",
            "iam:RemoveUserFromGroup",
            "iam:DetachRolePolicy",
            "iam:DeleteRolePolicy",
        ),
    ),
    ActionFacts(
        id="compare_policies",
        title=msg("Compare the policies of a user or role with what they were"),
        harm=msg("Nothing stops until a policy is taken away."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="delete_login_profile",
        title=msg("Take away a console password that the intruder set"),
        harm=msg("The user can no longer sign in to the console."),
        reversible=False,
        writes=("iam:DeleteLoginProfile",),
    ),
    ActionFacts(
        id="find_and_delete",
        title=msg("Find by its name what the intruder made, and delete it"),
        harm=msg("It is gone for good; make sure first that it is the one."),
        reversible=False,
        writes=(),
    ),
    ActionFacts(
        id="replace_access_key",
        title=msg("Give the programs of a key that was shut another one"),
        harm=msg("Programs stand still until they have the new key."),
        reversible=True,
        writes=("iam:CreateAccessKey",),
    ),
    ActionFacts(
        id="rotate_host_secrets",
        title=msg("Replace every secret, key and password that lay on the host"),
        harm=msg("Programs that use them need the new ones."),
        reversible=False,
        writes=(),
    ),
    ActionFacts(
        id="require_imdsv2",
        title=msg("Require IMDSv2 on an instance"),
        harm=msg("Programs that ask the metadata service the old way get no credentials."),
        reversible=True,
        writes=("ec2:ModifyInstanceMetadataOptions",),
    ),
)

BY_HAND: Mapping[str, ActionFacts] = {facts.id: facts for facts in (*_FACTS, *CONTENT)}
