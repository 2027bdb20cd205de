"""A member account's root, reached by way of its organization's management account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from abusedesk import act, collect, plan
from abusedesk.aws.root import NEEDED
from abusedesk.errors import DeskError, Refused
from abusedesk.model import Scope, Trace

from ._collecting import GLOBAL
from ._contain import alone
from ._contain_steps import key_of
from ._containing import entered
from ._letters import dossier_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.aws.session import Session
    from abusedesk.model import Step
    from abusedesk.store import Store

    from ._options import Connection

KIND = "iam.organizations_features"
DELETE = "delete_root_credentials"
_COLLECTOR = "root_access"
_LOOKED = "root_access_looked_up"


def plan_root(store: Store, case_id: str, connection: Connection) -> tuple[Step, ...]:
    """
    See whether the organization lets its management account delete root's credentials, and plan it then.

    Reads only. Gives the steps that the plan has not had, none without connection.management.

    Raises:
        BadInput: there is no such case, or no such profile.
        Refused: the credentials are another account's than the case's, or those of the management account
            are the case's own, or somebody else is changing the account.
        Denied, Unreachable: AWS does not let us in.
    """
    if connection.management is None:
        return ()
    session = entered(store, case_id, connection)
    try:
        return planned_root(store, case_id, session) if learn(store, case_id, session) else ()
    finally:
        session.close()


def planned_root(store: Store, case_id: str, session: Session) -> tuple[Step, ...]:
    """
    Plan again after learn() said yes; gives the steps that the plan has not had.

    Raises:
        Refused: somebody else is changing the account.
    """
    story = store.get(case_id, "trace", Trace) or Trace()
    facts = {name: one.facts() for name, one in act.every().items()}
    made = [one for one in plan.make(dossier_of(store, case_id), story, facts) if one.action == DELETE]
    if not _new(made, store.plan(case_id)):
        return ()
    with alone(store, case_id):  # whoever contains just now may add steps too
        before = store.plan(case_id)
        added = _new(made, before)
        store.save_plan(case_id, (*before, *added), session.now())
    return added


def _new(made: Sequence[Step], before: Sequence[Step]) -> tuple[Step, ...]:
    """Those of made that before has not, with the numbers that follow."""
    known = {key_of(one) for one in before}
    first = max((one.step for one in before), default=0) + 1
    new = [one for one in made if key_of(one) not in known]
    return tuple(replace(one, step=number) for number, one in enumerate(new, first))


def learn(store: Store, case_id: str, session: Session) -> bool | None:
    """Whether centralized root access is on, None where nobody can tell; kept as evidence for plans."""
    if session.root is None:
        return None
    try:
        page = session.root.features()
    except Refused:
        return False
    except DeskError:
        return None  # who may assume root need not be allowed to list features
    known = [one for one in dossier_of(store, case_id).things(KIND) if one.data == dict(page.data)]
    if not known:
        scope = Scope(store.account(case_id), GLOBAL, page.asked, page.asked)
        key = str(page.data.get("OrganizationId", ""))
        one = collect.of(page, collector=_COLLECTOR, kind=KIND, key=key, scope=scope, data=page.data)
        store.add_evidence(case_id, [one])
        features = list(page.data.get("EnabledFeatures", ()))
        store.journal(case_id).append(_LOOKED, {"by": session.caller().arn, "features": features})
    return set(page.data.get("EnabledFeatures", ())) >= NEEDED
