"""
SES, version 2.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.overlay import Overlay, _senders
from abusedesk.drill.paging import page
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call

_LISTED = ("IdentityType", "IdentityName", "SendingEnabled", "VerificationStatus")


def get_account(call: Call) -> Mapping[str, Any]:
    """The region's account: quota, enforcement, whether it may send."""
    return _senders.account(call)


def put_account_sending_attributes(call: Call) -> Mapping[str, Any]:
    """Stop or resume sending."""
    _senders.send(call, on=bool(call.get("SendingEnabled", False)))
    return {}


def list_email_identities(call: Call) -> Mapping[str, Any]:
    """The addresses and domains that mail is sent from."""
    items = [{name: one[name] for name in _LISTED} for one in _senders.identities(call).values()]
    shown, more = page(call, items)
    return {"EmailIdentities": shown, **more}


def get_email_identity(call: Call) -> Mapping[str, Any]:
    """One of them, with what the folder says of it."""
    name = str(call.get("EmailIdentity"))
    found = _senders.identities(call).get(name)
    if found is None:
        raise _unknown(name)
    shape: Any = models.operation("sesv2", "GetEmailIdentity").output_shape
    return {
        "FeedbackForwardingStatus": True,
        **{member: value for member, value in found.items() if member in shape.members},
        "VerifiedForSendingStatus": found["VerificationStatus"] == "SUCCESS",
    }


def delete_email_identity(call: Call) -> Mapping[str, Any]:
    """Remove one of them."""
    name = str(call.get("EmailIdentity"))
    if not _senders.remove(call, name):
        raise _unknown(name)
    return {}


def _unknown(name: str) -> AwsError:
    return AwsError("NotFoundException", f"Email identity {name} does not exist.", 404)


OVERLAY = Overlay(
    id="sesv2",
    answers={
        "GetAccount": get_account,
        "PutAccountSendingAttributes": put_account_sending_attributes,
        "ListEmailIdentities": list_email_identities,
        "GetEmailIdentity": get_email_identity,
        "DeleteEmailIdentity": delete_email_identity,
    },
)
