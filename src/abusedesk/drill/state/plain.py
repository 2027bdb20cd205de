"""Any state as JSON that compares equal when the state is the same for whoever owns the account."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any
from urllib.parse import unquote

# AWS's ids: IAM's by their prefix, those such as i-0123456789abcdef0, UUIDs, and 32 digits (GuardDuty's).
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
_ID = re.compile(
    r"\b(?:(AIDA|AROA|AGPA|ANPA|AIPA|AKIA|ASIA|ACCA|APKA|ASCA|ANVA)[A-Z0-9]{12,124}"
    r"|([a-z]{1,12}-)[0-9a-f]{8,17}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[0-9a-f]{32})\b"
)
_WHEN = re.compile(
    r"(?:[a-z](?:Date|Time|Timestamp|TimeStamp|At)|_(?:date|time|timestamp|at))$"
    r"|^(?:[Dd]ate|[Tt]imestamp|time(?:Created|Updated)|[Ll]ast_?[Uu]sed.*|[Ll]ast_?[Mm]odified.*"
    r"|password_last_used)$"
)
# What AWS makes anew at every change, or what no way back can give again.
_FRESH = frozenset({"etag", "revisionid", "requestid", "clienttoken", "idempotencytoken", "qr_code_png"})
_SECRET = re.compile(r"secret|password$|base32|private_key|^token$", re.IGNORECASE)
_DOCUMENTS = frozenset(
    {"policy", "policydocument", "document", "policy_document", "assumerolepolicydocument"}
)
_DEEPEST = 12


@dataclass(slots=True)
class Plain:
    """
    Makes values plain. known holds the ids that stay as they are: the others are AWS's, made at run time.

    Left out: what is empty, times of making, change and use, secrets (only that there is one stays), and
    what cannot be state. Lists are sorted, since AWS promises no order; policy documents are not.
    """

    known: AbstractSet[str]
    skipped: Mapping[str, AbstractSet[str]] = field(default_factory=dict)

    def of(self, value: Any, depth: int = 0) -> Any:
        """Value as JSON; None for what is left out."""
        if isinstance(value, Enum):
            value = value.value
        if value is None or isinstance(value, (bool, int, float, str, bytes, bytearray)):
            return self._scalar(value)
        if isinstance(value, date) or callable(value) or depth > _DEEPEST:
            return None
        if isinstance(value, Mapping):
            return self.members(value.items(), depth)
        if isinstance(value, Iterable):
            items = [self.of(item, depth + 1) for item in value]
            return sorted((item for item in items if not _empty(item)), key=order)
        return self.members(self._attributes(value), depth)

    def members(self, items: Iterable[tuple[Any, Any]], depth: int = 0) -> dict[str, Any]:
        """The members that are not left out; two whose names are alike once ids are stood in for: a list."""
        found: dict[str, list[Any]] = {}
        for name, value in items:
            text = str(name)
            if _WHEN.search(text) or text.lower() in _FRESH:
                continue
            if _SECRET.search(text) and isinstance(value, (str, bytes, type(None))):
                plain: Any = bool(value) or None
            elif text.lower() in _DOCUMENTS and isinstance(value, Mapping):
                plain = order(value)
            else:
                plain = self.of(value, depth + 1)
            if not _empty(plain):
                found.setdefault(self._text(text), []).append(plain)
        return {
            name: held[0] if len(held) == 1 else sorted(held, key=order)
            for name, held in sorted(found.items())
        }

    def _attributes(self, thing: Any) -> Iterable[tuple[str, Any]]:
        """An object's own attributes; a reference to a whole backend, or back up, is none."""
        skipped = self.skipped.get(type(thing).__name__, frozenset()) | self.skipped.get("", frozenset())
        for name, value in _held(thing).items():
            if name not in skipped and not name.endswith("backend") and not name.startswith("__"):
                yield name, value

    def _scalar(self, value: Any) -> Any:
        if isinstance(value, (bytes, bytearray)):
            return hashlib.sha256(value).hexdigest()
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        document = unquote(text) if text.startswith("%7B") else text
        if document[:1] in {"{", "["}:
            try:
                return order(json.loads(document))
            except ValueError:
                pass
        return _ID.sub(lambda match: match[0] if match[0] in self.known else _stand_in(match), text)


def _stand_in(match: re.Match[str]) -> str:
    return f"{match[1] or match[2] or ''}(new)"


def ids_in(text: str) -> frozenset[str]:
    """Every id of AWS's that text speaks of."""
    return frozenset(match[0] for match in _ID.finditer(text))


def order(value: Any) -> str:
    """Value as one line of JSON, members sorted."""
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)


def _held(thing: Any) -> Mapping[str, Any]:
    slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    held = {name: getattr(thing, name) for name in slots if hasattr(thing, name)}
    return {**held, **getattr(thing, "__dict__", {})}


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)
