"""A member account's root credentials are deleted by way of the management account, or left to people."""

from dataclasses import replace

import pytest

from abusedesk import drill, engine
from abusedesk.errors import BadInput, Refused
from drill.drill_folders import ACCOUNT, write
from drill.drill_organization import ON, ROOT, ROOT_KEY, TWO
from engine.contained_case import MEANS, begun_again
from engine.root_account import case_with_root_keys, folder_files, profiles

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
STEP = engine.Choice(step=2)


@pytest.fixture(scope="module")
def incidents(tmp_path_factory):
    place = tmp_path_factory.mktemp("organizations")
    return {
        given: drill.load(write(place / f"{len(given)}", folder_files(given), toml=TWO)) for given in (ON, ())
    }


@pytest.fixture(scope="module")
def served(incidents):
    with drill.serve(incidents[ON], throttle=False) as server:
        yield server


@pytest.fixture
def server(served, incidents, monkeypatch):
    served.begin_again(incidents[ON])
    return begun_again(served, monkeypatch)


@pytest.fixture
def both(server, tmp_path, monkeypatch):
    """How to reach the account and its management account."""
    return profiles(tmp_path, monkeypatch, server)


def alone(both):
    return replace(both, management=None)


def planned(store, case_id):
    return [one for one in store.plan(case_id) if one.action == "delete_root_credentials"]


def dry_run(store, case_id, connection, choice=STEP):
    return engine.dry_run(store, case_id, connection, choice.of(store.plan(case_id)))


def approve(store, case_id, connection, digest, choice=STEP):
    approval = engine.Approval(names=("Hanako",), digest=digest)
    return engine.contain(store, case_id, connection, choice, approval, MEANS)


def root_of(server):
    return server.world.accounts[ACCOUNT].people.root


def items(store, case_id, connection):
    return {one.id: one for one in engine.recovery(store, case_id, connection).root}


def test_it_is_planned_once_the_organization_says_so_and_not_twice(store, both):
    case_id = case_with_root_keys(store)
    assert engine.plan_root(store, case_id, alone(both)) == ()
    [added] = engine.plan_root(store, case_id, both)
    assert (added.step, added.phase, added.target, added.automatic) == (2, "recover", ROOT, True)
    assert engine.plan_root(store, case_id, both) == ()
    assert planned(store, case_id) == [added]
    assert len(list(store.journal(case_id).entries("root_access_looked_up"))) == 1


