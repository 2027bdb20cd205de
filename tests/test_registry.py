"""A folder of files is all that a unit needs; one in the wrong shape stops the start."""

import sys
from dataclasses import dataclass

import pytest

from abusedesk import registry
from abusedesk.errors import BadInput


@dataclass(frozen=True)
class Unit:
    id: str


@pytest.fixture
def folder(tmp_path, monkeypatch):
    package = tmp_path / "invented_units"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys.modules["builtins"], "InventedUnit", Unit, raising=False)
    yield package
    for name in [name for name in sys.modules if name.startswith("invented_units")]:
        del sys.modules[name]


def test_every_file_is_a_unit_in_the_order_of_its_id(folder):
    (folder / "b.py").write_text("UNIT = InventedUnit('b')")
    (folder / "a.py").write_text("UNIT = InventedUnit('a')")
    (folder / "_shared.py").write_text("UNIT = InventedUnit('not a unit')")
    assert list(registry.load("invented_units", Unit)) == ["a", "b"]


@pytest.mark.parametrize(
    "text", ["", "UNIT = InventedUnit('other')", "A = InventedUnit('a')\nB = InventedUnit('a')"]
)
def test_a_file_that_holds_not_one_unit_of_its_name_stops_the_start(folder, text):
    (folder / "a.py").write_text(text)
    with pytest.raises(BadInput, match=r"invented_units\.a must hold one Unit with id 'a'"):
        registry.load("invented_units", Unit)


def test_files_that_are_no_python_are_units_too(folder):
    (folder / "x.yml").write_text("x")
    (folder / "note.txt").write_text("no unit")
    units = registry.load_files("invented_units", ".yml", lambda path: Unit(path.read_text()))
    assert list(units) == ["x"]


def test_a_file_with_another_id_stops_the_start(folder):
    (folder / "x.yml").write_text("y")
    with pytest.raises(BadInput, match=r"x\.yml"):
        registry.load_files("invented_units", ".yml", lambda path: Unit(path.read_text()))
