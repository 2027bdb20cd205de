"""case recovery as a person and as a script use it."""

import json
from dataclasses import replace

import pyrage
import pytest

from abusedesk import drill, engine
from abusedesk.store import Store
from drill.drill_folders import NOW, write
from engine.contained_case import CAROLS_KEY, MEANS, begun_again, case, connection
from engine.recovering import PLAN, RECOVER, files, secrets_of
from engine.recovering import opened as handed

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    incident = drill.load(write(tmp_path_factory.mktemp("account") / "incident", files()))
    with drill.serve(incident, throttle=False) as server:
        yield server


@pytest.fixture
def server(served, command, monkeypatch):  # noqa: ARG001 - the command's fixture clears the credentials first
    return begun_again(served, monkeypatch)


@pytest.fixture
def opened(tmp_path):
    """The id of a case, and its store's place for what is carried out beside the command line."""
    store = Store(tmp_path / "home")
    try:
        yield case(store, PLAN), store
    finally:
        store.close()


def recovered(opened, server):
    case_id, store = opened
    public = str(pyrage.x25519.Identity.generate().to_public())
    to = engine.folder_of(store, case_id, engine.recipient(public))
    digest = engine.dry_run(store, case_id, connection(server), RECOVER.of(store.plan(case_id))).digest
    approval = engine.Approval(names=("Hanako",), digest=digest)
    means = replace(MEANS, hand_over=to)
    engine.contain(store, case_id, connection(server), RECOVER, approval, means)
    return case_id


def test_a_person_sees_every_key_its_state_and_what_is_left(command, server, opened):
    case_id = recovered(opened, server)
    done = command("case", "recovery", case_id, "--endpoint-url", server.endpoint_url)
    assert done.code == 0, done.err
    assert f"{CAROLS_KEY}: second key made (AKIA" in done.out
    assert "IAM: last used 2026-03-04 20:00 UTC" in done.out
    assert "Hand-over file: carol-AKIA" in done.out
    assert "Console password: reset forced" in done.out
    assert "(steps 1, 2, 3)" in done.out
    assert "Turn root's MFA on, with a device of your own: proved." in done.out
    assert "Left to do: " in done.out
    assert done.out.startswith("As account 111122223333 is at 2026-03-05")


def test_without_a_connection_it_says_that_the_account_was_not_read(command, server, opened):  # noqa: ARG001
    done = command("case", "recovery", opened[0])
    assert done.code == 0, done.err
    assert "the account was not read now" in " ".join(done.out.split())


def test_live_reads_with_the_credentials_of_the_environment(command, server, opened, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    told = json.loads(command("case", "recovery", opened[0], "--live", "--json").out)
    assert told["live"] is True


def test_a_script_gets_the_same_as_json(command, server, opened):
    case_id = recovered(opened, server)
    at = "--endpoint-url", server.endpoint_url
    told = json.loads(command("case", "recovery", case_id, "--json", *at).out)
    assert (told["case"], told["live"], told["done"]) == (case_id, True, False)
    [carol] = [one for one in told["users"] if one["user"].endswith("/carol")]
    assert [one["state"] for one in carol["keys"]] == ["second_key_made"]
    assert carol["password"] is None
    assert {one["state"] for one in told["root"]} == {"proved", "not_seen"}
    assert told["left"] == sum(
        row["left"] is not None
        for one in told["users"]
        for row in (*one["keys"], *([one["password"]] if one["password"] else []))
    ) + sum(one["state"] == "not_seen" for one in told["root"])


def test_no_secret_reaches_the_terminal_in_either_language_or_form(command, server, opened):
    case_id = recovered(opened, server)
    at = "--endpoint-url", server.endpoint_url
    ended = [
        command("case", "recovery", case_id, *options, *at) for options in ((), ("--json",), ("--lang", "ja"))
    ]
    ended += [command("case", "show", case_id, "--json"), command("case", "recovery", case_id)]
    for secret in secrets_of(server):
        assert not any(secret in one.out + one.err for one in ended)


def test_a_hostile_program_name_cannot_drive_the_terminal(command, server, opened):
    from abusedesk.lake import Lake  # noqa: PLC0415 - here alone
    from abusedesk.model import Event  # noqa: PLC0415 - likewise

    case_id, store = opened
    event = Event(
        time=NOW,
        source="cloudtrail",
        id="e-1",
        action="s3:GetObject",
        credential=CAROLS_KEY,
        user_agent="\x1b[2Jwiped\u202e",
    )
    with Lake() as lake:
        lake.add([event])
        lake.save(store.folder(case_id) / "events.parquet")
    done = command("case", "recovery", case_id, "--endpoint-url", server.endpoint_url)
    assert "wiped" in done.out
    assert not {"\x1b", "\u202e"} & set(done.out)


def test_a_case_that_is_not_there_is_bad_input_and_a_refused_login_is_3(command, server, opened, monkeypatch):
    assert command("case", "recovery", "nope").code == 2
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY0000000001")
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    assert command("case", "recovery", opened[0], "--endpoint-url", server.endpoint_url).code == 3


def test_contain_hands_over_to_a_public_key_and_nobody_elses(command, server, opened):
    case_id, store = opened
    identity = pyrage.x25519.Identity.generate()
    at = "--step", "1", "--endpoint-url", server.endpoint_url
    digest = json.loads(command("contain", case_id, "--dry-run", "--json", *at).out)["digest"]
    approve = "--approve-as", "Hanako", "--expect", digest
    wrong = command("contain", case_id, *approve, "--hand-over-to", "age1nothing", *at)
    assert (wrong.code, "public key" in wrong.err) == (2, True)
    done = command("contain", case_id, *approve, "--hand-over-to", identity.to_public(), *at)
    assert done.code == 0, done.err
    [file] = (store.folder(case_id) / "hand-over").iterdir()
    told = handed(file, identity)
    assert file.name == f"carol-{told['AccessKeyId']}.age"
    assert told["SecretAccessKey"] not in done.out + done.err


def test_contain_makes_no_key_where_nobody_is_named_to_get_it(command, server, opened):
    at = "--step", "1", "--endpoint-url", server.endpoint_url
    digest = json.loads(command("contain", opened[0], "--dry-run", "--json", *at).out)["digest"]
    done = command("contain", opened[0], "--approve-as", "Hanako", "--expect", digest, *at)
    assert done.code == 1
    assert "nobody said to whom it goes" in done.out
