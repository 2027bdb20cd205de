"""The WSGI application: a request in, AWS's answer out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore.parsers import create_parser

from abusedesk.drill import generic, models, nothing, overlay
from abusedesk.drill.call import Call, Forward
from abusedesk.drill.naming import READS
from abusedesk.drill.opponent.player import Intruder
from abusedesk.drill.opponent.wire import MARK
from abusedesk.drill.refusals import AwsError
from abusedesk.drill.serving import gate
from abusedesk.drill.serving.answers import Answer, refused, written
from abusedesk.drill.serving.recording import record
from abusedesk.drill.serving.requests import Asked, asked, changes, protocol_of, signed
from abusedesk.drill.shapes import Misfits, fitted
from abusedesk.drill.state.principals import RESPONDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from abusedesk.drill.state.principals import Principal
    from abusedesk.drill.state.world import World

_MOTO_FIRST = frozenset({"iam"})
_FAULT = 500


@dataclass(slots=True)
class _Exchange:
    """A request and what is known of it so far."""

    environ: dict[str, Any]
    request_id: str
    asked: Asked | None = None
    principal: Principal | None = None
    region: str = "us-east-1"

    @property
    def address(self) -> str:
        return str(self.environ.get("REMOTE_ADDR", "127.0.0.1"))

    @property
    def agent(self) -> str:
        return str(self.environ.get("HTTP_USER_AGENT", ""))

    @property
    def ours(self) -> bool:
        """Whether the responder asks: by his key, or by the tool's own user agent."""
        by_us = self.principal is not None and self.principal.name == RESPONDER
        return MARK not in self.environ and (by_us or "abusedesk case/" in self.agent)


class Practice:
    """Answers for the world that it is given; one request at a time."""

    def __init__(self, world: World) -> None:
        self._overlays = overlay.every()
        self.play(world)

    def play(self, world: World) -> None:
        """Answer for world from now on."""
        self.world = world
        self.intruder = Intruder(world, self)
        world.clock.watchers.append(self.intruder.play)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one HTTP request."""
        environ["abusedesk.body"] = b""
        exchange = _Exchange(environ, str(uuid.uuid4()))
        world = self.world
        with world.lock:
            world.clock.beat()
            if MARK not in environ:
                self.intruder.play()
            answer = self._answered(exchange)
        headless = environ["REQUEST_METHOD"] == "HEAD"
        headers = {
            **answer.headers,
            "Date": format_datetime(world.clock.now(), usegmt=True),
            "x-amzn-RequestId": exchange.request_id,
            "x-amz-request-id": exchange.request_id,
        }
        if not headless or "Content-Length" not in headers:
            headers["Content-Length"] = str(len(answer.body))
        status = HTTPStatus(answer.status)
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        return [] if headless else [answer.body]

    def _answered(self, exchange: _Exchange) -> Answer:
        by = signed(exchange.environ)
        try:
            exchange.asked = what = asked(exchange.environ, by)
        except AwsError as error:
            service, protocol = protocol_of(by.signing_name)
            return refused(protocol, service, error, exchange.request_id)
        exchange.environ["abusedesk.body"] = what.body
        try:
            exchange.principal = gate.caller(self.world, by, what)
            account = self.world.account_of(exchange.principal)
            exchange.region = gate.region_of(account, by, what)
            account.people.used(exchange.principal, by.signing_name, exchange.region, self.world.clock.now())
            gate.allow(self.world, exchange.principal, what, (exchange.region, exchange.address))
            gate.complete(what)
            if exchange.ours and changes(what):
                self.intruder.begin()
            answer = self._performed(exchange, what, exchange.principal)
        except AwsError as error:
            self._record(exchange, error)
            return refused(what.protocol, what.service, error, exchange.request_id)
        if what.service == "iam" and not what.operation.startswith(READS):
            account.people.changed(self.world.clock.now())
        return answer

    def _performed(self, exchange: _Exchange, what: Asked, principal: Principal) -> Answer:
        call = Call(
            world=self.world,
            account=self.world.account_of(principal),
            region=exchange.region,
            service=what.service,
            operation=what.operation,
            parameters=what.parameters,
            principal=principal,
            request_id=exchange.request_id,
        )
        result = self._own(call)
        if result is None:
            answer = self._motos(call, exchange)
            if answer is not None:
                return answer
            result = nothing.empty(call)
        if result is None:
            raise AwsError(
                "UnsupportedOperation",
                f"The practice account does not play {what.service}:{what.operation}.",
                501,
            )
        result = _checked(what, result)
        self._record(exchange, result)
        return written(what.service, what.operation, what.protocol, result, exchange.request_id)

    def _own(self, call: Call) -> Mapping[str, Any] | None:
        """The overlay's answer, or the folder's; None where it is for moto."""
        unit = self._overlays.get(call.service)
        answers = unit.answers.get(call.operation) if unit is not None else None
        if answers is None:
            return generic.answered(call)
        try:
            return answers(call)
        except Forward:
            return None

    def _motos(self, call: Call, exchange: _Exchange) -> Answer | None:
        """Moto's answer, where it has the operation and something that the folder has not."""
        reads = call.operation.startswith(READS)
        if reads and call.service not in _MOTO_FIRST | call.account.moto_writes:
            return None
        reply = self.world.moto.answer(call.service, call.region, call.account.id, exchange.environ)
        if reply is None:
            return None
        status, headers, body = reply
        outcome: Mapping[str, Any] | AwsError | None = None
        if not reads or status >= HTTPStatus.BAD_REQUEST:
            outcome = _understood(exchange.asked, reply)
        if not reads and status < HTTPStatus.BAD_REQUEST:
            call.account.moto_writes.add(call.service)
        self._record(exchange, outcome)
        if isinstance(outcome, AwsError) and exchange.asked is not None:
            return refused(exchange.asked.protocol, call.service, outcome, exchange.request_id)
        return Answer(status=status, headers=headers, body=body)

    def _record(self, exchange: _Exchange, outcome: Mapping[str, Any] | AwsError | None) -> None:
        if exchange.principal is not None and exchange.asked is not None:
            where = (exchange.region, exchange.address, exchange.agent, exchange.request_id)
            record(self.world, exchange.principal, exchange.asked, where, outcome)


def _checked(what: Asked, result: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Result in the types of the operation's output shape.

    Raises:
        AwsError: it does not fit: a fault of the practice account, told as one.
    """
    shape = models.operation(what.service, what.operation).output_shape
    if shape is None:
        return {}
    status = result.get("__status__")
    misfits = Misfits()
    fit = fitted({name: value for name, value in result.items() if name != "__status__"}, shape, misfits)
    if misfits.found:
        raise AwsError("PracticeAccountFault", f"{what.service}:{what.operation}: {misfits.told()}", _FAULT)
    return {**fit, "__status__": status} if status else dict(fit)


def _understood(
    what: Asked | None, reply: tuple[int, dict[str, str], bytes]
) -> Mapping[str, Any] | AwsError | None:
    """Moto's reply as botocore parses it."""
    if what is None:
        return None
    status, headers, body = reply
    shape = models.operation(what.service, what.operation).output_shape
    create: Any = create_parser  # botocore is not typed
    parser = create(what.protocol)
    parsed = parser.parse({"status_code": status, "headers": headers, "body": body}, shape)
    if status >= HTTPStatus.BAD_REQUEST:
        error = parsed.get("Error", {})
        return AwsError(error.get("Code") or "InternalFailure", error.get("Message") or "", status)
    return {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
