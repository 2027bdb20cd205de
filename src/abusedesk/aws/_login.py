"""Which credentials, which endpoint, which settings: how botocore is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ConfigNotFound, ConfigParseError, ProfileNotFound
from botocore.session import Session as BotocoreSession
from botocore.utils import get_environ_proxies

from abusedesk.errors import BadInput

from ._http import SharedHTTP

_HOME = {"cn-": "cn-north-1", "us-gov-": "us-gov-west-1"}  # by how the profile's region begins
_CONNECTIONS = 64  # to one host: more threads than this wait for each other
_TIMEOUTS = (10, 60)  # seconds to connect, and to wait for the next bytes
_NOT_SAFE = re.compile(r"[^A-Za-z0-9._+=,@-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Which credentials to use, and where; role_arn is assumed with those of profile."""

    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    endpoint_url: str | None = None
    case_id: str = "none"

    @property
    def case(self) -> str:
        """case_id as it may stand in a header and in a role session's name."""
        return _NOT_SAFE.sub("-", self.case_id)[:48] or "none"


def opened(login: Login) -> Any:
    """
    A botocore session with login's credentials; calls nothing.

    Raises:
        BadInput: no such profile, or no credentials.
    """
    try:
        core: Any = BotocoreSession(profile=login.profile)  # type: ignore[no-untyped-call]  # botocore has no types
        # Whatever the profile says: the global endpoint has no AssumeRoot.
        # https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
        core.set_config_variable("sts_regional_endpoints", "regional")
        credentials = core.get_credentials()
    except (ProfileNotFound, ConfigParseError, ConfigNotFound) as error:
        raise BadInput(f"AWS profile: {error}") from error
    except BotoCoreError as error:
        raise BadInput(f"AWS credentials: {type(error).__name__}: {error}") from error
    if credentials is None:
        raise BadInput(
            "no AWS credentials found: expected --profile NAME, AWS_PROFILE, or AWS_ACCESS_KEY_ID with"
            " AWS_SECRET_ACCESS_KEY"
        )
    if login.role_arn:
        _assume(login, core, credentials)
    return core


def home_of(region: str | None) -> str:
    """The region where a partition's global services are asked, by any region of that partition."""
    return next((home for begin, home in _HOME.items() if (region or "").startswith(begin)), "us-east-1")


def configured(login: Login) -> Config:
    """Settings of every client; botocore repeats a failed request at most five times."""
    return Config(  # type: ignore[no-untyped-call]  # botocore has no types
        user_agent_extra=f"abusedesk case/{login.case}",
        retries={"mode": "standard", "total_max_attempts": 6},
        connect_timeout=_TIMEOUTS[0],
        read_timeout=_TIMEOUTS[1],
        max_pool_connections=_CONNECTIONS,
        tcp_keepalive=True,
        s3={"addressing_style": "path"} if login.endpoint_url else None,
    )


def connected(login: Login, core: Any) -> SharedHTTP:
    """The HTTP session that all clients share, with the CA bundle and proxies that the user set."""
    verify = core.get_config_variable("ca_bundle")
    proxies = get_environ_proxies(login.endpoint_url or "https://sts.amazonaws.com")  # type: ignore[no-untyped-call]  # botocore has no types
    return SharedHTTP(  # type: ignore[no-untyped-call]  # botocore has no types
        verify=True if verify is None else verify,
        proxies=proxies,
        timeout=_TIMEOUTS,
        max_pool_connections=_CONNECTIONS,
    )


def _assume(login: Login, core: Any, credentials: Any) -> None:
    arguments = {"RoleSessionName": f"abusedesk-{login.case}"}
    if login.external_id:
        arguments["ExternalId"] = login.external_id
    fetcher = AssumeRoleCredentialFetcher(  # type: ignore[no-untyped-call]  # botocore has no types
        client_creator=partial(
            core.create_client,
            region_name=home_of(core.get_config_variable("region")),
            endpoint_url=login.endpoint_url,
            config=configured(login),
        ),
        source_credentials=credentials,
        role_arn=login.role_arn,
        extra_args=arguments,
    )
    renewed = DeferredRefreshableCredentials(  # type: ignore[no-untyped-call]  # botocore has no types
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )
    core._credentials = renewed  # noqa: SLF001  # the only way to give a session credentials that renew themselves
