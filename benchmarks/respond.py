"""
How long the main job takes, and how much memory, on the practice account without AWS's throttle.

    python benchmarks/respond.py [INCIDENT] [SEED]

The account is played by another process; the figures are of `abusedesk respond` alone, from its start to
its end. Bounds: under 60 s and 600 MB for leaked-key-miners on two cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from abusedesk import drill
from abusedesk.drill import generate

TOOL = Path(sys.executable).with_name("abusedesk")


def main() -> int:
    """Measure once and print one line of JSON."""
    incident = sys.argv[1] if len(sys.argv) > 1 else "leaked-key-miners"
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1  # noqa: PLR2004 - the second argument
    with tempfile.TemporaryDirectory() as place:
        folder = generate.build(incident.replace("-", "_"), Path(place) / "incident", seed=seed)
        with drill.start(folder, throttle=False) as running:
            figures = measured(running, folder, Path(place) / "home")
            print(json.dumps({"incident": incident, "seed": seed, **figures}))
    return 0


def measured(running: object, folder: Path, home: Path) -> dict[str, object]:
    """Run respond once: seconds from start to end, its own CPU seconds, peak memory, what it found."""
    credentials = running.credentials  # type: ignore[attr-defined]  # drill.start's Running
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_SESSION_TOKEN": credentials.token,
        "ABUSEDESK_HOME": str(home),
    }
    command = [TOOL, "respond", folder / "notice.eml", "--endpoint-url", running.endpoint_url, "--json"]  # type: ignore[attr-defined]
    out = home.with_suffix(".json")
    begun = time.perf_counter()
    with out.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    document = json.loads(out.read_text())
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": round(used.ru_maxrss * 1024 / 1e6),
        "calls": sum(row["calls"] for row in document["coverage"]),
        "findings": len(document["findings"]),
        "root_cause": document["root_causes"][0]["kind"],
    }


if __name__ == "__main__":
    sys.exit(main())
