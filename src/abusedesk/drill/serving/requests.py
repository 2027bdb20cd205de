"""An HTTP request, understood: who signed it, and which operation with which parameters it asks for."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from abusedesk.aws.permissions import is_read
from abusedesk.drill import models
from abusedesk.drill.policy.actions import action_of
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from moto.core.request import Request

_SIGNED = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_S3CONTROL_PATH = "/v20180820/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed a request and for what; key "" when nobody did."""

    key: str
    region: str
    signing_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The operation that a request asks for, botocore's names, parameters parsed; body as it came."""

    service: str
    operation: str
    protocol: str
    parameters: dict[str, Any]
    body: bytes


def signed(environ: Mapping[str, Any]) -> Signed:
    """Who signed the request: by its header, or by the query of a presigned URL."""
    match = _SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
    if match is None:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        match = _SIGNED.search("Credential=" + query.get("X-Amz-Credential", [""])[0])
    if match is None:
        return Signed(key="", region="us-east-1", signing_name="s3")
    region = match[2]
    # Clients of global services sign for "aws-global" at times.
    return Signed(
        key=match[1],
        region=region if region in models.regions() else "us-east-1",
        signing_name=match[3],
    )


def body_of(environ: Mapping[str, Any]) -> bytes:
    """All of the request's body, AWS's own chunking and compression undone."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    stream = environ["wsgi.input"]
    body: bytes = stream.read(length) if length or not environ.get("wsgi.input_terminated") else stream.read()
    encoding = environ.get("HTTP_CONTENT_ENCODING", "")
    if "aws-chunked" in encoding:
        body = b"".join(_chunks(body))
    if encoding == "gzip":
        body = zlib.decompress(body, wbits=31)
    return body


def _chunks(body: bytes) -> Iterator[bytes]:
    """The data of each chunk: its size in hexadecimal and perhaps a signature in a line before it."""
    at = 0
    while at < len(body):
        end = body.find(b"\r\n", at)
        size = int(body[at:end].split(b";")[0], 16) if end > at else 0
        if not size:
            return
        yield body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2


def asked(environ: dict[str, Any], by: Signed) -> Asked:
    """
    What the request asks for.

    Raises:
        AwsError: no service that AWS has is asked, or it has no such operation.
    """
    from moto.core.parse import PROTOCOL_PARSERS  # noqa: PLC0415 # moto is loaded when a server opens
    from moto.core.request import Request, determine_request_protocol  # noqa: PLC0415 # likewise

    body = body_of(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    request: Any = Request(environ)
    for service in _candidates(by.signing_name, request):
        found = _matched(service, request)
        if found is None:
            continue
        operation, uri = found
        protocol = determine_request_protocol(operation.service_model, request.content_type)
        parser = PROTOCOL_PARSERS[protocol](operation)
        try:
            parameters = parser.parse(
                {
                    "method": request.method,
                    "values": request.values,
                    "headers": request.headers,
                    "body": request.data or body,
                    "url_path": request.path,
                    "url_params": uri,
                }
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AwsError("SerializationException", f"the request cannot be parsed: {error}") from error
        return Asked(
            service=service,
            operation=operation.name,
            protocol=protocol,
            parameters=parameters or {},
            body=body,
        )
    raise AwsError(
        "UnknownOperationException", f"the practice account knows no such operation of {by.signing_name}"
    )


def changes(what: Asked) -> bool:
    """Whether the operation changes the account; taking a session or having a report made does not."""
    if what.service == "sts":
        return False
    return not is_read(f"{what.service}:{what.operation}={action_of(what.service, what.operation)}")


def protocol_of(signing_name: str) -> tuple[str, str]:
    """Service and protocol to answer in when the operation is not known."""
    known = models.signed_as(signing_name)
    service = known[0].name if known else "sts"
    return service, str(models.model(service).resolved_protocol)


def _candidates(signing_name: str, request: Request) -> Iterator[str]:
    """Services that the request may be for; several sign by one name."""
    services = models.signed_as(signing_name)
    target = request.headers.get("X-Amz-Target", "")
    version = str(request.values.get("Version", "")) if not target else ""
    for service in services:
        if target:
            fits = target.rpartition(".")[0] == service.target_prefix
        elif version and "Action" in request.values:
            fits = service.api_version == version
        else:
            fits = (service.name == "s3control") is request.path.startswith(_S3CONTROL_PATH)
        if fits:
            yield service.name


@cache
def _router(service: str) -> Any:
    from moto.core import routing  # noqa: PLC0415 # moto is loaded when a server opens
    from moto.core.utils import get_service_model  # noqa: PLC0415 # likewise

    # Moto's own router of S3 looks for buckets in the host's name and loads moto's S3 to do so.
    return (
        routing.RestRouter(get_service_model(service))
        if service == "s3"
        else routing.get_service_router(service)
    )


def _matched(service: str, request: Request) -> tuple[Any, dict[str, Any]] | None:
    from werkzeug.exceptions import NotFound  # noqa: PLC0415 # moto is loaded when a server opens

    try:
        found: tuple[Any, dict[str, Any]] = _router(service).match(request)
    except (NotFound, NotImplementedError):
        return None
    return found
