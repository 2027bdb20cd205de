"""JSON out of what carried it: SNS, SQS, Lambda records, lists, pages of API answers, JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH = 6  # envelopes within one another; SQS around SNS around EventBridge is three
LIMIT = 1_000  # documents of one file
# Members that hold another document as text, and those that hold a list of documents:
# https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, …/with-sns.html,
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
_CARRIERS = ("body", "Body", "Message", "Detail")
_LISTS = ("Records", "Messages", "successfulSet", "Entries", "Items", "events")


def documents(text: str) -> tuple[dict[str, Any], ...]:
    """Every JSON object in text that is no envelope, in order; () where text is no JSON. Never raises."""
    found: list[dict[str, Any]] = []
    for value in _values(text.lstrip("\ufeff").strip()):
        for one in _unwrapped(value, DEPTH):
            found.append(one)
            if len(found) >= LIMIT:
                return tuple(found)
    return tuple(found)


def member(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The object called name in data; one that was put there as text is read. {} where there is none."""
    found = data.get(name)
    if isinstance(found, str) and found.lstrip()[:1] == "{":
        found = next(iter(_values(found)), None)
    return found if isinstance(found, dict) else {}


def word(data: dict[str, Any], *names: str) -> str:
    """The first text among the members called names, "" where there is none."""
    return next((value for name in names if isinstance(value := data.get(name), str) and value), "")


def objects(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of the list called name in data, [] where there is none."""
    found = data.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _values(text: str) -> list[Any]:
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    values: list[Any] = []
    for line in text.splitlines()[: LIMIT + 1]:
        if line.strip():
            try:
                values.append(json.loads(line, strict=False))
            except (ValueError, RecursionError):
                return []
    return values


def _unwrapped(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _unwrapped(one, depth)
    elif isinstance(value, dict):
        inner = _inner(value) if depth else []
        if inner:
            for one in inner:
                yield from _unwrapped(one, depth - 1)
        else:
            yield value


def _inner(data: dict[str, Any]) -> list[Any]:
    """What data carries, [] where it is no envelope."""
    for name in _LISTS:
        if objects(data, name):
            return list(objects(data, name))
    sns = data.get("Sns") or data.get("sns")
    if isinstance(sns, dict):
        return [sns]
    for name in _CARRIERS:
        carried = data.get(name)
        if isinstance(carried, dict) and name != "Detail":
            return [carried]
        if isinstance(carried, str) and carried.lstrip()[:1] in {"{", "["}:
            values = _values(carried)
            if values and name == "Detail":
                # PutEvents spells the members of an event with capitals.
                return [{key[:1].lower() + key[1:]: one for key, one in data.items()} | {"detail": values[0]}]
            if values:
                return values
    return []
