"""The reply command: what it shows, what it checks, and that it sends on command only."""

import email
import json
from email.policy import default

import pytest

from abusedesk import drill
from drill.drill_folders import ACCOUNT, iam, record, sign_in, user, write
from mail.mail_servers import PASSWORD, Certificates, Smtp, write_settings

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

KEY = "AKIAALICE00000000001"
SUBJECT = f"Irregular activity in your AWS account {ACCOUNT}"
NOTICE = f"""\
From: AWS Trust and Safety <trustandsafety@support.aws.com>
To: owner@example.com
Subject: {SUBJECT}
Date: Thu, 05 Mar 2026 01:00:00 +0000
Message-ID: <notice-1@support.aws.com>
Content-Type: text/plain; charset=utf-8

We have become aware that the AWS Access Key {KEY}, belonging to IAM User alice, along with the
corresponding Secret Key is publicly available online at https://git.example.com/leak .
AWS Account ID: {ACCOUNT}
""".encode()
HOLDING = """\
Dear AWS Trust & Safety team,

We are investigating. You will have our next reply by 2096-03-05 20:00 UTC.
"""


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("reply"))


@pytest.fixture
def smtp(tmp_path, certificates, monkeypatch):
    """A server that sends, and the settings that name it."""
    monkeypatch.setenv("TEST_MAIL_PASSWORD", PASSWORD)
    server = Smtp(tmp_path / "smtp", certificates, "starttls")
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    write_settings(home, server, ACCOUNT)
    yield server
    server.close()


@pytest.fixture
def case_id(command, tmp_path):
    (tmp_path / "notice.eml").write_bytes(NOTICE)
    return json.loads(command("notice", tmp_path / "notice.eml", "--json").out)["case"]


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.txt").write_text(HOLDING)
    return tmp_path / "own.txt"


@pytest.fixture
def account(tmp_path):
    """A practice account; the options that name it, given after the command's own environment is set up."""
    identities = iam(users=[user("alice", KEY), user("bob", "AKIABOB0000000000001")])
    events = [record("DescribeInstances", minutes=60, sourceIPAddress="192.0.2.10")]
    folder = write(tmp_path / "incident", {"iam.json": identities, "cloudtrail/us-east-1.jsonl": events})
    with drill.serve(drill.load(folder), throttle=False) as server:
        yield server


def signed(monkeypatch, server):
    sign_in(monkeypatch, server)
    return "--endpoint-url", server.endpoint_url


def test_the_letter_is_shown_with_its_subject_and_recipient(command, case_id):
    done = command("reply", case_id, "--kind", "holding")
    assert done.code == 0
    assert "To: trustandsafety@support.aws.com" in done.out
    assert f"Subject: Re: {SUBJECT}" in done.out


def test_a_check_ends_with_1_where_something_stands_in_the_way_and_tells_the_next_question(command, case_id):
    done = command("reply", case_id, "--kind", "answer", "--check")
    assert done.code == 1
    assert "The root cause is not known" in done.out
    assert "What was the root cause, and how do you know?" in done.out
    assert "Nothing: give --profile" in done.out


