"""
What of a thing a deed added: the policy of a user, the rule of a group, the statement of a function.

Sources of the shapes: the records in AWS's CloudTrail user guide
(https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ._dig import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.lake import Lake

    from ._deed import Deed

_RULES = "a:securityGroupRuleSet.items[].securityGroupRuleId"
_TABLE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "iam:AttachUserPolicy": (("policy", "q:policyArn"),),
    "iam:AttachRolePolicy": (("policy", "q:policyArn"),),
    "iam:AttachGroupPolicy": (("policy", "q:policyArn"),),
    "iam:PutUserPolicy": (("policy", "q:policyName"),),
    "iam:PutRolePolicy": (("policy", "q:policyName"),),
    "iam:PutGroupPolicy": (("policy", "q:policyName"),),
    "iam:AddUserToGroup": (("group", "q:groupName"),),
    "iam:EnableMFADevice": (("mfa", "q:serialNumber"),),
    "iam:CreateLoginProfile": (("password", "q:userName"),),
    "iam:CreateServiceSpecificCredential": (
        ("credential", "a:serviceSpecificCredential.serviceSpecificCredentialId"),
    ),
    "ec2:AuthorizeSecurityGroupIngress": (("rule", _RULES),),
    "ec2:AuthorizeSecurityGroupEgress": (("rule", _RULES),),
    "ec2:ModifySnapshotAttribute": (
        ("share", "q:createVolumePermission.add.items[].userId"),
        ("share", "q:createVolumePermission.add.items[].group"),
    ),
    "ec2:ModifyImageAttribute": (
        ("share", "q:launchPermission.add.items[].userId"),
        ("share", "q:launchPermission.add.items[].group"),
    ),
    "rds:ModifyDBSnapshotAttribute": (("share", "q:valuesToAdd[]"),),
    "lambda:AddPermission": (("statement", "q:statementId"),),
    "lambda:CreateFunctionUrlConfig": (("url", "q:functionName"),),
    "lambda:UpdateFunctionConfiguration": (("layer", "q:layers[]"),),
}


def parts_of(deed: Deed) -> Iterator[str]:
    """What a deed that worked added to its thing, "kind:name"."""
    if not deed.ok:
        return
    for kind, path in _TABLE.get(deed.action, ()):
        yield from (f"{kind}:{name}" for name in at(deed, path))
    if deed.action == "iam:UpdateAssumeRolePolicy":
        yield from (f"trust:{name}" for name in _trusted(deed.request.get("policyDocument")))


def alarm_before(arn: str, lake: Lake) -> Iterator[str]:
    """What a CloudWatch alarm was before it was deleted: "alarm:" and the last request that made it, JSON."""
    rows = lake.ask(
        """
        select json_extract(record, '$.requestParameters') from events
        where action = 'monitoring:PutMetricAlarm' and outcome = 'success'
          and json_extract_string(record, '$.requestParameters.alarmName') = $name
        order by "time" desc limit 1
        """,
        name=arn.partition(":alarm:")[2],
    )
    yield from (f"alarm:{asked}" for (asked,) in rows if asked)


def _trusted(document: object) -> Iterator[str]:
    """The principals that a trust policy, as JSON text, lets in."""
    try:
        policy: Any = json.loads(document) if isinstance(document, str) else {}
    except ValueError:
        return
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    for statement in statements if isinstance(statements, list) else [statements]:
        if isinstance(statement, dict) and statement.get("Effect") == "Allow":
            who = statement.get("Principal")
            for names in who.values() if isinstance(who, dict) else [who]:
                each = names if isinstance(names, list) else [names]
                yield from (name for name in each if isinstance(name, str))
