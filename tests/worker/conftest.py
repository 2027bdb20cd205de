"""The servers of the tests of mail, and a store."""

import pytest

from abusedesk.store import Store
from mail.conftest import certificates, hook, imap, smtp  # noqa: F401 - fixtures
from mail.mail_servers import PASSWORD


@pytest.fixture(autouse=True)
def _password(monkeypatch):
    monkeypatch.setenv("TEST_MAIL_PASSWORD", PASSWORD)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def store(home):
    opened = Store(home)
    yield opened
    opened.close()
