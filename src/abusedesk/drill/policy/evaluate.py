"""
Whether IAM policies allow a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from abusedesk.drill.policy.conditions import holds, like

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Verdict = Literal["allowed", "denied", "not allowed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request: IAM action, the resource's ARN ("*" where unknown), condition keys in lower case."""

    action: str
    resource: str = "*"
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What applies to one caller, parsed. limits: boundary and session policies, each of which must allow."""

    identity: tuple[Mapping[str, Any], ...] = ()
    limits: tuple[Mapping[str, Any], ...] = ()


@lru_cache(maxsize=4096)
def parsed(document: str) -> Mapping[str, Any]:
    """The policy document that the JSON text says; one without statements when it cannot be read."""
    try:
        data = json.loads(document)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def judged(policies: Policies, question: Question) -> Verdict:
    """What policies say to question: an explicit deny anywhere wins; each limit must allow as well."""
    verdicts = [one_verdict(policies.identity, question)]
    verdicts.extend(one_verdict((limit,), question) for limit in policies.limits)
    if "denied" in verdicts:
        return "denied"
    return "allowed" if all(verdict == "allowed" for verdict in verdicts) else "not allowed"


def one_verdict(documents: Iterable[Mapping[str, Any]], question: Question) -> Verdict:
    """What documents say together."""
    verdict: Verdict = "not allowed"
    for document in documents:
        for statement in _listed(document.get("Statement")):
            if isinstance(statement, dict) and _matches(statement, question):
                if statement.get("Effect") == "Deny":
                    return "denied"
                verdict = "allowed"
    return verdict


def _matches(statement: Mapping[str, Any], question: Question) -> bool:
    return (
        _action_matches(statement, question.action)
        and _resource_matches(statement, question)
        and holds(statement.get("Condition") or {}, question.context)
    )


def _action_matches(statement: Mapping[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not any(like(action, one, exact_case=False) for one in _listed(statement["NotAction"]))
    return any(like(action, one, exact_case=False) for one in _listed(statement.get("Action")))


def _resource_matches(statement: Mapping[str, Any], question: Question) -> bool:
    if "NotResource" in statement:
        return not any(like(question.resource, one) for one in _filled(statement["NotResource"], question))
    return any(like(question.resource, one) for one in _filled(statement.get("Resource"), question))


def _filled(patterns: Any, question: Question) -> list[str]:
    """Patterns with policy variables such as ${aws:username} put in."""
    filled = []
    for pattern in _listed(patterns):
        text = str(pattern)
        for key, values in question.context.items() if "${" in text else ():
            if len(values) == 1:
                text = text.replace(f"${{{key}}}", values[0])
        filled.append(text)
    return filled


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
