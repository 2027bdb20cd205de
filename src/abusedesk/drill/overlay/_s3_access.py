"""Who may use a bucket: its policy, its access control list, and what AWS does not let them say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._s3_objects import bucket_of
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.principals import made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.state.objects import Bucket

_DENIED = 403
_BLOCK = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_GROUPS = "http://acs.amazonaws.com/groups/"
_EVERYBODY = (f"{_GROUPS}global/AllUsers", f"{_GROUPS}global/AuthenticatedUsers")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
_CANNED = {
    "private": (),
    "public-read": ((_EVERYBODY[0], "READ"),),
    "public-read-write": ((_EVERYBODY[0], "READ"), (_EVERYBODY[0], "WRITE")),
    "authenticated-read": ((_EVERYBODY[1], "READ"),),
    "log-delivery-write": ((f"{_GROUPS}s3/LogDelivery", "WRITE"), (f"{_GROUPS}s3/LogDelivery", "READ_ACP")),
}


def closed() -> dict[str, Any]:
    """
    What a new bucket has since April 2023.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
    """
    return {
        "PublicAccessBlockConfiguration": dict.fromkeys(_BLOCK, True),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    }


def owner(call: Call) -> dict[str, str]:
    """The account as access control lists name it."""
    return {"ID": made_up("", call.account.id, "canonical", length=52).lower()}


def block_of_account(call: Call) -> dict[str, bool]:
    """The account's own block of public access, {} where it has none."""
    held: dict[str, bool] = call.account.things.get(call.account.home, {}).get(ACCOUNT_BLOCK) or {}
    return held.get("PublicAccessBlockConfiguration", held)  # type: ignore[return-value]  # either form


ACCOUNT_BLOCK = "s3control:public_access_block"


def _blocks(call: Call, bucket: Bucket, switch: str) -> bool:
    """Whether the bucket's block or the account's has switch on: the stricter of both holds."""
    own = bucket.facts.get("PublicAccessBlockConfiguration") or {}
    return bool(own.get(switch) or block_of_account(call).get(switch))


def public(policy: Any) -> bool:
    """Whether a bucket's policy lets everybody in."""
    document = json.loads(policy) if isinstance(policy, str) else policy
    statements = document.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    return any(
        one.get("Effect") == "Allow"
        and one.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
        and not one.get("Condition")
        for one in listed
    )


def put_bucket_policy(call: Call) -> Mapping[str, Any]:
    """Set the policy, unless it is none, or lets everybody in where that is blocked."""
    bucket = bucket_of(call)
    try:
        document = json.loads(str(call.get("Policy")))
    except ValueError:
        raise AwsError(
            "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'"
        ) from None
    if not isinstance(document, dict) or not document.get("Statement"):
        raise AwsError("MalformedPolicy", "Missing required field Statement")
    if public(document) and _blocks(call, bucket, "BlockPublicPolicy"):
        raise AwsError(
            "AccessDenied",
            "Access Denied: public policies are prevented by the BlockPublicPolicy setting.",
            _DENIED,
        )
    bucket.facts["Policy"] = document
    return {}


def get_bucket_acl(call: Call) -> Mapping[str, Any]:
    """Who may do what by the old way; only the owner unless the folder or a Put says otherwise."""
    facts = bucket_of(call).facts
    who = facts.get("Owner") or owner(call)
    return {"Owner": who, "Grants": facts.get("Grants") or _own(who)}


def _own(who: Mapping[str, str]) -> list[dict[str, Any]]:
    grantee = {"ID": who.get("ID", ""), "Type": "CanonicalUser"}
    return [{"Grantee": grantee, "Permission": "FULL_CONTROL"}]


def put_bucket_acl(call: Call) -> Mapping[str, Any]:
    """Set the list, where the bucket has lists at all and nothing public is blocked."""
    bucket = bucket_of(call)
    who = bucket.facts.get("Owner") or owner(call)
    grants = _asked(call, who)
    own_only = grants == _own(who)
    if _enforced(bucket) and not own_only:
        raise AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs")
    if any(one["Grantee"].get("URI") in _EVERYBODY for one in grants) and _blocks(
        call, bucket, "BlockPublicAcls"
    ):
        raise AwsError("AccessDenied", "Access Denied", _DENIED)
    bucket.facts["Grants"] = grants
    if own_only:
        del bucket.facts["Grants"]
    return {}


def _enforced(bucket: Bucket) -> bool:
    rules = (bucket.facts.get("OwnershipControls") or {}).get("Rules") or ()
    return any(one.get("ObjectOwnership") == "BucketOwnerEnforced" for one in rules)


def _asked(call: Call, who: Mapping[str, str]) -> list[dict[str, Any]]:
    given = call.get("AccessControlPolicy")
    if given:
        return [dict(one) for one in given.get("Grants", ())]
    canned = _CANNED.get(str(call.get("ACL", "private")), ())
    groups = [
        {"Grantee": {"Type": "Group", "URI": group}, "Permission": permission} for group, permission in canned
    ]
    return [*_own(who), *groups]


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "PutBucketPolicy": put_bucket_policy,
    "GetBucketAcl": get_bucket_acl,
    "PutBucketAcl": put_bucket_acl,
}
