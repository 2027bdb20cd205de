"""Looks up the TXT record of a signing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.errors import Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def dns_resolver(timeout: float, servers: Sequence[tuple[str, int]] = ()) -> Callable[[bytes], str | None]:
    """
    A function that gives the TXT record of a name, None where there is no such record.

    timeout is the limit in seconds of one lookup with all its attempts. servers are addresses and ports
    to ask instead of the system's. The function raises Unreachable where nobody could be asked.
    """
    import dns.exception  # noqa: PLC0415 - slow to load, and needed for mails only
    import dns.nameserver  # noqa: PLC0415 - likewise
    import dns.resolver  # noqa: PLC0415 - likewise

    def look_up(name: bytes) -> str | None:
        asked = name.decode("ascii", "replace")
        try:
            # Made anew for each name: the system's name servers change under a worker that runs for weeks.
            resolver = dns.resolver.Resolver(configure=not servers)
            if servers:
                resolver.nameservers = [dns.nameserver.Do53Nameserver(*one) for one in servers]
            answer = resolver.resolve(asked, "TXT", lifetime=timeout, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, OSError) as why:
            raise Unreachable(
                f"the key at {asked[:200]} could not be asked for: {type(why).__name__}"
            ) from why
        return b"".join(next(iter(answer)).strings).decode("utf-8", "replace")

    return look_up
