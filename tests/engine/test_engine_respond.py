"""The main job on a small practice account: every stage leaves what the next one needs."""

import json
from dataclasses import dataclass

import jsonschema
import pytest

from abusedesk import collect, drill, engine
from abusedesk.engine._letters import dossier_of
from abusedesk.errors import Denied, Refused
from abusedesk.model import CaseDocument, CaseState, json_schema, to_json
from abusedesk.store import Store
from drill.drill_folders import ACCOUNT, NOW, iam, record, sign_in, user, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

KEY = "AKIAALICE00000000001"
MAIL = f"""\
From: AWS Trust and Safety <trustandsafety@support.aws.com>
To: owner@example.com
Subject: Irregular activity in your AWS account {ACCOUNT}
Date: Thu, 05 Mar 2026 01:00:00 +0000
Message-ID: <notice-1@support.aws.com>
Content-Type: text/plain; charset=utf-8

We have become aware that the AWS Access Key {KEY}, belonging to IAM User alice, along with the
corresponding Secret Key is publicly available online at https://git.example.com/leak .
AWS Account ID: {ACCOUNT}
You must contact AWS by 2026-03-10.
""".encode()


def events():
    usual = [
        record("DescribeInstances", minutes=60 * 24 * day + hour, sourceIPAddress="192.0.2.10")
        for day in range(2, 20)
        for hour in range(0, 600, 60)
    ]
    stolen = [
        record(name, minutes=300 - number, source="iam.amazonaws.com", sourceIPAddress="203.0.113.66")
        for number, name in enumerate(["ListUsers", "GetUser", "ListRoles"])
    ]
    made = record(
        "CreateUser",
        minutes=290,
        source="iam.amazonaws.com",
        sourceIPAddress="203.0.113.66",
        requestParameters={"userName": "helper"},
        responseElements={
            "user": {"userName": "helper", "arn": f"arn:aws:iam::{ACCOUNT}:user/helper", "path": "/"}
        },
    )
    return [*usual, *stolen, made]


def serve(folder):
    identities = iam(users=[user("alice", KEY), user("bob", "AKIABOB0000000000001"), user("helper")])
    files = {"cloudtrail/us-east-1.jsonl": events(), "iam.json": identities}
    return drill.serve(drill.load(write(folder, files)), throttle=False)


@pytest.fixture
def account(tmp_path, monkeypatch):
    """Serve the account; give what to connect with."""
    with serve(tmp_path / "incident") as server:
        sign_in(monkeypatch, server)
        yield engine.Connection(endpoint_url=server.endpoint_url)


@dataclass(frozen=True)
class Looked:
    """An investigation that was made once, for all who only read what it left."""

    store: Store
    account: engine.Connection
    outcome: engine.Outcome
    told: list

    @property
    def case_id(self):
        return self.outcome.document.case.id


@pytest.fixture(scope="module")
def looked(tmp_path_factory):
    folder, told = tmp_path_factory.mktemp("looked"), []
    store = Store(folder / "home")
    with serve(folder / "incident") as server, pytest.MonkeyPatch.context() as patch:
        sign_in(patch, server)
        account = engine.Connection(endpoint_url=server.endpoint_url)
        options = engine.Options(connection=account, now=NOW)
        outcome = engine.respond(store, MAIL, "notice.eml", options, told.append)
        yield Looked(store, account, outcome, told)
    store.close()


def test_a_notice_becomes_a_case_with_a_cause_a_plan_and_a_letter(looked):
    found = looked.outcome.document
    assert looked.outcome.refused is None
    assert found.case.state is CaseState.AWAITING_APPROVAL
    assert found.notice.access_keys == (KEY,)
    assert found.root_causes[0].kind == "leaked_access_key"
    assert found.root_causes[0].credential == KEY
    assert found.attackers.ips == ("203.0.113.66",)
    assert f"arn:aws:iam::{ACCOUNT}:user/bob" not in found.attackers.principals
    assert ("deactivate_access_key", KEY) in {(step.action, step.target) for step in found.plan}
    assert found.reply.subject == f"Re: Irregular activity in your AWS account {ACCOUNT}"
    assert found.reply.in_reply_to == "<notice-1@support.aws.com>"
    jsonschema.validate(to_json(found), json_schema(CaseDocument))
    assert engine.document(looked.store, found.case.id) == found


def test_the_first_words_come_before_anything_is_collected(looked):
    kinds = [type(one).__name__ for one in looked.told]
    assert kinds[0] == "NoticeRead"
    assert kinds[-1] == "Decided"
    assert kinds.index("Collecting") < kinds.index("Reading") < kinds.index("Judged")
    first = looked.told[0]
    assert first.holding.kind == "holding"
    assert first.holding.text
    assert first.first_step.ja != first.first_step.en
    assert not first.own_key


