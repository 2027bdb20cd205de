"""The recovery of an account: every other user's keys and password, and root, from open to done."""

import json
from dataclasses import replace
from datetime import timedelta

import pyrage
import pytest

from abusedesk import drill, engine
from abusedesk.errors import Denied, Refused
from abusedesk.lake import Lake
from abusedesk.model import Attackers, Event, to_json
from abusedesk.store import Journal
from drill.drill_folders import ACCOUNT, NOW, write
from engine.contained_case import CAROLS_KEY, LEAKED, MEANS, STORY, begun_again, case, connection
from engine.contained_kill import Killed
from engine.recovering import (
    CAROL,
    DAVE,
    PLAN,
    RECOVER,
    files,
    opened,
    password_of_root_changed,
    secrets_of,
    sign,
)

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
IDENTITY = pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    incident = drill.load(write(tmp_path_factory.mktemp("account") / "incident", files()))
    with drill.serve(incident, throttle=False) as server:
        yield server


@pytest.fixture
def server(served, monkeypatch):
    return begun_again(served, monkeypatch)


def played(tmp_path, monkeypatch, **more):
    """Another account than the usual one, as a context."""
    server = drill.serve(drill.load(write(tmp_path / "other", files(**more))), throttle=False)
    begun_again(server, monkeypatch)
    return server


def recover(store, case_id, server, choice=RECOVER, to=None):
    """Carry the recovery out with a hand-over."""
    target = to or engine.folder_of(store, case_id, engine.recipient(str(IDENTITY.to_public())))
    steps = choice.of(store.plan(case_id))
    digest = engine.dry_run(store, case_id, connection(server), steps).digest
    return engine.contain(
        store,
        case_id,
        connection(server),
        choice,
        engine.Approval(names=("Hanako",), digest=digest),
        replace(MEANS, hand_over=target),
    )


def only(step):
    return engine.Choice(step=step)


def key_of(found, user=CAROL):
    [row] = [row for one in found.users if one.user == user for row in one.keys]
    return row


def password_of(found, user=DAVE):
    [one] = [one for one in found.users if one.user == user]
    return one.password


def root_of(found, name):
    [one] = [one for one in found.root if one.id == name]
    return one


def test_before_anything_is_done_all_is_open_and_nothing_of_the_intruders_is_listed(store, server):
    case_id = case(store, PLAN)
    found = engine.recovery(store, case_id, connection(server))
    assert found.live
    assert [one.user.rpartition("/")[2] for one in found.users] == ["alice", "boss", "carol", "dave"]
    row = key_of(found)
    assert (row.key, row.state, row.steps, row.successor) == (CAROLS_KEY, "open", (1, 2, 3), "")
    assert (row.service, row.region) == ("ec2", "us-east-1")
    assert password_of(found).state == "open"
    assert (found.done, found.left) == (False, 9)


def test_rotation_is_tracked_from_the_second_key_to_the_deletion_of_the_first(store, server):
    case_id = case(store, PLAN)
    recover(store, case_id, server, only(1))
    row = key_of(engine.recovery(store, case_id, connection(server)))
    assert row.state == "second_key_made"
    assert row.hand_over == f"carol-{row.successor}.age"
    assert row.hand_over in row.left.en
    told = opened(store.folder(case_id) / "hand-over" / row.hand_over, IDENTITY)
    assert told["AccessKeyId"] == row.successor

    sign(server, row.successor, told["SecretAccessKey"])
    row = key_of(engine.recovery(store, case_id, connection(server)))
    assert (row.state, row.still_used) == ("second_key_in_use", None)
    assert "deactivate" in row.left.en

    recover(store, case_id, server, only(2))
    row = key_of(engine.recovery(store, case_id, connection(server)))
    assert (row.state, row.left.en) == ("old_key_off", f"Delete {CAROLS_KEY} once nothing misses it.")

    recover(store, case_id, server, only(3))
    row = key_of(engine.recovery(store, case_id, connection(server)))
    assert (row.state, row.left, row.successor) == ("deleted", None, told["AccessKeyId"])


def test_programs_that_still_sign_with_the_old_key_are_told(store, server):
    case_id = case(store, PLAN)
    recover(store, case_id, server, only(1))
    row = key_of(engine.recovery(store, case_id, connection(server)))
    told = opened(store.folder(case_id) / "hand-over" / row.hand_over, IDENTITY)
    sign(server, row.successor, told["SecretAccessKey"])
    sign(server, CAROLS_KEY, "secret")
    row = key_of(engine.recovery(store, case_id, connection(server)))
    assert row.state == "second_key_in_use"
    assert row.still_used is not None
    assert row.left.en.startswith(f"Programs still sign with {CAROLS_KEY}")


