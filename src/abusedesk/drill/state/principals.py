"""Who a request comes from, as its key tells."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from abusedesk.drill.incident import Incident

RESPONDER = "abusedesk-responder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """
    A caller. name is the user's or role's; session the role session's or federated user's.

    issued and expires are set for temporary credentials, aware UTC. policies, where not None, hold
    instead of what IAM knows of the caller; session_policies limit beside it.
    """

    kind: Literal["user", "role", "root", "federated"]
    account: str
    arn: str
    user_id: str
    key: str
    name: str = ""
    session: str = ""
    issued: datetime | None = None
    expires: datetime | None = None
    secret: str = ""
    token: str = ""
    policies: tuple[Mapping[str, Any], ...] | None = None
    session_policies: tuple[Mapping[str, Any], ...] = field(default=())


def made_up(prefix: str, *of: object, length: int = 20) -> str:
    """An id of length capital letters and digits that begins with prefix; the same for the same things."""
    digest = hashlib.sha256("/".join(map(str, of)).encode()).digest()
    return (prefix + base64.b32encode(digest).decode().rstrip("="))[:length]


def responder(incident: Incident, partition: str, policy: Mapping[str, Any] | None) -> Principal:
    """
    The responder: a role session in the incident's first account that IAM does not list.

    It may do everything, or what policy allows, but never what the account's deny names.
    """
    account = incident.accounts[0]
    allowed = policy or {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    refused = {"Statement": [{"Effect": "Deny", "Action": list(account.deny), "Resource": "*"}]}
    role_id = made_up("AROA", account.id, "role", length=21)
    secret = made_up("", account.id, incident.now, "secret", length=40)
    return Principal(
        kind="role",
        account=account.id,
        arn=f"arn:{partition}:sts::{account.id}:assumed-role/{RESPONDER}/practice",
        user_id=f"{role_id}:practice",
        key=made_up("ASIA", account.id, incident.now),
        name=RESPONDER,
        session="practice",
        issued=incident.now - timedelta(minutes=1),
        secret=secret,
        token=made_up("", secret, "token", length=50),
        policies=(allowed, refused) if account.deny else (allowed,),
    )


def identity_of(principal: Principal, role_arn: str | None, account: str = "") -> dict[str, Any]:
    """The caller as userIdentity of a CloudTrail record of account says it: a stranger without his name."""
    if account not in {"", principal.account}:
        return {"type": "AWSAccount", "principalId": principal.user_id, "accountId": principal.account}
    identity: dict[str, Any] = {
        "type": {"user": "IAMUser", "role": "AssumedRole", "root": "Root", "federated": "FederatedUser"}[
            principal.kind
        ],
        "principalId": principal.user_id,
        "arn": principal.arn,
        "accountId": principal.account,
        "accessKeyId": principal.key,
    }
    if principal.kind == "user":
        identity["userName"] = principal.name
    if principal.kind == "role":
        issuer_id, partition = principal.user_id.partition(":")[0], principal.arn.split(":")[1]
        issuer = {
            "type": "Role",
            "principalId": issuer_id,
            "arn": role_arn or f"arn:{partition}:iam::{principal.account}:role/{principal.name}",
            "accountId": principal.account,
            "userName": principal.name,
        }
        attributes: dict[str, Any] = {"mfaAuthenticated": "false"}
        if principal.issued is not None:
            attributes["creationDate"] = principal.issued.strftime("%Y-%m-%dT%H:%M:%SZ")
        identity["sessionContext"] = {"sessionIssuer": issuer, "attributes": attributes}
    return identity
