"""The regions that every account has from the start, and what AWS calls them where."""

from __future__ import annotations

DEFAULT = {
    "us-east-1": ("use1", "USE1"),
    "us-east-2": ("use2", "USE2"),
    "us-west-1": ("usw1", "USW1"),
    "us-west-2": ("usw2", "USW2"),
    "ap-south-1": ("aps1", "APS3"),
    "ap-northeast-1": ("apne1", "APN1"),
    "ap-northeast-2": ("apne2", "APN2"),
    "ap-northeast-3": ("apne3", "APN3"),
    "ap-southeast-1": ("apse1", "APS1"),
    "ap-southeast-2": ("apse2", "APS2"),
    "ca-central-1": ("cac1", "CAN1"),
    "eu-central-1": ("euc1", "EUC1"),
    "eu-west-1": ("euw1", "EU"),
    "eu-west-2": ("euw2", "EUW2"),
    "eu-west-3": ("euw3", "EUW3"),
    "eu-north-1": ("eun1", "EUN1"),
    "sa-east-1": ("sae1", "SAE1"),
}
"""
Region -> prefix of its zone ids, prefix of its usage types in the bill.

Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""

NAMES = {
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)",
    "ap-south-1": "Asia Pacific (Mumbai)",
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-northeast-2": "Asia Pacific (Seoul)",
    "ap-northeast-3": "Asia Pacific (Osaka)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
    "ca-central-1": "Canada (Central)",
    "eu-central-1": "Europe (Frankfurt)",
    "eu-west-1": "Europe (Ireland)",
    "eu-west-2": "Europe (London)",
    "eu-west-3": "Europe (Paris)",
    "eu-north-1": "Europe (Stockholm)",
    "sa-east-1": "South America (Sao Paulo)",
}

HOMES = (
    ("ap-northeast-1", 9),
    ("ap-northeast-3", 9),
    ("ap-southeast-2", 10),
    ("eu-central-1", 1),
    ("eu-west-1", 0),
    ("eu-west-2", 0),
    ("ca-central-1", -5),
    ("us-west-2", -8),
    ("us-east-2", -5),
)
"""Where a company may live: its region, and the hours by which its office is ahead of UTC."""


def public_dns(region: str, address: str) -> str:
    """The public host name EC2 gives an instance with this IPv4 address."""
    zone = "compute-1" if region == "us-east-1" else f"{region}.compute"
    return f"ec2-{address.replace('.', '-')}.{zone}.amazonaws.com"


def private_dns(region: str, address: str) -> str:
    """The private host name EC2 gives an instance with this private IPv4 address."""
    zone = "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal"
    return f"ip-{address.replace('.', '-')}.{zone}"
