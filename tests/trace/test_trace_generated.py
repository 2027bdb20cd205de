"""The incidents that ship, straight from their folders: everything found, nobody wronged."""

from __future__ import annotations

import pytest
from trace_offline import measure

from abusedesk.drill import generate


@pytest.mark.slow
@pytest.mark.parametrize("name", ["leaked_key_miners", "ssh_bruteforce_portscan", "not_ours_reused_address"])
def test_incident_is_explained_whole(tmp_path, name):
    generate.build(name, tmp_path / name, seed=21)
    found, *_ = measure(tmp_path / name)
    assert found.right
    assert found.since
    assert found.innocent == []
    assert found.missed == []
    assert found.precision >= 0.9
    assert found.affected_precision >= 0.95
