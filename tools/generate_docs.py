"""
Writes the lists in docs/ from the units themselves.

    python tools/generate_docs.py            write them
    python tools/generate_docs.py --check    fail where they lag behind
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from abusedesk import act, collect, detect, engine, intake, logs, trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTE = "<!-- Made by `make docs` from the units; do not edit. -->\n\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def _link(url: str) -> str:
    return f"[source]({url})" if url.startswith("https://") else url


def units() -> str:
    """Every unit of every room."""
    parts = [
        ("Kinds of notice", ("kind", "what it is"), _rows(intake.every(), "title")),
        (
            "Collectors",
            ("collector", "reads", "calls"),
            [
                (f"`{name}`", one.title, ", ".join(f"`{call}`" for call in one.reads))
                for name, one in collect.every().items()
            ],
        ),
        ("Log formats", ("format", "what it is"), _rows(logs.every(), "title")),
        (
            "Rules",
            ("rule", "severity", "what it finds", "harmless when", ""),
            [
                (
                    f"`{name}`",
                    str(getattr(one, "severity", "")),
                    one.title,
                    str(one.harmless),
                    _link(one.source),
                )
                for name, one in detect.every().items()
            ],
        ),
        ("Root causes", ("cause", "what it is"), _rows(trace.every(), "title")),
        (
            "Actions",
            ("action", "what it does", "harm", "way back", "writes"),
            [
                (
                    f"`{name}`",
                    one.title,
                    one.harm,
                    "yes" if one.reversible else "no",
                    ", ".join(f"`{call}`" for call in one.writes),
                )
                for name, one in act.every().items()
            ],
        ),
    ]
    body = "\n".join(f"## {title}\n\n{table(head, rows)}" for title, head, rows in parts)
    return f"# Units\n\n{NOTE}{body}"


def _rows(found: Mapping[str, Any], field: str) -> list[tuple[str, ...]]:
    return [(f"`{name}`", str(getattr(one, field))) for name, one in found.items()]


def permissions() -> str:
    """The IAM policy for reading."""
    policy = json.dumps(engine.policy_to_read(), indent=1)
    return (
        f"# Permissions\n\n{NOTE}What `respond` and `contain --dry-run` need; `abusedesk policy read` "
        f"prints the same.\n\n```json\n{policy}\n```\n"
    )


def techniques() -> str:
    """Which rules show which ATT&CK technique."""
    by_technique: dict[str, list[str]] = defaultdict(list)
    for name, one in detect.every().items():
        for technique in getattr(one, "techniques", ()):
            by_technique[technique].append(f"`{name}`")
    rows = [
        (f"[{one}](https://attack.mitre.org/techniques/{one.replace('.', '/')}/)", ", ".join(names))
        for one, names in sorted(by_technique.items())
    ]
    return f"# ATT&CK techniques\n\n{NOTE}{table(('technique', 'rules'), rows)}"


PAGES = {"units.md": units, "permissions.md": permissions, "techniques.md": techniques}


def main() -> int:
    """Write or check every page; 1 when one lags behind."""
    lagging = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            lagging.append(f"docs/{name} lags behind the units; run make docs")
    print("\n".join(lagging) or "docs are up to date")
    return 1 if lagging else 0


if __name__ == "__main__":
    sys.exit(main())
