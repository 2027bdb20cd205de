"""
The keys of resources/<region>.json, derived from botocore's models.

A key is `service:plural_snake_case` of the list that a List, Describe or Get operation answers
("ec2:volumes" for DescribeVolumes' Volumes), or of the one thing that a Get or Describe operation
answers ("ses:account" for GetAccount). service is botocore's name or the one that requests are signed for.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

READS = ("List", "Describe", "Get", "BatchGet", "Search")
_SUFFIXES = (
    "_summary_list",
    "_description_list",
    "_name_list",
    "_summaries",
    "_list",
    "_descriptions",
    "_names",
    "_arns",
    "_ids",
    "_urls",
    "_infos",
)
_UNNAMED = frozenset({"items", "list", "entries", "summaries"})
# EC2 answers instances inside reservations, which no folder speaks of.
_GROUPED = {("ec2", "DescribeInstances"): ("Reservations", "Instances")}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list in an operation's answer: the members that lead to it; exact: named just so, by no variant."""

    service: str
    operation: str
    path: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class ResourceKey:
    """What one key stands for: the lists it answers, and operations that answer it whole."""

    text: str
    lists: tuple[Listed, ...]
    whole: tuple[tuple[str, str], ...]

    @property
    def services(self) -> tuple[str, ...]:
        """Botocore names of the services that answer it."""
        return tuple(
            dict.fromkeys([one.service for one in self.lists] + [service for service, _ in self.whole])
        )


@cache
def resource_key(text: str) -> ResourceKey:
    """
    What text stands for.

    Raises:
        ValueError: no operation answers it; the message says what was expected.
    """
    prefix, colon, name = text.partition(":")
    if not colon or not name:
        raise ValueError(
            f"{text!r} is no resource key; expected service:plural_snake_case such as ec2:instances"
        )
    services = models.known_as(prefix)
    if not services:
        raise ValueError(f"{text!r}: AWS has no service {prefix!r}{_close(prefix, models.services())}")
    lists = _natural(tuple(one for service in services for one in _lists(service).get(name, ())), name)
    whole = tuple((service, one) for service in services for one in _whole(service).get(name, ()))
    if not lists and not whole:
        known = [name for service in services for name in (*_lists(service), *_whole(service))]
        raise ValueError(
            f"{text!r}: no List, Describe or Get answer of {prefix} has such a list{_close(name, known)}"
        )
    return ResourceKey(text, lists, whole)


def list_shape(listed: Listed) -> Any:
    """The shape of one item of listed."""
    shape = models.operation(listed.service, listed.operation).output_shape
    for step in listed.path:
        shape = shape.member if shape.type_name == "list" else shape
        shape = shape.members[step]
    return shape.member


@cache
def answer_members(service: str) -> frozenset[str]:
    """Every member that some read operation of service has at the top of its answer, or one level below."""
    names: set[str] = set()
    for operation in _reads(service):
        shape = models.operation(service, operation).output_shape
        for name, member in shape.members.items() if shape is not None else ():
            names.add(name)
            if member.type_name == "structure":
                names.update(member.members)
    return frozenset(names)


def noun(operation: str) -> str:
    """What a read operation is about, in snake case: "instance_status" for DescribeInstanceStatus."""
    verb = next((verb for verb in READS if operation.startswith(verb)), "")
    return models.snake(operation.removeprefix(verb))


def _natural(lists: tuple[Listed, ...], name: str) -> tuple[Listed, ...]:
    """
    Those of lists whose operation is about name, exact ones first, one an operation; all where none is.

    Many an operation answers a list called Instances that is not the account's instances.
    """
    about = [one for one in lists if name in {noun(one.operation), _plural(noun(one.operation))}]
    ranked = sorted(about or lists, key=lambda one: not one.exact)
    first = {one.operation: one for one in reversed(ranked) if one.service == ranked[0].service}
    return tuple(
        one for one in ranked if first.get(one.operation) is one and one.service == ranked[0].service
    )


@cache
def _reads(service: str) -> tuple[str, ...]:
    return tuple(name for name in models.model(service).operation_names if name.startswith(READS))


@cache
def _lists(service: str) -> Mapping[str, tuple[Listed, ...]]:
    found: dict[str, list[Listed]] = {}
    for operation in _reads(service):
        for path, name, exact in _named_lists(service, operation):
            found.setdefault(name, []).append(Listed(service, operation, path, exact))
    return {name: tuple(lists) for name, lists in found.items()}


@cache
def _whole(service: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for operation in _reads(service):
        for verb in ("Get", "Describe"):
            if operation.startswith(verb):
                found.setdefault(models.snake(operation.removeprefix(verb)), []).append(operation)
    return {name: tuple(operations) for name, operations in found.items()}


def _named_lists(service: str, operation: str) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Each list of the answer by each of its names: (path, name, exact)."""
    if (grouped := _GROUPED.get((service, operation))) is not None:
        yield grouped, models.snake(grouped[-1]), True
    shape = models.operation(service, operation).output_shape
    if shape is None:
        return
    plain = [name for name, member in shape.members.items() if member.type_name == "list"]
    if len(plain) == 1:
        yield (plain[0],), noun(operation), False
    for name in plain:
        for variant, exact in _variants(models.snake(name)):
            yield (name,), variant, exact
    if not plain and operation.startswith(("List", "Describe")):
        yield from _nested_lists(shape)


def _nested_lists(shape: Any) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Lists one level down, which an unnamed one ("Items") leaves to its structure's name."""
    for outer, member in shape.members.items():
        for inner, nested in member.members.items() if member.type_name == "structure" else ():
            if nested.type_name == "list":
                called = outer if inner.lower() in _UNNAMED else inner
                for variant, exact in _variants(models.snake(called)):
                    yield (outer, inner), variant, exact


def _variants(name: str) -> Iterator[tuple[str, bool]]:
    yield name, True
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and (stem := name.removesuffix(suffix)):
            yield _plural(stem), False
            yield stem, False
    if not name.endswith("s"):
        yield _plural(name), False


def _plural(name: str) -> str:
    if name.endswith("s"):
        return name
    return name[:-1] + "ies" if name.endswith("y") else name + "s"


def _close(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(dict.fromkeys(known)), n=3)
    return f"; did you mean {' or '.join(close)}?" if close else ""
