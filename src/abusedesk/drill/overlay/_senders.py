"""A region's SES account and identities, which both versions of SES answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from abusedesk.drill.call import Call

# A region that never sent is in the sandbox.
# https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
_SANDBOX = {
    "DedicatedIpAutoWarmupEnabled": False,
    "EnforcementStatus": "HEALTHY",
    "ProductionAccessEnabled": False,
    "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 0.0},
    "SendingEnabled": True,
}


def account(call: Call) -> dict[str, Any]:
    """The region's account as sesv2 answers it, to look at or to change."""
    things = call.account.things.setdefault(call.region, {})
    key = next((one for one in ("ses:account", "sesv2:account") if one in things), "ses:account")
    given = things.setdefault(key, {})
    for name, value in _SANDBOX.items():
        given.setdefault(name, dict(value) if isinstance(value, dict) else value)
    found: dict[str, Any] = given
    return found


def identities(call: Call) -> dict[str, dict[str, Any]]:
    """Identities by name, each as sesv2 lists it, in whichever form the folder has them."""
    things = call.account.things.get(call.region, {})
    found = {}
    for key in ("ses:identities", "ses:email_identities", "sesv2:email_identities"):
        for one in things.get(key, ()):
            facts = one if isinstance(one, dict) else {"IdentityName": one}
            name = str(facts.get("IdentityName") or facts.get("Identity") or "")
            found[name] = {
                "IdentityType": "DOMAIN" if kind(name) == "Domain" else "EMAIL_ADDRESS",
                "SendingEnabled": True,
                "VerificationStatus": "SUCCESS",
                **facts,
                "IdentityName": name,
            }
    return found


def kind(name: str) -> str:
    """IdentityType in the words of version 1."""
    return "EmailAddress" if "@" in name else "Domain"
