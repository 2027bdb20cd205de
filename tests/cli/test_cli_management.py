"""Root's credentials of a member account, deleted by way of the management account, as a script does it."""

import json
from functools import partial

import pytest

from abusedesk import drill, engine
from abusedesk.store import Store
from drill.drill_folders import ACCOUNT, write
from drill.drill_organization import MANAGEMENT, ROOT_KEY, TWO
from engine.contained_case import begun_again
from engine.root_account import case_with_root_keys, folder_files, profiles

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PROFILE = ("--management-profile", "management")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("account") / "incident", folder_files(), toml=TWO)
    with drill.serve(drill.load(folder), throttle=False) as server:
        yield server


@pytest.fixture
def at(served, command, tmp_path, monkeypatch):  # noqa: ARG001 - it takes the credentials away that this gives
    begun_again(served, monkeypatch)
    profiles(tmp_path, monkeypatch, served)
    monkeypatch.setattr(engine, "Means", partial(engine.Means, wait=lambda _: None, settle=2, sweeps=0))
    return "--endpoint-url", served.endpoint_url


@pytest.fixture
def opened(tmp_path):
    store = Store(tmp_path / "home")
    try:
        return case_with_root_keys(store)
    finally:
        store.close()


def test_a_dry_run_plans_it_an_approval_does_it_and_recovery_proves_it(command, at, served, opened):
    recover = ("contain", opened, "--phase", "recover", *at)
    before = json.loads(command(*recover, "--dry-run", "--json").out)
    assert [one["step"]["action"] for one in before["previews"]] == ["secure_root"]
    done = command(*recover, *PROFILE, "--dry-run", "--json")
    assert done.code == 0, done.err
    seen = json.loads(done.out)
    assert [one["step"]["action"] for one in seen["previews"]] == ["delete_root_credentials", "secure_root"]
    assert ROOT_KEY in command(*recover, *PROFILE, "--dry-run").out
    approved = ("--approve-as", "Hanako", "--expect", seen["digest"])
    made = command(*recover, *PROFILE, *approved, "--json")
    assert made.code == 0, made.err
    assert [one["end"] for one in json.loads(made.out)["ended"]] == ["applied"]
    assert served.world.accounts[ACCOUNT].people.root["AccessKeys"] == []
    told = command("case", "recovery", opened, *at)
    assert "Delete root's access keys: proved" in told.out
    assert "Give root a new password: proved" in told.out


def test_recovery_says_how_it_is_done_centrally(command, at, opened):
    without = command("case", "recovery", opened, *at).out
    assert MANAGEMENT in without
    assert "--management-profile" in without
    assert "step 2 of the plan" in command("case", "recovery", opened, *at, *PROFILE).out


def test_a_management_role_needs_its_profile_and_an_unknown_profile_is_bad_input(command, at, opened):
    role = ("--management-role-arn", f"arn:aws:iam::{MANAGEMENT}:role/security")
    assert command("contain", opened, "--dry-run", *at, *role).code == 2
    done = command("contain", opened, "--dry-run", *at, "--management-profile", "nobody")
    assert (done.code, "nobody" in done.err) == (2, True)


def test_the_management_accounts_own_policy_is_printed(command):
    printed = json.loads(command("policy", "contain", "--management").out)
    assert [one["Action"] for one in printed["Statement"]] == [
        ["sts:AssumeRoot"],
        ["iam:ListOrganizationsFeatures"],
    ]
    assert "sts:AssumeRoot" not in command("policy", "contain").out