def test_contained_every_credential_of_root_is_gone_and_sealed_first(store, server, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    seen = dry_run(store, case_id, both)
    [preview] = seen.previews
    assert preview.refused is None
    assert set(preview.change.before["access_keys"]) == {ROOT_KEY}
    assert preview.irreversible is not None
    assert root_of(server)["MFA"] is True
    done = approve(store, case_id, both, seen.digest)
    assert [(one.step.step, one.end) for one in done.ended] == [(2, "applied")]
    assert not any(root_of(server)[name] for name in ("AccessKeys", "MFA", "Password", "SigningCertificates"))
    kept = [one for one in store.evidence(case_id) if one.collector == "delete_root_credentials"]
    assert ROOT_KEY in {one.key.rpartition("/")[2] for one in kept if one.kind == "iam.access_key"}
    assert {"iam.mfa_device", "iam.signing_certificate", "iam.login_profile", "act.before"} <= {
        one.kind for one in kept
    }
    [receipt] = [one for one in done.receipts if one.action == "delete_root_credentials"]
    assert receipt.stands
    assert "iam:DeleteLoginProfile" in receipt.calls
    assert not dry_run(store, case_id, both).previews[0].open


def test_without_the_management_account_the_step_is_left_and_says_what_it_takes(store, server, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    seen = dry_run(store, case_id, alone(both))
    assert seen.previews[0].change is None
    assert "--management-profile" in seen.previews[0].why
    done = approve(store, case_id, alone(both), seen.digest)
    assert [(one.end, "--management-profile" in one.why.en) for one in done.ended] == [("left", True)]
    assert root_of(server)["AccessKeys"]


def test_where_it_is_off_root_stays_with_people(store, served, incidents, tmp_path, monkeypatch):
    served.begin_again(incidents[()])
    begun_again(served, monkeypatch)
    both = profiles(tmp_path, monkeypatch, served)
    case_id = case_with_root_keys(store)
    assert engine.plan_root(store, case_id, both) == ()
    assert planned(store, case_id) == []
    found = items(store, case_id, both)
    assert found["access_keys"].state == "not_yet"
    assert "Centralized root access is off" in found["access_keys"].how.en


def test_an_organization_that_turned_it_off_since_refuses_and_nothing_changes(store, server, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    server.world.accounts["444455556666"].things["us-east-1"]["iam:enabled_features"].clear()
    seen = dry_run(store, case_id, both)
    assert "centralized root access is off" in seen.previews[0].why
    done = approve(store, case_id, both, seen.digest)
    assert [one.end for one in done.ended] == ["left"]
    assert root_of(server)["AccessKeys"]


def test_who_may_only_look_fails_cleanly(store, server, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    auditor = replace(both, management=replace(both.management, profile="auditor"))
    done = approve(store, case_id, auditor, dry_run(store, case_id, auditor).digest)
    assert [(one.end, one.refused) for one in done.ended] == [("failed", True)]
    assert "sts:AssumeRoot" in done.ended[0].why.en
    assert root_of(server)["AccessKeys"]


def test_the_management_accounts_credentials_may_not_be_the_cases_own(store, both):
    case_id = case_with_root_keys(store)
    same = replace(both, management=replace(both.management, profile="same"))
    with pytest.raises(Refused, match="which the case is about"):
        engine.plan_root(store, case_id, same)
    absent = replace(both, management=replace(both.management, profile="nobody"))
    with pytest.raises(BadInput, match="nobody"):
        engine.plan_root(store, case_id, absent)


def test_changed_since_it_was_seen_it_is_not_done(store, server, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    digest = dry_run(store, case_id, both).digest
    root_of(server)["MFA"] = False
    with pytest.raises(Refused, match="is another now"):
        approve(store, case_id, both, digest)
    assert root_of(server)["AccessKeys"]


def test_undo_names_it_as_what_cannot_be_taken_back(store, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    approve(store, case_id, both, dry_run(store, case_id, both).digest)
    [kept] = engine.undo(store, case_id, alone(both)).taken_back
    assert (kept.end, kept.irreversible is not None) == ("kept", True)


def test_recovery_proves_each_of_it_by_machine(store, server, both):
    case_id = case_with_root_keys(store)
    before = items(store, case_id, both)
    assert [before[one].state for one in ("password", "access_keys")] == ["not_seen", "not_yet"]
    assert "step 2 of the plan" in before["access_keys"].how.en
    approve(store, case_id, both, dry_run(store, case_id, both).digest)
    after = items(store, case_id, alone(both))
    assert [after[one].state for one in ("password", "mfa", "access_keys")] == ["proved"] * 3
    assert after["sessions"].state == "not_yet"
    server.clock.advance(12 * 3600)
    assert items(store, case_id, alone(both))["sessions"].state == "proved"
    assert after["mailbox"].state == "not_seen"


def test_no_credential_of_root_lies_anywhere_in_the_store(store, server, both, tmp_path):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    approve(store, case_id, both, dry_run(store, case_id, both).digest)
    engine.recovery(store, case_id, both)
    given = [one for one in server.world.accounts[ACCOUNT].people.sessions.values() if one.kind == "root"]
    assert len(given) >= 2
    lying = [file for file in tmp_path.rglob("*") if file.is_file() and file.name != "credentials"]
    written = b"".join(file.read_bytes() for file in lying)
    assert ROOT_KEY.encode() in written
    for one in given:
        assert one.secret.encode() not in written
        assert one.token.encode() not in written


def test_watched_it_holds_where_root_can_be_asked_and_is_named_as_unread_where_not(store, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    approve(store, case_id, both, dry_run(store, case_id, both).digest)
    seen = engine.watch(store, case_id, both, 0, wait=lambda _: None)
    assert (seen.verdict, seen.unread) == ("held", ())
    blind = engine.watch(store, case_id, alone(both), 0, wait=lambda _: None)
    assert any("--management-profile" in one for one in blind.unread)


def test_root_that_gets_a_password_again_is_a_breach(store, server, both):
    case_id = case_with_root_keys(store)
    engine.plan_root(store, case_id, both)
    approve(store, case_id, both, dry_run(store, case_id, both).digest)
    root_of(server)["Password"] = True
    seen = engine.watch(store, case_id, both, 0, wait=lambda _: None)
    assert (seen.verdict, [one.action for one in seen.loose]) == ("breached", ["delete_root_credentials"])
