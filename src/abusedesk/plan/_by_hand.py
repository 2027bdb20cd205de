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
        id="keep_records",
        title=msg("Keep the address and the records that show whose it was"),
        harm=msg("Nothing stops. Do not release the address while the case is open."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="replace_own_access_key",
        title=msg("Replace the access key that abusedesk itself runs with"),
        harm=msg("abusedesk stops until it has other credentials."),
        reversible=True,
        writes=("iam:CreateAccessKey", "iam:UpdateAccessKey"),
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
        id="keys_instead_of_passwords",
        title=msg("Let people log in to hosts by key or Session Manager only"),
        harm=msg("Log-ins by password stop."),
        reversible=True,
        writes=(),
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
        id="scale_service_to_zero",
        title=msg("Set an ECS service to 0 tasks"),
        harm=msg("The tasks of the service stop."),
        reversible=True,
        writes=("ecs:UpdateService",),
        wave="network",
    ),
    ActionFacts(
        id="compare_policies",
        title=msg("Compare the policies of a user or role with what they were"),
        harm=msg("Nothing stops until a policy is taken away."),
        reversible=True,
        writes=(),
    ),
    ActionFacts(
        id="find_and_delete",
        title=msg("Find by its name what the intruder made, and delete it"),
        harm=msg("It is gone for good; make sure first that it is the one."),
        reversible=False,
        writes=(),
    ),
    ActionFacts(
        id="rotate_host_secrets",
        title=msg("Replace every secret, key and password that lay on the host"),
        harm=msg("Programs that use them need the new ones."),
        reversible=False,
        writes=(),
    ),
)

BY_HAND: Mapping[str, ActionFacts] = {facts.id: facts for facts in (*_FACTS, *CONTENT)}
