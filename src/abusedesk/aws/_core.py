"""botocore behind a Session: clients, credentials, what every request and answer passes through."""

from __future__ import annotations

import gc
import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from threading import Lock, local
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from botocore.parsers import ResponseParserError

from abusedesk.errors import Unreachable

from ._login import configured, connected, home_of, opened
from ._translate import THROTTLED, Asked, code_of, translated

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from ._login import Login
    from .pacing import Pacing

_GLOBAL = "aws-global"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One API call as a unit asked for it; every request made is noted in calls."""

    call: str
    permission: str
    region: str
    parameters: Mapping[str, Any]
    calls: list[str]

    @property
    def api(self) -> tuple[str, str]:
        """Botocore's service and the API operation."""
        service, _, operation = self.call.partition(":")
        return service, operation


@dataclass(slots=True)
class Exchange:
    """One request under way in one thread, and the bytes that came back for it."""

    request: Request
    body: bytes = b""
    asked: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Answer:
    """One parsed answer, its bytes, and AWS's time when it answered."""

    data: Mapping[str, Any]
    body: bytes
    asked: datetime


class Core:
    """
    All that a Session shares between threads.

    account is "" until known; opted_in is by region, as far as DescribeRegions told.
    """

    def __init__(self, login: Login, pacing: Pacing) -> None:
        for library in ("boto3", "botocore", "urllib3"):
            # Their debug lines hold session tokens.
            logging.getLogger(library).setLevel(logging.INFO)
        self.pacing = pacing
        self.account = ""
        self.opted_in: dict[str, bool] = {}
        self._login = login
        self._endpoint_url = login.endpoint_url
        self._lock = Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._here = local()
        self._clock: tuple[datetime, float] | None = None
        self._boto = opened(login)
        self.home = home_of(self._boto.get_config_variable("region"))
        self._config = configured(login)
        self._http = connected(login, self._boto)
        self._boto.register("before-parse", self._received)

    def signing_with(self, credentials: Mapping[str, Any]) -> Core:
        """Another core with the same settings that signs with credentials, as STS answers them."""
        other = Core(self._login, self.pacing)
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        other._boto.set_credentials(*(credentials[name] for name in names))  # its own kind
        return other

    def access_key(self) -> str | None:
        """The id of the access key that we sign with."""
        credentials = self._boto.get_credentials()
        return None if credentials is None else str(credentials.get_frozen_credentials().access_key)

    def now(self) -> datetime | None:
        """AWS's clock, aware UTC, by its last answer; None before the first."""
        if self._clock is None:
            return None
        answered, at = self._clock
        return answered + timedelta(seconds=time.monotonic() - at)

    def pages(self, request: Request) -> Iterator[Answer]:
        """Every answer to request, page by page. Raises what translated() gives."""
        service, operation = request.api
        client = self.client(service, request.region)
        method = xform_name(operation)  # type: ignore[no-untyped-call]  # botocore has no types
        if client.can_paginate(method):
            answers = iter(client.get_paginator(method).paginate(**request.parameters))
        else:
            answers = (getattr(client, method)(**each) for each in (request.parameters,))
        while True:
            exchange = Exchange(request)
            data = self._next(answers, exchange)
            if data is None:
                return
            kept = {name: value for name, value in data.items() if name != "ResponseMetadata"}
            yield Answer(kept, exchange.body, exchange.asked)

    def stream(self, request: Request, size: int) -> tuple[Answer, Generator[bytes]]:
        """An answer whose Body is read later, in pieces of size bytes at most; data has no Body."""
        answer = next(self.pages(request))
        body = answer.data["Body"]
        rest = {name: value for name, value in answer.data.items() if name != "Body"}
        return Answer(rest, b"", answer.asked), self._pieces(body, size, request)

    def client(self, service: str, region: str) -> Any:
        """The one client of service in region; region "aws-global" means the partition's first."""
        region = self.home if region == _GLOBAL else region
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._made(service, region)
            return self._clients[service, region]

    def close(self) -> None:
        """Close every connection."""
        self._http.close()  # type: ignore[no-untyped-call]  # botocore has no types

    def _made(self, service: str, region: str) -> Any:
        # A client is thousands of small objects that stay: collecting garbage among them doubles its cost.
        collecting = gc.isenabled()
        gc.disable()
        try:
            client = self._boto.create_client(
                service, region_name=region, endpoint_url=self._endpoint_url, config=self._config
            )
        finally:
            if collecting:
                gc.enable()
        endpoint = client._endpoint  # noqa: SLF001  # the only way to hand a client its HTTP session
        endpoint.http_session.close()
        endpoint.http_session = self._http
        events = client.meta.events
        events.register_first("request-created", partial(self._sending, service, region))
        events.register("response-received", partial(self._answered, service, region))
        if self._endpoint_url is not None:
            events.register("before-call", partial(_at, urlsplit(self._endpoint_url).netloc))
        return client

    def _next(self, answers: Iterator[Any], exchange: Exchange) -> dict[str, Any] | None:
        self._here.exchange = exchange
        try:
            return next(answers, None)
        except ParamValidationError:
            # A name that AWS itself gave us may not be one that botocore lets through, an empty bucket's say.
            call = exchange.request.call
            raise Unreachable(f"{call}: botocore did not let the request's parameters through") from None
        except (ClientError, BotoCoreError) as error:
            raise translated(error, self._asked(exchange.request)) from error
        except (ResponseParserError, LookupError, TypeError, ValueError) as error:
            # botocore's parsers raise these on an answer that is not AWS's. Their text may quote it, secrets
            # and all: neither kept nor chained.
            raise translated(error, self._asked(exchange.request)) from None
        finally:
            self._here.exchange = None

    def _pieces(self, body: Any, size: int, request: Request) -> Generator[bytes]:
        try:
            yield from body.iter_chunks(size)
        except (BotoCoreError, ValueError) as error:
            raise translated(error, self._asked(request)) from error
        finally:
            body.close()

    def _asked(self, request: Request) -> Asked:
        service, _ = request.api
        region = self.home if request.region == _GLOBAL else request.region
        return Asked(
            call=request.call,
            permission=request.permission,
            region=request.region,
            opted_in=True if region == self.home else self.opted_in.get(region),
            works=bool(self.account),
            offered=self._endpoint_url is not None or region in self._offered(service, region),
        )

    def _offered(self, service: str, region: str) -> list[str]:
        partition = self._boto.get_partition_for_region(region)
        return list(self._boto.get_available_regions(service, partition_name=partition)) or [region]

    # What botocore calls, in the thread of the request.

    def _sending(self, service: str, region: str, operation_name: str, **_: Any) -> None:
        # Before signing, and before each retry: a request that waits after signing may grow too old.
        exchange = getattr(self._here, "exchange", None)
        if exchange is not None:
            exchange.request.calls.append(exchange.request.call)
        self.pacing.wait(self.account, region, f"{service}:{operation_name}")

    def _answered(
        self, service: str, region: str, event_name: str, parsed_response: Any = None, **_: Any
    ) -> None:
        api = f"{service}:{event_name.rpartition('.')[2]}"
        tell = self.pacing.refused if code_of(parsed_response) in THROTTLED else self.pacing.answered
        tell(self.account, region, api)

    def _received(self, response_dict: dict[str, Any], operation_model: Any, **_: Any) -> None:
        when = _date(response_dict["headers"].get("date"))
        if when is not None:
            self._clock = (when, time.monotonic())
        exchange = getattr(self._here, "exchange", None)
        # A role may be assumed in the midst of another call: that answer is a secret, and not ours to keep.
        if exchange is None or operation_model.name != exchange.request.api[1]:
            return
        exchange.asked = when or exchange.asked
        body = response_dict["body"]
        exchange.body = body if isinstance(body, bytes) else b""


def _at(host: str, params: dict[str, Any], **_: Any) -> None:
    """
    Send the request to host, an endpoint of the user's own, which has no name for each account.

    S3 Control's endpoint rules put the account's id before whatever host they are given.
    """
    params["url"] = urlsplit(params["url"])._replace(netloc=host).geturl()


def _date(header: Any) -> datetime | None:
    try:
        return parsedate_to_datetime(str(header)).astimezone(UTC) if header else None
    except (ValueError, OverflowError):
        return None
