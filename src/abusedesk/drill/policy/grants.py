"""What a bucket's own policy says to a caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.policy.conditions import like
from abusedesk.drill.policy.evaluate import Question, Verdict, one_verdict

if TYPE_CHECKING:
    from collections.abc import Mapping


def granted(document: Mapping[str, Any], caller: tuple[str, str], question: Question) -> Verdict:
    """What the resource policy document says to caller (account id, ARN)."""
    statements = document.get("Statement")
    listed = statements if isinstance(statements, list) else [statements]
    about = [one for one in listed if isinstance(one, dict) and _speaks_of(one, caller)]
    return one_verdict(({"Statement": about},), question)


def _speaks_of(statement: Mapping[str, Any], caller: tuple[str, str]) -> bool:
    if "NotPrincipal" in statement:
        return not _named(statement["NotPrincipal"], caller)
    return _named(statement.get("Principal"), caller)


def _named(principal: Any, caller: tuple[str, str]) -> bool:
    account, arn = caller
    if principal == "*":
        return True
    named: Any = principal.get("AWS", ()) if isinstance(principal, dict) else ()
    names = [str(name) for name in (named if isinstance(named, (list, tuple)) else [named])]
    role = arn.replace(":sts:", ":iam:").replace(":assumed-role/", ":role/").rpartition("/")[0]
    return any(
        name in {"*", account, arn}
        or name.endswith(f"::{account}:root")
        or (":role/" in role and like(name, role))
        for name in names
    )
