"""A name server on loopback: a key, no key, and nobody to ask are three different things."""

import socketserver
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from abusedesk import mail
from abusedesk.errors import Unreachable

KEY = "s1._domainkey.example.com."


@pytest.fixture
def names():
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            question = dns.message.from_wire(self.request[0])
            name = question.question[0].name.to_text()
            answer = dns.message.make_response(question)
            if name == KEY:
                answer.answer.append(dns.rrset.from_text(KEY, 60, "IN", "TXT", '"v=DKIM1; p=AA" "BB"'))
            elif name == "broken.example.com.":
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif name == "silent.example.com.":
                return
            elif name != "empty.example.com.":
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self.request[1].sendto(answer.to_wire(), self.client_address)

    server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield [server.server_address]
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_key_comes_in_one_piece(names):
    assert mail.dns_resolver(2, names)(KEY.encode()) == "v=DKIM1; p=AABB"


@pytest.mark.parametrize("name", [b"none.example.com.", b"empty.example.com."])
def test_no_such_key_is_none(names, name):
    assert mail.dns_resolver(2, names)(name) is None


@pytest.mark.parametrize(
    "name", [b"broken.example.com.", b"silent.example.com.", b"a" * 70 + b".com.", b"\xff.."]
)
def test_nobody_to_ask_is_an_error_within_the_time(names, name):
    with pytest.raises(Unreachable):
        mail.dns_resolver(0.3, names)(name)
