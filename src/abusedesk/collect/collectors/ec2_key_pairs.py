"""EC2 key pairs, by id; AWS keeps no private key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_LISTING = Listing("ec2_key_pairs", "ec2:DescribeKeyPairs", "KeyPairs", "ec2.key_pair", "KeyPairId")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per item, as DescribeKeyPairs shows it now (not as of scope.until)."""
    return listed(aws, scope, _LISTING)


COLLECTOR = Collector(
    id="ec2_key_pairs",
    title=msg("EC2 key pairs"),
    regional=True,
    reads=("ec2:DescribeKeyPairs",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeKeyPairs.html",
    collect=collect,
)
