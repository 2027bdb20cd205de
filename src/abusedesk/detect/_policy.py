"""
Whom a policy document lets in: everybody, or accounts other than its own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ACCOUNT = re.compile(r"(?:arn:aws[\w-]*:(?:iam|sts)::)?(\d{12})(?::.*)?")


@dataclass(frozen=True, slots=True)
class Grant:
    """
    One Allow statement that lets in others.

    everybody says that the principal is "*"; accounts are those that are not the policy's own.
    actions are as written, conditions the keys (lower case) that narrow the statement.
    """

    everybody: bool
    accounts: frozenset[str]
    actions: frozenset[str]
    conditions: frozenset[str]


def grants(document: Any, account: str | None) -> list[Grant]:
    """The statements of document (object, JSON text, or that URL-encoded) that let in others than account."""
    found = []
    for statement in _statements(document):
        if statement.get("Effect") != "Allow" or "NotPrincipal" in statement:
            continue
        named = list(_texts(_aws(statement.get("Principal"))))
        accounts = {match[1] for name in named if (match := _ACCOUNT.fullmatch(name))} - {account}
        if "*" in named or accounts:
            found.append(
                Grant(
                    everybody="*" in named,
                    accounts=frozenset(accounts),
                    actions=frozenset(_texts(statement.get("Action"))),
                    conditions=frozenset(_conditions(statement.get("Condition"))),
                )
            )
    return found


def _statements(document: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, str):
        text = unquote(document) if document.lstrip().startswith("%7B") else document
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return
    if not isinstance(document, dict):
        return
    said = document.get("Statement")
    for statement in said if isinstance(said, list) else [said]:
        if isinstance(statement, dict):
            yield statement


def _aws(principal: Any) -> Any:
    # Only the kind AWS names accounts; Service and Federated are others' business.
    return principal.get("AWS") if isinstance(principal, dict) else principal


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, (str, int)):
            yield str(one)


def _conditions(condition: Any) -> Iterator[str]:
    if isinstance(condition, dict):
        for keys in condition.values():
            if isinstance(keys, dict):
                yield from (str(key).lower() for key in keys)
