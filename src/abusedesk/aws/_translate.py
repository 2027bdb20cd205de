"""What botocore raised, as one of our errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore import exceptions as raised

from abusedesk.errors import Absent, Denied, DeskError, Throttled, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_DENIED = frozenset(
    {
        "403",
        "AccessDenied",
        "AccessDeniedException",
        "AllAccessDisabled",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Client.UnauthorizedOperation",
        "Forbidden",
        "ForbiddenException",
        "NotAuthorized",
        "UnauthorizedException",
        "UnauthorizedOperation",
    }
)
_NOT_ENABLED = frozenset(
    {
        "AWSOrganizationsNotInUseException",
        "DataUnavailableException",
        "InvalidAccessException",
        "OptInRequired",
        "SubscriptionRequiredException",
    }
)
_NOTHING = re.compile(r"^NoSuch|NotFound(Exception|Error|Fault)?$|^404$|^ReportNotPresent$|^ReportExpired$")
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
# The key is not known here: it is off, deleted or wrong, or the region is not opted in.
_UNKNOWN_KEY = frozenset(
    {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "UnrecognizedClient",
        "UnrecognizedClientException",
    }
)
_BAD_SIGNATURE = frozenset(
    {"IncompleteSignature", "InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch"}
)
_NO_CREDENTIALS = (
    raised.NoCredentialsError,
    raised.PartialCredentialsError,
    raised.CredentialRetrievalError,
    raised.TokenRetrievalError,
    raised.UnauthorizedSSOTokenError,
    raised.SSOTokenLoadError,
    raised.RefreshWithMFAUnsupportedError,
)
_NAMED_PERMISSION = re.compile(r"not authorized to perform:? ([a-z][a-z0-9-]*:[A-Za-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What was asked of AWS, as far as it decides what an error means.

    opted_in is whether the region is, None while that is not known; works says that AWS accepted the
    credentials before; offered is whether the service exists in the region at all.
    """

    call: str
    permission: str
    region: str
    opted_in: bool | None = None
    works: bool = False
    offered: bool = True


def translated(error: Exception, asked: Asked) -> DeskError:
    """
    The error of ours that says what error means.

    error is botocore's ClientError or BotoCoreError, or what reading the answer raised. Texts never hold
    a secret: they are ours, but for AWS's own message where nothing else is known.
    """
    if isinstance(error, raised.ClientError):
        return _answered(error.response, error.operation_name, asked)
    if isinstance(error, _NO_CREDENTIALS):
        return Denied(asked.permission, f"no usable AWS credentials for {asked.call}: {_named(error)}")
    if isinstance(error, raised.EndpointConnectionError) and not asked.offered:
        service = asked.call.partition(":")[0]
        return Absent(f"{service} is not offered in {asked.region}", "not_enabled")
    if isinstance(error, raised.BotoCoreError):
        return Unreachable(f"{asked.call} in {asked.region}: {_named(error)}")
    return Unreachable(f"{asked.call} in {asked.region}: the answer cannot be read ({type(error).__name__})")


def code_of(response: Any) -> str:
    """The error code in a parsed answer, "" where there is none."""
    error = response.get("Error") if isinstance(response, dict) else None
    return str(error.get("Code", "")) if isinstance(error, dict) else ""


def _answered(response: Mapping[str, Any], operation: str, asked: Asked) -> DeskError:
    code, message = code_of(response), str(response.get("Error", {}).get("Message", ""))
    where = f"{asked.call} in {asked.region}"
    if code in _EXPIRED | _UNKNOWN_KEY | _BAD_SIGNATURE:
        return _not_accepted(code, asked)
    if code in THROTTLED:
        return Throttled(f"{where}: AWS kept refusing for the request rate ({code})")
    if code in _NOT_ENABLED or "not enabled for cost explorer" in message.lower():
        return Absent(f"{where}: not enabled ({code})", "not_enabled")
    if code in _DENIED:
        return _denied(message, operation, asked)
    if _NOTHING.search(code):
        return Absent(f"{where}: no such thing ({code})", "empty")
    return Unreachable(f"{where}: AWS answered {_plain(code)}: {_plain(message)}")


def _not_accepted(code: str, asked: Asked) -> DeskError:
    if code in _EXPIRED:
        return Denied(asked.permission, f"the AWS credentials have expired ({code}): sign in again")
    if code in _UNKNOWN_KEY:
        return _key_unknown(code, asked)
    why = "the secret key is wrong, or this computer's clock"
    return Denied(asked.permission, f"AWS does not accept the signature ({code}): {why}")


def _key_unknown(code: str, asked: Asked) -> DeskError:
    off = Absent(f"{asked.region} is not opted in ({code})", "not_opted_in")
    if asked.opted_in is False:
        return off
    if asked.opted_in is None and asked.works:
        return Absent(
            f"{asked.region} is most likely not opted in: these credentials work elsewhere ({code})",
            "not_opted_in",
        )
    bad = "the access key is inactive, deleted or wrong"
    either = "" if asked.opted_in else f", or {asked.region} is not opted in"
    return Denied(asked.permission, f"AWS does not accept these credentials ({code}): {bad}{either}")


def _denied(message: str, operation: str, asked: Asked) -> Denied:
    named = _NAMED_PERMISSION.search(message)
    permission = named[1] if named else asked.permission
    if operation == "AssumeRole" and not named:
        permission = "sts:AssumeRole"
    by = ""
    if "service control policy" in message or "resource control policy" in message:
        by = " (an organization's policy forbids it)"
    elif "explicit deny" in message:
        by = " (a policy forbids it)"
    return Denied(permission, f"AWS refused {permission}{by}")


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {_plain(str(error))}"


def _plain(text: str) -> str:
    """Text from outside, on one line, without control characters, cut at 200."""
    return "".join(char if char.isprintable() else " " for char in text)[:200]
