"""The regions that the SDK knows, for where the account will not list its own."""

from __future__ import annotations


def known_regions(partition: str) -> list[str]:
    """Every region of partition ("aws", "aws-cn", "aws-us-gov") that has EC2, as botocore knows them."""
    # botocore costs 0.2 s to load, which only those who call AWS pay.
    from botocore.session import Session  # noqa: PLC0415  # see above

    session = Session()  # type: ignore[no-untyped-call]  # botocore has no types
    return list(session.get_available_regions("ec2", partition_name=partition))  # type: ignore[no-untyped-call]  # likewise