def test_a_check_as_json_has_problems_notes_questions_and_rechecks(command, case_id):
    done = command("reply", case_id, "--kind", "answer", "--check", "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert told["kind"] == "answer"
    assert told["problems"]
    assert {"en", "ja"} == set(told["questions"][0])
    assert any("Nothing was read again" in one for one in told["notes"])
    assert told["rechecks"] == []


def test_a_letter_without_problems_ends_with_0(command, case_id, own):
    done = command("reply", case_id, "--kind", "holding", "--file", own, "--check", "--json")
    assert (done.code, json.loads(done.out)["problems"]) == (0, [])
    assert json.loads(done.out)["text"] == HOLDING


def test_a_letter_of_ones_own_is_checked_sentence_by_sentence(command, case_id, own):
    own.write_text(HOLDING + "\nWe have deleted all instances. 調査中です。\n", encoding="utf-8")
    done = command("reply", case_id, "--kind", "holding", "--file", own, "--check")
    assert done.code == 1
    assert '"We have deleted all instances."' in done.out
    assert "AWS expects English text" in done.out


def test_the_check_speaks_japanese_to_who_reads_it(command, case_id):
    done = command("--lang", "ja", "reply", case_id, "--kind", "answer", "--check")
    assert "The root cause is not known" not in done.out
    assert "What was the root cause" not in done.out


def test_a_check_with_a_connection_reads_the_account_again(command, case_id, account, monkeypatch):
    done = command("reply", case_id, "--kind", "answer", "--check", "--json", *signed(monkeypatch, account))
    [row] = json.loads(done.out)["rechecks"]
    assert (row["question"], row["target"], row["holds"]) == ("key_off", KEY, False)
    assert any(
        f'still possible: "The key is still active.", {KEY}' in one
        for one in json.loads(done.out)["problems"]
    )
    shown = command("reply", case_id, "--kind", "answer", "--check", *signed(monkeypatch, account))
    assert f"{KEY}: still possible. The key is still active." in shown.out


@pytest.mark.parametrize(
    ("content", "told"), [(None, "No such file"), (b"\xff\xfe", "UTF-8"), (b" \n", "a letter of 1 to")]
)
def test_a_letter_that_cannot_be_read_ends_with_2(command, case_id, tmp_path, content, told):
    if content is not None:
        (tmp_path / "bad.txt").write_bytes(content)
    done = command("reply", case_id, "--kind", "holding", "--file", tmp_path / "bad.txt")
    assert done.code == 2
    assert told in done.err


def test_a_case_that_is_not_there_ends_with_2(command):
    assert command("reply", "ad-20260305-00000000", "--check").code == 2


def test_a_letter_is_sent_on_command_and_shows_in_the_case(command, case_id, own, smtp):
    command("reply", case_id, "--kind", "holding", "--file", own)
    command("reply", case_id, "--kind", "holding", "--file", own, "--check")
    assert smtp.sent == []
    done = command("reply", case_id, "--kind", "holding", "--file", own, "--send", "--by", "Hanako", "--json")
    assert done.code == 0, done.err
    [raw] = smtp.sent
    got = email.message_from_bytes(raw, policy=default)
    assert str(got["Subject"]) == f"Re: {SUBJECT}"
    assert got.get_content().replace("\r\n", "\n") == HOLDING
    sent = json.loads(done.out)
    assert (sent["direction"], sent["kind"], sent["message_id"]) == ("out", "holding", str(got["Message-ID"]))
    assert json.loads(command("case", "show", case_id, "--json").out)["messages"][-1] == sent
    again = command("reply", case_id, "--kind", "holding", "--file", own, "--send", "--by", "Hanako")
    assert again.code == 4
    assert len(smtp.sent) == 1


@pytest.mark.usefixtures("smtp")
def test_sending_tells_where_it_went(command, case_id, own):
    done = command("reply", case_id, "--kind", "holding", "--file", own, "--send", "--by", "Hanako")
    assert "Sent to trustandsafety@support.aws.com" in done.out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--kind", "answer", "--by", "Hanako"), "The root cause is not known"),
        (("--kind", "holding", "--file", "own.txt"), "--by"),
        (("--kind", "holding", "--file", "own.txt", "--by", "Hanako", "--to", "x@example.com"), "not AWS's"),
        (
            ("--kind", "holding", "--file", "own.txt", "--by", "Hanako", "--support-case", "1"),
            "--via support",
        ),
    ],
)
def test_what_must_not_go_out_is_refused_with_4(  # noqa: PLR0917 - fixtures
    command, case_id, own, smtp, options, told
):
    given = [own if one == "own.txt" else one for one in options]
    done = command("reply", case_id, *given, "--send")
    assert done.code == 4
    assert told in done.err
    assert smtp.sent == []


def test_a_reason_lets_it_go_out_all_the_same(command, case_id, own, smtp):
    options = ("--kind", "holding", "--file", own, "--send", "--by", "Hanako", "--to", "x@example.com")
    assert command("reply", case_id, *options, "--override", "our reseller passes it on").code == 0
    assert smtp.envelopes[0][1] == "x@example.com"


def test_without_settings_nothing_goes_out(command, case_id, own):
    done = command("reply", case_id, "--kind", "holding", "--file", own, "--send", "--by", "Hanako")
    assert done.code == 4
    assert "settings.toml" in done.err


def test_settings_that_cannot_be_read_end_with_2_and_their_line(command, case_id, tmp_path):
    (tmp_path / "home" / "settings.toml").write_text("language = 3\n")
    done = command("reply", case_id, "--check")
    assert done.code == 2
    assert "settings.toml:1" in done.err


def test_a_server_that_is_not_there_ends_with_3_and_may_be_tried_again(command, case_id, own, smtp):
    options = ("reply", case_id, "--kind", "holding", "--file", own, "--send", "--by", "Hanako")
    smtp.kill()
    assert command(*options).code == 3
    smtp.start()
    done = command(*options)
    assert done.code == 0, done.err


def test_into_the_support_case_only_with_a_plan_that_has_one(command, case_id, own, account, monkeypatch):
    options = (
        "reply",
        case_id,
        "--kind",
        "holding",
        "--file",
        own,
        "--send",
        "--by",
        "Hanako",
        "--via",
        "support",
    )
    done = command(*options, "--support-case", "1234567890", *signed(monkeypatch, account))
    assert done.code == 3
    assert "SubscriptionRequired" in done.err
    assert len(json.loads(command("case", "show", case_id, "--json").out)["messages"]) == 1