def test_the_whole_phase_in_one_go_does_not_take_the_old_key_from_programs_that_lack_the_new(store, server):
    case_id = case(store, PLAN)
    done = recover(store, case_id, server)
    ends = {one.step.step: one.end for one in done.ended}
    assert (ends[1], ends[4]) == ("applied", "applied")
    assert {ends[2], ends[3]} <= {"failed", "left"}
    assert any("was never used" in getattr(one.why, "en", one.why) for one in done.left)
    assert key_of(engine.recovery(store, case_id, connection(server))).state == "second_key_made"


def test_a_case_whose_account_was_never_read_is_never_done(store):
    found = engine.recovery(store, case(store, PLAN))
    assert (found.live, found.users, found.done) == (False, (), False)
    assert {one.state for one in found.root} == {"not_seen"}
    assert "give a connection" in root_of(found, "mfa").why.en


def test_without_the_account_receipts_move_the_states_of_the_last_look(store, server):
    case_id = looked_at(store, server)
    assert key_of(engine.recovery(store, case_id)).state == "open"
    recover(store, case_id, server, only(1))
    recover(store, case_id, server, only(4))
    found = engine.recovery(store, case_id)
    row = key_of(found)
    assert (found.live, row.state) == (False, "second_key_made")
    assert row.hand_over == f"carol-{row.successor}.age"
    assert password_of(found).state == "reset_forced"
    told = opened(store.folder(case_id) / "hand-over" / row.hand_over, IDENTITY)
    sign(server, row.successor, told["SecretAccessKey"])
    recover(store, case_id, server, only(2))
    assert key_of(engine.recovery(store, case_id)).state == "old_key_off"
    recover(store, case_id, server, only(3))
    assert key_of(engine.recovery(store, case_id)).state == "deleted"


def looked_at(store, server):
    """A case whose newest look has the account's users, as an investigation keeps them."""
    case_id = case(store, PLAN)
    engine.recovery(store, case_id, connection(server))
    store.put(case_id, "evidence_superseded", [])
    return case_id


def test_a_password_is_done_once_its_user_has_chosen_another(store, server):
    case_id = case(store, PLAN)
    recover(store, case_id, server, only(4))
    row = password_of(engine.recovery(store, case_id, connection(server)))
    assert (row.state, row.hand_over) == ("reset_forced", "dave-console-password.age")
    dave = server.world.accounts[ACCOUNT].people.backend.users["dave"]
    dave.password_reset_required = False
    row = password_of(engine.recovery(store, case_id, connection(server)))
    assert (row.state, row.left) == ("changed_by_user", None)
    dave.password = None
    assert password_of(engine.recovery(store, case_id, connection(server))).state == "gone"


def test_who_uses_a_key_from_where_is_told_from_the_events_and_the_intruder_is_marked(store, server):
    case_id = case(store, PLAN)
    events = [
        Event(
            time=NOW - timedelta(minutes=number),
            source="cloudtrail",
            id=f"e-{number}",
            region="us-east-1",
            action="s3:PutObject",
            credential=CAROLS_KEY,
            src_ip=ip,
            user_agent=f"deploy/1 md/command#s3.put-{number}",
        )
        for number, ip in enumerate(["192.0.2.10", "192.0.2.10", "203.0.113.66"])
    ]
    with Lake() as lake:
        lake.add(events)
        lake.save(store.folder(case_id) / "events.parquet")
    first, second = key_of(engine.recovery(store, case_id, connection(server))).programs
    assert (first.service, first.region, first.ip, first.user_agent) == (
        "s3",
        "us-east-1",
        "192.0.2.10",
        "deploy/1",
    )
    assert (first.times, first.last, first.intruder) == (2, NOW, False)
    assert (second.ip, second.intruder) == ("203.0.113.66", True)


def test_what_is_denied_is_named_and_nothing_is_taken_for_deleted(store, served, monkeypatch):
    case_id = looked_at(store, begun_again(served, monkeypatch))
    deny = {"Effect": "Deny", "Action": ["iam:ListAccessKeys"], "Resource": "*"}
    policy = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, deny]}
    server = begun_again(served, monkeypatch, policy)
    found = engine.recovery(store, case_id, connection(server))
    assert any("iam:ListAccessKeys" in why for why in found.unread)
    assert key_of(found).state == "open"
    assert not found.done


def test_another_accounts_credentials_are_refused(store, server):
    case_id = case(store, PLAN)
    store.set_account(case_id, "444455556666")
    with pytest.raises(Refused, match="444455556666"):
        engine.recovery(store, case_id, connection(server))


def test_unknown_credentials_are_denied(store, server, monkeypatch):
    case_id = case(store, PLAN)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY0000000001")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    with pytest.raises(Denied):
        engine.recovery(store, case_id, connection(server))