def test_the_key_we_run_with_is_told_when_it_is_the_reported_one(store, account, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    told = []
    engine.respond(store, MAIL, "notice.eml", engine.Options(connection=account), told.append)
    assert told[0].own_key


def test_every_collector_ends_in_a_row_for_every_region_it_looks_at(looked):
    coverage = looked.outcome.document.coverage
    rows = {(row.collector, row.region) for row in coverage}
    regional = {name for name, one in collect.every().items() if one.regional}
    regions = {region for collector, region in rows if collector in regional}
    assert {"us-east-1", "ap-northeast-1", "eu-west-1"} <= regions
    assert {(name, region) for name in regional for region in regions} <= rows
    assert {name for name, one in collect.every().items() if not one.regional} <= {c for c, _ in rows}
    off = {row.status for row in coverage if row.region == "eu-west-1"}
    assert off == {"not_opted_in"}


def test_without_a_way_into_aws_the_case_is_opened_and_says_why(store, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "AKIANOBODY0000000001")
    nowhere = engine.Connection(endpoint_url="http://127.0.0.1:9")
    outcome = engine.respond(store, MAIL, "notice.eml", engine.Options(connection=nowhere))
    assert outcome.refused is not None
    assert [row.status for row in outcome.document.coverage] == ["failed"]
    assert [one.case.id for one in store.cases()] == [outcome.document.case.id]


def test_credentials_of_another_account_than_the_notice_names_are_a_gap(store, account):
    other = MAIL.replace(ACCOUNT.encode(), b"444455556666")
    options = engine.Options(connection=account)
    document = engine.respond(store, other, "notice.eml", options).document
    [row] = [row for row in document.coverage if row.collector == "notice_account"]
    assert row.status == "failed"
    assert "444455556666" in row.why
    assert ACCOUNT in row.why


def test_logs_alone_are_understood_without_aws(store, tmp_path):

    (tmp_path / "trail.jsonl").write_text("".join(json.dumps(one) + "\n" for one in events()))
    options = engine.Options(logs=(str(tmp_path / "trail.jsonl"),))
    document = engine.respond(store, MAIL, "notice.eml", options).document
    assert document.root_causes[0].kind == "leaked_access_key"
    assert document.attackers.ips == ("203.0.113.66",)


def test_a_dry_run_shows_before_and_after_and_changes_nothing(looked):
    steps = looked.outcome.document.plan
    once = engine.dry_run(looked.store, looked.case_id, looked.account, steps)
    again = engine.dry_run(looked.store, looked.case_id, looked.account, steps)
    assert once == again
    [key] = [one for one in once.previews if one.step.action == "deactivate_access_key" and one.change]
    assert key.change.before["Status"] == "Active"
    assert key.change.after["Status"] == "Inactive"


def test_a_dry_run_on_another_account_is_refused(store, account):
    case_id = engine.take_in(store, MAIL, "notice.eml", NOW).case.id
    store.set_account(case_id, "444455556666")
    with pytest.raises(Refused, match="444455556666"):
        engine.dry_run(store, case_id, account, ())


def test_a_dry_run_without_valid_credentials_is_denied(store, account, monkeypatch):
    case_id = engine.take_in(store, MAIL, "notice.eml", NOW).case.id
    store.set_account(case_id, ACCOUNT)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY0000000001")
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    with pytest.raises(Denied):
        engine.dry_run(store, case_id, account, ())


def test_events_of_a_case_are_found_by_who_what_key_and_address(looked):
    def found(**asked):
        return [
            one.action for one in engine.events_of(looked.store, looked.case_id, engine.EventFilter(**asked))
        ]

    assert found(ip="203.0.113.66", action="createuser") == ["iam:CreateUser"]
    assert found(resource="helper") == ["iam:CreateUser"]
    assert len(found(key=KEY)) == len(events())
    assert found(user="alice", action="iam:CreateUser") == ["iam:CreateUser"]
    assert found(user="nobody") == []
    assert found(user="x' OR true --") == []


def test_the_letter_can_be_drafted_again_and_in_another_kind(looked):
    store, case_id = looked.store, looked.case_id
    assert engine.letter(store, case_id, None) == engine.document(store, case_id).reply
    assert engine.letter(store, case_id, "holding").kind == "holding"


def test_every_answer_of_aws_is_kept_and_intact(looked):
    store, case_id = looked.store, looked.case_id
    kept = store.evidence(case_id)
    assert kept
    assert all(store.blobs.intact(one.sha256) for one in kept)
    assert store.journal(case_id).broken_at() is None


def test_a_case_that_is_there_is_investigated_again_with_all_that_its_messages_name(store, account):
    first = engine.respond(store, MAIL, "notice.eml", engine.Options(connection=account, now=NOW)).document
    later = MAIL.replace(b"<notice-1@", b"<notice-2@").replace(b"01:00:00", b"02:00:00")
    later = later.replace(KEY.encode(), b"AKIABOB0000000000001").replace(b"alice", b"bob")
    engine.follow_up(store, first.case.id, later, "later.eml", arrived=NOW)
    options = engine.Options(connection=account, now=NOW)
    again = engine.respond_to_case(store, first.case.id, options).document
    assert again.case.id == first.case.id
    assert again.case.state is CaseState.AWAITING_APPROVAL
    assert len(store.cases()) == 1
    assert again.reply.in_reply_to == "<notice-2@support.aws.com>"
    assert engine.letter(store, first.case.id, again.reply.kind) == again.reply
    assert KEY in again.reply.text
    assert "AKIABOB0000000000001" in again.reply.text


def test_a_second_look_counts_and_the_first_stays_as_evidence(store, account):
    options = engine.Options(connection=account, now=NOW)
    case_id = engine.respond(store, MAIL, "notice.eml", options).document.case.id
    first = {one.id for one in store.evidence(case_id)}
    engine.respond_to_case(store, case_id, options)
    users = [one.key for one in dossier_of(store, case_id).evidence if one.kind == "iam.user"]
    assert len(users) == len(set(users))
    assert first <= {one.id for one in store.evidence(case_id)}
