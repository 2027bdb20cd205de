"""What scripts rely on: exit codes, and JSON alone on standard output."""

import json

import jsonschema
import pytest

from engine.notice_mails import NOTICE

RECORD = {
    "eventVersion": "1.11",
    "userIdentity": {
        "type": "IAMUser",
        "arn": "arn:aws:iam::111122223333:user/alice",
        "accountId": "111122223333",
        "accessKeyId": "AKIAALICE00000000001",
        "userName": "alice",
    },
    "eventTime": "2026-03-04T20:00:00Z",
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "StopLogging",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "203.0.113.9",
    "userAgent": "aws-cli/2.15",
    "requestParameters": {"name": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"},
    "responseElements": None,
    "eventID": "5b0c2c6e-0000-4000-8000-000000000001",
    "readOnly": False,
    "eventType": "AwsApiCall",
    "managementEvent": True,
    "recipientAccountId": "111122223333",
}


@pytest.fixture
def notice(tmp_path):
    (tmp_path / "notice.eml").write_bytes(NOTICE)
    return tmp_path / "notice.eml"


@pytest.fixture
def trail(tmp_path):
    (tmp_path / "trail.jsonl").write_text(json.dumps(RECORD) + "\n{broken\n")
    return tmp_path / "trail.jsonl"


def test_parse_prints_the_notice_and_nothing_else(command, notice):
    done = command("notice", notice, "--parse", "--json")
    assert done.code == 0
    assert set(json.loads(done.out)) == {"notice"}
    found = json.loads(done.out)["notice"]
    assert (found["kind"], found["account"]) == ("port_scan", "111122223333")
    assert found["deadline"] == "2026-03-06T01:00:00Z"
    assert found["deadline_basis"] == "policy"
    assert not (notice.parent / "home" / "desk.sqlite3").exists()


def test_a_mail_that_is_no_notice_ends_well_too(command, tmp_path):
    (tmp_path / "news.eml").write_bytes(
        b"From: shop@example.com\nSubject: Sale\nDate: Thu, 05 Mar 2026 01:00:00 +0000\n\nBuy now.\n"
    )
    done = command("notice", tmp_path / "news.eml", "--parse", "--json")
    assert (done.code, json.loads(done.out)["notice"]["kind"]) == (0, "none")


def test_respond_to_logs_alone_gives_its_document(command, notice, trail):
    done = command("respond", notice, "--logs", trail, "--json")
    assert done.code == 0
    document = json.loads(done.out)
    schema = json.loads(command("schema", "case").out)
    jsonschema.validate(document, schema)
    assert document["schema"] == "abusedesk.case/1"
    case_id = document["case"]["id"]
    assert json.loads(command("case", "export", case_id).out) == document
    assert json.loads(command("case", "show", case_id, "--json").out) == document
    assert [one["case"]["id"] for one in json.loads(command("case", "list", "--json").out)] == [case_id]
    assert json.loads(command("plan", case_id, "--json").out) == document["plan"]
    assert json.loads(command("reply", case_id, "--json").out) == document["reply"]
    [event] = [json.loads(line) for line in command("case", "events", case_id, "--json").out.splitlines()]
    assert event["action"] == "cloudtrail:StopLogging"
    assert "<html" in command("case", "export", case_id, "--format", "html").out


def test_respond_without_credentials_opens_the_case_and_ends_with_what_was_missing(command, notice):
    done = command("respond", notice, "--json")
    assert done.code == 2
    assert json.loads(done.out)["case"]["id"]
    assert "credentials" in done.err


def test_scan_prints_a_finding_a_line_and_then_the_summary(command, trail):
    done = command("scan", trail, "--json")
    assert done.code == 0
    *findings, last = [json.loads(line) for line in done.out.splitlines()]
    assert list(last) == ["summary"]
    summary = last["summary"]
    assert (summary["events"], summary["rejected_count"]) == (1, 1)
    assert summary["rejected"][0]["file"].endswith("trail.jsonl")
    assert summary["rejected"][0]["line"] == 2
    assert summary["principals"] == {"arn:aws:iam::111122223333:user/alice": 1}
    schema = json.loads(command("schema", "scan").out)
    assert findings
    for finding in findings:
        files = finding.pop("files")
        assert files == [str(trail)]
        assert "guardduty_type" not in finding
        jsonschema.validate(finding, schema)
    assert findings[0]["credentials"] == ["AKIAALICE00000000001"]


def test_scan_prints_every_event_without_its_absent_members(command, trail):
    event, last = [json.loads(line) for line in command("scan", trail, "--events", "--json").out.splitlines()]
    assert event == {
        "time": "2026-03-04T20:00:00Z",
        "source": "cloudtrail",
        "id": RECORD["eventID"],
        "account": "111122223333",
        "region": "eu-west-1",
        "action": "cloudtrail:StopLogging",
        "outcome": "success",
        "actor": "arn:aws:iam::111122223333:user/alice",
        "principal": "arn:aws:iam::111122223333:user/alice",
        "credential": "AKIAALICE00000000001",
        "user": "alice",
        "src_ip": "203.0.113.9",
        "target": event["target"],
        "user_agent": "aws-cli/2.15",
        "file": str(trail),
        "line": 1,
    }
    assert last["summary"]["events"] == 1


def test_scan_says_which_years_and_zones_it_assumed(command, tmp_path, trail):
    (tmp_path / "secure").write_text(
        "Mar  5 02:10:00 web-1 sshd[12]: Failed password for root from 203.0.113.5 port 40022 ssh2\n"
    )
    done = command("scan", tmp_path / "secure", "--timezone", "Asia/Tokyo", "--json")
    [note] = json.loads(done.out.splitlines()[-1])["summary"]["notes"]
    assert note.startswith("lines without year and zone: 1;")
    assert note.endswith("Asia/Tokyo")
    assert json.loads(command("scan", trail, "--json").out.splitlines()[-1])["summary"]["notes"] == []


def test_scan_ends_with_one_when_asked_and_something_is_found(command, trail):
    assert command("scan", trail, "--exit-code").code == 1
    assert command("scan", trail).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["respond", "nowhere.eml"], "nowhere.eml"),
        (["notice", "nowhere.eml", "--parse"], "nowhere.eml"),
        (["scan", "nowhere"], "nowhere"),
        (["case", "show", "ad-none"], "ad-none"),
        (["plan", "ad-none"], "ad-none"),
        (["drill", "run", "no-such-incident"], "leaked-key-miners"),
    ],
)
def test_input_that_is_not_there_ends_with_two_and_says_what_was_expected(command, arguments, says):
    done = command(*arguments)
    assert done.code == 2
    assert says in done.err
    assert "Traceback" not in done.err


