from __future__ import annotations

import os
from pathlib import Path

import pytest

from abusedesk import logs
from abusedesk.model import Event, Rejected


class Read:
    """What one file came to."""

    def __init__(self, found: list[Event | Rejected]) -> None:
        self.events = [each for each in found if isinstance(each, Event)]
        self.rejected = [each for each in found if isinstance(each, Rejected)]

    @property
    def event(self) -> Event:
        (event,) = self.events
        assert self.rejected == []
        return event


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real logs, where they lie beside the repository."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "corpus"
    path = Path(os.environ.get("ABUSEDESK_CORPUS", beside))
    if not path.is_dir():
        pytest.skip(f"no corpus at {path}")
    return path


@pytest.fixture
def read(tmp_path):
    def read(content: bytes | str, name: str = "FILE", **said) -> Read:
        path = tmp_path / "anything"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Read(list(logs.read(path, name=name, **said)))

    return read
