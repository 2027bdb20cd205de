"""Values against botocore's shapes: put into the right types, and every misfit named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import Shape

Path = tuple[str | int, ...]

_CHOICES_SHOWN = 6


@dataclass(slots=True)
class Misfits:
    """What did not fit: where, and what was expected there."""

    found: list[tuple[Path, str]] = field(default_factory=list)

    def add(self, path: Path, expected: str) -> None:
        """Note that at path something else than expected stands."""
        self.found.append((path, expected))

    def told(self) -> str:
        """All of them in one line, for an error message."""
        return "; ".join(
            f"{'.'.join(map(str, path)) or 'answer'}: {expected}" for path, expected in self.found
        )


def fitted(value: Any, shape: Shape, misfits: Misfits, path: Path = ()) -> Any:
    """
    Value in the types that shape asks for; what does not fit is added to misfits.

    ISO text becomes an aware UTC datetime where shape is a timestamp, and an object becomes JSON text
    where it is a string (policy documents). Members that are None are left out. Checked are types,
    unknown members and enums, not required members: AWS's own answers leave them out at times.
    """
    return _FIT[shape.type_name](value, shape, misfits, path)


def _structure(value: Any, shape: Any, misfits: Misfits, path: Path) -> Any:
    if getattr(shape, "is_document_type", False):
        return value
    if not isinstance(value, Mapping):
        misfits.add(path, f"expected an object, {shape.name}, not {_short(value)}")
        return {}
    fit = {}
    for name, member in value.items():
        if member is None:
            continue
        if name not in shape.members:
            misfits.add((*path, name), f"{name} is no member of {shape.name}; {_known(shape)}")
            continue
        fit[name] = fitted(member, shape.members[name], misfits, (*path, name))
    return fit


def _list(value: Any, shape: Any, misfits: Misfits, path: Path) -> Any:
    if not isinstance(value, (list, tuple)):
        misfits.add(path, f"expected a list, not {_short(value)}")
        return []
    return [fitted(item, shape.member, misfits, (*path, index)) for index, item in enumerate(value)]


def _map(value: Any, shape: Any, misfits: Misfits, path: Path) -> Any:
    if not isinstance(value, Mapping):
        misfits.add(path, f"expected an object, not {_short(value)}")
        return {}
    return {name: fitted(item, shape.value, misfits, (*path, name)) for name, item in value.items()}


def _string(value: Any, shape: Any, misfits: Misfits, path: Path) -> Any:
    if isinstance(value, (Mapping, list)) and not shape.enum:
        return json.dumps(value)
    if not isinstance(value, str):
        misfits.add(path, f"expected text, not {_short(value)}")
        return ""
    if shape.enum and value not in shape.enum:
        shown = ", ".join(shape.enum[:_CHOICES_SHOWN]) + (", …" if len(shape.enum) > _CHOICES_SHOWN else "")
        misfits.add(path, f"{value!r} is not one of {shown}")
    return value


def _number(value: Any, _shape: Any, misfits: Misfits, path: Path) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        misfits.add(path, f"expected a number, not {_short(value)}")
        return 0
    return value


def _integer(value: Any, _shape: Any, misfits: Misfits, path: Path) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        misfits.add(path, f"expected a whole number, not {_short(value)}")
        return 0
    return value


def _boolean(value: Any, _shape: Any, misfits: Misfits, path: Path) -> Any:
    if not isinstance(value, bool):
        misfits.add(path, f"expected true or false, not {_short(value)}")
        return False
    return value


def _timestamp(value: Any, _shape: Any, misfits: Misfits, path: Path) -> Any:
    if isinstance(value, datetime):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC)
    moment = aware(value)
    if moment is None:
        misfits.add(path, f"expected a time such as 2026-03-05T02:10:00Z, not {_short(value)}")
        return datetime.fromtimestamp(0, UTC)
    return moment


def _blob(value: Any, _shape: Any, misfits: Misfits, path: Path) -> Any:
    if isinstance(value, str):
        return value.encode()
    if not isinstance(value, (bytes, bytearray)):
        misfits.add(path, f"expected text or bytes, not {_short(value)}")
        return b""
    return value


def aware(value: Any) -> datetime | None:
    """The moment that ISO text names, aware UTC (text without a zone is UTC); None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _short(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004 # what fits beside a file name


def _known(shape: Any) -> str:
    names = ", ".join(list(shape.members)[:_CHOICES_SHOWN])
    return f"it has {names}{', …' if len(shape.members) > _CHOICES_SHOWN else ''}"


_FIT: dict[str, Callable[[Any, Any, Misfits, Path], Any]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "character": _string,
    "integer": _integer,
    "long": _integer,
    "float": _number,
    "double": _number,
    "bigdecimal": _number,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "blob": _blob,
}