def test_bad_times_zones_and_formats_are_named(command, notice, trail):
    assert "2026-03-05T02:10:00Z" in command("respond", notice, "--since", "yesterday").err
    assert "Asia/Tokyo" in command("scan", trail, "--timezone", "Mars/Olympus").err
    assert "cloudtrail" in command("scan", trail, "--format", "nonsense").err


def test_carrying_a_plan_out_is_refused_by_our_own_guard(command, notice, trail):
    case_id = json.loads(command("respond", notice, "--logs", trail, "--json").out)["case"]["id"]
    done = command("contain", case_id, "--all")
    assert done.code == 4
    assert "--dry-run" in done.err


def test_a_fault_of_ours_ends_with_seventy(command, notice, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("abusedesk.intake.read", broken)
    done = command("notice", notice, "--parse")
    assert done.code == 70
    assert "ZeroDivisionError" in done.err


@pytest.mark.parametrize("kind", ["collectors", "formats", "rules", "actions", "kinds", "causes", "checks"])
def test_every_kind_of_unit_can_be_listed(command, kind):
    found = json.loads(command("list", kind, "--json").out)
    assert all(one["id"] and one["title"] for one in found)
    assert bool(found) is (kind != "checks")
    assert command("list", kind).code == 0


def test_the_policy_for_reading_holds_reads_alone(command):
    policy = json.loads(command("policy", "read").out)
    actions = [action for one in policy["Statement"] for action in one["Action"]]
    assert "cloudtrail:LookupEvents" in actions
    assert "iam:UpdateAccessKey" not in actions


def test_the_home_may_be_told_before_or_after_the_command(command, notice, tmp_path):
    command("notice", notice, "--home", tmp_path / "a")
    command("--home", tmp_path / "b", "notice", notice)
    for home in ("a", "b"):
        assert len(json.loads(command("case", "list", "--json", f"--home={tmp_path / home}").out)) == 1
    assert json.loads(command("case", "list", "--json").out) == []


def test_a_follow_up_is_added_to_its_case_and_the_same_mail_again_is_not(command, notice):
    first = json.loads(command("notice", notice, "--json").out)["case"]
    again = json.loads(command("notice", notice, "--case", first, "--json").out)
    assert (again["case"], again["what"]) == (first, "duplicate")
    later = notice.with_name("later.eml")
    later.write_bytes(NOTICE.replace(b"\n\n", b"\n\nWe have not heard back from you.\n\n", 1))
    assert json.loads(command("notice", later, "--case", first, "--json").out)["case"] == first
    shown = json.loads(command("case", "show", first, "--json").out)
    assert len(shown["messages"]) == 2


def test_pasted_text_is_read_from_standard_input(command, monkeypatch, tmp_path):
    (tmp_path / "pasted").write_bytes(NOTICE.partition(b"\n\n")[2])
    with (tmp_path / "pasted").open() as pasted:
        monkeypatch.setattr("sys.stdin", pasted)
        done = command("notice", "-", "--parse", "--json")
    assert json.loads(done.out)["notice"]["kind"] == "port_scan"


def test_help_is_in_the_readers_language(command, monkeypatch):
    assert "Look at cases." in command("--help").out
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert "ケースを見ます" in command("--help").out
    assert (
        "ケースを一覧" in command("case", "list", "--help").out
        or "一覧" in command("case", "list", "--help").out
    )


def test_parse_shows_every_notice_of_a_message(command, tmp_path):
    one = "From: trustandsafety@support.aws.com\nSubject: Your AWS Abuse Report [1]\n\n"
    scans = "AWS Account ID: {}\nReported Activity: Port Scanning\nImplicated Resource: EC2 Instance: {}\n\n"
    pasted = one + scans.format("111122223333", "i-0aaaaaaaaaaaaaaa1")
    pasted += one.replace("[1]", "[2]") + scans.format("444455556666", "i-0bbbbbbbbbbbbbbb2")
    (tmp_path / "two.txt").write_text(pasted)
    found = json.loads(command("notice", tmp_path / "two.txt", "--parse", "--json").out)
    assert [found["notice"]["account"], *(one["notice"]["account"] for one in found["more"])] == [
        "111122223333",
        "444455556666",
    ]
