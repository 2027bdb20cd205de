"""A connection to the practice account is used for request after request, as AWS's are."""

import http.client

import pytest

from drill.drill_clients import serving
from drill.drill_folders import write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
HEAD = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=AKIANOBODY0000000001/20260305/us-east-1/sts/aws4_request",
    "Content-Type": "application/x-www-form-urlencoded",
}


@pytest.fixture
def server(tmp_path):
    with serving(write(tmp_path / "incident")) as one:
        yield one


def asked(connection, method="POST", path="/", body=BODY):
    connection.request(method, path, body, HEAD)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.will_close


def test_one_connection_serves_many_requests_whatever_their_answers(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    first = asked(connection)
    local = connection.sock.getsockname()
    assert first[0] == 403
    for method, path, body in (("HEAD", "/bucket/key", None), ("PUT", "/bucket/key", b"x" * 100_000)) * 2:
        status, _, ends = asked(connection, method, path, body)
        assert (status >= 400, ends) == (True, False)
        assert asked(connection)[0] == 403
    assert connection.sock.getsockname() == local
    connection.close()


def test_a_fault_of_ours_ends_the_connection_with_500(server, monkeypatch, capfd):
    def broken(_environ, _start):
        raise ZeroDivisionError

    monkeypatch.setattr(server._server, "app", broken)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    assert asked(connection)[0] == 500
    assert connection.sock is None or connection.sock.recv(1) == b""
    connection.close()
    server.close()
    assert "ZeroDivisionError" in capfd.readouterr().err
