"""Puts this folder on the path, so that its tests share the hand-made account."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from abusedesk import trace

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def told(tmp_path):
    """Gives the trace of a world, under a notice with these fields."""

    def tell(world, **notice):
        lake = world.lake(tmp_path)
        try:
            return trace.run(world.dossier(**notice), lake)
        finally:
            lake.close()

    return tell
