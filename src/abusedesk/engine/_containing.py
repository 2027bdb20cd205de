"""What a plan would change: read from the live account, changing nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from abusedesk import act
from abusedesk.errors import DeskError, Refused
from abusedesk.model import Target, to_json

from ._connecting import connect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.aws.session import Session
    from abusedesk.model import Change, Step
    from abusedesk.store import Store

    from ._options import Connection


@dataclass(frozen=True, slots=True)
class Preview:
    """
    One step and what it would change.

    change is None where a person must do the step by hand, or where the account could not be read:
    then why says so.
    """

    step: Step
    change: Change | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """All previews, and the digest that an approval of exactly these changes names."""

    previews: tuple[Preview, ...]
    digest: str


def dry_run(store: Store, case_id: str, connection: Connection, steps: Sequence[Step]) -> DryRun:
    """
    The true before and after of each step, from the live account.

    Raises:
        Refused: the credentials are another account's than the case's.
        Denied, Unreachable: AWS does not let us in.
    """
    session = connect(store, connection, case_id)
    account, ours = store.account(case_id), session.caller().account
    if account != ours:
        raise Refused(f"the case is about account {account}, the credentials are {ours}'s")
    previews = tuple(_preview(session, account, step) for step in steps)
    body = json.dumps([to_json(one) for one in previews], sort_keys=True, ensure_ascii=False)
    return DryRun(previews, "sha256:" + hashlib.sha256(body.encode()).hexdigest())


def _preview(session: Session, account: str, step: Step) -> Preview:
    action = act.every().get(step.action)
    if action is None:
        return Preview(step, None, "a person does this step by hand")
    try:
        return Preview(step, act.preview(action, session, Target(step.target, account, step.region)))
    except DeskError as why:
        return Preview(step, None, str(why))
