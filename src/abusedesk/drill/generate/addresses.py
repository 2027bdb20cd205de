"""
Invented addresses, none handed out twice.

All are from ranges that route nowhere: the documentation nets (RFC 5737, RFC 3849) and the
benchmarking net (RFC 2544). 198.19.0.0/16 stands for AWS's own public space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.drill.generate.chance import chance

if TYPE_CHECKING:
    from random import Random

_DOCUMENTATION = ("192.0.2", "198.51.100", "203.0.113")


class Addresses:
    """Draws addresses by whose they are."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        self._office, self._programs, self._outside = rng.sample(_DOCUMENTATION, 3)
        self._program_block = rng.choice((16, 48, 80, 112, 144, 176))
        self._streets = rng.sample(range(256), 256)

    def _free(self, net: str, first: int = 1, last: int = 254) -> str:
        while (address := f"{net}.{self._rng.randint(first, last)}") in self._taken:
            pass
        self._taken.add(address)
        return address

    def office(self) -> str:
        """An address of the company itself: its office line or its VPN's way out."""
        return self._free(self._office)

    def program(self) -> str:
        """A build runner's address; all of them lie in one block of 16."""
        return self._free(self._programs, self._program_block, self._program_block + 15)

    def outside(self) -> str:
        """An address of somebody that the company does not know; each in a network of its own."""
        if self._outside and chance(self._rng, 0.4):
            net, self._outside = self._outside, ""
            return self._free(net)
        return self._free(f"198.18.{self._streets.pop()}")

    def crowd(self) -> str:
        """One of many: a bot, a visitor, a host on the internet."""
        return self._free(f"198.18.{self._rng.randint(0, 255)}")

    def ours(self) -> str:
        """A public address that EC2 gives an instance."""
        return self._free(f"198.19.{self._rng.randint(0, 255)}")
