"""What all tests share: no network but loopback, and where the corpus is."""

import os
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


@pytest.fixture(autouse=True)
def _only_loopback():
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture
def prove_table(request):
    """Keeps lines of a table, which are printed at the end of a run with ABUSEDESK_PROVE."""

    def keep(*lines):
        request.node.user_properties += [("prove_table", line) for line in lines]

    return keep


def pytest_terminal_summary(terminalreporter):
    """Print the tables of the long proofs: what a worker of xdist prints itself is lost."""
    if not os.environ.get("ABUSEDESK_PROVE"):
        return
    lines = [
        (one.nodeid.split("::")[0], line)
        for outcome in ("passed", "failed")
        for one in terminalreporter.getreports(outcome)
        if one.when == "call"
        for name, line in one.user_properties
        if name == "prove_table"
    ]
    for place in dict.fromkeys(place for place, _ in lines):
        terminalreporter.section(place)
        for at, line in lines:
            if at == place:
                terminalreporter.write_line(line)


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
