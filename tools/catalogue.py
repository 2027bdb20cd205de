"""
Keeps the one gettext catalogue: every sentence that a person reads, English to Japanese.

    python tools/catalogue.py --write [FRAGMENT.po…]    add new sentences, drop old ones, compile
    python tools/catalogue.py --check                   fail where a sentence lacks its Japanese

Sentences are the first arguments of msg(), text() and say() in the code, of _() in the templates, the
help of the commands, and the titles, descriptions and false positives of the Sigma rules.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "abusedesk"
PLACE = SOURCE / "locale" / "ja" / "LC_MESSAGES"
PO, MO = PLACE / "abusedesk.po", PLACE / "abusedesk.mo"
MARKERS = {"msg", "text", "say"}


def messages() -> dict[str, str]:
    """Every sentence, and the file that it stands in."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for message in _in_code(path):
            found.setdefault(message, str(path.relative_to(ROOT)))
    for path in sorted(SOURCE.rglob("*.jinja")):
        for message in _in_template(path):
            found.setdefault(message, str(path.relative_to(ROOT)))
    for path in sorted((SOURCE / "cli").glob("*.py")):
        for message in _in_help(path):
            found.setdefault(message, str(path.relative_to(ROOT)))
    for path in sorted((SOURCE / "detect" / "rules").glob("*.yml")):
        for message in _in_rule(path):
            found.setdefault(message, str(path.relative_to(ROOT)))
    return found


def _in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if name in MARKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _in_template(path: Path) -> Iterator[str]:
    for _, name, message in Environment(extensions=["jinja2.ext.i18n"]).extract_translations(  # noqa: S701 - only read
        path.read_text(encoding="utf-8")
    ):
        # With values to fill in, the message comes first in a tuple.
        sentence = message[0] if isinstance(message, tuple) else message
        if name == "_" and isinstance(sentence, str):
            yield sentence


def _in_help(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "help" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        if isinstance(node, ast.FunctionDef) and "context: typer.Context" in ast.unparse(node.args):
            yield " ".join((ast.get_docstring(node) or "").split())


def _in_rule(path: Path) -> Iterator[str]:
    # A rule that a correlation in the same file counts is shown to nobody: it has no description.
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        if "description" not in document:
            continue
        yield " ".join(document.get("title", "").split())
        yield " ".join(document.get("description", "").split())
        for one in document.get("falsepositives", []):
            yield " ".join(one.split())


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="ja")
    with path.open("rb") as file:
        return read_po(file, locale="ja")


def _placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def _problems(catalogue: Catalog, wanted: dict[str, str]) -> Iterator[str]:
    for message, place in wanted.items():
        entry = catalogue.get(message)
        if entry is None or not entry.string:
            yield f"{place}: no Japanese for {message!r}"
        elif _placeholders(message) != _placeholders(str(entry.string)):
            yield f"{place}: other placeholders in the Japanese of {message!r}"
    for entry in catalogue:
        if entry.id and entry.id not in wanted:
            yield f"{PO.name}: nobody says {entry.id!r} any more"


def _compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def write(fragments: list[Path]) -> int:
    """Write the catalogue anew, with the Japanese found in it and in fragments."""
    known = {str(entry.id): str(entry.string) for entry in _read(PO) if entry.id and entry.string}
    for fragment in fragments:
        known |= {str(e.id): str(e.string) for e in _read(fragment) if e.id and e.string}
    fresh = Catalog(locale="ja", project="abusedesk", header_comment="# Japanese of abusedesk.", fuzzy=False)
    wanted = messages()
    wanted.pop("", None)
    for message, place in sorted(wanted.items(), key=lambda item: (item[1], item[0])):
        fresh.add(
            message,
            known.get(message, ""),
            locations=[(place, 0)],
            flags=["python-brace-format"] if _placeholders(message) else [],
        )
    # Dates in the header would make every run a change.
    fresh.creation_date = fresh.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    with PO.open("wb") as file:
        write_po(file, fresh, width=100, include_lineno=False)
    MO.write_bytes(_compiled(_read(PO)))
    for problem in (problems := list(_problems(_read(PO), wanted))):
        print(problem)
    print(f"{len(wanted)} sentences, {len(problems)} problems")
    return 0


def check() -> int:
    """Say what is missing; 1 when anything is."""
    wanted = messages()
    wanted.pop("", None)
    catalogue = _read(PO)
    problems = list(_problems(catalogue, wanted))
    if not MO.exists() or MO.read_bytes() != _compiled(catalogue):
        problems.append(f"{MO.name} is not compiled from {PO.name}; run make catalogue")
    print("\n".join(problems) or f"{len(wanted)} sentences, all in both languages")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(write([Path(one) for one in sys.argv[2:]]) if sys.argv[1:2] == ["--write"] else check())
