"""Sessions that were opened before the practice account was, as its records tell of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.policy.evaluate import parsed
from abusedesk.drill.shapes import aware
from abusedesk.drill.state.principals import Principal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from abusedesk.drill.incident import Account

# What AWS gives unless another duration is asked for.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html
_LIVES = {"AssumedRole": timedelta(hours=1), "IAMUser": timedelta(hours=12)}


def opened_before(account: Account, keys: Collection[str]) -> dict[str, Principal]:
    """The sessions behind those of keys that a record of account was signed with, by key."""
    found: dict[str, Principal] = {}
    wanted = {key for key in keys if key.startswith("ASIA")}
    for records in account.records.values() if wanted else ():
        for record in records:
            if record.key in wanted and record.key not in found:
                identity = parsed(record.raw.decode("utf-8", "replace")).get("userIdentity") or {}
                principal = _principal(account, record.key, identity)
                found |= {} if principal is None else {record.key: principal}
    return found


def _principal(account: Account, key: str, identity: Mapping[str, Any]) -> Principal | None:
    kind = str(identity.get("type"))
    context = identity.get("sessionContext") or {}
    issued = aware((context.get("attributes") or {}).get("creationDate"))
    if kind not in _LIVES or issued is None:
        return None
    role = kind == "AssumedRole"
    arn = str(identity.get("arn", ""))
    name = (context.get("sessionIssuer") or {}).get("userName") if role else identity.get("userName")
    return Principal(
        kind="role" if role else "user",
        account=account.id,
        arn=arn,
        user_id=str(identity.get("principalId", "")),
        key=key,
        name=str(name),
        session=arn.rpartition("/")[2] if role else "",
        issued=issued,
        expires=issued + _LIVES[kind],
    )
