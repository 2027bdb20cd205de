"""What an address is worth: public or not, and which network it lies in."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeGuard

# Not ipaddress.is_global: it also refuses the documentation ranges, which practice accounts live in.
_UNROUTED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
        "::/127",
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
    )
)


@cache
def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address that text writes; None for "ec2.amazonaws.com", "AWS Internal" and other words."""
    try:
        return ip_address(text.strip())
    except ValueError:
        return None


@cache
def _is_public(text: str) -> bool:
    address = parsed(text)
    return address is not None and not any(
        address in block for block in _UNROUTED if block.version == address.version
    )


def is_public(text: str | None) -> TypeGuard[str]:
    """Whether text is an address that somebody on the internet can come from."""
    return bool(text) and _is_public(text or "")


@cache
def network(text: str) -> str:
    """The neighbourhood of an address: its /24, for IPv6 its /48; text itself when it is no address."""
    address = parsed(text)
    if address is None:
        return text
    size = 24 if address.version == 4 else 48  # noqa: PLR2004 - the version of IP
    return str(ip_network(f"{address}/{size}", strict=False))
