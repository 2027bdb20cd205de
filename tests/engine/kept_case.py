"""One invented case in a store of its own, with a notice, evidence and a letter; no AWS is asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from abusedesk import engine
from abusedesk.model import Evidence
from engine.notice_mails import NOTICE

NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)


def opened(store):
    """The id of a case that was opened for NOTICE and has three things out of two answers."""
    case_id = engine.take_in(store, NOTICE, "notice.eml", NOW).case.id
    answers = [json.dumps({"Users": ["alice", "bob"]}).encode(), b"x" * 5000]
    first, second = (store.blobs.put([one]) for one in answers)
    store.add_evidence(
        case_id,
        [
            thing("iam.user", "alice", first),
            thing("iam.user", "bob", first),
            thing("log.lines", "log", second),
        ],
    )
    store.put(case_id, "reply", engine.letter(store, case_id, None))
    return case_id


def thing(kind, key, sha256):
    return Evidence(
        collector="iam_users",
        kind=kind,
        key=key,
        account="111122223333",
        region="aws-global",
        call="iam:ListUsers",
        asked=NOW,
        sha256=sha256,
    )
