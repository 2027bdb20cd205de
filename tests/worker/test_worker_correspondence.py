"""
The whole correspondence over real servers: IMAP and SMTP with TLS, each a process that is killed.

A notice arrives, its case opens, the owner is alerted, a holding letter is sent, AWS asks, the answer is
sent, and "resolved" closes it. Nothing is lost, nothing comes twice.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from abusedesk.store import Store
from engine.notice_mails import START
from engine.notice_mails import mail as written
from mail.mail_servers import PASSWORD, USER

ENDS = 60  # seconds within which a command must end
SETTINGS = """\
language = "en"
look_up_keys = false

[[mailboxes]]
name = "abuse"
[mailboxes.imap]
host = "localhost"
port = {imap.port}
user = "{user}"
password = {{ env = "TEST_MAIL_PASSWORD" }}
ca_file = "{ca_file}"

[[outgoing]]
name = "main"
[outgoing.smtp]
host = "localhost"
port = {smtp.port}
tls = "starttls"
user = "{user}"
password = {{ env = "TEST_MAIL_PASSWORD" }}
ca_file = "{ca_file}"

[[customers]]
name = "Example"
language = "en"
sender_name = "Example Security"
sender_address = "security@example.com"
outgoing = "main"
contacts = [{{ step = "owner", name = "Taro", notify = {{ env = "TEST_NOTIFY" }} }}]
"""


def notice(stage="first", **more):
    """A mail as written a moment ago."""
    hours = (datetime.now(UTC) - START).total_seconds() / 3600
    return written(stage, hours=hours, **more)


class Desk:
    """The command line of one home, and what its store holds."""

    def __init__(self, home, hook):
        self.home = home
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("AWS_")},
            "ABUSEDESK_HOME": str(home),
            "TEST_MAIL_PASSWORD": PASSWORD,
            "TEST_NOTIFY": f"json://127.0.0.1:{hook.server_address[1]}/x",
            "LANG": "C",
        }
        self._started = []

    def start(self, *arguments):
        script = [sys.executable, "-c", "from abusedesk.cli import main; main()", *arguments]
        started = subprocess.Popen(  # noqa: S603 - our own command
            script, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._started.append(started)
        return started

    def run(self, *arguments):
        """Exit code, standard output and standard error."""
        ended = self.start(*arguments)
        out, err = ended.communicate(timeout=ENDS)
        return ended.returncode, out, err

    def worker(self):
        """One round: what it says as JSON, and its exit code."""
        code, out, err = self.run("worker", "--once", "--json")
        assert out, err
        return json.loads(out), code

    def killed_after(self, lines):
        """A worker that is killed as by a power cut as soon as it has said so many lines."""
        running = self.start("worker", "--every", "1")
        limit = threading.Timer(ENDS, running.kill)
        limit.start()
        said = [running.stdout.readline() for _ in range(lines)]
        limit.cancel()
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=ENDS)
        return said

    def close(self):
        for one in self._started:
            if one.poll() is None:
                one.kill()
                one.communicate()

    @property
    def cases(self):
        store = Store(self.home)
        try:
            return [(one.case.id, one.case.state.value) for one in store.cases()]
        finally:
            store.close()

    def messages(self, case_id):
        store = Store(self.home)
        try:
            assert store.journal(case_id).broken_at() is None
            return [(one.direction, one.stage) for one in store.messages(case_id)]
        finally:
            store.close()


@pytest.fixture
def servers(imap, smtp):
    return imap(), smtp()


@pytest.fixture
def desk(home, hook, servers, certificates):
    box, post = servers
    home.mkdir()
    text = SETTINGS.format(imap=box, smtp=post, user=USER, ca_file=certificates.ca_file)
    (home / "settings.toml").write_text(text)
    opened = Desk(home, hook)
    yield opened
    opened.close()


def sent(post):
    return [message_from_bytes(one, policy=policy.default) for one in post.sent]


def whats(done):
    return sorted(one["what"] for one in done["messages"])


@pytest.mark.slow
def test_from_the_notice_to_resolved_while_everything_is_killed_in_between(desk, servers, hook, tmp_path):
    box, post = servers

    # The notice arrives; the worker is killed as soon as it has opened the case, before anybody was told.
    box.deliver(notice())
    hook.status = 500
    assert "Case opened: ad-" in desk.killed_after(1)[0]
    ((case_id, state),) = desk.cases
    assert state == "investigating"

    # Started again, it opens nothing twice, and the alert goes out, once.
    hook.status, hook.got = 200, ()
    done, code = desk.worker()
    assert (whats(done), code) == (["duplicate"], 0)
    assert desk.worker()[0]["messages"] == []
    assert len(hook.got) == 1
    assert case_id in hook.got[0]["message"]

    # A holding letter, drafted: the server is dead at first, and nothing counts as sent.
    send = ("reply", case_id, "--send", "--by", "Taro", "--override", "a rehearsal")
    post.kill()
    code, _, err = desk.run(*send)
    assert code != 0
    assert "localhost" in err
    assert desk.messages(case_id) == [("in", "first")]
    post.start()
    assert desk.run(*send)[0] == 0
    assert desk.run(*send)[0] == 4  # refused: it was sent
    (first,) = sent(post)
    assert first["Subject"] == "Re: Your AWS Abuse Report [12345678901]"
    assert first["In-Reply-To"] == "<notice-1@support.aws.com>"
    assert desk.cases == [(case_id, "investigating")]

    # AWS asks, in the thread of our own mail; the IMAP server dies and comes back with other UIDs.
    thread = ["<notice-1@support.aws.com>", first["Message-ID"]]
    box.deliver(notice("question", number=2, answers=thread, subject=f"Re: {first['Subject']}"))
    box.kill()
    done, code = desk.worker()
    assert ([one["outcome"] for one in done["mailboxes"]], code) == (["network"], 1)
    box.new_validity()
    box.start()
    done, code = desk.worker()
    assert (whats(done), code) == (["continued", "duplicate"], 0)
    assert desk.cases == [(case_id, "question")]
    assert len(hook.got) == 2

    # The answer is written by a person.
    (tmp_path / "letter.txt").write_text("Hello,\n\nThe root cause was an open port. It is closed.\n\nTaro\n")
    assert desk.run(*send, "--kind", "answer", "--file", str(tmp_path / "letter.txt"))[0] == 0
    assert desk.cases == [(case_id, "replied")]

    # "Resolved" closes it, also when the worker dies right after it was taken in.
    thread.append(sent(post)[-1]["Message-ID"])
    box.deliver(notice("resolved", number=3, answers=thread))
    assert case_id in desk.killed_after(1)[0]
    done, _ = desk.worker()
    assert whats(done) in ([], ["duplicate"])
    assert desk.cases == [(case_id, "resolved")]

    # Nothing was lost, nothing is there twice, nothing on the server was touched.
    # (Sorted, because a mail's date has whole seconds and all of this takes a few.)
    assert sorted(desk.messages(case_id)) == [
        ("in", "first"),
        ("in", "question"),
        ("in", "resolved"),
        ("out", "none"),
        ("out", "none"),
    ]
    assert len(post.sent) == 2
    assert box.flags() == ["", "", ""]


@pytest.mark.slow
def test_a_worker_killed_after_each_message_opens_each_case_once_and_tells_of_each(desk, servers, hook):
    box, _ = servers
    accounts = [f"{number}" * 12 for number in range(1, 5)]
    for number, account in enumerate(accounts, start=1):
        box.deliver(
            notice(number=number, account=account, subject=f"Your AWS Abuse Report [1234567890{number}]")
        )
    hook.status = 500
    for lines in (1, 2, 3, 4):
        desk.killed_after(lines)
    hook.status, hook.got = 200, ()
    done, code = desk.worker()
    assert (set(whats(done)), code) == ({"duplicate"}, 0)
    assert len(desk.cases) == 4
    assert len(hook.got) == 4
    assert {one["title"].split("account ")[1][:12] for one in hook.got} == set(accounts)
    assert desk.worker()[0]["messages"] == []
    assert len(hook.got) == 4
