"""The command line as a person uses it."""

import sys
from dataclasses import dataclass

import pytest

from abusedesk import cli


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture
def command(tmp_path, monkeypatch, capfd):
    """Run one command in a home of its own; gives its exit code and what it printed."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    # No credentials but those that a test sets: neither a file nor a machine's own.
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("ABUSEDESK_HOME", str(tmp_path / "home"))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["abusedesk", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capfd.readouterr()
        return Ended(ended.value.code or 0, out, err)

    return run
