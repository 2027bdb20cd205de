"""
Draws docs/respond.svg from a real run of the demo.

    python tools/picture.py          run `abusedesk demo` and keep what a person sees first
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

PLACE = Path(__file__).resolve().parents[1] / "docs" / "respond.svg"
WIDTH = 118
# The parts of the story that are worth a picture, by the words that their headings begin with.
SKIPPED = (
    "Holding reply",
    "Reply draft",
    "Before you send it",
    "Next",
    "Plan: Eradicate",
    "Plan: Recover",
    "Plan: Prevent",
)


def main() -> int:
    """Run, cut and draw."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "FORCE_COLOR": "1",
            "COLUMNS": str(WIDTH),
            "ABUSEDESK_HOME": home,
            "LANG": "C",
        }
        tool = Path(sys.executable).with_name("abusedesk")
        run = subprocess.run([tool, "demo"], env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    out = Console(record=True, width=WIDTH, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115, PTH123
    out.print(Text("$ abusedesk demo", style="bold green"))
    for line in kept(run.stdout.replace(home, "~")):
        shown = Text.from_ansi(line)
        shown.truncate(WIDTH, overflow="ellipsis")
        out.print(shown)
    # The picture must show without the network: the reader's own fixed-width font does.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", out.export_svg(title="abusedesk"), flags=re.DOTALL)
    PLACE.write_text(drawn, encoding="utf-8")
    return 0


def kept(text: str) -> list[str]:
    """The lines of the parts that are shown, and no more than a dozen of each."""
    lines: list[str] = []
    for part in text.split("\n\n\x1b[1m"):
        heading, *rest = part.split("\n")
        if not Text.from_ansi(heading).plain.startswith(SKIPPED):
            lines += ["", "\x1b[1m" + heading, *rest[:11]]
    return lines


if __name__ == "__main__":
    sys.exit(main())
