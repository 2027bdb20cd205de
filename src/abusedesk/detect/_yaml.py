"""Sigma's YAML documents with the line of each of their members, so that an error can say where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml import MappingNode

# What pySigma and PyYAML raise on documents that are no rules, beside their own errors: they take
# members for texts or mappings without asking.
MALFORMED = (AssertionError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)

_LARGEST = 1_000_000  # bytes; the longest public rules are below 50 kB


class Unreadable(BadInput):
    """A rule file cannot be read; line counts from 1, 0 where it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """
    One YAML document: line is where it begins (from 1), lines where each of its members does.

    Members of members are there as "detection.condition".
    """

    data: dict[str, Any]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


def said(why: Exception) -> str:
    """What why tells a person."""
    if isinstance(why, RecursionError):
        return "nested too deep"
    return (repr(why) if isinstance(why, KeyError) else str(why)) or type(why).__name__


def documents(data: bytes) -> list[Document]:
    """
    The documents of a file; empty ones are left out.

    Raises:
        Unreadable: data is no YAML, or a document is no mapping.
    """
    import yaml  # noqa: PLC0415  # only where rules are read

    if len(data) > _LARGEST:
        raise Unreadable(f"{len(data)} bytes: expected a rule file of at most {_LARGEST}")
    try:
        return list(_documents(data.decode()))
    except Unreadable:
        raise
    except UnicodeDecodeError as why:
        raise Unreadable(f"expected UTF-8: {why}", data[: why.start].count(b"\n") + 1) from why
    except yaml.MarkedYAMLError as why:
        line = why.problem_mark.line + 1 if why.problem_mark else 0
        raise Unreadable(f"expected YAML: {why.problem or why}", line) from why
    except (yaml.YAMLError, *MALFORMED) as why:
        raise Unreadable(f"expected YAML: {said(why)}") from why


def _documents(text: str) -> Iterator[Document]:
    import yaml  # noqa: PLC0415  # only where rules are read
    from sigma.rule.base import SigmaYAMLLoader  # noqa: PLC0415  # likewise

    loader = SigmaYAMLLoader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is None:
                break
            data = loader.construct_document(node)
            line = node.start_mark.line + 1
            if data is None:
                continue
            if not isinstance(data, dict) or not isinstance(node, yaml.MappingNode):
                raise Unreadable("expected a mapping with a title, a logsource and a detection", line)
            yield Document(data, line, dict(_lines(node)))
    finally:
        loader.dispose()


def _lines(node: MappingNode, prefix: str = "") -> Iterator[tuple[str, int]]:
    for key, value in node.value:
        yield f"{prefix}{key.value}", key.start_mark.line + 1
        if not prefix and value.id == "mapping":
            yield from _lines(value, f"{key.value}.")
