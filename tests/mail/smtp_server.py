"""
A real SMTP server (aiosmtpd) in a process of its own, so that it can be killed.

Run as a script: DIR CERTIFICATE KEY PORT TLS USER PASSWORD TOKEN. Prints its port once it listens.
Each message that it accepts is a file in DIR; USER "" needs no login. A message whose body says DROP
is kept, and the connection breaks before the answer; one to nobody@ is refused.
"""

import asyncio
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult


class Keep:
    """Writes what is accepted to disk before it says so."""

    def __init__(self, folder):
        self.folder = Path(folder)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802, ARG002 - aiosmtpd's name
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002 - aiosmtpd's name
        count = len(list(self.folder.glob("*.eml")))
        raw = envelope.original_content
        (self.folder / f"{count}.to").write_text("\n".join([envelope.mail_from, *envelope.rcpt_tos]))
        (self.folder / f"{count}.eml").write_bytes(raw)
        if b"DROP" in raw:
            server.transport.abort()
        return "250 kept"

    async def auth_XOAUTH2(self, server, args):  # noqa: N802 - aiosmtpd's name
        import base64  # noqa: PLC0415 - only here

        said = base64.b64decode(args[1])
        good = said == f"user={USER}\1auth=Bearer {TOKEN}\1\1".encode()
        if not good:
            await server.challenge_auth("eyJzdGF0dXMiOiI0MDAifQ==", encode_to_b64=False)
        return AuthResult(success=good, handled=False)


def check(server, session, envelope, _mechanism, data):  # noqa: ARG001 - aiosmtpd's signature
    good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


async def main(folder, certificate, key, port, tls):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    starttls = tls == "starttls"

    def factory():
        return SMTP(
            Keep(folder),
            loop=loop,
            hostname="smtp.example.com",
            tls_context=context if starttls else None,
            require_starttls=starttls and bool(USER),
            authenticator=check,
            auth_required=bool(USER),
            auth_require_tls=starttls,
        )

    server = await loop.create_server(
        factory, "127.0.0.1", int(port), ssl=context if tls == "implicit" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the parent waits for it
    await server.serve_forever()


if __name__ == "__main__":
    USER, PASSWORD, TOKEN = sys.argv[6:]
    asyncio.run(main(*sys.argv[1:6]))
