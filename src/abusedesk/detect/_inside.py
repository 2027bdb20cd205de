"""SQL for which side of a flow an address is on, over the columns of `events`."""

from __future__ import annotations

from ipaddress import IPv4Network

from ._address import within

# RFC 1918, RFC 6598
_PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))


def private(column: str) -> str:
    """SQL: the text in column is a private IPv4 address; never null."""
    return f"coalesce({within(_PRIVATE, column)}, false)"


def inside(column: str) -> str:
    """
    SQL: the sender in column is a machine of ours; record is the flow's.

    Interfaces with IPv6 have no private addresses: there the log says the direction, where it has that
    field.
    """
    direction = "json_extract_string(record, '$.\"flow-direction\"')"
    return f"""({private(column)} or coalesce({direction} = 'egress', false))"""
