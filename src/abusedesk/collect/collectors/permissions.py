"""Whether our own permissions are enough, as IAM's policy simulator sees it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from abusedesk.aws.permissions import NEEDS_NO_PERMISSION, permission
from abusedesk.collect._unit import Collector, of, things
from abusedesk.errors import Absent
from abusedesk.model import Gap, principal_of
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope


def collect(
    aws: Reader, scope: Scope, earlier: Sequence[Evidence], also: Sequence[str] = ()
) -> Iterator[Evidence | Gap]:
    """
    One Evidence per answer: which of the actions that all collectors need IAM allows us, and which not.

    also holds declarations that other rooms need beside them.

    A Gap for each that is not allowed on every resource: it may never be needed in this account, but then
    nobody could tell. Root is bound by no policy of its account; who is no user or role of IAM cannot be
    simulated, which is a Gap as well.
    """
    source = _source(earlier)
    if source.endswith(":root"):
        yield Gap("empty", "we run as root, whom no policy of the account binds")
        return
    if not source:
        yield Gap("failed", "who we run as was not read, so our permissions cannot be checked")
        return
    needed = _needed(also)
    pages = aws.pages("iam:SimulatePrincipalPolicy", PolicySourceArn=source, ActionNames=needed)
    try:
        for page in pages:
            results = page.data.get("EvaluationResults", [])
            yield from filter(None, map(_gap, results))
            data = {
                "PolicySourceArn": source,
                "allowed": sorted(one["EvalActionName"] for one in results if _allowed(one)),
                "missing": sorted(one["EvalActionName"] for one in results if not _allowed(one)),
            }
            yield of(
                page, collector="permissions", kind="iam.permissions", key=source, scope=scope, data=data
            )
    except Absent as why:
        yield Gap("failed", f"the policy simulator does not know {source}: {why}")


def _allowed(result: Mapping[str, Any]) -> bool:
    return bool(result["EvalDecision"] == "allowed")


def _gap(result: Mapping[str, Any]) -> Gap | None:
    if _allowed(result):
        return None
    action = result["EvalActionName"]
    depends = ", ".join(result.get("MissingContextValues", []))
    if depends:
        return Gap("read", f"allowed or not, depending on {depends}\n{action}")
    return Gap("denied", f"IAM does not allow it, or not for every resource: {action}")


def _source(earlier: Sequence[Evidence]) -> str:
    arn = principal_of(next((one.key for one in things(earlier, "sts.caller")), ""))
    # A session's ARN has lost the path of its role; the list of roles has it.
    name = arn.partition(":role/")[2]
    roles = (one.key for one in things(earlier, "iam.role") if name and one.data.get("RoleName") == name)
    return next(roles, arn)


def _needed(also: Sequence[str]) -> list[str]:
    # The room's catalogue, which loads this very file: so when called, not when imported.
    from abusedesk.collect import every  # noqa: PLC0415  # see above

    declared = [*also, *(one for unit in every().values() for one in unit.reads)]
    actions = {permission(one) for one in declared}
    return sorted(actions - NEEDS_NO_PERMISSION)


COLLECTOR = Collector(
    id="permissions",
    title=msg("Our own permissions"),
    regional=False,
    reads=("iam:SimulatePrincipalPolicy",),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html",
    collect=collect,
    after=("caller", "iam_authorization_details"),
)


def asking_also(declared: Sequence[str]) -> Collector:
    """This collector, asking about declared too: what previews of actions read, above all."""
    return replace(COLLECTOR, collect=partial(collect, also=declared))
