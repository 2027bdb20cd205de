"""One mechanism for every extension point: a folder of files, one unit each."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, TypeVar

from abusedesk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


class _Unit(Protocol):
    @property
    def id(self) -> str: ...


U = TypeVar("U", bound=_Unit)


def load(folder: str, kind: type[U]) -> Mapping[str, U]:
    """
    Every unit of kind in the package named folder, by id, in order of id.

    Raises:
        BadInput: a module holds not exactly one unit, or one whose id is not its file's name.
    """
    units: dict[str, U] = {}
    for info in sorted(iter_modules(import_module(folder).__path__), key=lambda info: info.name):
        if info.name.startswith("_"):
            continue
        module = import_module(f"{folder}.{info.name}")
        found = [value for value in vars(module).values() if isinstance(value, kind)]
        if [unit.id for unit in found] != [info.name]:
            raise BadInput(f"{module.__name__} must hold one {kind.__name__} with id {info.name!r}")
        units[info.name] = found[0]
    return units


def load_files(folder: str, suffix: str, read: Callable[[Path], U]) -> Mapping[str, U]:
    """
    Every unit that read makes of the files in the package named folder that end in suffix, by id.

    Raises:
        BadInput: a unit's id is not its file's name; and whatever read raises.
    """
    units: dict[str, U] = {}
    root = files(folder)
    for entry in sorted(root.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(suffix):
            continue
        path = root / entry.name
        unit = read(path)  # type: ignore[arg-type]  # packages are installed unzipped
        if unit.id != entry.name.removesuffix(suffix):
            raise BadInput(f"{entry.name}: the id must be the file's name, not {unit.id!r}")
        units[unit.id] = unit
    return units
