"""A server on loopback that answers whatever a test tells it, in AWS's place."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from abusedesk.aws.pacing import Pacing
from abusedesk.aws.session import open_session

SECRET = "wJalrXUtnFEMI/EXAMPLE+secret+never+shown"
KEY = "AKIAIOSFODNN7EXAMPLE"


@dataclass
class Told:
    """One request as it arrived."""

    path: str
    headers: dict
    body: bytes


@dataclass
class Stub:
    """answers: what to say, one after the other, the last for ever; or a function of the request."""

    answers: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    url: str = ""
    date: str = "Thu, 05 Mar 2026 02:10:00 GMT"

    def says(self, *answers):
        self.answers = list(answers)

    def next(self, told):
        self.requests.append(told)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(told) if callable(answer) else answer


@pytest.fixture
def stub():
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            told = Told(self.path, dict(self.headers), self.rfile.read(length))
            status, body, *headers = stub.next(told)
            self.send_response_only(status)
            self.send_header("Date", stub.date)
            for name, value in {"Content-Length": str(len(body)), **(headers[0] if headers else {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815  # http.server's name

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield stub
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def credentials(monkeypatch, tmp_path):
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.fixture
def opened(stub, credentials):  # noqa: ARG001  # a fixture cannot be marked to use another
    """A function that opens a session on the stub; all are closed at the end."""
    sessions = []

    def open_one(**settings):
        # Pacing has its own tests; here nobody waits unless the test looks at it.
        pacing = settings.pop("pacing", None) or Pacing(sleep=lambda _: None)
        session = open_session(endpoint_url=stub.url, pacing=pacing, **settings)
        sessions.append(session)
        return session

    yield open_one
    for session in sessions:
        session.close()
