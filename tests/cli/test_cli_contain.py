"""contain, undo and watch as a person and as a script use them."""

import json
from functools import partial

import jsonschema
import pytest

from abusedesk import engine
from abusedesk.cli._difference import differences
from abusedesk.model import Receipt, json_schema
from abusedesk.store import Store
from drill.drill_folders import sign_in
from engine.contained_case import HIS_KEY, account, case

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with account(tmp_path_factory.mktemp("account")) as one:
        yield one


@pytest.fixture
def at(served, command, monkeypatch):  # noqa: ARG001 - it takes the credentials away that this gives
    """Where the account is, as an option; it is as it was at first."""
    served.begin_again(responder_policy=None)
    sign_in(monkeypatch, served)
    return "--endpoint-url", served.endpoint_url


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """The id of a case; what is waited for takes no time."""
    monkeypatch.setattr(engine, "Means", partial(engine.Means, wait=lambda _: None, settle=2, sweeps=0))
    store = Store(tmp_path / "home")
    try:
        return case(store)
    finally:
        store.close()


def test_a_dry_run_shows_what_changes_and_changes_nothing(command, at, opened):
    done = command("contain", opened, "--dry-run", *at)
    assert done.code == 0
    assert f"deactivate_access_key: {HIS_KEY}" in done.out
    assert "Status: Active -> Inactive" in done.out
    assert "Digest of these changes: sha256:" in done.out
    assert command("contain", opened, "--dry-run", *at).out == done.out


def test_nobody_is_asked_where_nobody_can_answer(command, at, opened):
    done = command("contain", opened, "--all", *at)
    assert (done.code, "nobody approved" in done.err) == (4, True)


@pytest.mark.parametrize(
    "options",
    [
        ("--approve-as", "Hanako"),
        ("--expect", "sha256:1"),
        ("--approve-as", "Hanako", "--expect", "sha256:1"),
        ("--dry-run", "--approve-as", "Hanako", "--expect", "sha256:1"),
        ("--all", "--step", "1", "--dry-run"),
        ("--step", "9", "--dry-run"),
        ("--phase", "never", "--dry-run"),
    ],
)
def test_what_cannot_be_meant_is_bad_input(command, at, opened, options):
    assert command("contain", opened, *options, *at).code == 2


def test_a_case_that_is_not_there_is_bad_input(command, at):
    for words in (("contain", "nope", "--dry-run"), ("undo", "nope", "--all"), ("watch", "nope")):
        assert command(*words, *at).code == 2


def test_approve_watch_and_undo_as_a_script(command, at, opened):
    seen = json.loads(command("contain", opened, "--phase", "contain", "--dry-run", "--json", *at).out)
    assert set(seen) == {"previews", "digest", "interrupted"}
    done = command(
        *("contain", opened, "--phase", "contain", "--approve-as", "Hanako"),
        "--expect",
        seen["digest"],
        "--json",
        *at,
    )
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert {one["end"] for one in told["ended"]} == {"applied"}
    assert (told["left"], told["breached"], told["added"], told["state"]) == ([], [], [], "contained")
    for receipt in told["receipts"]:
        jsonschema.validate(receipt, json_schema(Receipt))
    held = command("watch", opened, "--minutes", "0", "--json", *at)
    assert (held.code, json.loads(held.out)["verdict"]) == (0, "held")
    back = command("undo", opened, "--all", "--json", *at)
    assert back.code == 0
    assert {one["end"] for one in json.loads(back.out)["taken_back"]} == {"undone"}
    loose = command("watch", opened, "--minutes", "0", *at)
    assert loose.code == 0
    assert "0 steps stand" in loose.out


def test_another_digest_ends_with_4_and_changes_nothing(command, at, opened):
    done = command("contain", opened, "--all", "--approve-as", "Hanako", "--expect", "sha256:1", *at)
    assert (done.code, "is another now" in done.err) == (4, True)
    assert "Active -> Inactive" in command("contain", opened, "--dry-run", *at).out


def test_undo_needs_to_be_told_what(command, at, opened):
    assert command("undo", opened, *at).code == 2
    assert command("undo", opened, "--all", "--step", "1", *at).code == 2
    assert command("undo", opened, "--step", "1", *at).code == 4
    assert "nothing to take back" in command("undo", opened, "--all", *at).out


def test_what_a_person_does_is_refused(command, at, opened):
    done = command("contain", opened, "--step", "5", "--dry-run", *at)
    assert (done.code, "by hand" in done.out) == (0, True)


def test_a_missing_permission_ends_with_1_and_all_missing_with_3(command, at, opened, served, monkeypatch):
    for denied, step, code in ((["iam:UpdateAccessKey"], "--all", 1), (["iam:Update*"], "--step=2", 3)):
        allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        deny = {"Effect": "Deny", "Action": denied, "Resource": "*"}
        served.begin_again(responder_policy={"Version": "2012-10-17", "Statement": [allow, deny]})
        sign_in(monkeypatch, served)
        seen = json.loads(command("contain", opened, step, "--dry-run", "--json", *at).out)
        done = command("contain", opened, step, "--approve-as", "Hanako", "--expect", seen["digest"], *at)
        assert done.code == code, done.out
        assert "iam:UpdateAccessKey" in done.out


def test_the_policy_to_contain_and_the_schemas_are_printed(command):
    found = json.loads(command("policy", "contain").out)
    documents = found if isinstance(found, list) else [found]
    assert all(one["Version"] == "2012-10-17" for one in documents)
    for name in ("plan", "receipt"):
        jsonschema.Draft202012Validator.check_schema(json.loads(command("schema", name).out))


def test_a_person_approves_in_a_terminal_by_typing_what_is_shown(command, at, opened, monkeypatch):
    monkeypatch.setattr("abusedesk.cli._contain._can_answer", lambda: True)
    answers = iter(["no"])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    assert command("contain", opened, "--step", "2", *at).code == 4
    shown = command("contain", opened, "--step", "2", "--dry-run", *at).out
    word = shown.rpartition("sha256:")[2][:8]
    answers = iter([word, "Hanako"])
    done = command("contain", opened, "--step", "2", *at)
    assert done.code == 0, done.err


@pytest.mark.parametrize("said", ["two_persons = true", '[[customers]]\nname = "A"\ntwo_persons = true'])
def test_where_two_persons_are_wanted_the_command_line_refuses(command, at, opened, tmp_path, said):
    (tmp_path / "home" / "settings.toml").write_text(said + "\n")
    done = command("contain", opened, "--all", "--approve-as", "A", "--expect", "sha256:1", *at)
    assert (done.code, "one person" in done.err) == (4, True)


def test_only_what_differs_is_told():
    before = {"a": 1, "b": {"c": ["x", "y"], "d": None}, "gone": "q", "same": {"z": 1}}
    after = {"a": 2, "b": {"c": ["y", "w"], "d": {"e": 1}}, "same": {"z": 1}, "new": True}
    assert list(differences(before, after)) == [
        ("a", "1", "2"),
        ("b.c", "x", "-"),
        ("b.c", "-", "w"),
        ("b.d", "-", '{"e": 1}'),
        ("gone", "q", "-"),
        ("new", "-", "true"),
    ]
    assert list(differences(before, before)) == []
