"""
SES, version 1.

https://docs.aws.amazon.com/ses/latest/APIReference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay import Overlay, _senders
from abusedesk.drill.paging import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.drill.call import Call


def list_identities(call: Call) -> Mapping[str, Any]:
    """Names of the addresses and domains that mail is sent from."""
    wanted = call.get("IdentityType")
    names = [name for name in _senders.identities(call) if not wanted or _senders.kind(name) == wanted]
    shown, more = page(call, names)
    return {"Identities": shown, **more}


def get_account_sending_enabled(call: Call) -> Mapping[str, Any]:
    """Whether mail may be sent."""
    return {"Enabled": bool(_senders.account(call).get("SendingEnabled", True))}


def update_account_sending_enabled(call: Call) -> Mapping[str, Any]:
    """Stop or resume sending."""
    _senders.send(call, on=bool(call.get("Enabled", False)))
    return {}


def delete_identity(call: Call) -> Mapping[str, Any]:
    """Remove an address or domain; one that is not there is no error."""
    _senders.remove(call, str(call.get("Identity")))
    return {}


def get_send_quota(call: Call) -> Mapping[str, Any]:
    """How much may be sent, and was."""
    return dict(_senders.account(call)["SendQuota"])


OVERLAY = Overlay(
    id="ses",
    answers={
        "ListIdentities": list_identities,
        "GetAccountSendingEnabled": get_account_sending_enabled,
        "UpdateAccountSendingEnabled": update_account_sending_enabled,
        "DeleteIdentity": delete_identity,
        "GetSendQuota": get_send_quota,
    },
)
