"""Sessions that the intruder may have begun after they were revoked, while a way in still stood open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.model import principal_of
from abusedesk.translate import text

from ._contain_journal import ledger
from ._contain_steps import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from abusedesk.lake import Lake
    from abusedesk.model import Dossier, Step, Text, Trace

    from ._contain_journal import Ledger
    from ._contain_run import Run

# Both revoke by a time, and take a later one as their part.
_REVOKES = frozenset({"revoke_role_sessions", "revoke_user_sessions"})
# What shuts a way to new sessions of the same role or user.
_SHUTS = frozenset({"restore_trust_policy", "empty_role_trust", "delete_login_profile"})
_SHUTS_KEY = "deactivate_access_key"
# A call that the policy did not reach yet shows nothing: IAM needs some seconds.
_SLACK = timedelta(seconds=30)


def renewed(run: Run, dossier: Dossier, story: Trace, lake: Lake) -> Iterator[Step]:
    """
    Revocations to take again, up to a later time than they reach.

    Either a way to new sessions was shut only after it, or a session of his got a call through since. The
    latter alone is too little: CloudTrail may be minutes late.
    """
    plan, known = run.store.plan(run.case_id), ledger(run.store, run.case_id)
    shut = list(_shut(plan, known, dossier))
    for target, steps in _by_target(plan, known):
        begun = max(_applied(known, one) for one in steps)
        ways = [(when, _way) for name, when in shut if name == _name(target) and when > begun]
        calls = [(when, _call) for when in _calls(lake, story, target, begun + _SLACK)]
        for when, why in sorted([*ways, *calls], key=lambda one: one[0])[-1:]:
            [first, *_] = steps
            reason = why(target)
            yield replace(first, parts=(when.isoformat(timespec="seconds"),), reason=reason)


def _by_target(plan: Sequence[Step], known: Ledger) -> list[tuple[str, list[Step]]]:
    found: dict[str, list[Step]] = {}
    for one in plan:
        if one.action in _REVOKES and known.stands(one):
            found.setdefault(one.target, []).append(one)
    return list(found.items())


def _shut(plan: Sequence[Step], known: Ledger, dossier: Dossier) -> Iterator[tuple[str, datetime]]:
    """Whose way to new sessions was shut, and when."""
    owner = {one.key: str(one.data.get("UserName")) for one in dossier.things("iam.access_key")}
    for one in plan:
        if known.stands(one) and one.action in _SHUTS:
            yield _name(one.target), _applied(known, one)
        elif known.stands(one) and one.action == _SHUTS_KEY and one.target in owner:
            yield f":user/{owner[one.target]}", _applied(known, one)


def _applied(known: Ledger, step: Step) -> datetime:
    """When a standing step was last taken."""
    course = known.now(key_of(step))
    ends = [one.at for one in (course.intents if course else ()) if one.at is not None]
    return max(ends)


def _calls(lake: Lake, story: Trace, target: str, since: datetime) -> list[datetime]:
    """When the last call of a session of his as target got through, if one did."""
    sessions = [one for one in story.attackers.credentials if one.startswith("ASIA")]
    rows = lake.ask(
        "select principal, max(time) from events where list_contains($sessions, credential)"
        " and outcome = 'success' and time > $since and not is_ours(user_agent, principal)"
        " group by principal",
        sessions=sessions,
        since=since,
    )
    return [when for principal, when in rows if _name(principal_of(str(principal))) == _name(target)]


def _name(arn: str) -> str:
    """An identity's kind and name, without its path, which sessions do not tell."""
    kind = "role" if ":role/" in arn else "user"
    return f":{kind}/{arn.rpartition('/')[2]}"


def _way(target: str) -> Text:
    return text(
        "A way to new sessions of {arn} was shut only after its sessions had been revoked.", arn=target
    )


def _call(target: str) -> Text:
    return text("A session of {arn} that is newer than the revocation got a call through.", arn=target)
