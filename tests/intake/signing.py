"""Signed mails for tests, by dkimpy and a key made on the spot; their DNS is a dictionary."""

from __future__ import annotations

import base64
from functools import cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dkim.canonicalization import CanonicalizationPolicy
from dkim.crypto import HASH_ALGORITHMS, parse_pem_private_key

SIGNED = [b"from", b"to", b"subject", b"date", b"message-id", b"content-type", b"mime-version"]


@cache
def key():
    """A private key as PEM, and its public half as the TXT record that publishes it."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 # dkimpy's least: fast
    private = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


class Dns:
    """A resolver that knows records, and remembers what it was asked."""

    def __init__(self, *domains, selector="sel", records=None):
        self.records = {f"{selector}._domainkey.{one}.".encode(): key()[1] for one in domains}
        self.records.update(records or {})
        self.asked = []

    def __call__(self, name):
        self.asked.append(name)
        found = self.records.get(name)
        if isinstance(found, Exception):
            raise found
        return found


def signed(mail, domain, selector="sel", headers=None, **more):
    """Mail with a DKIM signature of domain on top."""
    return (
        dkim.sign(
            mail, selector.encode(), domain.encode(), key()[0], include_headers=headers or SIGNED, **more
        )
        + mail
    )


def sealed(mail, domain, results, headers=SIGNED, extra=()):
    """Mail with the first ARC set of domain on top; results is what it says that it found."""
    made = dkim.ARC(mail)
    made.hasher = HASH_ALGORITHMS[b"rsa-sha256"]
    policy = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    private = parse_pem_private_key(key()[0])
    found = [(b"ARC-Authentication-Results", b" i=1; " + results.encode() + b"\r\n")]
    made.headers = policy.canonicalize_headers(found) + made.headers
    digest = made.hasher()
    digest.update(policy.canonicalize_body(made.body))
    common = [(b"a", b"rsa-sha256"), (b"d", domain.encode()), (b"s", b"sel"), (b"t", b"1700000000")]
    message = [
        (b"i", b"1"), *common, (b"c", b"relaxed/relaxed"), *extra, (b"h", b":".join(headers)),
        (b"bh", base64.b64encode(digest.digest())), (b"b", b"0" * 60),
    ]  # fmt: skip
    value = made.gen_header(message, list(headers), policy, b"ARC-Message-Signature", private)
    found.insert(0, (b"ARC-Message-Signature", b" " + value))
    made.headers = policy.canonicalize_headers(found[:1]) + made.headers
    seal = [(b"i", b"1"), (b"cv", b"none"), *common, (b"b", b"0" * 60)]
    names = [name.lower() for name, _ in reversed(found)]
    value = made.gen_header(seal, names, policy, b"ARC-Seal", private)
    found.insert(0, (b"ARC-Seal", b" " + value))
    return b"".join(name + b":" + value for name, value in found) + mail
