"""The socket addresses of the audit log, which are the bytes of a struct sockaddr."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

_INET, _INET6, _UNIX = 2, 10, 1
_INET_LENGTH, _INET6_LENGTH = 8, 24  # bytes up to the end of the address

# Numbers of calls, per architecture, of which saddr is the peer who came (accept) or our own end (bind).
_X86_64, _AARCH64, _I386 = "c000003e", "c00000b7", "40000003"
_ACCEPT = {_X86_64: {"43", "288"}, _AARCH64: {"202", "242"}, _I386: {"364"}}
_BIND = {_X86_64: {"49"}, _AARCH64: {"200"}, _I386: {"361"}}
EXECVE = {_X86_64: {"59", "322"}, _AARCH64: {"221", "281"}, _I386: {"11", "358"}}


class Socket(NamedTuple):
    """address is a path for a socket of the file system."""

    family: str
    address: str
    port: int | None


def socket_of(saddr: str) -> Socket | None:
    """What saddr, hexadecimal, says; None for other families and for what is cut."""
    try:
        raw = bytes.fromhex(saddr)
    except ValueError:
        return None
    family = next((one for one in (raw[:1], raw[1:2]) if one and one != b"\0"), b"\0")[0]
    port = int.from_bytes(raw[2:4], "big")
    if family == _INET and len(raw) >= _INET_LENGTH:
        return Socket("inet", str(IPv4Address(raw[4:8])), port)
    if family == _INET6 and len(raw) >= _INET6_LENGTH:
        address = IPv6Address(raw[8:24])
        return Socket("inet6", str(address.ipv4_mapped or address), port)
    if family == _UNIX:
        path = raw[2:].split(b"\0", 1)[0] or raw[3:].split(b"\0", 1)[0]
        return Socket("unix", path.decode("utf-8", "replace"), None)
    return None


def side_of(arch: str, syscall: str, name: str) -> str:
    """Whose address a call's saddr is: "src" of who came to us, "own", or "dst" of whom we went to."""
    if name.startswith("accept") or syscall in _ACCEPT.get(arch, ()):
        return "src"
    if name == "bind" or syscall in _BIND.get(arch, ()):
        return "own"
    return "dst"