def test_root_is_proved_where_an_api_shows_it_and_unseen_where_none_does(store, server):
    found = engine.recovery(store, case(store, PLAN), connection(server))
    assert [one.id for one in found.root] == [
        "mailbox",
        "password",
        "mfa",
        "access_keys",
        "contact",
        "alternate_contacts",
        "sessions",
    ]
    states = {one.id: one.state for one in found.root}
    assert (states["mfa"], states["access_keys"]) == ("proved", "proved")
    assert {states[one] for one in ("mailbox", "password", "contact", "alternate_contacts")} == {"not_seen"}
    assert root_of(found, "mfa").evidence
    assert "example.com" in root_of(found, "contact").why.en
    assert "SECURITY: none" in root_of(found, "alternate_contacts").why.en
    for one in found.root:
        assert one.how.en
        assert one.title.en


def test_root_without_mfa_and_with_a_key_is_not_yet_done_whatever_a_person_says(store, tmp_path, monkeypatch):
    key = {
        "AccessKeyId": "AKIAROOT000000000001",
        "SecretAccessKey": "secret",
        "Status": "Active",
        "CreateDate": "2025-01-01T00:00:00Z",
        "LastUsed": {"LastUsedDate": "2026-03-04T20:00:00Z", "ServiceName": "ec2", "Region": "us-east-1"},
    }
    root = {"AccessKeys": [key], "MFA": False, "PasswordLastUsed": "2026-03-05T01:30:00Z"}
    case_id = case(store, PLAN)
    for one in ("secured_root", "deleted_root_access_keys"):
        engine.did(store, case_id, one, by="Hanako", at=NOW)
    with played(tmp_path, monkeypatch, root=root) as server:
        found = engine.recovery(store, case_id, connection(server))
    assert root_of(found, "mfa").state == "not_yet"
    keys = root_of(found, "access_keys")
    assert keys.state == "not_yet"
    assert "1: 2026-03-04T20:00:00+00:00 ec2 us-east-1" in keys.why.en
    password = root_of(found, "password")
    assert password.state == "told"
    assert "Hanako" in password.why.en
    assert "2026-03-05T01:30:00Z" in password.why.en


def test_a_new_password_of_root_is_proved_by_cloudtrail_and_ends_the_sessions_twelve_hours_later(
    store, tmp_path, monkeypatch
):
    case_id = case(store, PLAN)
    with played(tmp_path, monkeypatch, records=[password_of_root_changed(20)]) as server:
        found = engine.recovery(store, case_id, connection(server))
        assert root_of(found, "password").state == "proved"
        assert root_of(found, "sessions").state == "not_yet"
        server.world.clock.advance(12 * 3600)
        found = engine.recovery(store, case_id, connection(server))
    assert root_of(found, "sessions").state == "proved"


@pytest.mark.parametrize("changed", [{"minutes": 500}, {"minutes": 20, "ip": "203.0.113.66"}])
def test_a_password_that_was_changed_before_the_notice_or_by_the_intruder_proves_nothing(
    store, tmp_path, monkeypatch, changed
):
    case_id = case(store, PLAN)
    with played(tmp_path, monkeypatch, records=[password_of_root_changed(**changed)]) as server:
        found = engine.recovery(store, case_id, connection(server))
    assert root_of(found, "password").state == "not_seen"


def test_a_persons_word_counts_for_what_no_api_shows(store, server):
    case_id = case(store, PLAN)
    for one in ("secured_root_mailbox", "checked_root_contacts"):
        engine.did(store, case_id, one, by="Hanako", at=NOW)
    found = engine.recovery(store, case_id, connection(server))
    told = [one.id for one in found.root if one.state == "told"]
    assert told == ["mailbox", "contact", "alternate_contacts"]


def test_everything_done_is_done(store, tmp_path, monkeypatch):
    """Only carol and root are left to renew; the rest of the account has nothing to be renewed."""
    case_id = case(store, PLAN)
    with played(tmp_path, monkeypatch, records=[password_of_root_changed(20)]) as server:
        users = server.world.accounts[ACCOUNT].people.backend.users
        for name in ("alice", "boss", "mallory"):
            users[name].access_keys.clear()
        recover(store, case_id, server, only(1))
        recover(store, case_id, server, only(4))
        row = key_of(engine.recovery(store, case_id, connection(server)))
        told = opened(store.folder(case_id) / "hand-over" / row.hand_over, IDENTITY)
        sign(server, row.successor, told["SecretAccessKey"])
        recover(store, case_id, server, only(2))
        recover(store, case_id, server, only(3))
        users["dave"].password_reset_required = False
        server.world.clock.advance(12 * 3600)
        for one in ("secured_root_mailbox", "checked_root_contacts"):
            engine.did(store, case_id, one, by="Hanako", at=NOW)
        found = engine.recovery(store, case_id, connection(server))
    assert [one.id for one in found.root if not one.done] == []
    assert (found.left, found.done) == (0, True)


