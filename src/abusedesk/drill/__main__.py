"""`python -m abusedesk.drill FOLDER`: the practice account, until it is interrupted or its input ends."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from abusedesk import drill
from abusedesk.drill.serving.child import BAD_INPUT
from abusedesk.errors import BadInput

if TYPE_CHECKING:
    from abusedesk.drill.opponent.player import Tried


def main() -> int:
    """
    Serve, print one JSON line when ready and one for each move of the intruder, and wait.

    2 for a folder or policy that cannot be read.
    """
    parser = argparse.ArgumentParser(
        prog="python -m abusedesk.drill", description="Serve a practice account."
    )
    parser.add_argument("folder", type=Path, help="incident folder")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--no-throttle", action="store_true", help="answer LookupEvents at any rate")
    parser.add_argument("--no-propagation", action="store_true", help="let changes of IAM hold at once")
    parser.add_argument("--seed", type=int, default=1, help="decides what is left to chance")
    parser.add_argument(
        "--responder-policy", type=Path, help="IAM policy document, instead of all permissions"
    )
    parser.add_argument("--tied", action="store_true", help="end when standard input does")
    given = parser.parse_args()
    try:
        policy = _policy(given.responder_policy)
        incident = drill.load(given.folder)
    except BadInput as error:
        _say({"error": str(error)})
        return BAD_INPUT
    with drill.serve(
        incident,
        port=given.port,
        throttle=not given.no_throttle,
        responder_policy=policy,
        propagation=not given.no_propagation,
        seed=given.seed,
    ) as server:
        server.intruder.told = _tell
        responder = server.responder
        _say(
            {
                "endpoint_url": server.endpoint_url,
                "account": responder.account,
                "now": incident.now.isoformat(),
                "credentials": {
                    "access_key": responder.key,
                    "secret_key": responder.secret,
                    "token": responder.token,
                },
                "ignored": list(incident.ignored),
            }
        )
        try:
            if given.tied:
                sys.stdin.read()
            else:
                server.wait()
        except KeyboardInterrupt:
            pass
    return 0


def _policy(path: Path | None) -> dict[str, object] | None:
    if path is None:
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}; expected an IAM policy document") from error
    if not isinstance(document, dict):
        raise BadInput(f"{path}: expected an IAM policy document, an object")
    return document


def _tell(move: Tried) -> None:
    """One line of what the intruder tried."""
    told = asdict(move)
    _say({"intruder": {**told, "at": move.at.isoformat(), "answer": {}}})


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
