"""Servers that the tests of mail start and end."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mail.mail_servers import PASSWORD, Certificates, Imap, Smtp


@pytest.fixture(autouse=True)
def _password(monkeypatch):
    monkeypatch.setenv("TEST_MAIL_PASSWORD", PASSWORD)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def imap(tmp_path, certificates):
    """Start an IMAP server: imap(tls)."""
    started = []

    def start(tls="implicit"):
        started.append(Imap(tmp_path / "imap", certificates, tls))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def smtp(tmp_path, certificates):
    """Start an SMTP server: smtp(tls, user)."""
    started = []

    def start(tls="starttls", user=None):
        more = {} if user is None else {"user": user}
        started.append(Smtp(tmp_path / "smtp", certificates, tls, **more))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def hook():
    """A place to alert; got is what it was sent, status what it answers."""

    class Hook(ThreadingHTTPServer):
        got, status = (), 200

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.server.got += (said,)
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = Hook(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
