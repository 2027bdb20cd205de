"""AWS's refusals, in the words and codes of each protocol."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abusedesk.drill.policy.evaluate import Verdict

_CLIENT_FAULT = 400
_FORBIDDEN = 403


class AwsError(Exception):
    """What AWS answers instead: an error code, a message for people, an HTTP status."""

    def __init__(self, code: str, message: str, status: int = _CLIENT_FAULT) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def unknown_key(protocol: str, service: str) -> AwsError:
    """
    The key that signed the request is unknown, inactive, or not valid in this region.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
    """
    if protocol == "ec2":
        return AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    if service == "s3":
        return AwsError(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            _FORBIDDEN,
        )
    message = "The security token included in the request is invalid."
    if protocol in {"query", "rest-xml"}:
        return AwsError("InvalidClientTokenId", message, _FORBIDDEN)
    return AwsError(
        "UnrecognizedClientException", message, _FORBIDDEN if protocol == "rest-json" else _CLIENT_FAULT
    )


def denied(protocol: str, service: str, asked: tuple[str, str, str], verdict: Verdict) -> AwsError:
    """
    The refusal of asked (caller's ARN, IAM action, resource's ARN).

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    caller, action, resource = asked
    why = (
        "with an explicit deny in an identity-based policy"
        if verdict == "denied"
        else f"because no identity-based policy allows the {action} action"
    )
    if protocol == "ec2":
        # AWS's own text is sealed; sts:DecodeAuthorizationMessage opens it.
        sealed = base64.urlsafe_b64encode(hashlib.sha512("|".join(asked).encode()).digest()).decode()
        return AwsError(
            "UnauthorizedOperation",
            f"You are not authorized to perform this operation. User: {caller} is not authorized to perform: "
            f"{action} {why}. Encoded authorization failure message: {sealed}",
            _FORBIDDEN,
        )
    quote = '"' if service == "s3" else ""
    message = (
        f"User: {caller} is not authorized to perform: {action} on resource: {quote}{resource}{quote} {why}"
    )
    if protocol in {"query", "rest-xml"}:
        return AwsError("AccessDenied", message, _FORBIDDEN)
    return AwsError(
        "AccessDeniedException", message, _FORBIDDEN if protocol == "rest-json" else _CLIENT_FAULT
    )
