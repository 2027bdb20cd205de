"""Opens a session for one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.aws.session import open_session

if TYPE_CHECKING:
    from abusedesk.aws.session import Session
    from abusedesk.store import Store

    from ._options import Connection


def connect(store: Store, connection: Connection, case_id: str) -> Session:
    """A session whose every answer is sealed among the store's evidence, and names the case."""
    return open_session(
        profile=connection.profile,
        role_arn=connection.role_arn,
        external_id=connection.external_id,
        endpoint_url=connection.endpoint_url,
        case_id=case_id,
        seal=store.blobs.put,
    )
