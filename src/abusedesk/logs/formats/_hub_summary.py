"""What a finding of Security Hub says, whichever of its two formats it came in."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 200  # addresses or resources: what nobody reads is left out

# Not is_private: that is true of addresses for documentation too.
_INSIDE = [
    ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"),
        *("169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
    )
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    A finding's facts; None for what it does not say.

    severity is Security Hub's word in any letters; first and last are times as they stand; status is
    how a check against a standard went; addresses are those of the other side.
    """

    id: str | None
    kind: str | None
    product: str | None
    title: str | None
    severity: str | None
    status: str | None
    account: str | None
    region: str | None
    first: Any
    last: Any
    credential: str | None
    actor: str | None
    user: str | None
    resources: tuple[str, ...]
    addresses: tuple[str, ...]
    domain: str | None
    sample: bool


def items(value: Any) -> list[Any]:
    """Value if it is a list; else none."""
    return value if isinstance(value, list) else []


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names that are not empty, each once, in their order; at most 200."""
    return tuple(dict.fromkeys(name for name in names if name))[:_MOST]


def short_name(name: str) -> str:
    """The id of an EC2 thing, of all else the name as it is."""
    return name.rsplit("/", 1)[-1] if name.startswith("arn:") and ":ec2:" in name else name


def is_outside(text: str | None) -> bool:
    """Whether text is an address that is not one of a private network."""
    try:
        address = ip_address(text or "")
    except ValueError:
        return False
    return not any(address in network for network in _INSIDE)
