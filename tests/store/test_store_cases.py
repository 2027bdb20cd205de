"""What is put into the store comes back, from both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from abusedesk.errors import BadInput
from abusedesk.model import (
    CaseState,
    Coverage,
    Evidence,
    Finding,
    Mail,
    Notice,
    Reply,
    Severity,
    Step,
)
from abusedesk.store import Store

NOW = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
NOTICE = Notice(
    kind="port_scan",
    account="111122223333",
    subject="Your AWS Abuse Report",
    received=NOW,
    deadline=NOW + timedelta(hours=24),
    deadline_basis="policy",
    ports=(22,),
)
MAIL = Mail(message_id="<1@example.com>", references=("<0@example.com>",), own_text="…")


def evidence(key):
    return Evidence(
        collector="iam",
        kind="iam.user",
        key=key,
        account="111122223333",
        region="aws-global",
        call="iam:ListUsers",
        asked=NOW,
        sha256="ab" * 32,
        data={"UserName": key, "Tags": [{"Key": "名", "Value": None}]},
    )


@pytest.fixture
def case(store):
    return store.open_case(NOTICE, MAIL, b"the mail", NOW)


def test_a_case_comes_back_whole(store, case):
    assert store.case(case.id) == case
    assert store.notices(case.id) == [(NOTICE, MAIL)]
    assert store.account(case.id) == "111122223333"
    assert [one.kind for one in store.cases()] == ["port_scan"]


def test_an_unknown_notice_waits_to_be_classified(store):
    case = store.open_case(Notice(kind="unknown"), MAIL, b"?", NOW)
    assert case.state is CaseState.TO_CLASSIFY


def test_the_nearest_deadline_is_first_in_the_queue(store, case):
    later = store.open_case(Notice(kind="spam"), MAIL, b"b", NOW)
    soon = store.open_case(Notice(kind="spam", deadline=NOW), MAIL, b"c", NOW)
    assert [one.case.id for one in store.cases()] == [soon.id, case.id, later.id]


def test_a_case_that_is_not_there_is_named(store):
    with pytest.raises(BadInput, match="ad-none"):
        store.case("ad-none")


def test_evidence_delivered_twice_is_kept_once(store, case):
    store.add_evidence(case.id, [evidence("a"), evidence("b")])
    store.add_evidence(case.id, [evidence("b"), evidence("c")])
    assert store.evidence(case.id) == (evidence("a"), evidence("b"), evidence("c"))


def test_stages_keep_what_they_gave_last(store, case):
    finding = Finding(id="f-1", rule="r", title="t", severity=Severity.HIGH, first=NOW)
    store.save_findings(case.id, [finding, finding])
    store.save_findings(case.id, [finding])
    assert store.findings(case.id) == (finding,)
    step = Step(step=1, phase="contain", action="a", target="t", region="r")
    store.save_plan(case.id, [step, step], NOW)
    store.save_plan(case.id, [step], NOW)
    assert store.plan(case.id) == (step,)
    row = Coverage("iam", "aws-global", "denied", "iam:ListUsers", 3)
    store.put(case.id, "coverage", [row])
    store.put(case.id, "reply", Reply(text="x"))
    store.put(case.id, "reply", Reply(text="y"))
    assert store.get_all(case.id, "coverage", Coverage) == (row,)
    assert store.get(case.id, "reply", Reply) == Reply(text="y")
    assert store.get(case.id, "trace", Reply) is None


def test_a_state_is_journalled_with_its_reason(store, case):
    store.set_state(case.id, CaseState.AWAITING_APPROVAL, "a plan was made")
    store.set_state(case.id, CaseState.AWAITING_APPROVAL, "again")
    assert store.case(case.id).state is CaseState.AWAITING_APPROVAL
    changes = [one for one in store.journal(case.id).entries() if one.kind == "state_changed"]
    assert [one.body["why"] for one in changes] == ["a plan was made"]


def test_a_store_opened_again_has_what_was_kept(tmp_path, database_url):
    first = Store(tmp_path / "home", database_url)
    case = first.open_case(NOTICE, MAIL, b"the mail", NOW)
    first.close()
    again = Store(tmp_path / "home", database_url)
    assert again.case(case.id) == case
    assert again.folder(case.id).is_dir()
    again.close()


@pytest.mark.parametrize("url", ["mysql://x", "postgresql://[", "nonsense"])
def test_a_database_url_that_cannot_be_read_says_what_was_expected(tmp_path, url):
    with pytest.raises(BadInput, match="postgresql://"):
        Store(tmp_path, url)


def test_a_home_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be made"):
        Store(tmp_path / "file" / "home")
