"""A region's SES account and identities, which both versions of SES answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping

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

_LISTS = ("ses:identities", "ses:email_identities", "sesv2:email_identities")


def account(call: Call) -> dict[str, Any]:
    """The region's account as sesv2 answers it; send() changes it."""
    things = call.account.things.get(call.region, {})
    given = things.get(_key(things), {})
    return {**{name: dict(one) if isinstance(one, dict) else one for name, one in _SANDBOX.items()}, **given}


def send(call: Call, *, on: bool) -> None:
    """
    Stop or resume sending; what AWS itself has paused, nobody else resumes.

    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountSendingAttributes.html
    """
    if on and account(call)["EnforcementStatus"] == "SHUTDOWN":
        raise AwsError("BadRequestException", "Sending was paused by Amazon SES; it cannot be resumed so.")
    things = call.account.things.setdefault(call.region, {})
    key = _key(things)
    said = call.account.facts.resources.get(call.region, {}).get(key, {})
    held = things.setdefault(key, {})
    held["SendingEnabled"] = on
    if on and "SendingEnabled" not in said:
        del held["SendingEnabled"]


def _key(things: Mapping[str, Any]) -> str:
    return next((one for one in ("ses:account", "sesv2:account") if one in things), "ses:account")


def identities(call: Call) -> dict[str, dict[str, Any]]:
    """Identities by name, each as sesv2 lists it, in whichever form the folder has them."""
    things = call.account.things.get(call.region, {})
    found = {}
    for key in _LISTS:
        for one in things.get(key, ()):
            facts, name = one if isinstance(one, dict) else {}, _name(one)
            found[name] = {
                "IdentityType": "DOMAIN" if kind(name) == "Domain" else "EMAIL_ADDRESS",
                "SendingEnabled": True,
                "VerificationStatus": "SUCCESS",
                **facts,
                "IdentityName": name,
            }
    return found


def remove(call: Call, name: str) -> bool:
    """Take the identity of that name away; gives whether there was one."""
    things, found = call.account.things.get(call.region, {}), False
    for key in _LISTS:
        listed = things.get(key, [])
        left = [one for one in listed if _name(one) != name]
        found = found or len(left) < len(listed)
        listed[:] = left
    return found


def _name(one: Any) -> str:
    return str(one.get("IdentityName") or one.get("Identity") or "") if isinstance(one, dict) else str(one)


def kind(name: str) -> str:
    """IdentityType in the words of version 1."""
    return "EmailAddress" if "@" in name else "Domain"
