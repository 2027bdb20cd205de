"""The intruder's requests, signed by his credentials and put to the practice account as HTTP."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import botocore.session
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_URL = "http://127.0.0.1"
MARK = "abusedesk.intruder"  # in a request's environ: it is his


@dataclass(frozen=True, slots=True)
class Credential:
    """What he signs with; owner is the ARN of the role where it is a session of one that he took."""

    key: str
    secret: str
    token: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where he is, and the tool that he uses, as CloudTrail shows both."""

    address: str
    agent: str


class _Body(io.BytesIO):
    """An answer's bytes as botocore reads them."""

    def stream(self, amt: int = 1 << 16, **_: Any) -> Iterator[bytes]:
        """The bytes in pieces."""
        while piece := self.read(amt):
            yield piece


@dataclass(slots=True)
class Wire:
    """
    The way to the application that answers for the account: HTTP, but for the socket.

    So a move is made in the very thread that noticed that it is due, and the order of things is the same
    in every run.
    """

    application: Callable[..., Iterable[bytes]]
    place: Place
    _clients: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def call(
        self, by: Credential, what: tuple[str, str], region: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """
        The answer to what, (service, operation), less ResponseMetadata.

        Raises:
            AwsError: AWS refused, or the request cannot be made as it is.
        """
        service, operation = what
        method: Any = xform_name
        try:
            answer = getattr(self._client(by, service, region), method(operation))(**parameters)
        except ClientError as error:
            said = error.response.get("Error", {})
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
            raise AwsError(said.get("Code", ""), said.get("Message", ""), status) from error
        except BotoCoreError as error:
            raise AwsError("InvalidRequest", str(error)) from error
        return {name: value for name, value in answer.items() if name not in {"ResponseMetadata", "Body"}}

    def _client(self, by: Credential, service: str, region: str) -> Any:
        known = (by.key, service, region)
        if known not in self._clients:
            configured: Any = Config  # botocore is not typed
            made = _session().create_client(
                service,
                region_name=region,
                endpoint_url=_URL,
                aws_access_key_id=by.key,
                aws_secret_access_key=by.secret,
                aws_session_token=by.token or None,
                config=configured(
                    retries={"total_max_attempts": 1},
                    s3={"addressing_style": "path"},
                    user_agent=self.place.agent,
                    inject_host_prefix=False,
                ),
            )
            made.meta.events.register("before-send", self._sent)
            self._clients[known] = made
        return self._clients[known]

    def _sent(self, request: Any, **_: Any) -> AWSResponse:
        return posted(self.application, request, {"REMOTE_ADDR": self.place.address, MARK: True})


def posted(
    application: Callable[..., Iterable[bytes]], request: Any, environ: Mapping[str, Any]
) -> AWSResponse:
    """The application's answer to a request of botocore's that is ready to go; environ adds to WSGI's."""
    from werkzeug.test import EnvironBuilder  # noqa: PLC0415 # only where somebody asks in this process

    url = urlsplit(request.url)
    body = request.body.read() if hasattr(request.body, "read") else request.body or b""
    names = {name: _text(value) for name, value in request.headers.items()}
    builder = EnvironBuilder(
        path=url.path or "/",
        query_string=url.query,
        method=request.method,
        headers=list(names.items()),
        data=body.encode() if isinstance(body, str) else body,
    )
    told: list[Any] = []
    given = {**builder.get_environ(), **environ}
    content = b"".join(application(given, lambda status, headers: told.extend((status, headers))))
    status, headers = told
    response: Any = AWSResponse  # botocore is not typed
    made: AWSResponse = response(request.url, int(status.split()[0]), dict(headers), _Body(content))
    return made


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@cache
def _session() -> Any:
    opened: Any = botocore.session.Session  # botocore is not typed
    return opened()
