"""Sign-ins to the console, those that fail too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate.trail import Actor, Call

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.drill.generate.iam import User
    from abusedesk.drill.generate.trail import Trail


def success(trail: Trail, when: datetime, region: str, user: User, place: tuple[str, str]) -> None:
    """User signs in at region's console from place (address, browser), with MFA where he has a device."""
    more: dict[str, Any] = {"MFAUsed": "Yes" if user.mfa else "No"}
    if user.mfa:
        more["MFAIdentifier"] = user.arn.replace(":user/", ":mfa/")
    identity = {
        "type": "IAMUser",
        "principalId": user.id,
        "arn": user.arn,
        "accountId": user.arn.split(":")[4],
        "userName": user.name,
    }
    _login(trail, when, region, Actor(identity=identity, address=place[0], agent=place[1]), ("Success", more))


def failure(trail: Trail, when: datetime, region: str, user: User, place: tuple[str, str]) -> None:
    """User mistypes his password, in one of six tries his name."""
    identity = {
        "type": "IAMUser",
        "principalId": user.id,
        "accountId": user.arn.split(":")[4],
        "accessKeyId": "",
        "userName": user.name,
    }
    more: dict[str, Any] = {"MFAUsed": "Yes" if user.mfa else "No"}
    if when.second % 6 == 0:
        identity = {**identity, "principalId": "", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}
        more = {"MFAUsed": "No", "errorMessage": "No username found in supplied account"}
    _login(trail, when, region, Actor(identity=identity, address=place[0], agent=place[1]), ("Failure", more))


def root(trail: Trail, when: datetime, account: str, place: tuple[str, str]) -> None:
    """The root user signs in with MFA."""
    arn = f"arn:aws:iam::{account}:root"
    identity = {"type": "Root", "principalId": account, "arn": arn, "accountId": account, "accessKeyId": ""}
    more = {"MFAUsed": "Yes", "MFAIdentifier": f"arn:aws:iam::{account}:mfa/root-account-mfa-device"}
    _login(
        trail,
        when,
        "us-east-1",
        Actor(identity=identity, address=place[0], agent=place[1]),
        ("Success", more),
    )


def _login(
    trail: Trail, when: datetime, region: str, actor: Actor, outcome: tuple[str, dict[str, Any]]
) -> None:
    word, more = outcome
    host = "signin.aws.amazon.com" if region == "us-east-1" else f"{region}.signin.aws.amazon.com"
    console = f"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&region={region}"
    why = more.pop("errorMessage", "Failed authentication")
    failed = {"errorMessage": why} if word == "Failure" else {}
    wire = {
        "tlsVersion": "TLSv1.3",
        "cipherSuite": "TLS_AES_128_GCM_SHA256",
        "clientProvidedHostHeader": host,
    }
    call = Call(
        service="signin",
        name="ConsoleLogin",
        response={"ConsoleLogin": word},
        more={
            **failed,
            "additionalEventData": {"LoginTo": console, "MobileVersion": "No", **more},
            "eventType": "AwsConsoleSignIn",
            "tlsDetails": wire,
        },
    )
    trail.add(when, region, actor, call).pop("requestID", None)
