"""Machine images that the account owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_LISTING = Listing("ec2_images", "ec2:DescribeImages", "Images", "ec2.image", "ImageId")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per item, as DescribeImages shows it now (not as of scope.until)."""
    return listed(aws, scope, _LISTING, Owners=["self"])


COLLECTOR = Collector(
    id="ec2_images",
    title=msg("Machine images"),
    regional=True,
    reads=("ec2:DescribeImages",),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html",
    collect=collect,
)
