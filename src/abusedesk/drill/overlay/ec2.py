"""
EC2, answered from the folder's documents and changed in place.

Moto's EC2 is not asked: seeding it with ids of our own would lose most members that a folder gives.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/
"""

from __future__ import annotations

from abusedesk.drill.overlay import (
    Overlay,
    _ec2_attributes,
    _ec2_describe,
    _ec2_groups,
    _ec2_instances,
    _ec2_starters,
    _ec2_storage,
    _ec2_turns,
)

OVERLAY = Overlay(
    id="ec2",
    answers={
        **_ec2_describe.ANSWERS,
        **_ec2_attributes.ANSWERS,
        **_ec2_instances.ANSWERS,
        **_ec2_turns.ANSWERS,
        **_ec2_groups.ANSWERS,
        **_ec2_storage.ANSWERS,
        **_ec2_starters.ANSWERS,
    },
)
