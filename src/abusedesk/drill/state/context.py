"""
The condition keys of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abusedesk.drill.state.principals import Principal
    from abusedesk.drill.state.world import World


def context_of(world: World, principal: Principal, where: tuple[str, str]) -> Mapping[str, Sequence[str]]:
    """The condition keys of a request by principal, in lower case; where is its region and source address."""
    region, address = where
    now = world.clock.now()
    found: dict[str, Any] = {
        "aws:principalarn": principal.arn,
        "aws:principalaccount": principal.account,
        "aws:principaltype": {"user": "User", "role": "AssumedRole", "root": "Account"}.get(
            principal.kind, "FederatedUser"
        ),
        "aws:userid": principal.user_id,
        "aws:sourceip": address,
        "aws:currenttime": now.isoformat(),
        "aws:epochtime": str(int(now.timestamp())),
        "aws:requestedregion": region,
        "aws:securetransport": "true",
        "aws:viaawsservice": "false",
    }
    if principal.kind == "role":
        role = world.accounts[principal.account].people.arn_of("role", principal.name)
        found["aws:principalarn"] = role or principal.arn
    if principal.kind == "user":
        found["aws:username"] = principal.name
    if principal.issued is not None:  # long-term keys have neither
        found["aws:tokenissuetime"] = principal.issued.isoformat()
        found["aws:multifactorauthpresent"] = "false"
    return {name: [value] for name, value in found.items()}
