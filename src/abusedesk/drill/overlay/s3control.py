"""
S3's settings of a whole account: its block of public access.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay
from abusedesk.drill.overlay._s3_access import ACCOUNT_BLOCK, block_of_account
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_ABSENT, _DENIED = 404, 403


def get_public_access_block(call: Call) -> Mapping[str, Any]:
    """The account's block."""
    _own(call)
    held = block_of_account(call)
    if not held:
        raise AwsError(
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found",
            _ABSENT,
        )
    return {"PublicAccessBlockConfiguration": held}


def put_public_access_block(call: Call) -> Mapping[str, Any]:
    """Set it; the same for every region."""
    _own(call)
    things = call.account.things.setdefault(call.account.home, {})
    things[ACCOUNT_BLOCK] = dict(call.get("PublicAccessBlockConfiguration", {}))
    return {}


def delete_public_access_block(call: Call) -> Mapping[str, Any]:
    """Take it away."""
    _own(call)
    call.account.things.get(call.account.home, {}).pop(ACCOUNT_BLOCK, None)
    return {"__status__": 204}


def _own(call: Call) -> None:
    if call.get("AccountId") != call.account.id:
        raise AwsError("AccessDenied", "Access Denied", _DENIED)


OVERLAY = Overlay(
    id="s3control",
    answers={
        "GetPublicAccessBlock": get_public_access_block,
        "PutPublicAccessBlock": put_public_access_block,
        "DeletePublicAccessBlock": delete_public_access_block,
    },
)
