"""Servers for tests of mail: each a process that can be killed and started again where it was."""

import mailbox
import select
import subprocess
import sys
import time
from pathlib import Path

import trustme

from abusedesk.model import Mailbox, MailServer, Outgoing, Secret

HERE = Path(__file__).parent
USER, PASSWORD, TOKEN = "abuse@example.com", "correct horse", "token-1"
START = 20  # seconds within which a server must listen


class Certificates:
    """A CA of the test's own, and what it signed for localhost; not is signed by nobody we trust."""

    def __init__(self, folder):
        self.ca_file, self.certificate, self.key = (
            str(folder / name) for name in ("ca.pem", "server.pem", "server.key")
        )
        made = trustme.CA()
        made.cert_pem.write_to_path(self.ca_file)
        issued = made.issue_cert("localhost", "127.0.0.1")
        issued.private_key_pem.write_to_path(self.key)
        for number, blob in enumerate(issued.cert_chain_pems):
            blob.write_to_path(self.certificate, append=number > 0)


class Server:
    """One server process."""

    script = ""

    def __init__(self, folder, certificates, tls="implicit", user=USER):
        self.folder, self.certificates, self.tls, self.user = folder, certificates, tls, user
        folder.mkdir(exist_ok=True)
        self.port, self.process = 0, None
        self.start()

    def start(self):
        keys = (self.certificates.certificate, self.certificates.key)
        arguments = [self.folder, *keys, self.port, self.tls, self.user, PASSWORD, TOKEN]
        command = [sys.executable, str(HERE / self.script), *map(str, arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - our own script
        ready, _, _ = select.select([self.process.stdout], [], [], START)
        assert ready, f"{self.script} does not listen after {START} seconds"
        self.port = int(self.process.stdout.readline())

    def kill(self):
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def close(self):
        if self.process.returncode is None:
            self.kill()


class Imap(Server):
    """IMAP; deliver puts a mail in, uids stay until new_validity."""

    script = "imap_server.py"

    @property
    def maildir(self):
        return mailbox.Maildir(self.folder / "box")

    def deliver(self, *messages):
        new = self.folder / "box" / "new"
        self.maildir.close()
        for one in messages:
            # As a mail server does: complete under another name first, CR LF as it came over the wire.
            name = f"{time.time_ns()}.{len(list(new.iterdir()))}.host"
            beside = self.folder / "box" / "tmp" / name
            beside.write_bytes(one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            beside.rename(new / name)

    def new_validity(self):
        """Forget which mail has which UID, as after a restore or a move; while the server is down."""
        (self.folder / "box" / "dovecot-uidlist").unlink()

    def flags(self):
        return sorted(one.get_flags() for one in self.maildir)

    def settings(self, **more):
        server = {
            "host": "localhost",
            "port": self.port,
            "tls": self.tls,
            "user": USER,
            "password": Secret(env="TEST_MAIL_PASSWORD"),
            "ca_file": self.certificates.ca_file,
        }
        return Mailbox(name="abuse", imap=MailServer(**(server | more)))


class Smtp(Server):
    """SMTP submission; sent is what it accepted."""

    script = "smtp_server.py"

    @property
    def sent(self):
        return [one.read_bytes() for one in sorted(self.folder.glob("*.eml"))]

    @property
    def envelopes(self):
        return [one.read_text().split("\n") for one in sorted(self.folder.glob("*.to"))]

    def settings(self, **more):
        server = {
            "host": "localhost",
            "port": self.port,
            "tls": self.tls,
            "ca_file": self.certificates.ca_file,
        }
        if self.user:
            server |= {"user": USER, "password": Secret(env="TEST_MAIL_PASSWORD")}
        return Outgoing(name="main", smtp=MailServer(**(server | more)))


def write_settings(home, smtp, account):
    """A settings file that answers for account through smtp; the password is in TEST_MAIL_PASSWORD."""
    server = smtp.settings().smtp
    (home / "settings.toml").write_text(
        f"""\
[[outgoing]]
name = "main"
[outgoing.smtp]
host = "localhost"
port = {server.port}
tls = "starttls"
user = "{server.user}"
ca_file = "{server.ca_file}"
password = {{ env = "TEST_MAIL_PASSWORD" }}

[[customers]]
name = "Example Shop"
accounts = ["{account}"]
sender_name = "Example Desk"
sender_address = "abuse@example.com"
outgoing = "main"
"""
    )
