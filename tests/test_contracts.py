"""Each import contract is broken on purpose in a copy of the code, and is caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# contract -> (file of the package, a line that breaks it)
BREACHES = {
    "layers": ("collect/_breach.py", "from abusedesk.act import every"),
    "aws-only": ("detect/_breach.py", "import boto3"),
    "write-only-act": ("collect/_breach.py", "from abusedesk.aws.write import Writer"),
    "nouns-stdlib": ("model/_breach.py", "import rich"),
    "duckdb-only-lake": ("trace/_breach.py", "import duckdb"),
    "django-only-store": ("engine/_breach.py", "import django"),
    "mail-only": ("engine/_breach.py", "import smtplib"),
    "no-cycles": ("model/_breach.py", "from abusedesk.translate import say"),
}


def lint(folder, *contracts):
    command = [sys.executable, "-c", LINTER, "--config", str(folder / "pyproject.toml"), "--no-cache"]
    for contract in contracts:
        command += ["--contract", contract]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own linter


@pytest.fixture
def copy(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__", "locale")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_code_as_it_stands_keeps_every_contract(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_of_a_contract_is_caught(copy, contract):
    file, line = BREACHES[contract]
    (copy / "src" / "abusedesk" / file).write_text(f'"""A breach."""\n\n{line}\n')
    done = lint(copy, contract)
    assert done.returncode == 1, done.stdout
    assert "1 broken" in done.stdout


def test_a_room_that_no_layer_names_is_caught(copy):
    room = copy / "src" / "abusedesk" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text('"""A room outside the architecture."""\n')
    assert lint(copy, "layers").returncode == 1


def test_every_contract_is_broken_by_some_test():
    text = (ROOT / "pyproject.toml").read_text()
    ids = {line.split('"')[1] for line in text.splitlines() if line.startswith('id = "')}
    assert ids == set(BREACHES)
