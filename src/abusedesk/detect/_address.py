"""Whether a text is an address within networks, as SQL: what is no address is in no network."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from ._literal import joined

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv6Network


def within(networks: Iterable[IPv4Network | IPv6Network], value: str = "v") -> str:
    """
    SQL: the text value is an address within one of networks (at least one).

    By the lake's macros, so without any INET type; the address is read once for all networks.
    """
    spans: dict[str, list[str]] = {}
    for network in networks:
        low, high = int(network.network_address), int(network.broadcast_address)
        if isinstance(network, IPv4Network):
            spans.setdefault("ipv4_number", []).append(f"a between {low} and {high}")
        else:
            spans.setdefault("ipv6_hex", []).append(f"a between '{low:032x}' and '{high:032x}'")
    tests = [
        f"len(list_filter([{read}({value})], lambda a: {joined('or', inside)})) > 0"
        for read, inside in spans.items()
    ]
    return f"({joined('or', tests)})"
