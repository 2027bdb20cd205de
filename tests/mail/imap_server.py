"""
A real IMAP server (pymap) in a process of its own, so that it can be killed.

Run as a script: DIR CERTIFICATE KEY PORT TLS USER PASSWORD TOKEN. Prints its port once it listens.
TLS is "implicit" or "starttls"; mails are in DIR/box, a maildir that outlives the process.
"""

import asyncio
import ssl
import sys
from argparse import Namespace
from contextlib import AsyncExitStack

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.maildir import Config, Identity, Login, MaildirBackend
from pymap.exceptions import InvalidAuth
from pymap.frozen import frozendict
from pymap.imap import IMAPServer
from pymap.user import UserMetadata
from pysasl import SASLAuth
from pysasl.creds.external import ExternalCredentials
from pysasl.hashing import Cleartext
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism


class TokenLogin(Login):
    """Takes one access token beside the password."""

    token = ""

    async def authenticate(self, credentials):
        if isinstance(credentials, ExternalCredentials):
            if credentials._token != self.token:
                raise InvalidAuth
            return Identity(self.config, self.tokens, credentials.authzid, None, set())
        return await super().authenticate(credentials)


class TokenConfig(Config):
    """Offers XOAUTH2."""

    @property
    def tls_auth(self):
        return SASLAuth([PlainMechanism(), OAuth2Mechanism()])


async def main(folder, *, certificate, key, port, tls, user, password, token):
    args = Namespace(
        host="127.0.0.1", port=port, debug=False, cert=certificate, key=key, tls=tls == "starttls",
        passlib_cfg=None, proxy_protocol=None, inherited_sockets=None,
        base_dir=folder, concurrency=None, layout="++", colon=None,
    )  # fmt: skip
    config = TokenConfig.from_args(args, hash_context=Cleartext())
    config.apply_context()
    login = TokenLogin(config)
    login.token = token
    owner = Identity(config, login.tokens, user, None, {"admin"})
    known = UserMetadata(config, user, password=password, params=frozendict({"mailbox_path": "box"}))
    await owner.set(known)
    backend = MaildirBackend(login, config)
    callback = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
    context = None
    if tls == "implicit":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    async with AsyncExitStack() as stack:
        await backend.start(stack)
        server = await asyncio.start_server(callback, "127.0.0.1", int(port), ssl=context)
        print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the parent waits for it
        await server.serve_forever()


if __name__ == "__main__":
    names = ("certificate", "key", "port", "tls", "user", "password", "token")
    asyncio.run(main(sys.argv[1], **dict(zip(names, sys.argv[2:], strict=True))))
