"""Secrets reach those whom they are for, once, and nobody else."""

import stat
import string

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import act, drill, engine
from abusedesk.engine._hand_over import Folder
from abusedesk.errors import BadInput, Refused
from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, write
from engine.contained_case import CAROLS_KEY, begun_again, session
from engine.contained_kill import Killed
from engine.recovering import files, opened, secrets_of, sign

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
IDENTITY = pyrage.x25519.Identity.generate()
SECRET = {"UserName": "carol", "SecretAccessKey": "an invented secret"}
ROTATE = act.every()["rotate_access_key"]
CAROL = Target(CAROLS_KEY, ACCOUNT, "aws-global")


def by_key():
    return engine.recipient(str(IDENTITY.to_public()))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "hand-over", by_key())


def test_the_holder_of_the_key_reads_it_and_nobody_else(folder):
    folder.give("carol-AKIA1", SECRET)
    assert opened(folder.file("carol-AKIA1"), IDENTITY) == SECRET
    assert b"invented" not in folder.file("carol-AKIA1").read_bytes()
    with pytest.raises(pyrage.DecryptError):
        opened(folder.file("carol-AKIA1"), pyrage.x25519.Identity.generate())


def test_who_knows_the_passphrase_reads_it_and_nobody_else(tmp_path):
    place = Folder(tmp_path, engine.Recipient(passphrase="four invented words here"))
    place.give("carol-AKIA1", SECRET)
    sealed = place.file("carol-AKIA1").read_bytes()
    assert b"an invented secret" in pyrage.passphrase.decrypt(sealed, "four invented words here")
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed, "another")
    assert "invented" not in repr(place)


@pytest.mark.parametrize("line", ["", "age1nothing", "ssh-rsa AAAA", "AGE-SECRET-KEY-1QQQ", "carol"])
def test_what_is_no_public_key_is_bad_input(line):
    with pytest.raises(BadInput, match="public key"):
        engine.recipient(line)


def test_only_we_can_read_the_file_and_its_folder_and_no_half_is_left(folder):
    folder.give("carol-AKIA1", SECRET)
    assert stat.S_IMODE(folder.file("carol-AKIA1").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.place.stat().st_mode) == 0o700
    assert [one.name for one in folder.place.iterdir()] == ["carol-AKIA1.age"]


def test_where_it_cannot_be_written_it_is_refused_without_the_secret(tmp_path):
    (tmp_path / "hand-over").write_text("a file")
    place = Folder(tmp_path / "hand-over", by_key())
    with pytest.raises(Refused) as why:
        place.give("carol-AKIA1", SECRET)
    assert "invented" not in str(why.value)


@given(st.text(min_size=1, max_size=60))
def test_a_hostile_name_names_a_file_in_the_folder(tmp_path_factory, name):
    place = Folder(tmp_path_factory.getbasetemp() / "hostile", by_key())
    file = place.file(name)
    assert file.parent == place.place
    assert file.name.endswith(".age")
    assert file.name.isprintable()
    assert not set(file.name) & set('/\\:*?"<>|\0')


IAM = st.text(string.ascii_letters + string.digits + "_+=,.@-", min_size=1, max_size=30)


@given(IAM, IAM)
def test_two_names_of_iam_never_share_a_file(tmp_path_factory, one, other):
    place = Folder(tmp_path_factory.getbasetemp(), by_key())
    assert (place.file(one) == place.file(other)) == (one == other)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    incident = drill.load(write(tmp_path_factory.mktemp("account") / "incident", files()))
    with drill.serve(incident, throttle=False) as server:
        yield server


@pytest.fixture
def account(served, monkeypatch):
    ours = session(begun_again(served, monkeypatch))
    yield served, ours
    ours.close()


def keys_of_carol(server):
    return {
        one.access_key_id for one in server.world.accounts[ACCOUNT].people.backend.users["carol"].access_keys
    }


def test_killed_before_the_hand_over_the_key_that_nobody_got_is_made_anew(account, folder):
    server, ours = account

    class Dying:
        def has(self, name):
            return folder.has(name)

        def give(self, _name, _secret):
            raise Killed

    change = act.preview(ROTATE, ours, CAROL)
    with pytest.raises(Killed):
        act.apply(ROTATE, ours, change, Dying())
    [lost] = keys_of_carol(server) - {CAROLS_KEY}
    assert not folder.place.exists()
    act.finish(ROTATE, ours, change, folder)
    [second] = keys_of_carol(server) - {CAROLS_KEY}
    assert second != lost
    assert [one.name for one in folder.place.iterdir()] == [f"carol-{second}.age"]
    told = opened(folder.file(f"carol-{second}"), IDENTITY)
    assert (told["AccessKeyId"], told["replaces"]) == (second, CAROLS_KEY)
    assert told["SecretAccessKey"] in secrets_of(server)
    assert act.finish(ROTATE, ours, change, folder) == ("iam:GetAccessKeyLastUsed", "iam:ListAccessKeys")
    assert keys_of_carol(server) == {CAROLS_KEY, second}


def test_a_key_that_cannot_be_handed_over_is_taken_back(account, tmp_path):
    server, ours = account
    (tmp_path / "hand-over").write_text("a file")
    place = Folder(tmp_path / "hand-over", by_key())
    change = act.preview(ROTATE, ours, CAROL)
    with pytest.raises(Refused, match="could not be written"):
        act.apply(ROTATE, ours, change, place)
    assert keys_of_carol(server) == {CAROLS_KEY}


def test_without_anybody_to_hand_it_to_no_key_is_made(account):
    server, ours = account
    with pytest.raises(Refused, match="nobody said to whom"):
        act.apply(ROTATE, ours, act.preview(ROTATE, ours, CAROL), None)
    assert keys_of_carol(server) == {CAROLS_KEY}


def test_a_key_that_programs_sign_with_is_not_retired(account, folder):
    server, ours = account
    act.apply(ROTATE, ours, act.preview(ROTATE, ours, CAROL), folder)
    retire = act.every()["retire_access_key"]
    with pytest.raises(Refused, match="was never used"):
        act.preview(retire, ours, CAROL)
    [file] = folder.place.iterdir()
    told = opened(file, IDENTITY)
    sign(server, told["AccessKeyId"], told["SecretAccessKey"])
    assert act.preview(retire, ours, CAROL).needed
    sign(server, CAROLS_KEY, "secret")
    with pytest.raises(Refused, match="still in use"):
        act.preview(retire, ours, CAROL)


def test_a_reset_password_reaches_its_user_and_must_be_changed(account, folder):
    server, ours = account
    reset = act.every()["reset_password"]
    change = act.preview(reset, ours, Target(f"arn:aws:iam::{ACCOUNT}:user/dave", ACCOUNT, "aws-global"))
    act.apply(reset, ours, change, folder)
    told = opened(folder.file("dave-console-password"), IDENTITY)
    dave = server.world.accounts[ACCOUNT].people.backend.users["dave"]
    assert told == {"UserName": "dave", "Password": dave.password}
    assert dave.password_reset_required
    assert [one.name for one in folder.place.iterdir()] == ["dave-console-password.age"]
