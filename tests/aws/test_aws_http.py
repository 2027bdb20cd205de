import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from abusedesk.aws._http import SharedHTTP
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.errors import Unreachable

REGIONS = ["us-east-1", "eu-west-1", "ap-northeast-1"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that signed itself, with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


@pytest.fixture
def tls(certificate):
    """A TLS server that answers every call with an empty JSON object."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response_only(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_):
            pass  # a client that does not trust us hangs up

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.usefixtures("credentials")
def test_the_ca_bundle_is_read_once_for_all_clients_and_connections(tls, certificate, monkeypatch):
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    reads = []
    real = ssl.SSLContext.load_verify_locations

    def counted(self, *where, **more):
        reads.append(where)
        return real(self, *where, **more)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    session = open_session(endpoint_url=tls)
    for region in REGIONS:
        reader = Reader(session, region, ["logs:DescribeLogGroups", "cloudtrail:DescribeTrails"])
        reader.one("logs:DescribeLogGroups")
        reader.one("cloudtrail:DescribeTrails")
        session.close()  # so that the next has to connect anew
    assert len(reads) == 1


@pytest.mark.usefixtures("credentials")
def test_a_server_that_the_bundle_does_not_vouch_for_is_not_believed(tls):
    session = open_session(endpoint_url=tls)
    with pytest.raises(Unreachable, match="SSLError"):
        Reader(session, "us-east-1", ["logs:DescribeLogGroups"]).one("logs:DescribeLogGroups")
    session.close()


def test_connections_to_every_region_of_every_service_are_kept():
    http = SharedHTTP()
    for number in range(300):
        http.pools.connection_from_url(f"https://service-{number}.example.com")
    assert len(http.pools.pools) == 300


def test_a_request_s_body_is_sent_without_waiting_for_its_head_to_be_acknowledged():
    options = SharedHTTP().pools.connection_pool_kw["socket_options"]
    assert (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) in options
