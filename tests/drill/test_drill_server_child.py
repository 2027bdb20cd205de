import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from abusedesk import drill
from abusedesk.errors import BadInput
from drill.drill_folders import ACCOUNT, write


def caller(running):
    credentials = running.credentials
    asking = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=running.endpoint_url,
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        aws_session_token=credentials.token,
        config=Config(retries={"total_max_attempts": 1}),
    )
    try:
        return asking.get_caller_identity()
    finally:
        asking.close()


def test_a_child_serves_until_it_is_closed(tmp_path):
    folder = write(tmp_path / "case")
    with drill.start(folder) as running:
        assert running.account == ACCOUNT
        assert running.now == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
        assert caller(running)["Account"] == ACCOUNT
    assert running.process.returncode == 0


def test_what_the_intruder_tries_is_told_as_it_happens(tmp_path):
    folder = write(tmp_path / "case")
    moves = '[[move]]\nafter = 0\nas = "AKIAALICE00000000001"\ncall = "iam:CreateUser"\n'
    (folder / "intruder.toml").write_text(moves + 'with = { UserName = "more" }\n')
    told = threading.Event()
    with drill.start(folder, seed=3) as running:
        running.told = lambda _: told.set()
        credentials = running.credentials
        ours = boto3.client(
            "iam",
            region_name="us-east-1",
            endpoint_url=running.endpoint_url,
            aws_access_key_id=credentials.access_key,
            aws_secret_access_key=credentials.secret_key,
            aws_session_token=credentials.token,
        )
        ours.create_user(UserName="first")
        assert told.wait(20)
        ours.close()
    assert [(move["call"], move["outcome"]) for move in running.moves] == [("iam:CreateUser", "done")]


def test_a_folder_with_mistakes_is_bad_input_here_too(tmp_path):
    folder = write(tmp_path / "case", {"cost.csv": "nonsense\n"})
    with pytest.raises(BadInput, match=rf"{ACCOUNT}/cost.csv:1: "):
        drill.start(folder)


def test_the_child_dies_with_its_parent(tmp_path):
    folder = write(tmp_path / "case")
    program = (
        "import pathlib, sys, time\n"
        "from abusedesk import drill\n"
        "running = drill.start(pathlib.Path(sys.argv[1]))\n"
        "print(running.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(folder)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 # our own
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _lives(child)


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_policy_of_the_responder_can_be_given_as_a_file(tmp_path):
    folder = write(tmp_path / "case")
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": []}))
    with drill.start(folder, responder_policy=policy) as running:
        assert caller(running)["Account"] == ACCOUNT


def test_the_package_is_cheap_to_import():
    heavy = "{'moto', 'botocore', 'werkzeug'}"
    program = f"import sys, abusedesk.drill; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 # our own
    assert said.stdout.strip() == "[]"
