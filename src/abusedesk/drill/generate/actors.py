"""Who calls: userIdentity in each of its forms, and the programs that people and machines use."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import ids
from abusedesk.drill.generate.trail import Actor, Call

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from abusedesk.drill.generate.iam import Key, Role, User
    from abusedesk.drill.generate.trail import Trail

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Safari/537.36"
BROWSERS = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT}",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT}",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0",
)


def browser(rng: Random) -> str:
    """A browser's user agent."""
    return rng.choice(BROWSERS).replace("{n}", str(rng.randint(133, 147)))


def command_line(rng: Random, system: str = "") -> str:
    """The AWS CLI's user agent; "{command}" stands where the CLI names its command."""
    system = system or rng.choice(
        ("macos#24.6.0 md/arch#arm64", "linux#6.8.0-60-generic md/arch#x86_64", "windows#11 md/arch#amd64")
    )
    return (
        f"aws-cli/2.{rng.randint(22, 31)}.{rng.randint(0, 40)} md/awscrt#0.2{rng.randint(3, 7)}.1 ua/2.1 "
        f"os/{system} lang/python#3.13.{rng.randint(1, 9)} md/pyimpl#CPython cfg/retry-mode#standard "
        "md/installer#exe md/prompt#off md/command#{command}"
    )


def sdk(rng: Random) -> str:
    """The Python SDK's user agent."""
    version = f"1.{rng.randint(35, 40)}.{rng.randint(0, 60)}"
    return (
        f"Boto3/{version} md/Botocore#{version} ua/2.1 os/linux#6.{rng.randint(1, 12)}.{rng.randint(0, 90)} "
        f"md/arch#x86_64 lang/python#3.{rng.randint(10, 13)}.{rng.randint(0, 9)} md/pyimpl#CPython "
        f"cfg/retry-mode#legacy Botocore/{version}"
    )


def by_key(user: User, key: Key, address: str, agent: str) -> Actor:
    """User calling with a long-term key."""
    return Actor(
        identity={**_user(user), "accessKeyId": key.id, "userName": user.name}, address=address, agent=agent
    )


def in_console(rng: Random, user: User, signed_in: datetime, place: tuple[str, str]) -> Actor:
    """User at work in the console since signed_in; place is address and browser."""
    attributes = {"creationDate": ids.iso(signed_in), "mfaAuthenticated": "true" if user.mfa else "false"}
    identity = {
        **_user(user),
        "accessKeyId": ids.unique(rng, "ASIA"),
        "userName": user.name,
        "sessionContext": {"attributes": attributes},
    }
    return Actor(identity=identity, address=place[0], agent=place[1])


def service(name: str) -> Actor:
    """An AWS service calling for itself; name as in "ec2"."""
    host = f"{name}.amazonaws.com"
    return Actor(identity={"type": "AWSService", "invokedBy": host}, address=host, agent=host)


def in_role(role: Role, session: str, credential: str, since: datetime) -> dict[str, Any]:
    """The userIdentity of a session of role that began at since and signs with credential."""
    account = role.arn.split(":")[4]
    return {
        "type": "AssumedRole",
        "principalId": f"{role.id}:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role.name}/{session}",
        "accountId": account,
        "accessKeyId": credential,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": role.id,
                "arn": role.arn,
                "accountId": account,
                "userName": role.name,
            },
            "attributes": {"creationDate": ids.iso(since), "mfaAuthenticated": "false"},
        },
    }


def linked(rng: Random, role: Role, session: str, since: datetime) -> Actor:
    """A service at work in its own role (which trusts it); the address and program are the service's name."""
    host = role.trust["Statement"][0]["Principal"]["Service"]
    identity = in_role(role, session, ids.unique(rng, "ASIA"), since)
    return Actor(identity={**identity, "invokedBy": host}, address=host, agent=host)


def assumed(rng: Random, role: Role, session: str, when: datetime) -> tuple[Call, str]:
    """The AssumeRole call that makes a session of role at when, and the key id it gives."""
    credential = ids.unique(rng, "ASIA")
    account = role.arn.split(":")[4]
    condition = role.trust["Statement"][0].get("Condition", {}).get("StringEquals", {})
    external = {"externalId": condition["sts:ExternalId"]} if condition else {}
    call = Call(
        service="sts",
        name="AssumeRole",
        request={"roleArn": role.arn, "roleSessionName": session, **external},
        response={
            "credentials": {
                "accessKeyId": credential,
                "sessionToken": ids.secret(rng) + ids.secret(rng),
                "expiration": ids.spoken(when + timedelta(hours=1)),
            },
            "assumedRoleUser": {
                "assumedRoleId": f"{role.id}:{session}",
                "arn": f"arn:aws:sts::{account}:assumed-role/{role.name}/{session}",
            },
        },
        more={"resources": [{"accountId": account, "type": "AWS::IAM::Role", "ARN": role.arn}]},
    )
    return call, credential


def assume(
    trail: Trail, rng: Random, moment: tuple[datetime, str], by: Actor, into: tuple[Role, str]
) -> Actor:
    """
    By takes a role (into: the role, the session's name) and goes on as the session that this gives.

    moment is when and the region asked; address and program stay the same.
    """
    (when, region), (role, session) = moment, into
    call, credential = assumed(rng, role, session, when)
    trail.add(when, region, by, call)
    return Actor(identity=in_role(role, session, credential, when), address=by.address, agent=by.agent)


def _user(user: User) -> dict[str, Any]:
    return {
        "type": "IAMUser",
        "principalId": user.id,
        "arn": user.arn,
        "accountId": user.arn.split(":")[4],
    }
