"""What stands before an operation: the key, the region, the policies, the rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.drill import models
from abusedesk.drill.policy.actions import FREE, action_of
from abusedesk.drill.policy.evaluate import Question, judged, parsed
from abusedesk.drill.policy.grants import granted
from abusedesk.drill.policy.targets import target_of
from abusedesk.drill.refusals import AwsError, denied, unknown_key
from abusedesk.drill.state.context import context_of

if TYPE_CHECKING:
    from abusedesk.drill.serving.requests import Asked, Signed
    from abusedesk.drill.state.accounts import AccountState
    from abusedesk.drill.state.principals import Principal
    from abusedesk.drill.state.world import World

_NO_SIGNATURE = 403


def caller(world: World, by: Signed, asked: Asked) -> Principal:
    """
    Whose key signed the request.

    Raises:
        AwsError: nobody's: unknown, inactive or expired; or not signed at all.
    """
    if not by.key:
        if asked.service == "s3":
            raise AwsError("AccessDenied", "Access Denied", _NO_SIGNATURE)
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", _NO_SIGNATURE)
    principal = world.who(by.key)
    if principal is None:
        raise unknown_key(asked.protocol, asked.service)
    return principal


def region_of(account: AccountState, by: Signed, asked: Asked) -> str:
    """
    The region whose things the request is about.

    Raises:
        AwsError: the account has not opted in to it.
    """
    if asked.service in models.GLOBAL:
        return account.home
    if by.region not in account.facts.opted_in:
        raise unknown_key(asked.protocol, asked.service)
    return by.region


def allow(world: World, principal: Principal, asked: Asked, where: tuple[str, str]) -> None:
    """
    Let the request pass; where is its region and its source address.

    Raises:
        AwsError: IAM or the bucket's policy does not allow it, or it comes too fast.
    """
    account = world.account_of(principal)
    if principal.account not in world.accounts:
        if asked.service != "sts":  # nothing here lets another account in but a role's trust
            action = action_of(asked.service, asked.operation)
            raise denied(asked.protocol, asked.service, (principal.arn, action, "*"), "not allowed")
    elif (asked.service, asked.operation) not in FREE:
        _judge(world, principal, asked, where)
    if world.throttle.refuses(asked.service, asked.operation, account.id, where[0]):
        raise AwsError("ThrottlingException", "Rate exceeded")
    if asked.service == "ec2" and asked.parameters.get("DryRun"):
        raise AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


def complete(asked: Asked) -> None:
    """
    Let a request pass that has every parameter it must have; clients of AWS's own see to that themselves.

    Raises:
        AwsError: one is missing.
    """
    shape = models.operation(asked.service, asked.operation).input_shape
    missing = [name for name in shape.required_members if asked.parameters.get(name) is None] if shape else []
    if missing:
        code = "MissingParameter" if asked.protocol == "ec2" else "ValidationException"
        raise AwsError(code, f"The request must contain {', '.join(missing)}")


def _judge(world: World, principal: Principal, asked: Asked, where: tuple[str, str]) -> None:
    people = world.accounts[principal.account].people
    action = action_of(asked.service, asked.operation)
    target = target_of(asked.service, asked.parameters, people.arn_of, people.partition)
    if _about_itself(principal, asked):
        target = principal.arn
    context = {**context_of(world, principal, where), **_task(asked)}
    question = Question(action=action, resource=target, context=context)
    policies = people.policies_of(principal, world.clock.now())
    verdict = judged(policies, question)
    if verdict == "allowed":  # incident.toml may deny an operation by its own name as well
        named = f"{asked.service}:{asked.operation}"
        if named != action and judged(policies, _asking(question, named)) == "denied":
            verdict = "denied"
    bucket = world.buckets.by_name.get(str(asked.parameters.get("Bucket"))) if asked.service == "s3" else None
    if bucket is not None and principal.kind != "root":
        own = bucket.facts.get("Policy")
        document = parsed(own) if isinstance(own, str) else own or {}
        said = granted(document, (principal.account, principal.arn), question)
        if said == "denied":
            verdict = "denied"
        elif bucket.account != principal.account:
            verdict = verdict if said == "allowed" else "not allowed"
        elif said == "allowed" and verdict == "not allowed":
            verdict = "allowed"
    if verdict != "allowed":
        raise denied(asked.protocol, asked.service, (principal.arn, action, target), verdict)


def _about_itself(principal: Principal, asked: Asked) -> bool:
    """Whether root asks IAM about its own credentials, naming no user; a virtual device is none of them."""
    named = asked.parameters.get("UserName") or asked.operation == "DeleteVirtualMFADevice"
    return principal.kind == "root" and asked.service == "iam" and not named


def _task(asked: Asked) -> dict[str, list[str]]:
    """The condition key of sts:AssumeRoot: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html."""
    policy = asked.parameters.get("TaskPolicyArn") if asked.operation == "AssumeRoot" else None
    return {"sts:taskpolicyarn": [str(policy.get("arn"))]} if isinstance(policy, dict) else {}


def _asking(question: Question, action: str) -> Question:
    return Question(action=action, resource=question.resource, context=question.context)
