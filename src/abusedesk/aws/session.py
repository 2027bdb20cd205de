"""Opens a session; nothing else in the product sees a credential."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from abusedesk.errors import Unreachable

from ._client import Declared
from .pacing import Pacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from ._client import Page
    from ._core import Core

_WHO = "sts:GetCallerIdentity"

__all__ = ["Caller", "Root", "RootTask", "Session", "hashed", "open_session"]

# AWS's own policies that limit what a session of a member account's root may do:
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
RootTask = Literal["IAMAuditRootUserCredentials", "IAMDeleteRootUserCredentials"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who we are to AWS; access_key is the id of the key that we sign with, never its secret."""

    account: str
    arn: str
    access_key: str | None
    partition: str


def hashed(chunks: Iterable[bytes]) -> str:
    """SHA-256 of chunks one after the other, in hex: what seals an answer where nothing keeps it."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


class Root(Protocol):
    """Sessions of the account's root, which somebody else opens for us."""

    def features(self) -> Page:
        """What the organization lets do with it. Raises Refused, Denied, Throttled, Unreachable."""

    def session(self, task: RootTask) -> Session:
        """A session that may do task and nothing else. Raises Refused, Denied, Throttled, Unreachable."""

    def close(self) -> None:
        """Close every connection."""


class Session:
    """
    Credentials for one account, and the connections that all its Readers and Writers share.

    root opens sessions of the account's root, None where nobody can; it is closed with the session.
    Safe to share between threads. Shows no secret in its repr, its errors or the log.
    """

    def __init__(self, core: Core, seal: Callable[[Iterable[bytes]], str]) -> None:
        self._core = core
        self._seal = seal
        self._caller: Caller | None = None
        self.root: Root | None = None

    def __repr__(self) -> str:
        return f"Session(account={self._core.account or None!r})"

    @property
    def pacing(self) -> Pacing:
        """How fast AWS is asked, and how often it said too fast."""
        return self._core.pacing

    @property
    def core(self) -> Core:
        """What Reader and Writer call AWS with; for this room alone."""
        return self._core

    def caller(self) -> Caller:
        """
        Who we are, by sts:GetCallerIdentity, which needs no permission; asked once.

        Raises:
            Denied: AWS does not accept the credentials, or refused the role.
            Unreachable, Throttled: no such answer came.
        """
        if self._caller is None:
            # Not through a Reader, which is built on Session; the collector "caller" keeps it as evidence.
            declared = Declared(self._core, "aws-global", [_WHO])
            data = next(declared.answers(declared.request(_WHO, {}))).data
            arn = str(data["Arn"])
            self._caller = Caller(
                account=str(data["Account"]),
                arn=arn,
                access_key=self._core.access_key(),
                partition=arn.split(":")[1],
            )
            self._core.account = self._caller.account
        return self._caller

    def now(self) -> datetime:
        """
        AWS's own clock, aware UTC, to the second: the Date of its last answer plus what passed since.

        A practice account's clock stands at another time than ours. Raises as caller() does.
        """
        if self._core.now() is None:
            self._caller = None
            self.caller()
        now = self._core.now()
        if now is None:
            raise Unreachable("AWS's answer has no Date")
        return now

    def learn_regions(self, opted_in: Mapping[str, bool]) -> None:
        """Note which regions are opted in: it decides what "unknown key" means there."""
        self._core.opted_in.update(opted_in)

    def seal(self, chunks: Iterable[bytes]) -> str:
        """Keep chunks as one piece of evidence; gives the SHA-256 of its bytes, in hex."""
        return self._seal(chunks)

    def close(self) -> None:
        """Close every connection."""
        if self.root is not None:
            self.root.close()
        self._core.close()


def open_session(  # noqa: PLR0913  # each is one setting of the command line, all by name
    *,
    profile: str | None = None,
    role_arn: str | None = None,
    external_id: str | None = None,
    endpoint_url: str | None = None,
    case_id: str = "none",
    seal: Callable[[Iterable[bytes]], str] | None = None,
    pacing: Pacing | None = None,
) -> Session:
    """
    A session with the credentials of profile, or of the environment; calls nothing yet.

    role_arn is assumed with those credentials at the first call, and again before it expires.
    endpoint_url serves all services instead of AWS, such as a practice account's. case_id goes into the
    user agent of every request, so that ours can be told from an intruder's. seal keeps the bytes of
    every answer and gives their SHA-256 in hex; without it they are only hashed. pacing may be shared by
    sessions in one account.

    Raises:
        BadInput: no such profile, or no credentials.
    """
    # botocore costs 0.2 s to load, which only those who call AWS pay.
    from ._core import Core  # noqa: PLC0415  # see above
    from ._login import Login  # noqa: PLC0415  # see above

    login = Login(
        profile=profile,
        role_arn=role_arn,
        external_id=external_id,
        endpoint_url=endpoint_url,
        case_id=case_id,
    )
    return Session(Core(login, pacing or Pacing()), seal or hashed)
