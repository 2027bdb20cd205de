"""The command line. Shows and asks; decides nothing."""

from __future__ import annotations

import os
import sys
import traceback

from abusedesk.errors import BadInput, DeskError, Refused

_GLOBAL_OPTIONS = ("--home", "--database-url", "--lang")


def main() -> None:
    """Run the command that the process was started with, and end with its exit code."""
    from ._app import app  # noqa: PLC0415 - a broken start must end with our exit code too

    try:
        app(args=_hoisted(sys.argv[1:]))
    except DeskError as why:
        print(f"abusedesk: {why}", file=sys.stderr)  # noqa: T201 - this is the command line
        sys.exit(exit_code(why))
    except BrokenPipeError:
        # Whoever read our output has enough of it; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:  # noqa: BLE001 - the last place to say that the fault is ours; it ends here
        traceback.print_exc()
        sys.exit(70)


def exit_code(why: DeskError) -> int:
    """2 for input that cannot be read, 4 for our own guard, 3 for what AWS refused."""
    if isinstance(why, BadInput):
        return 2
    return 4 if isinstance(why, Refused) else 3


def _hoisted(arguments: list[str]) -> list[str]:
    """Arguments with the options that every command has put before it, wherever they stood."""
    first: list[str] = []
    rest: list[str] = []
    left = list(arguments)
    while left:
        word = left.pop(0)
        if word == "--":
            return [*first, *rest, word, *left]
        if word in _GLOBAL_OPTIONS and left:
            first += [word, left.pop(0)]
        elif word.startswith(tuple(f"{option}=" for option in _GLOBAL_OPTIONS)):
            first.append(word)
        else:
            rest.append(word)
    return [*first, *rest]
