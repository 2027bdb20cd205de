"""
Denying sessions that are older than the step.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.errors import Refused
from abusedesk.model import Change

from ._iam import identity, known
from ._iam_inline import has_room, put, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Target

    from ._iam import Identity, Kind

POLICY_NAME = "abusedesk-revoke-sessions"
REVOKED = "denies sessions older than the step"
# A session may still be issued while the policy makes its way through IAM, so that what is issued in the
# next moments is denied as well.
MARGIN = timedelta(seconds=30)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_ISSUED = "aws:TokenIssueTime"
Conditions = tuple[dict[str, Any], ...]
ANY_SESSION: Conditions = ({},)


def older_than(moment: datetime, conditions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The policy that denies everything to sessions of before moment, aware, that one of conditions tells."""
    when = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": f"AbusedeskRevoke{number}",
                "Effect": "Deny",
                "Action": "*",
                "Resource": "*",
                "Condition": {**copy.deepcopy(dict(condition)), "DateLessThan": {_ISSUED: when}},
            }
            for number, condition in enumerate(conditions, 1)
        ],
    }


def since(target: Target) -> datetime:
    """
    Up to when sessions must be denied at least, aware: target's part, ISO 8601, where it has one.

    It is for the next round, when sessions were seen that are newer than the cut-off that stands.

    Raises:
        Refused: the part is no time with a zone, or there are several.
    """
    if not target.parts:
        return _EARLIEST
    try:
        [said] = target.parts
        moment = datetime.fromisoformat(said)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 # refused below like every other time without a zone
    if moment.tzinfo is None:
        raise Refused(f"{', '.join(target.parts)} is not the one time up to which sessions are to be revoked")
    return moment


def state(aws: Reader, who: Identity, name: str, target: Target, conditions: Conditions = ANY_SESSION) -> Any:
    """
    The inline policy of that name now: REVOKED where it denies what we would deny, None without one.

    Raises:
        Refused: there is none, and no room for one; or target's part is no time.
    """
    now = read(aws, who, name)
    if _denies(now, conditions, since(target)):
        return REVOKED
    if not has_room(aws, who, name, older_than(_EARLIEST, conditions)):
        raise Refused(f"the inline policies of {who.arn} leave no room; deny it everything instead")
    return now


def revoke(
    aws: Writer, who: Identity, name: str, target: Target, conditions: Conditions = ANY_SESSION
) -> None:
    """
    Deny sessions issued up to now by AWS's clock; a cut-off that is late enough is not moved.

    Raises:
        Refused: target's part lies in the future.
    """
    if _denies(read(aws, who, name), conditions, since(target)):
        return
    cut_off = aws.one(f"iam:Get{who.kind}", **who.named).asked + MARGIN
    if since(target) > cut_off:
        raise Refused(f"{', '.join(target.parts)} lies in the future")
    put(aws, who, name, older_than(cut_off, conditions))


def preview_of(action: str, kind: Kind, aws: Reader, target: Target) -> Change:
    """
    Our inline policy on a user or role now; its time is put in when it is applied.

    Once it stands nothing is needed, unless target.parts has a later time, ISO 8601, than it denies.
    """
    who = identity(target, (kind,))
    known(aws, who)
    return Change(action, target, {"policy": state(aws, who, POLICY_NAME, target)}, {"policy": REVOKED})


def apply_to(kind: Kind, aws: Writer, change: Change) -> None:
    """Deny a user or role what was issued up to now."""
    revoke(aws, identity(change.target, (kind,)), POLICY_NAME, change.target)


def revert_on(kind: Kind, aws: Writer, change: Change) -> None:
    """Put the policy before, or take ours away where there was none."""
    if change.before["policy"] != REVOKED:
        put(aws, identity(change.target, (kind,)), POLICY_NAME, change.before["policy"])


def _denies(policy: Any, conditions: Conditions, least: datetime) -> bool:
    """Whether policy is what older_than makes of conditions, for a time not before least."""
    try:
        said = policy["Statement"][0]["Condition"]["DateLessThan"][_ISSUED]
        moment = datetime.fromisoformat(said)
    except (KeyError, IndexError, TypeError, ValueError):
        return False
    if moment.tzinfo is None or moment < max(least, _EARLIEST):
        return False
    return bool(policy == older_than(moment, conditions))
