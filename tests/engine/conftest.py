import pytest

from abusedesk.store import Store


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    opened = Store(tmp_path / "home")
    yield opened
    opened.close()
