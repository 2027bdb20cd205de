"""The incidents that ship, straight from their folders: everything found, nobody wronged."""

from __future__ import annotations

import pytest
from trace_offline import measure

from abusedesk.drill import generate


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "seed"),
    [
        *(("leaked_key_miners", 21), ("ssh_bruteforce_portscan", 21), ("not_ours_reused_address", 21)),
        *(("ses_leaked_smtp", 21), ("ses_leaked_smtp", 3), ("phishing_site", 21)),
        # A customer's own upload, one without credentials, a thief's.
        *(("phishing_bucket", 1), ("phishing_bucket", 11), ("phishing_bucket", 2)),
    ],
)
def test_incident_is_explained_whole(tmp_path, name, seed):
    generate.build(name, tmp_path / name, seed=seed)
    found, *_ = measure(tmp_path / name)
    assert found.right
    assert found.since
    assert found.innocent == []
    assert found.missed == []
    assert found.precision >= 0.9
    assert found.affected_precision >= 0.95