def test_a_look_is_kept_as_evidence_and_written_down_but_is_no_part_of_the_investigation(store, server):
    case_id = case(store, PLAN)
    found = engine.recovery(store, case_id, connection(server))
    kept = {one.id for one in store.evidence(case_id)}
    assert set(root_of(found, "mfa").evidence) <= kept
    [line] = store.journal(case_id).entries("recovery_looked_up")
    assert line.body["left"] == found.left
    assert kept <= set(store.get_all(case_id, "evidence_superseded", str))


def test_nothing_secret_is_kept_anywhere(store, server, tmp_path, capfd, caplog):
    caplog.set_level(0)
    case_id = case(store, PLAN)
    recover(store, case_id, server)
    found = engine.recovery(store, case_id, connection(server))
    secrets = secrets_of(server)
    assert len(secrets) >= 2
    out, err = capfd.readouterr()
    told = [out, err, caplog.text, json.dumps(to_json(found)), repr(found)]
    told += [json.dumps(to_json(one.body)) for one in store.journal(case_id).entries()]
    told += [one.read_bytes().decode("latin-1") for one in (tmp_path / "home").rglob("*") if one.is_file()]
    assert len(told) > 10
    for secret in secrets:
        assert not any(secret in one for one in told)


def test_an_intruders_key_on_an_owners_user_is_no_replacement(store, server):
    case_id = case(store, PLAN)
    people = server.world.accounts[ACCOUNT].people
    made = people.backend.create_access_key("carol")
    story = replace(
        STORY,
        attackers=Attackers(
            principals=STORY.attackers.principals, credentials=(LEAKED, made.access_key_id), ips=()
        ),
    )
    store.put(case_id, "trace", story)
    [one] = [one for one in engine.recovery(store, case_id, connection(server)).users if one.user == CAROL]
    assert [(row.key, row.state, row.successor) for row in one.keys] == [
        (CAROLS_KEY, "open", ""),
        (made.access_key_id, "open", ""),
    ]


def rotated(store, case_id, server, digest, to):
    """Rotate carol's key as it was approved, or go on with it."""
    approval = engine.Approval(names=("Hanako",), digest=digest)
    means = replace(MEANS, hand_over=to)
    return engine.contain(store, case_id, connection(server), only(1), approval, means)


class Dying:
    """Hands over as another does, and is killed before or after it."""

    def __init__(self, to, when):
        self._to, self._when = to, when

    def has(self, name):
        return self._to.has(name)

    def give(self, name, secret):
        if self._when == "the key is made":
            raise Killed
        self._to.give(name, secret)
        if self._when == "it is handed over":
            raise Killed


@pytest.mark.parametrize("when", ["the key is made", "it is handed over", "that is written down"])
def test_killed_once_the_next_run_leaves_one_second_key_that_was_handed_over(
    store, server, monkeypatch, when
):
    case_id = case(store, PLAN)
    to = engine.folder_of(store, case_id, engine.recipient(str(IDENTITY.to_public())))
    digest = engine.dry_run(store, case_id, connection(server), only(1).of(PLAN)).digest
    append = Journal.append

    def wrote(self, kind, body):
        line = append(self, kind, body)
        if kind == "step_applied" and when == "that is written down":
            raise Killed
        return line

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", wrote)
        with pytest.raises(Killed):
            rotated(store, case_id, server, digest, Dying(to, when))
    if when != "that is written down":
        with pytest.raises(Refused, match="say to whom it goes"):
            rotated(store, case_id, server, digest, None)
    rotated(store, case_id, server, digest, to)
    user = server.world.accounts[ACCOUNT].people.backend.users["carol"]
    [second] = [one.access_key_id for one in user.access_keys if one.access_key_id != CAROLS_KEY]
    assert [one.name for one in to.place.iterdir()] == [f"carol-{second}.age"]
    assert opened(to.file(f"carol-{second}"), IDENTITY)["AccessKeyId"] == second
    assert key_of(engine.recovery(store, case_id, connection(server))).hand_over == f"carol-{second}.age"


def test_a_user_with_two_keys_is_told_to_delete_one_before_another_can_be_made(store, server):
    case_id = case(store, PLAN)
    people = server.world.accounts[ACCOUNT].people
    made = people.backend.create_access_key("carol")
    made.status, made.create_date = "Inactive", made.create_date.replace(year=2025)
    [one] = [one for one in engine.recovery(store, case_id, connection(server)).users if one.user == CAROL]
    rows = {row.key: row for row in one.keys}
    assert rows[CAROLS_KEY].beside == made.access_key_id
    assert f"delete {made.access_key_id} first" in rows[CAROLS_KEY].left.en
    assert rows[made.access_key_id].state == "old_key_off"
