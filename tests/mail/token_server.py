"""An OAuth token endpoint over TLS on loopback, in this process."""

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from mail.mail_servers import TOKEN


class TokenServer:
    """asked is every request's form; answer what is given back, with status."""

    def __init__(self, certificates):
        self.asked, self.status = [], 200
        self.answer = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
        self.headers = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates.certificate, certificates.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self):
        return f"https://localhost:{self._server.server_address[1]}/token"

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self):
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                owner.asked.append({key: value[0] for key, value in form.items()})
                self.send_response(owner.status)
                for key, value in owner.headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(owner.answer).encode())

            def log_message(self, *_):
                pass

        return Handler
