"""Answers, written as AWS writes them in each protocol, from botocore's shapes."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from abusedesk.drill import models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.refusals import AwsError

_OK = 200
_NO_ENTITY = {204, 304}


@dataclass(slots=True, kw_only=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


def written(
    service: str, operation: str, protocol: str, result: Mapping[str, Any], request_id: str
) -> Answer:
    """Result, which fits the operation's output shape, in protocol."""
    model = models.operation(service, operation)
    shape: Any = model.output_shape
    if protocol in {"json", "query", "ec2"}:
        answer = Answer(status=_OK, headers={})
        if protocol == "json":
            answer.body = json.dumps(_json(result, shape) if shape else {}).encode()
            version = model.service_model.metadata.get("jsonVersion", "1.0")
            answer.headers["Content-Type"] = f"application/x-amz-json-{version}"
        else:
            answer.body = _rpc_xml(model, protocol, result, request_id).encode()
            answer.headers["Content-Type"] = "text/xml;charset=UTF-8"
        return answer
    return _rest(model, protocol, result)


def refused(protocol: str, service: str, error: AwsError, request_id: str) -> Answer:
    """Error in protocol."""
    code, message = error.code, error.message
    if protocol in {"json", "rest-json"}:
        body = json.dumps({"__type": code, "message": message}).encode()
        content_type = "application/json" if protocol == "rest-json" else "application/x-amz-json-1.1"
        headers = {"Content-Type": content_type, "x-amzn-ErrorType": code}
        return Answer(status=error.status, headers=headers, body=body)
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol == "ec2":
        text = (
            f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{request_id}</RequestID></Response>"
        )
    elif service == "s3":
        text = f"<Error>{inner}<RequestId>{request_id}</RequestId><HostId>practice</HostId></Error>"
    else:
        fault = "Sender" if error.status < 500 else "Receiver"  # noqa: PLR2004 # HTTP's server errors
        text = (
            f"<ErrorResponse><Error><Type>{fault}</Type>{inner}</Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )
    body = ('<?xml version="1.0" encoding="UTF-8"?>' + text).encode()
    return Answer(status=error.status, headers={"Content-Type": "text/xml;charset=UTF-8"}, body=body)


def _rest(model: Any, protocol: str, result: Mapping[str, Any]) -> Answer:
    shape = model.output_shape
    answer = Answer(status=int(result.get("__status__") or model.http.get("responseCode", _OK)), headers={})
    if shape is None:
        return answer
    inside = {}
    for name, value in result.items():
        member = shape.members.get(name)
        location = member.serialization.get("location") if member is not None else "none"
        if location == "header":
            answer.headers[member.serialization["name"]] = _header(value, member)
        elif location == "headers":
            answer.headers.update(
                {member.serialization.get("name", "") + key: text for key, text in value.items()}
            )
        elif location is None:
            inside[name] = value
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in {"blob", "string"}:
        body = result.get(payload, b"")
        answer.body = body.encode() if isinstance(body, str) else bytes(body)
        answer.headers.setdefault("Content-Type", "binary/octet-stream")
        return answer
    if answer.status not in _NO_ENTITY:
        answer.body = _rest_body(model, protocol, inside, payload)
        answer.headers["Content-Type"] = "application/json" if protocol == "rest-json" else "application/xml"
    return answer


def _rest_body(model: Any, protocol: str, inside: Mapping[str, Any], payload: str | None) -> bytes:
    shape = model.output_shape
    value: Any = inside.get(payload, {}) if payload else inside
    inner = shape.members[payload] if payload else shape
    if protocol == "rest-json":
        return json.dumps(_json(value, inner)).encode()
    if model.name == "GetBucketLocation":  # the one answer that its own model does not describe
        return f"<LocationConstraint>{inside.get('LocationConstraint', '')}</LocationConstraint>".encode()
    bare = [one for one in shape.members.values() if "location" not in one.serialization]
    if not bare:
        return b""
    name = inner.serialization.get("name") or (inner.name if payload else f"{model.name}Result")
    text = f'<{name} xmlns="http://{model.service_model.service_name}.amazonaws.com/doc/">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{text}{"".join(_members(value, inner))}</{name}>'.encode()


def _rpc_xml(model: Any, protocol: str, result: Mapping[str, Any], request_id: str) -> str:
    shape = model.output_shape
    inside = "".join(_members(result, shape)) if shape is not None else ""
    if protocol == "ec2":
        inside = f"<requestId>{request_id}</requestId>{inside}"
    else:
        wrapper = shape.serialization.get("resultWrapper") if shape is not None else None
        inside = f"<{wrapper}>{inside}</{wrapper}>" if wrapper else inside
        inside += f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
    namespace = model.service_model.metadata.get("xmlNamespace", "")
    opening = f"<{model.name}Response" + (f' xmlns="{namespace}"' if namespace else "")
    return f'<?xml version="1.0" encoding="UTF-8"?>{opening}>{inside}</{model.name}Response>'


def _members(value: Mapping[str, Any], shape: Any) -> Iterator[str]:
    for name, item in value.items():
        member = shape.members.get(name)
        if member is not None and item is not None and not member.serialization.get("xmlAttribute"):
            yield from _element(member.serialization.get("name", name), item, member)


def _element(name: str, value: Any, shape: Any) -> Iterator[str]:
    kind = shape.type_name
    if kind == "structure":
        yield f"<{name}{_attributes(value, shape)}>"
        yield from _members(value, shape)
        yield f"</{name}>"
    elif kind == "list":
        yield from _list_element(name, value, shape)
    elif kind == "map":
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        flat = shape.serialization.get("flattened")
        yield "" if flat else f"<{name}>"
        for key, item in value.items():
            yield f"<{name if flat else 'entry'}>"
            yield from _element(key_name, key, shape.key)
            yield from _element(value_name, item, shape.value)
            yield f"</{name if flat else 'entry'}>"
        yield "" if flat else f"</{name}>"
    else:
        yield f"<{name}>{escape(_text(value, shape))}</{name}>"


def _list_element(name: str, value: Any, shape: Any) -> Iterator[str]:
    if shape.serialization.get("flattened"):
        for item in value:
            yield from _element(shape.member.serialization.get("name", name), item, shape.member)
        return
    yield f"<{name}>"
    for item in value:
        yield from _element(shape.member.serialization.get("name", "member"), item, shape.member)
    yield f"</{name}>"


def _attributes(value: Mapping[str, Any], shape: Any) -> str:
    found = ""
    for name, member in shape.members.items():
        if member.serialization.get("xmlAttribute") and value.get(name) is not None:
            found += f" {member.serialization.get('name', name)}={quoteattr(str(value[name]))}"
    space = shape.serialization.get("xmlNamespace") if found else None
    return (f' xmlns:{space["prefix"]}="{space["uri"]}"' if space else "") + found


def _text(value: Any, shape: Any) -> str:
    kind = shape.type_name
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "timestamp":
        return _stamp(value, shape, "iso8601")
    if kind == "blob":
        return base64.b64encode(value).decode()
    return str(value)


def _json(value: Any, shape: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return value
        members = shape.members
        return {
            members[name].serialization.get("name", name): _json(item, members[name])
            for name, item in value.items()
            if name in members and item is not None
        }
    if kind == "list":
        return [_json(item, shape.member) for item in value]
    if kind == "map":
        return {key: _json(item, shape.value) for key, item in value.items()}
    return _json_scalar(value, shape)


def _json_scalar(value: Any, shape: Any) -> Any:
    if shape.type_name == "timestamp":
        stamp = _stamp(value, shape, "unixtimestamp")
        in_seconds = shape.serialization.get("timestampFormat", "unixTimestamp").lower() == "unixtimestamp"
        return float(stamp) if in_seconds else stamp
    return base64.b64encode(value).decode() if shape.type_name == "blob" else value


def _header(value: Any, shape: Any) -> str:
    if shape.type_name == "timestamp":
        return _stamp(value, shape, "rfc822")
    return ("true" if value else "false") if shape.type_name == "boolean" else str(value)


def _stamp(value: datetime, shape: Any, default: str) -> str:
    """Value, aware, as shape's own timestamp format writes it."""
    moment = value.astimezone(UTC)
    form = shape.serialization.get("timestampFormat", default).lower()
    if form == "rfc822":
        return format_datetime(moment.replace(microsecond=0), usegmt=True)
    if form == "unixtimestamp":
        return f"{moment.timestamp():.3f}".removesuffix(".000")
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{moment.microsecond // 1000:03d}Z" if moment.microsecond else f"{text}Z"
