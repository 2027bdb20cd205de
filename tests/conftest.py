"""What all tests share: no network but loopback, and where the corpus is."""

import os
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


@pytest.fixture(autouse=True)
def _only_loopback():
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(scope="session")
def corpus():
    """The corpus's folder; the test is skipped where there is none."""
    place = Path(
        os.environ.get("ABUSEDESK_CORPUS")
        or Path(__file__).resolve().parents[2] / "shared" / "data" / "corpus"
    )
    if not place.is_dir():
        pytest.skip(f"no corpus at {place}; set ABUSEDESK_CORPUS to test against it")
    return place
