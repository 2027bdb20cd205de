"""What the reported abuse needs, read again from the live account just before the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.errors import Refused
from abusedesk.model import Trace

from . import _recheck_content, _recheck_host, _recheck_identity
from ._connecting import connect
from ._letters import dossier_of
from ._looking import Look
from ._notice import opened

if TYPE_CHECKING:
    from abusedesk.model import Recheck
    from abusedesk.store import Store

    from ._options import Connection

READS = (*_recheck_identity.READS, *_recheck_host.READS, *_recheck_content.READS)
_QUESTIONS = (
    _recheck_identity.keys,
    _recheck_identity.principals,
    _recheck_host.hosts,
    _recheck_host.addresses,
    _recheck_content.content,
    _recheck_content.sending,
)


def recheck(store: Store, case_id: str, connection: Connection) -> tuple[Recheck, ...]:
    """
    Whether the keys, identities, instances, ports, contents and sending are off now; reads only.

    What AWS does not let us read holds None and says why. Kept as the case's "rechecks", each answer
    sealed as evidence.

    Raises:
        BadInput: there is no such case.
        Refused: the credentials are another account's than the case's.
        Denied, Unreachable: AWS does not let us in.
    """
    notice = opened(store, case_id).notice
    session = connect(store, connection, case_id)
    account, ours = store.account(case_id) or notice.account, session.caller().account
    if account and account != ours:
        raise Refused(f"the case is about account {account}, the credentials are {ours}'s")
    look = Look(
        session=session,
        notice=notice,
        dossier=dossier_of(store, case_id),
        story=store.get(case_id, "trace", Trace) or Trace(),
        account=ours,
        now=session.now(),
    )
    rows = tuple(row for ask in _QUESTIONS for row in ask(look))
    store.add_evidence(case_id, look.evidence)
    store.put(case_id, "rechecks", rows)
    store.journal(case_id).append("rechecked", {"by": session.caller().arn, "rechecks": rows})
    return rows
