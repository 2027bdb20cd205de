"""Invented ids in the forms AWS gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_HEX = "0123456789abcdef"
_MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def account(rng: Random) -> str:
    """A 12-digit account id."""
    return "".join(rng.choices("123456789", k=1) + rng.choices("0123456789", k=11))


def unique(rng: Random, prefix: str, length: int = 20) -> str:
    """
    An IAM unique id of length characters: AKIA… (key), ASIA…, AIDA… (user), AROA… (role) and so on.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    return prefix + "".join(rng.choices(_BASE32, k=length - len(prefix)))


def secret(rng: Random) -> str:
    """Forty characters in the form of a secret access key."""
    return "".join(rng.choices(_MIXED, k=40))


def resource(rng: Random, prefix: str) -> str:
    """An EC2 id with 17 hex digits: "i-0…", "sg-0…"."""
    return f"{prefix}-0{''.join(rng.choices(_HEX, k=16))}"


def hexa(rng: Random, length: int) -> str:
    """Length hex digits."""
    return "".join(rng.choices(_HEX, k=length))


def uuid(rng: Random) -> str:
    """A version 4 UUID as CloudTrail writes event and request ids."""
    digits = f"{rng.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def iso(when: datetime) -> str:
    """When (aware UTC) as AWS writes it, to the second, with Z."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def spoken(when: datetime) -> str:
    """When as CloudTrail writes the times in IAM's and STS's answers: "Aug 1, 2024, 1:42:21 PM"."""
    return f"{when:%b} {when.day}, {when.year}, {when.hour % 12 or 12}:{when:%M:%S %p}"
